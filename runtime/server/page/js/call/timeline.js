// A recorded call on one line of time: both voices, stretches on hold, and marks in lanes. A click anywhere seeks.

import { fill, h, svg, write } from "../dom.js";
import { icon } from "../icons.js";
import { clock } from "../times.js";
import { LANES } from "./marks.js";

const STEP = 5; // seconds of an arrow key
const HEIGHT = 100; // of the drawing: 50 for each side

/** The timeline of a `player`: its `element`. `wave` is the server's, `stretches` and `list` are on its clock. */
export function timeline({ player, wave, list, stretches }) {
  const length = Math.max(player.duration, wave.duration ?? 0, 0.001);
  const percent = (seconds) => `${Math.min(100, Math.max(0, (seconds / length) * 100))}%`;
  const head = h("div.playhead");
  const readout = h("p.readout", { "aria-live": "off" });
  const track = h("div.track", {
    role: "slider", tabindex: "0", "aria-label": "Position in the recording", "aria-valuemin": "0", "aria-valuemax": String(Math.round(length)),
    onpointerdown: (event) => {
      seekTo(event);
      track.setPointerCapture(event.pointerId);
    },
    onpointermove: (event) => track.hasPointerCapture(event.pointerId) && seekTo(event),
    onkeydown: keys,
  }, drawing(wave), stretches.map(([from, to]) =>
    h("div.held", { style: { "inset-inline-start": percent(from), "inline-size": percent(to - from) } })));

  const seekTo = (event) => {
    const box = track.getBoundingClientRect();
    player.seek(((event.clientX - box.left) / box.width) * length);
  };
  function keys(event) {
    const to = {
      ArrowLeft: player.time - STEP, ArrowRight: player.time + STEP, PageUp: player.time - 60, PageDown: player.time + 60,
      Home: 0, End: length,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    player.seek(to);
  }

  const lanes = LANES.filter(({ id }) => list.some(({ lane }) => lane === id)).map(({ id, word }) =>
    h("div.lane", { dataset: { lane: id } },
      h("span.label", {}, word),
      h("div.marks", {}, list.filter(({ lane }) => lane === id).map((mark) => tick(mark))),
    ));

  function tick(mark) {
    const text = [`${clock(mark.time)} ${mark.title}`, mark.detail].filter(Boolean).join(" · ");
    const tell = () => write(readout, text);
    return h("button.mark", {
      type: "button", title: text, "aria-label": text, style: { "inset-inline-start": percent(mark.time) },
      onclick: () => player.seek(mark.time), onfocus: tell, onpointerenter: tell,
    }, icon(mark.sign, 14));
  }

  const button = h("button.primary.round", { type: "button", onclick: () => player.toggle() });
  const now = h("span.timer.small");
  const element = h("div.timeline", {},
    h("div.deck", {}, button, h("p", {}, now, h("span.quiet", {}, ` / ${clock(length)}`)), readout),
    h("div.lanes", {},
      h("div.lane.sound", {}, h("span.label", {}, h("span", {}, "They"), h("span", {}, "We")), h("div.marks", {}, track)),
      lanes,
      h("div.lane.ruler", { "aria-hidden": "true" }, h("span.label"), h("div.marks", {}, ruler(length).map((second) =>
        h("span.tick", { style: { "inset-inline-start": percent(second) } }, clock(second))))),
      h("div.lane.over", { "aria-hidden": "true" }, h("span.label"), h("div.marks", {}, head)),
    ),
  );

  let playing = null;
  function moved() {
    if (playing !== player.playing) {
      playing = player.playing;
      fill(button, icon(playing ? "pause" : "play", 22));
      button.setAttribute("aria-label", playing ? "Pause" : "Play");
    }
    write(now, clock(player.time));
    head.style.setProperty("inset-inline-start", percent(player.time));
    track.setAttribute("aria-valuenow", String(Math.round(player.time)));
    track.setAttribute("aria-valuetext", `${clock(player.time)} of ${clock(length)}`);
  }
  player.addEventListener("change", moved);
  moved();
  return element;
}

/** Both sides as one shape: theirs upwards, ours downwards. Square roots, because quiet speech is speech. */
function drawing({ far = [], near = [] }) {
  const points = Math.max(far.length, near.length, 1);
  const bars = (peaks, sign) => peaks.map((peak, place) => {
    const tall = Math.max(0.6, Math.sqrt(Math.min(1, peak)) * (HEIGHT / 2 - 2));
    return `M${place + 0.5} ${HEIGHT / 2}v${(sign * tall).toFixed(1)}`;
  }).join("");
  return svg("svg.wave", { viewBox: `0 0 ${points} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("path.far", { d: bars(far, -1) }), svg("path.near", { d: bars(near, 1) }));
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** Round moments, at most six. */
function ruler(length) {
  const step = STEPS.find((seconds) => length / seconds <= 5) ?? 7200;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, place) => place * step);
}
