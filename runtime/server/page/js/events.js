// The stream of events: one WebSocket for the whole page, taken up again where it broke off. Not responsible for what
// an event means.

import { ApiError, ticket } from "./api.js";

const FIRST_PAUSE = 500; // milliseconds; doubled after each failure
const LONGEST_PAUSE = 15_000;
const UNKNOWN_POSITION = 4010; // close code of the server: it numbers anew

const TOLERATED = 1_500; // a break that is over by then is not worth a word

/** Dispatches `event` (detail: the event of the server) and `state` (detail: "live" | "lost"). */
export class EventStream extends EventTarget {
  #since = null;
  #pause = FIRST_PAUSE;
  #socket = null;
  #timer = 0;
  #warning = 0;
  state = "starting";

  start() {
    addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
    this.#connect();
  }

  async #connect() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    let pass;
    try {
      pass = await ticket();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#lost();
      return;
    }
    const address = new URL("/ws/events", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    address.searchParams.set("ticket", pass);
    if (this.#since) address.searchParams.set("since", this.#since);
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.addEventListener("open", () => this.#live());
    socket.addEventListener("message", (message) => this.#take(message.data));
    socket.addEventListener("close", ({ code }) => {
      if (code === UNKNOWN_POSITION) this.#since = null; // whoever is told `live` asks for what is now
      this.#lost();
    });
  }

  #live() {
    this.#pause = FIRST_PAUSE;
    clearTimeout(this.#warning);
    this.#warning = 0;
    this.#become("live");
  }

  #lost() {
    this.#socket = null;
    if (!this.#warning) this.#warning = setTimeout(() => this.#become("lost"), TOLERATED);
    const pause = this.#pause * (0.75 + Math.random() / 2); // not all pages at once after a restart
    this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2);
    this.#timer = setTimeout(() => this.#connect(), pause);
  }

  #hurry() {
    if (this.#socket || !this.#timer) return;
    this.#pause = FIRST_PAUSE;
    this.#connect();
  }

  #take(text) {
    const event = JSON.parse(text);
    if (event.id) this.#since = event.id;
    if (event.call_id) this.dispatchEvent(new CustomEvent("event", { detail: event }));
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}
