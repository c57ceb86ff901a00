// Keys of the page. Single letters can be switched off: who dictates types them by accident (WCAG 2.1.4). Not
// responsible for keys inside a field, a slider or a dialog.

import { tellMore } from "./dialog.js";
import { h } from "./dom.js";

const STORED = "holdlang.keys";
const PAIR = 1_200; // milliseconds between g and the second letter

const GO = { c: "#/", h: "#/history", f: "#/flows", s: "#/statistics", d: "#/devices" };

const HELP = [
  ["n", "New call"],
  ["g then c h f s d", "Go to calls, history, flows, when to call, devices"],
  ["/", "To the first filter"],
  ["h  t  l", "In a call: hang up, transfer, listen in"],
  ["k", "In a record: play and pause"],
  ["← →", "On the recording: five seconds back and on"],
  ["Ctrl S", "In the editor: save"],
  ["?", "This list"],
];

const on = () => localStorage.getItem(STORED) !== "off";

/** The keys of the page: `start()`, and `keys(map)` for those of the view that is shown. */
export class Shortcuts {
  #view = {};
  #common;
  #gone = 0;

  constructor(common) {
    this.#common = { ...common, "?": () => this.help(), "/": () => document.querySelector("#main input[type=search]")?.focus() };
  }

  start() {
    addEventListener("keydown", (event) => this.#press(event));
  }

  leave() {
    this.#view = {};
  }

  add(keys) {
    Object.assign(this.#view, keys);
  }

  #press(event) {
    if (!on() || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]") || event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    if (performance.now() - this.#gone < PAIR && GO[event.key]) {
      this.#gone = 0;
      event.preventDefault();
      location.hash = GO[event.key];
      return;
    }
    if (event.key === "g") return void (this.#gone = performance.now());
    const act = this.#view[event.key] ?? this.#common[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  help() {
    const box = h("input", { type: "checkbox", onchange: () => localStorage.setItem(STORED, box.checked ? "on" : "off") });
    box.checked = on();
    return tellMore({
      title: "Keys",
      body: [
        h("dl.keys", {}, HELP.map(([keys, what]) => [h("dt", {}, keys.split(" ").filter(Boolean).map((key) => (key === "then" ? " then " : h("kbd", {}, key)))), h("dd", {}, what)])),
        h("label.check", {}, box, " Single letters are shortcuts"),
      ],
    });
  }
}
