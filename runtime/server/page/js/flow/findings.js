// What the checker says about a source, as a list that leads to the places. Not responsible for underlining them.

import { fill, h, prose, write } from "../dom.js";
import { count } from "../times.js";

/** The findings: `element` and `show(diagnostics)`; `goTo(line, column)` leads to a place. */
export function findings(goTo) {
  const summary = h("p.summary", { role: "status" });
  const list = h("ul.findings");
  return {
    element: h("div", {}, summary, list),
    show(diagnostics) {
      const errors = diagnostics.filter(({ severity }) => severity === "error").length;
      const warnings = diagnostics.length - errors;
      write(summary, [errors && count(errors, "error"), warnings && count(warnings, "warning")].filter(Boolean).join(", ") || "No mistakes");
      summary.dataset.kind = errors ? "bad" : warnings ? "warning" : "good";
      fill(list, diagnostics.map(({ code, severity, message, line, column, help }) =>
        h("li", { dataset: { severity } },
          h("button.plain", { type: "button", onclick: () => goTo(line, column) },
            h("span.place", {}, `${line}:${column}`), h("span", {}, h("strong", {}, prose(message)), help && h("span.help", {}, prose(help)))),
          h("code.quiet", {}, code))));
    },
  };
}
