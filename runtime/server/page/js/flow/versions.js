// The versions of a flow, if its folder is under git, and what changed between them.

import { attempt } from "../announce.js";
import { get, getDiff, part } from "../api.js";
import { fill, h } from "../dom.js";
import { exactly, moment } from "../times.js";

/** The versions of the flow `id`: `element` and `load()`. */
export function versions(id, signal) {
  const list = h("ol.versions");
  const change = h("pre.diff", { tabindex: "0", "aria-label": "What changed", hidden: true });
  const element = h("section.panel", { "aria-label": "Versions", hidden: true }, h("h2", {}, "Versions"), h("div.compare", {}, list, change));

  async function load() {
    const found = await attempt(() => get(`/api/call-flows/${part(id)}/history`, { signal }));
    const revisions = found?.revisions ?? [];
    element.hidden = !revisions.length;
    fill(list, revisions.map((revision, place) =>
      h("li", {},
        h("button.plain", { type: "button", disabled: place === revisions.length - 1, onclick: () => compare(revisions[place + 1], revision) },
          h("strong", {}, revision.reason || "changed"),
          h("span.quiet.small", { title: exactly(revision.time) }, [revision.author, moment(revision.time)].filter(Boolean).join(" · "))))));
  }

  async function compare(older, newer) {
    const found = await attempt(() => getDiff(`/api/call-flows/${part(id)}/diff`, { query: { from: older.id, to: newer.id }, signal }));
    if (found === undefined) return;
    change.hidden = false;
    fill(change, found.trimEnd().split("\n").map((line) => h("span", { dataset: { change: kindOf(line) } }, `${line}\n`)));
  }

  return { element, load };
}

function kindOf(line) {
  if (/^(\+\+\+|---|diff |index )/.test(line)) return "file";
  return { "+": "added", "-": "removed", "@": "place" }[line[0]] ?? "";
}
