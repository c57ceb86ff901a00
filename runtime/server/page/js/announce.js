// What is said to the user: for the ear of a screen reader, and as a note in the corner. Not responsible for
// notifications outside the page (alerts.js).

import { h, write } from "./dom.js";

const SHOWN = 6_000; // milliseconds

const place = (id) => document.getElementById(id);

/** Tell without interrupting. */
export const tell = (text) => write(place("polite"), text);

/** Tell at once. */
export const shout = (text) => write(place("assertive"), text);

/** A note that goes away by itself; errors stay until they are closed. */
export function note(text, kind = "good") {
  const toast = h("div.toast", { dataset: { kind } }, h("p", {}, text));
  const close = h("button.plain", { type: "button", "aria-label": "Close this note", onclick: () => toast.remove() }, "×");
  toast.append(close);
  place("toasts").append(toast);
  if (kind === "bad") shout(text);
  else {
    tell(text);
    setTimeout(() => toast.remove(), SHOWN);
  }
}

/** Run `what`; where it fails, say why and give undefined. */
export async function attempt(what) {
  try {
    return await what();
  } catch (error) {
    if (error.name !== "AbortError") note(error.message, "bad");
    return undefined;
  }
}
