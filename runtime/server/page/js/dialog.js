// Dialogs: the browser's own, which keep the focus inside, close with Escape, and give the focus back.

import { h } from "./dom.js";
import { icon } from "./icons.js";

let numbered = 0;

/**
 * Show a form in a dialog. `submit` gets the form's values; the dialog closes when it is done, and shows the message of
 * the error it throws. Resolves to what `submit` gave, or undefined if the user left.
 */
export function ask({ title, body, action, danger = false, submit = async () => true }) {
  const heading = h("h2", { id: `dialog-${(numbered += 1)}` }, title);
  const problem = h("p.problem", { role: "alert", hidden: true });
  const go = h(danger ? "button.danger.primary" : "button.primary", { type: "submit" }, action);
  const form = h("form", { method: "dialog" },
    h("header", {}, heading, h("button.plain.close", { type: "button", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"))),
    h("div.body", {}, body, problem),
    h("footer", {}, h("button", { type: "button", onclick: () => dialog.close() }, "Cancel"), go),
  );
  const dialog = h("dialog", { "aria-labelledby": heading.id }, form);
  let result;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (go.disabled) return;
    go.disabled = true;
    problem.hidden = true;
    try {
      result = await submit(new FormData(form));
      dialog.close();
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    } finally {
      go.disabled = false;
    }
  });
  return open(dialog, () => result);
}

/** Show something in a dialog. */
export function tellMore({ title, body }) {
  const heading = h("h2", { id: `dialog-${(numbered += 1)}` }, title);
  const dialog = h("dialog", { "aria-labelledby": heading.id },
    h("form", { method: "dialog" },
      h("header", {}, heading, h("button.plain.close", { "aria-label": "Close" }, icon("close"))),
      h("div.body", {}, body),
      h("footer", {}, h("button.primary", { autofocus: true }, "Close")),
    ),
  );
  return open(dialog, () => undefined);
}

/** Whether the user is sure. */
export const sure = async ({ title, text, action }) =>
  Boolean(await ask({ title, body: h("p", {}, text), action, danger: true }));

function open(dialog, result) {
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(result());
    });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A label with its field and what helps to fill it in. */
export function field(label, input, hint = null) {
  const id = `field-${(numbered += 1)}`;
  input.id = id;
  if (hint) input.setAttribute("aria-describedby", `${id}-hint`);
  return h("div.field", {},
    h("label", { for: id }, label),
    input,
    hint && h("p.hint", { id: `${id}-hint` }, hint),
  );
}
