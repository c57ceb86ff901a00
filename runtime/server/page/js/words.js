// What states are called, for people. Unknown ones are said as they are written.

const plain = (name) => {
  const text = String(name ?? "").replaceAll("_", " ");
  return text ? text[0].toUpperCase() + text.slice(1) : "";
};

const PHASES = {
  dialling: "Dialling",
  ringing: "It rings there",
  connected: "Connected",
  "on hold": "On hold",
  person: "A person is on the line",
  "ringing you": "Your phone rings",
  "asking you": "Press the key on your phone",
  "handing over": "Handing the call over",
  joined: "You are talking",
};

const STATUSES = {
  queued: "Waiting for a free line",
  trying: "Dialling",
  ringing: "It rings there",
  connected: "Connected",
  on_hold: "On hold",
  human_detected: "A person is on the line",
  transferring: "Your phone rings",
  bridged: "You are talking",
  completed: "Ended",
  failed: "Failed",
  no_answer: "Nobody answered",
  cancelled: "Hung up",
};

const OVER = ["completed", "failed", "no_answer", "cancelled"];

const OUTCOMES = {
  transferred: "Transferred to you",
  ended: "Ended",
  failed: "Failed",
  not_answered: "Nobody answered",
  interrupted: "Hung up",
  cut_off: "Cut off",
  unreadable: "Unreadable",
};

/** How a call stands, in words. */
export function standing(call) {
  if (isOver(call)) return OUTCOMES[call.outcome] ?? STATUSES[call.status] ?? plain(call.outcome ?? call.status);
  return PHASES[call.phase] ?? STATUSES[call.status] ?? plain(call.phase || call.status);
}

/** Whether nothing more will come of a call. */
export const isOver = (call) => OVER.includes(call.status) || Boolean(call.ended_at);

/** Whether the company keeps us waiting. */
export const isHeld = (call) => call.status === "on_hold";

/** How a call stands, in one word that colours it: waiting, busy, person, good, bad or over. */
export function mood(call) {
  if (isOver(call)) return call.outcome === "transferred" ? "good" : call.status === "failed" ? "bad" : "over";
  if (isHeld(call)) return "waiting";
  return ["human_detected", "transferring", "bridged"].includes(call.status) ? "person" : "busy";
}

const SOUNDS = {
  silence: "Silence",
  ringing: "Ringing",
  busy: "Busy tone",
  tone: "A tone",
  music: "Music",
  speech: "Speech",
  noise: "Noise",
};

/** The sound now: its word, and the name of its sign. */
export const sound = (type) => ({ word: SOUNDS[type] ?? plain(type), icon: type in SOUNDS ? type : "noise" });

/** Whom a call is with, as far as we know. */
export const party = (call) => call.company || call.flow_name || call.number || "Unknown number";

/** What the queue has said of our place. */
export function place(queue) {
  if (!queue || queue.position === null || queue.position === undefined) return "";
  return queue.position === 1 ? "next in the queue" : `number ${queue.position} in the queue`;
}

/** Who said something. */
export const speaker = (name) => ({ far_end: "They", near_end: "You", us: "holdlang" })[name] ?? plain(name);

/** The kinds of devices of the reference API. */
export const kind = plain;
