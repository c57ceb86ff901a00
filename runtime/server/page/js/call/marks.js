// A call log as marks on a timeline: what was decided, pressed, said by us, and who spoke. Not responsible for drawing.

/**
 * The log's times on the clock of its recording. A line says how far the company had been heard (`clock`); between such
 * lines both clocks run alike. Before the first sound everything is at 0.
 */
export function recordingClock(events) {
  const known = events.filter((event) => typeof event.clock === "number");
  return (at) => {
    let from = known[0];
    for (const event of known) {
      if (event.at > at) break;
      from = event;
    }
    return from ? Math.max(0, from.clock + at - from.at) : at;
  };
}

const WHO = {
  human: "a person",
  ivr: "a recording",
  voicemail: "a voicemail",
  unavailable: "the number cannot be reached",
  fax: "a fax",
  screening: "a machine that asks who calls",
  silence: "silence",
  uncertain: "nobody knows who",
};

const MARKS = {
  decided: ({ heard, clause }) => ({ lane: "decision", title: clause || "else", detail: heard && `heard “${heard}”` }),
  ivr_dtmf_sent: ({ digits, step_id: step }) => ({ lane: "key", title: `Pressed ${digits}`, detail: step && `at step ${step}` }),
  advised: ({ action, argument, by, why }) =>
    action && { lane: "decision", title: `Advised to ${action} ${argument}`.trim(), detail: [by, why].filter(Boolean).join(": ") },
  menu_changed: ({ phrase, expected, heard }) =>
    ({ lane: "decision", title: "The menu has changed", detail: `“${phrase}” is ${heard} now, was ${expected}` }),
  speak: ({ text }) => ({ lane: "us", title: "We said", detail: text }),
  play: () => ({ lane: "us", title: "We played a recording", detail: "" }),
  announcement: ({ transcript_excerpt: text }) => ({ lane: "announcement", title: "Announcement", detail: text }),
  queue_progress: ({ position, wait }) => ({
    lane: "announcement",
    title: "The queue told our place",
    detail: [position && `number ${position}`, wait && `about ${Math.max(1, Math.round(wait / 60))} min`].filter(Boolean).join(", "),
  }),
  callback_offered: ({ key }) =>
    ({ lane: "announcement", title: "They offer to call back", detail: key ? `${key} takes the offer` : "" }),
  closed_announced: ({ transcript_excerpt: text }) => ({ lane: "announcement", title: "They say that they are closed", detail: text }),
  recording_announced: ({ transcript_excerpt: text }) => ({ lane: "announcement", title: "They record the call", detail: text }),
  hold_detected: ({ audio_type: type }) => ({ lane: "person", sign: "hold", title: "On hold", detail: type }),
  answered_by: ({ who, transcript_excerpt: text }) => ({ lane: "person", sign: "person", title: `On the line: ${WHO[who] ?? who}`, detail: text }),
  speaker_uncertain: ({ transcript_excerpt: text }) => ({ lane: "person", sign: "person", title: "Perhaps a person", detail: text }),
  human_detected: ({ transcript_excerpt: text }) => ({ lane: "person", sign: "person", title: "A person speaks", detail: text }),
  transfer_started: ({ device }) => ({ lane: "person", sign: "ringing", title: "Rings", detail: device }),
  transfer_complete: ({ device }) => ({ lane: "person", sign: "transfer", title: "Handed over", detail: device }),
  transfer_failed: ({ device, error }) => ({ lane: "person", sign: "busy", title: `${device} did not take it`, detail: error }),
  note: ({ text }) => ({ lane: "us", sign: "note", title: "Noted", detail: text }),
  notify: ({ text }) => ({ lane: "us", sign: "bell", title: "Told you", detail: text }),
};

export const LANES = [
  { id: "decision", word: "Decisions", sign: "decision" },
  { id: "key", word: "Keys", sign: "key" },
  { id: "announcement", word: "Announcements", sign: "announcement" },
  { id: "us", word: "holdlang", sign: "speech" },
  { id: "person", word: "Milestones", sign: "person" },
];

/** The marks of a log, in order: `{ at, time, lane, sign, title, detail }`; `time` is on the recording's clock. */
export function marks(events) {
  const onRecording = recordingClock(events);
  return events.flatMap((event) => {
    const mark = MARKS[event.type]?.(event.data);
    if (!mark) return [];
    const lane = LANES.find(({ id }) => id === mark.lane);
    const at = event.type === "human_detected" && typeof event.data.onset === "number" ? event.data.onset : event.at;
    return [{ sign: lane.sign, ...mark, at, time: onRecording(at) }];
  });
}

/** The stretches on hold, on the recording's clock: from the detection to the person, or to the end. */
export function holds(events, end) {
  const onRecording = recordingClock(events);
  const stretches = [];
  let since = null;
  for (const event of events) {
    if (event.type === "hold_detected" && since === null) since = onRecording(event.at);
    if (event.type === "human_detected" && since !== null) {
      stretches.push([since, onRecording(event.data.onset ?? event.at)]);
      since = null;
    }
  }
  if (since !== null) stretches.push([since, end]);
  return stretches;
}
