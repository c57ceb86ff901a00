// A running call as a card. It is built once and written anew at every change, so that focus and reading place stay.

import { h, write } from "../dom.js";
import { icon } from "../icons.js";
import { clock, isoDuration, roughly } from "../times.js";
import { held, lasted, remaining } from "../watch.js";
import { isHeld, mood, party, place, sound, standing } from "../words.js";
import { hangUp, transfer } from "./acts.js";

/** The card of a call: its `element`, `show(call)` and `tick(now)`. */
export function callCard(first) {
  let call = first;
  const name = h("span.party");
  const flow = h("p.quiet.small");
  const chip = h("span.chip");
  const hearing = h("span.hearing");
  const timer = h("time.timer");
  const timed = h("span.quiet");
  const wait = h("p.wait");
  const bar = h("progress.bar", { max: 1, value: 0, "aria-label": "Share of the expected wait that is over" });
  const said = h("blockquote.said");
  const title = h("h3", {}, h("a.cover", { href: `#/calls/${call.call_id}` }, name));
  const act = (what, sign, word, kind = "button") =>
    h(kind, { type: "button", onclick: () => what(call) }, icon(sign, 18), word);
  const element = h("article.card.call", { dataset: { call: call.call_id } },
    h("header", {}, chip, hearing),
    h("div", {}, title, flow),
    h("p.time", {}, timer, " ", timed),
    bar,
    wait,
    said,
    h("footer.actions", {}, act(transfer, "transfer", "Transfer"), act(hangUp, "hangup", "Hang up", "button.danger")),
  );

  function show(next) {
    call = next;
    write(name, party(call));
    write(flow, [call.flow_name, call.number].filter((text) => text && text !== party(call)).join(" · "));
    element.dataset.mood = mood(call);
    write(chip, standing(call));
    showSound(hearing, call.audio_type);
    write(said, tail(call.transcript_excerpt));
    said.hidden = !call.transcript_excerpt;
    tick(performance.now());
  }

  function tick(now) {
    const waiting = isHeld(call);
    showTimer(timer, waiting ? held(call, now) : lasted(call, now));
    write(timed, waiting ? "on hold" : "on the phone");
    const left = remaining(call, now);
    write(wait, waitingWords(call, left));
    wait.hidden = !wait.textContent;
    bar.hidden = !left;
    if (left) bar.value = held(call, now) / Math.max(1, held(call, now) + left.seconds);
  }

  show(call);
  return { element, show, tick };
}

const TAIL = 84; // characters: two lines of a card

/** The last words of a text, from the beginning of a word. */
function tail(text) {
  if (text.length <= TAIL) return text;
  const end = text.slice(-TAIL);
  return `… ${end.slice(end.indexOf(" ") + 1)}`;
}

/** Write seconds into a `time` element. */
export function showTimer(element, seconds) {
  write(element, clock(seconds));
  element.dateTime = isoDuration(seconds);
}

/** Write the sound now, with its sign, into an element. */
export function showSound(element, type) {
  if (element.dataset.type === (type ?? "")) return;
  element.dataset.type = type ?? "";
  const { word, icon: sign } = sound(type);
  element.replaceChildren(...(type ? [icon(sign, 18), word] : []));
}

/** Our place, and how long it may be, in one line. */
export function waitingWords(call, left) {
  if (!isHeld(call)) return "";
  const long = left ? (left.seconds < 1 ? `any moment now, ${left.basis}` : `about ${roughly(left.seconds)} to go, ${left.basis}`) : "";
  const text = [place(call.queue), long].filter(Boolean).join(" · ");
  return text ? text[0].toUpperCase() + text.slice(1) : "";
}
