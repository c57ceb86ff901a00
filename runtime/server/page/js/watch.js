// The status of calls, kept up to date: asked again after each event of the call, never more often than now and then.
// The server folds the events; the page shows what it is told.

import { ApiError, get, part } from "./api.js";
import { count } from "./times.js";
import { isHeld, isOver } from "./words.js";

// Milliseconds. A server lets one client ask 600 times a minute; two pages on which somebody speaks all the time come near.
const PAUSE = 400; // between an event and a question about its call
const LIST_PAUSE = 800; // between an event and a question about all of them
const AGAIN = 3_000; // after a question that failed

const MOST = 100; // calls that are shown at once

/**
 * Call `show(call)` with the status of the call now and whenever it changes, until `signal` is aborted. Beside the
 * server's fields a call carries `received`: when it was told, on the clock of `performance.now()`.
 */
export function watchCall(id, { events, signal, show, failed = () => {} }) {
  let timer = 0;
  let asking = false;
  let stale = false;

  async function ask() {
    timer = 0;
    if (asking) return void (stale = true);
    asking = true;
    stale = false;
    let pause = PAUSE;
    try {
      const call = await get(`/api/calls/${part(id)}`, { signal });
      show({ ...call, received: performance.now() });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && error.status && error.status < 500 && error.status !== 429) return failed(error);
      [stale, pause] = [true, AGAIN];
    } finally {
      asking = false;
    }
    if (stale && !signal.aborted) soon(pause);
  }

  const soon = (pause = PAUSE) => {
    timer ||= setTimeout(ask, pause);
  };
  events.addEventListener("event", ({ detail }) => detail.call_id === id && soon(), { signal });
  events.addEventListener("state", ({ detail }) => detail === "live" && soon(0), { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  ask();
}

/** All calls that run: a map by id, in the order of the server. Dispatches `change` after each look at them, and `over`
 * (detail: the call) for one that has ended. They are asked for in one request, however many there are. */
export class RunningCalls extends EventTarget {
  calls = new Map();
  known = false;
  #events;
  #timer = 0;

  constructor(events) {
    super();
    this.#events = events;
  }

  start() {
    this.#events.addEventListener("event", () => this.#soon(LIST_PAUSE));
    this.#events.addEventListener("state", ({ detail }) => detail === "live" && this.#soon(0));
    this.#look();
  }

  #soon(pause) {
    this.#timer ||= setTimeout(() => this.#look(), pause);
  }

  async #look() {
    let found;
    try {
      found = await get("/api/calls", { query: { active: true, limit: MOST } });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#timer = 0;
      if (error.status !== 401) this.#soon(AGAIN);
      return;
    }
    this.#timer = 0;
    const before = this.calls;
    const received = performance.now();
    this.calls = new Map(found.calls.map((call) => [call.call_id, { ...call, received }]));
    this.known = true;
    this.dispatchEvent(new Event("change"));
    for (const [id, call] of before) if (!this.calls.has(id)) this.#over(call);
  }

  async #over(call) {
    const last = await get(`/api/calls/${part(call.call_id)}`).catch(() => call);
    this.dispatchEvent(new CustomEvent("over", { detail: { ...last, received: performance.now() } }));
  }
}

/** Seconds a call has lasted by now; it ticks on while the call does. */
export const lasted = (call, now) => (call.duration ?? 0) + (isOver(call) ? 0 : (now - call.received) / 1000);

/** Seconds on hold by now; it ticks on while we are held. */
export const held = (call, now) =>
  (call.hold_time ?? 0) + (isHeld(call) ? (now - call.received) / 1000 : 0);

/** Seconds that are left of the wait by the queue's word or past calls, and whose word it is; null if nobody knows. */
export function remaining(call, now) {
  if (!isHeld(call)) return null;
  const since = (now - call.received) / 1000;
  if (typeof call.queue?.wait === "number") return { seconds: Math.max(0, call.queue.wait - since), basis: "says the queue" };
  const estimate = call.estimate;
  if (typeof estimate?.wait_seconds !== "number") return null;
  return { seconds: Math.max(0, estimate.wait_seconds - since), basis: `by ${count(estimate.count, "past call")}` };
}
