// Both sides of a recorded call, played as one. Not responsible for how it looks (timeline.js).

import { part, ticket } from "../api.js";

const APART = 0.12; // seconds that the sides may be out of step

/** Plays the recordings with these ids. Dispatches `change` when it starts, stops or has moved. */
export class Player extends EventTarget {
  #tracks = [];
  duration = 0;

  /** Raises what the server says against it. */
  async open(callId, recordings, signal) {
    const pass = part(await ticket(callId));
    this.#tracks = recordings.map(({ id }) => {
      const track = new Audio();
      track.preload = "metadata";
      track.src = `/api/calls/${part(callId)}/recordings/${part(id)}.wav?ticket=${pass}`;
      return track;
    });
    this.duration = Math.max(0, ...recordings.map((recording) => recording.duration ?? 0));
    const [lead] = this.#tracks;
    for (const name of ["play", "pause", "seeked", "ended", "timeupdate"]) {
      lead?.addEventListener(name, () => this.#moved(name));
    }
    signal.addEventListener("abort", () => this.#close());
  }

  get playing() {
    const [lead] = this.#tracks;
    return Boolean(lead) && !lead.paused && !lead.ended;
  }

  get time() {
    return this.#tracks[0]?.currentTime ?? 0;
  }

  seek(seconds) {
    const to = Math.min(Math.max(0, seconds), this.duration);
    for (const track of this.#tracks) track.currentTime = to;
    this.dispatchEvent(new Event("change"));
  }

  async toggle() {
    if (this.playing) return this.pause();
    await Promise.all(this.#tracks.map((track) => track.play()));
    return undefined;
  }

  pause() {
    for (const track of this.#tracks) track.pause();
  }

  #moved(name) {
    const [lead, ...others] = this.#tracks;
    if (name === "ended") this.pause();
    for (const other of others) {
      if (!lead.paused && Math.abs(other.currentTime - lead.currentTime) > APART) other.currentTime = lead.currentTime;
    }
    this.dispatchEvent(new Event("change"));
  }

  #close() {
    this.pause();
    for (const track of this.#tracks) track.removeAttribute("src");
    this.#tracks = [];
  }
}
