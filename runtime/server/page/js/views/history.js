// The calls that were made, the newest first. Not responsible for what happened on one of them (call.js).

import { attempt } from "../announce.js";
import { get } from "../api.js";
import { field } from "../dialog.js";
import { fill, h } from "../dom.js";
import { clock, count, exactly, moment } from "../times.js";
import { mood, party, standing } from "../words.js";

const PAGE = 30;
const TYPING = 300; // milliseconds after the last key

/** The view at `#/history`; `?flow_id=` and `?number=` filter. */
export async function history(page) {
  const flow = h("select", { name: "flow_id" }, h("option", { value: "" }, "All flows"));
  const number = h("input", { type: "search", name: "number", inputmode: "tel", placeholder: "+1 800 …", value: page.query.get("number") ?? "" });
  const rows = h("ul.rows");
  const total = h("p.quiet", { role: "status" });
  const more = h("button", { type: "button", hidden: true }, "Older calls");
  fill(page.main,
    h("div.heading", {}, h("h1", {}, "History"), total),
    h("form.filters", { role: "search", onsubmit: (event) => event.preventDefault() }, field("Flow", flow), field("Number", number)),
    rows,
    h("div.more", {}, more),
  );

  let next = null;
  let asked = 0;
  async function load(after = null) {
    const turn = (asked += 1);
    const query = { active: false, flow_id: flow.value, number: number.value.replace(/[\s()-]/g, ""), limit: PAGE, after };
    const found = await attempt(() => get("/api/calls", { query, signal: page.signal }));
    if (!found || turn !== asked) return;
    if (!after) rows.replaceChildren();
    rows.append(...found.calls.map(callRow));
    if (!rows.children.length) rows.append(h("li.nothing.quiet", {}, "No call fits."));
    total.textContent = count(found.total, "call");
    next = found.next;
    more.hidden = !next;
  }

  let timer = 0;
  const again = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(() => page.signal.aborted || load(), pause);
    const filters = new URLSearchParams([["flow_id", flow.value], ["number", number.value]].filter(([, value]) => value));
    page.rename(filters.size ? `#/history?${filters}` : "#/history");
  };
  flow.addEventListener("change", () => again(0));
  number.addEventListener("input", () => again(TYPING));
  more.addEventListener("click", () => load(next));

  const wanted = page.query.get("flow_id") ?? "";
  const flows = await attempt(() => get("/api/call-flows", { query: { limit: 500 }, signal: page.signal }));
  flow.append(...(flows?.flows ?? []).map(({ id, name }) => h("option", { value: id }, name || id)));
  if (wanted && ![...flow.options].some((option) => option.value === wanted)) flow.append(h("option", { value: wanted }, wanted));
  flow.value = wanted;
  await load();
}

/** A call as a row that leads to it. */
export function callRow(call) {
  const waited = call.hold_time ? ` · ${clock(call.hold_time)} on hold` : "";
  return h("li", {},
    h("a.row", { href: `#/calls/${call.call_id}`, dataset: { mood: mood(call) } },
      h("span.what", {}, h("strong", {}, party(call)), h("span.quiet.small", {}, [call.flow_name ?? call.flow_id, call.number].filter((text) => text && text !== party(call)).join(" · "))),
      h("span.when.quiet", { title: exactly(call.started_at) }, moment(call.started_at)),
      h("span.long.quiet", {}, clock(call.duration), waited),
      h("span.chip", {}, standing(call)),
    ),
  );
}
