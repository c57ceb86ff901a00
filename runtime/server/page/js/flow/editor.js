// An editor of .hold source: a plain text area, with the coloured text behind it. Copying, undoing, dictation and
// screen readers work as in any text area. Not responsible for what is wrong with the source (it is told) or for saving.

import { h } from "../dom.js";
import { pieces } from "./highlight.js";

/** An editor: its `element`, `value`, `mark(diagnostics)`, `goTo(line, column)`, and `onchange(listener)`. */
export function editor(source, label) {
  const area = h("textarea.source", {
    value: source, "aria-label": label, spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off",
  });
  const paint = h("pre.paint", { "aria-hidden": "true" });
  const gutter = h("pre.gutter", { "aria-hidden": "true" });
  const element = h("div.editor", {}, gutter, h("div.sheet", {}, paint, area));
  const rows = []; // { text, key, element }: a line is drawn again only if it has changed
  let found = [];

  function draw() {
    const lines = area.value.split("\n");
    const marks = marksByLine(found, lines);
    lines.forEach((text, place) => {
      const mine = marks.get(place) ?? [];
      const key = mine.map((mark) => mark.join()).join(";");
      const row = rows[place];
      if (row && row.text === text && row.key === key) return;
      const element = h("span.line", {}, runs(text, mine), "\n");
      if (row) row.element.replaceWith(element);
      else paint.append(element);
      rows[place] = { text, key, element };
    });
    for (const row of rows.splice(lines.length)) row.element.remove();
    gutter.replaceChildren(...lines.map((_, place) => h("span", { dataset: { severity: worst(marks.get(place)) } }, `${place + 1}\n`)));
  }

  area.addEventListener("input", draw);
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey) return;
    const before = area.value.slice(area.value.lastIndexOf("\n", area.selectionStart - 1) + 1, area.selectionStart);
    const indent = /^[ \t]*/.exec(before)[0];
    if (!indent) return;
    event.preventDefault();
    document.execCommand("insertText", false, `\n${indent}`); // nothing else leaves the browser's undo alone
  });
  draw();

  return {
    element,
    get value() {
      return area.value;
    },
    set value(text) {
      area.value = text;
      draw();
    },
    mark(diagnostics) {
      found = diagnostics;
      draw();
    },
    goTo(line, column) {
      const lines = area.value.split("\n");
      const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
      const place = start + units(lines[line - 1] ?? "", column);
      area.focus();
      area.setSelectionRange(place, place);
      rows[line - 1]?.element.scrollIntoView({ block: "nearest" });
    },
    onchange: (listener) => area.addEventListener("input", listener),
  };
}

/** The server counts columns in characters from 1, a browser in UTF-16 units from 0. */
const units = (text, column) => [...text].slice(0, Math.max(0, column - 1)).join("").length;

/** What stands for a range that the server names: `[from, to, severity]` for each line it touches, from 0. */
function marksByLine(diagnostics, lines) {
  const marks = new Map();
  for (const { severity, line, column, end_line: endLine, end_column: endColumn } of diagnostics) {
    for (let place = line - 1; place < Math.min(endLine ?? line, lines.length); place += 1) {
      const text = lines[place];
      const from = place === line - 1 ? units(text, column) : 0;
      const to = place === (endLine ?? line) - 1 ? units(text, endColumn ?? column + 1) : text.length;
      if (!marks.has(place)) marks.set(place, []);
      marks.get(place).push([from, Math.max(to, from + 1), severity]);
    }
  }
  return marks;
}

const worst = (marks) => (marks?.some(([, , severity]) => severity === "error") ? "error" : marks?.length ? "warning" : "");

/** A line as runs of text, cut wherever a colour or an underline begins or ends. */
function runs(text, marks) {
  const colours = pieces(text);
  const shown = marks.some(([from]) => from >= text.length) ? `${text} ` : text; // a fault at the end needs something to underline
  const cuts = [...new Set([0, shown.length, ...[...colours, ...marks].flatMap(([from, to]) => [from, Math.min(to, shown.length)])])]
    .sort((one, other) => one - other);
  return cuts.slice(0, -1).map((from, place) => {
    const within = ([start, end]) => start <= from && from < end;
    const kind = colours.find(within)?.[2];
    const mine = marks.filter(within);
    const piece = shown.slice(from, cuts[place + 1]);
    if (!kind && !mine.length) return piece;
    return h("span", { dataset: { kind: kind ?? null, fault: mine.length ? worst(mine) : null } }, piece);
  });
}
