// One call: where it is, what is said, and what can be done; when it is over, its record.

import { fill, h, prose, write } from "../dom.js";
import { icon } from "../icons.js";
import { part } from "../api.js";
import { hangUp, transfer } from "../call/acts.js";
import { showSound, showTimer, waitingWords } from "../call/card.js";
import { listenIn } from "../call/listening.js";
import { picture } from "../call/picture.js";
import { deleteButton, record } from "../call/record.js";
import { transcript } from "../call/transcript.js";
import { everyTick } from "../ticker.js";
import { clock, exactly, moment } from "../times.js";
import { held, lasted, remaining, watchCall } from "../watch.js";
import { isHeld, isOver, mood, party, standing } from "../words.js";

/** The view at `#/calls/ID`. */
export async function call(page) {
  const [id] = page.parts;
  const head = heading();
  const said = transcript();
  const drawn = picture("The flow, with the way the call has taken", page.signal);
  const why = reasons();
  const running = controls(id, page);
  const over = h("div.over", { hidden: true });
  const live = h("section.panel.live", { "aria-label": "Transcript" }, h("h2", {}, "Transcript"), said.element);
  const pressed = h("section.panel.why", { "aria-label": "Keys and decisions" }, h("h2", {}, "Keys pressed, and why"), why.element);
  const flow = h("section.panel.flow", { "aria-label": "Where in the flow" }, h("h2", {}, "Where in the flow"), head.step, drawn.element);
  const columns = h("div.columns", {}, flow, h("div.column", {}, live, pressed));
  const foot = h("div.actions");
  fill(page.main, head.element, running.element, over, columns, foot);

  let shown = null;
  let drawnFor = null;
  let recorded = false;
  function show(next) {
    shown = next;
    head.show(next);
    running.show(next);
    why.show(next);
    if (drawnFor !== stepOf(next)) {
      drawnFor = stepOf(next);
      drawn.load(`/api/calls/${part(id)}/graph.svg`);
    }
    if (!isOver(next)) return said.show(next.transcript);
    if (!recorded) {
      recorded = true;
      over.hidden = false;
      live.hidden = pressed.hidden = true;
      columns.classList.add("lone");
      foot.append(deleteButton(next));
      write(flow.querySelector("h2"), "The way through the flow");
      record(over, next, page);
    }
    return undefined;
  }

  watchCall(id, { events: page.events, signal: page.signal, show, failed: (error) => page.failed(page.main, error) });
  everyTick((now) => shown && head.tick(now), page.signal);
  page.keys({
    h: () => shown && !isOver(shown) && hangUp(shown),
    t: () => shown && !isOver(shown) && transfer(shown),
    l: () => shown && !isOver(shown) && running.listen(),
  });
}

const stepOf = (call) => `${call.step_id}/${call.status}/${call.visited.length}`;

function heading() {
  const name = h("h1");
  const about = h("p.quiet");
  const chip = h("span.chip.big", { role: "status" });
  const timer = h("time.timer.huge");
  const timed = h("span.quiet");
  const wait = h("p.wait");
  const hearing = h("span.hearing");
  const notice = h("p.notice", { hidden: true });
  const step = h("p.step");
  const element = h("header.callhead", {},
    h("p.crumb", {}, h("a", { href: "#/" }, "← Calls")),
    h("div.heading", {}, h("div", {}, name, about), chip),
    h("div.clockwork", {}, h("p.time", {}, timer, " ", timed), h("div", {}, hearing, wait)),
    notice,
  );
  let call = null;

  function show(next) {
    call = next;
    document.title = `${party(call)} · holdlang`;
    write(name, party(call));
    fill(about, [call.flow_name, call.number, call.rehearsed && "rehearsed"].filter((text) => text && text !== party(call)).join(" · "),
      call.started_at && [" · ", h("time", { datetime: call.started_at, title: exactly(call.started_at) }, moment(call.started_at))]);
    element.dataset.mood = mood(call);
    write(chip, standing(call));
    showSound(hearing, isOver(call) ? null : call.audio_type);
    const told = call.notice || (isOver(call) ? call.reason : "");
    fill(notice, prose(told ?? ""));
    notice.hidden = !told;
    write(step, isOver(call) ? "" : (call.step_description ?? ""));
    tick(performance.now());
  }

  function tick(now) {
    const waiting = isHeld(call);
    showTimer(timer, waiting ? held(call, now) : lasted(call, now));
    const onHold = call.hold_time ? `, ${clock(call.hold_time)} of it on hold` : "";
    write(timed, waiting ? "on hold" : isOver(call) ? `in all${onHold}` : "on the phone");
    write(wait, waitingWords(call, remaining(call, now)));
  }

  return { element, step, show, tick };
}

function controls(id, page) {
  let call = null;
  const listening = listenIn(id, page.signal);
  const act = (what, sign, word, kind = "button") => h(kind, { type: "button", onclick: () => call && what(call) }, icon(sign, 18), word);
  const element = h("div.actions.controls", { hidden: true },
    listening.element,
    act(transfer, "transfer", "Transfer"),
    act(hangUp, "hangup", "Hang up", "button.danger"),
  );
  return {
    element,
    listen: listening.toggle,
    show(next) {
      call = next;
      element.hidden = isOver(call);
    },
  };
}

function reasons() {
  const list = h("ol.reasons");
  const nothing = h("p.quiet.nothing", {}, "No key was pressed yet.");
  const latest = h("p.latest.quiet");
  return {
    element: h("div", {}, nothing, list, latest),
    show(call) {
      const keys = call.pressed;
      nothing.hidden = keys.length > 0;
      fill(list, keys.map(({ at, digits, why }) =>
        h("li", {}, h("span.at", {}, clock(at)), h("kbd", {}, digits), h("span.quiet", {}, why))));
      const { decided } = call;
      write(latest, decided ? `Last decision: ${decided.clause || "else"}${decided.heard ? `, having heard “${decided.heard}”` : ""}` : "");
    },
  };
}
