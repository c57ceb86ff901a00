// Durations and moments as people read them. Not responsible for what they mean.

const two = (number) => String(number).padStart(2, "0");

/** Seconds as a clock shows them: 0:07, 12:40, 1:02:03. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Seconds in words, roughly: "40 s", "12 min", "1 h 5 min". */
export function roughly(seconds) {
  if (seconds < 59.5) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
}

/** Seconds as `datetime` of a `time` element wants a duration (ISO 8601). */
export const isoDuration = (seconds) => `PT${Math.max(0, Math.floor(seconds))}S`;

const SHORT = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });
const LONG = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

/** A moment as near as needed: the time of today, or the day with it. */
export function moment(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "";
  const today = date.toDateString() === new Date().toDateString();
  return today ? `today ${SHORT.format(date)}` : `${DAY.format(date)}, ${SHORT.format(date)}`;
}

/** A moment in full, for whoever wants to know exactly. */
export function exactly(iso) {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? "" : LONG.format(date);
}

/** "1 call", "3 calls". */
export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
