// Listening in on a call that runs. The sound stops when the view is left.

import { attempt } from "../announce.js";
import { part, ticket } from "../api.js";
import { h, write } from "../dom.js";
import { icon } from "../icons.js";

/** A button that plays the call as it goes on. */
export function listenIn(id, signal) {
  const audio = h("audio", { preload: "none" });
  const word = h("span", {}, "Listen in");
  const button = h("button.listen", { type: "button", "aria-pressed": "false", onclick: toggle }, icon("listen", 18), word);

  async function toggle() {
    if (button.getAttribute("aria-pressed") === "true") return stop();
    press(true);
    await attempt(async () => {
      audio.src = `/api/calls/${part(id)}/listen?ticket=${part(await ticket(id))}`;
      await audio.play().catch((error) => {
        stop();
        if (error.name !== "AbortError") throw new Error("There is no sound to listen to.");
      });
    });
    return undefined;
  }

  function stop() {
    press(false);
    audio.pause();
    audio.removeAttribute("src");
    audio.load();
  }

  function press(on) {
    button.setAttribute("aria-pressed", String(on));
    write(word, on ? "Stop listening" : "Listen in");
  }

  audio.addEventListener("ended", stop);
  audio.addEventListener("error", () => audio.hasAttribute("src") && stop());
  signal.addEventListener("abort", stop);
  return { element: h("span.listening", {}, button, audio), toggle };
}
