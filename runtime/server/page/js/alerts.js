// A person speaks: the one moment for which somebody looks up. A notification if that is allowed; otherwise a sound and
// a title that flashes. Not responsible for notifications while no page is open (the server sends those).

import { note, shout } from "./announce.js";
import { calm, h } from "./dom.js";
import { icon } from "./icons.js";
import { party } from "./words.js";

const FLASH = 1_000; // milliseconds
const NOTES = [659.3, 880]; // hertz: E5 and A5, a fourth upwards
const LENGTH = 0.18; // seconds of each
const FRESH = 120_000; // milliseconds: nobody waits longer on a silent line; a laptop that wakes up is told of the night

let context = null;
let flashing = 0;

const possible = () => "Notification" in window && Notification.permission === "default";

/** A button that asks for permission, as long as that makes sense. */
export function permissionButton() {
  const button = h("button.plain", {
    type: "button", hidden: !possible(), title: "Tell me when a person speaks, even if this tab is in the background",
    onclick: async () => {
      await Notification.requestPermission();
      button.hidden = !possible();
      if (Notification.permission === "granted") note("You will be told when a person speaks.");
    },
  }, icon("bell", 18), h("span.wide", {}, "Notify me"));
  return button;
}

/** Tell of each person who speaks on a call. `nameOf` gives a call by its id, if it is known. */
export function tellOfPeople(events, nameOf) {
  addEventListener("pointerdown", prepare, { once: true });
  addEventListener("keydown", prepare, { once: true });
  events.addEventListener("event", ({ detail }) => {
    if (detail.type !== "human_detected" || Date.now() - Date.parse(detail.timestamp) > FRESH) return;
    person(detail.call_id, nameOf(detail.call_id));
  });
}

/** Browsers make sound only after the user has touched the page. */
function prepare() {
  if (!context && "AudioContext" in window) context = new AudioContext();
}

function person(id, call) {
  const text = `A person is on the line: ${call ? party(call) : "your call"}`;
  shout(text);
  flash(text);
  beep();
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  try {
    const told = new Notification("Pick up your phone", { body: text, tag: id, icon: "/page/favicon.svg", requireInteraction: true });
    told.addEventListener("click", () => {
      focus();
      location.hash = `#/calls/${id}`;
      told.close();
    });
  } catch {
    // Chromium on Android has notifications for service workers alone; the sound and the title remain.
  }
}

function flash(text) {
  if (document.hasFocus()) return;
  clearInterval(flashing);
  const before = document.title;
  const stop = () => {
    clearInterval(flashing);
    document.title = before;
  };
  document.title = text;
  if (!calm()) flashing = setInterval(() => (document.title = document.title === text ? before : text), FLASH);
  addEventListener("focus", stop, { once: true });
}

function beep() {
  if (context?.state !== "running") return;
  NOTES.forEach((hertz, place) => {
    const start = context.currentTime + place * LENGTH;
    const loudness = new GainNode(context, { gain: 0 });
    loudness.gain.setTargetAtTime(0.2, start, 0.01);
    loudness.gain.setTargetAtTime(0, start + LENGTH * 0.7, 0.04);
    const tone = new OscillatorNode(context, { frequency: hertz });
    tone.connect(loudness).connect(context.destination);
    tone.start(start);
    tone.stop(start + LENGTH * 2);
  });
}
