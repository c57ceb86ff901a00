// The flows that there are. Not responsible for editing one (flow.js).

import { get, part } from "../api.js";
import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { newCall } from "../newcall.js";
import { count } from "../times.js";

const PAGE = 100;

/** The view at `#/flows`. */
export async function flows(page) {
  const search = h("input", { type: "search", "aria-label": "Find a flow", placeholder: "Find a flow" });
  const rows = h("ul.rows.flows");
  const faults = h("ul.problem", { hidden: true, "aria-label": "Files that cannot be read" });
  const total = h("p.quiet", { role: "status" });
  fill(page.main,
    h("div.heading", {}, h("h1", {}, "Flows"), h("a.button.primary", { href: "#/flows/new" }, icon("plus", 18), "New flow")),
    h("form.filters", { role: "search", onsubmit: (event) => event.preventDefault() }, h("div.field", {}, search), total),
    rows, faults,
  );
  page.keys({ e: () => (location.hash = "#/flows/new") });

  const known = [];
  const broken = [];
  for (let after = null, more = true; more;) {
    const found = await get("/api/call-flows", { query: { limit: PAGE, after }, signal: page.signal });
    known.push(...found.flows);
    broken.splice(0, broken.length, ...found.broken);
    after = found.next;
    more = Boolean(after);
  }
  const show = () => {
    const wanted = search.value.trim().toLowerCase();
    const fitting = known.filter((flow) => [flow.id, flow.name, flow.company, ...flow.tags].some((text) => (text ?? "").toLowerCase().includes(wanted)));
    total.textContent = count(fitting.length, "flow");
    fill(rows, fitting.map(row), fitting.length ? null : h("li.nothing.quiet", {}, known.length ? "No flow fits." : "There are no flows yet."));
  };
  search.addEventListener("input", show);
  fill(faults, broken.map(({ file, error }) => h("li", {}, h("strong", {}, file), ": ", error)));
  faults.hidden = !broken.length;
  show();
}

function row(flow) {
  const tries = flow.success_count + flow.fail_count;
  return h("li", {},
    h("a.row", { href: `#/flows/${part(flow.id)}` },
      h("span.what", {}, h("strong", {}, flow.name || flow.id), h("span.quiet.small", {}, [!flow.ok && "Has mistakes", flow.company, flow.phone_number].filter(Boolean).join(" · "))),
      h("span.tags", {}, flow.tags.slice(0, 3).map((tag) => h("span.tag", {}, tag))),
      h("span.tally", {}, tries ? [share(flow.success_count / tries), h("span.small", {}, `${flow.success_count} reached`, h("span.quiet", {}, ` · ${flow.fail_count} failed`))] : h("span.quiet.small", {}, "never called")),
      h("span.quiet.small.long", {}, count(flow.step_count, "step")),
    ),
    h("button.plain", { type: "button", "aria-label": `Call with ${flow.name || flow.id}`, title: "Call", onclick: () => newCall(flow.id) }, icon("phone", 20)),
  );
}

const share = (part) => h("meter", { min: 0, max: 1, value: part, "aria-label": "Share of calls that reached a person" });
