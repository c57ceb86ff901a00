// The calls that run, as cards.

import { attempt } from "../announce.js";
import { callCard } from "../call/card.js";
import { get } from "../api.js";
import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { everyTick } from "../ticker.js";
import { callRow } from "./history.js";

const LATELY = 5;

/** The view at `#/`. */
export async function calls(page) {
  const cards = new Map();
  const list = h("div.cards");
  const empty = h("div.empty", { hidden: true },
    icon("hold", 44),
    h("h2", {}, "No call is running"),
    h("p.quiet", {}, "Start one: it finds its way through the menus and waits on hold, and your phone rings when a person speaks."),
    h("button.primary", { type: "button", onclick: page.newCall }, icon("plus", 18), "New call"),
  );
  const late = h("section", { hidden: true, "aria-labelledby": "lately" });
  fill(page.main,
    h("div.heading", {},
      h("h1", {}, "Calls"),
      h("button.primary.new", { type: "button", id: "new-call", onclick: page.newCall }, icon("plus", 18), "New call"),
    ),
    list, empty, late,
  );

  function arrange() {
    for (const [id, card] of cards) if (!page.running.calls.has(id)) cards.delete(id) && card.element.remove();
    for (const call of page.running.calls.values()) show(call);
    empty.hidden = !page.running.known || cards.size > 0;
    page.main.querySelector("#new-call").hidden = !empty.hidden;
  }

  function show(call) {
    const card = cards.get(call.call_id);
    if (card) return card.show(call);
    const made = callCard(call);
    cards.set(call.call_id, made);
    list.append(made.element);
    return undefined;
  }

  async function lately() {
    const found = await attempt(() => get("/api/calls", { query: { active: false, limit: LATELY }, signal: page.signal }));
    if (!found) return;
    late.hidden = !found.calls.length;
    fill(late,
      h("div.heading", {}, h("h2", { id: "lately" }, "Lately"), h("a", { href: "#/history" }, "All calls")),
      h("ul.rows", {}, found.calls.map(callRow)),
    );
  }

  const { signal } = page;
  page.running.addEventListener("change", arrange, { signal });
  page.running.addEventListener("over", lately, { signal });
  arrange();
  everyTick((now) => cards.forEach((card) => card.tick(now)), signal);
  await lately();
}
