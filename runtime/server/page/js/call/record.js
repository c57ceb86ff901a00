// The record of a call that is over: its sound, what happened, and what was said, on one clock.

import { attempt, note } from "../announce.js";
import { get, part, remove } from "../api.js";
import { sure } from "../dialog.js";
import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { clock } from "../times.js";
import { party } from "../words.js";
import { holds, marks, recordingClock } from "./marks.js";
import { Player } from "./player.js";
import { timeline } from "./timeline.js";
import { transcript } from "./transcript.js";

const LINES = 1000; // of the log at once
const POINTS = 600; // of the waveform: about what a wide screen shows

/** Fill `place` with the record of `call`. */
export async function record(place, call, page) {
  const events = await attempt(() => wholeLog(call.call_id, page.signal));
  if (!events) return;
  const list = marks(events);
  const sound = await attempt(() => open(call, page.signal));
  const seek = sound && ((seconds) => sound.player.seek(seconds));
  const onRecording = recordingClock(events);
  const said = transcript(seek && ((at) => seek(onRecording(at))));
  said.show(utterances(events, call));
  fill(place,
    sound
      ? h("section.panel", { "aria-label": "Recording" }, h("h2", {}, "Recording"), timeline({
        ...sound, list, stretches: holds(events, sound.player.duration),
      }))
      : h("p.quiet.nothing", {}, "There is no recording of this call."),
    h("div.columns", {},
      h("section.panel", { "aria-label": "What happened" }, h("h2", {}, "What happened"), happened(list, seek)),
      h("section.panel", { "aria-label": "Transcript" }, h("h2", {}, "Transcript"), said.element),
    ),
  );
  if (sound) page.keys({ k: () => sound.player.toggle() });
}

async function wholeLog(id, signal) {
  const events = [];
  for (let after = 0; after !== null;) {
    const found = await get(`/api/calls/${part(id)}/log`, { query: { after, limit: LINES }, signal });
    events.push(...found.events);
    after = found.events.length ? found.next : null;
  }
  return events;
}

async function open(call, signal) {
  if (!call.recordings?.length) return null;
  const player = new Player();
  const wave = await get(`/api/calls/${part(call.call_id)}/waveform`, { query: { points: POINTS }, signal });
  await player.open(call.call_id, call.recordings, signal);
  return { player, wave };
}

/** What was said in the end: the log's, which is longer than what a status keeps. */
function utterances(events, call) {
  const final = events.filter(({ type, data }) => type === "transcript_chunk" && data.is_final && data.text);
  if (!final.length) return call.transcript ?? [];
  return final.map(({ at, data }) => ({ at: data.onset ?? at, text: data.text, speaker: data.speaker, is_final: true }));
}

function happened(list, seek) {
  if (!list.length) return h("p.quiet.nothing", {}, "Nothing happened.");
  return h("ol.happened", {}, list.map((mark) =>
    h("li", { dataset: { lane: mark.lane } },
      seek
        ? h("button.plain.at", { type: "button", title: "Listen from here", onclick: () => seek(mark.time) }, clock(mark.at))
        : h("span.at", {}, clock(mark.at)),
      icon(mark.sign, 16),
      h("p", {}, h("strong", {}, mark.title), " ", h("span.quiet", {}, mark.detail || "")),
    )));
}

/** A button that deletes the call for good, if the user is sure. */
export const deleteButton = (call) =>
  h("button.danger", { type: "button", onclick: () => forget(call) }, icon("trash", 18), "Delete this call");

async function forget(call) {
  const meant = await sure({
    title: "Delete this call?",
    text: `The recording, the transcript and the log of the call with ${party(call)} are gone for good.`,
    action: "Delete",
  });
  if (!meant) return;
  await attempt(async () => {
    await remove(`/api/calls/${part(call.call_id)}`);
    note("The call is deleted.");
    location.hash = "#/history";
  });
}
