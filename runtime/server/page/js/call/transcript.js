// What was said, line by line. What comes from the call is written as text. Not responsible for the sound.

import { h, write } from "../dom.js";
import { clock } from "../times.js";
import { speaker } from "../words.js";

const NEAR_THE_END = 60; // pixels: whoever has scrolled up to read is left alone

/** A transcript: its `element` and `show(lines)`. With `seek(at)`, each line leads to its moment. */
export function transcript(seek = null) {
  const list = h("ol.transcript", { tabindex: "0", role: "log", "aria-label": "What was said" });
  const nothing = h("p.quiet.nothing", {}, "Nothing was said yet.");
  const element = h("div", {}, nothing, list);
  const rows = [];

  function show(lines) {
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_THE_END;
    lines.forEach((line, place) => {
      const row = (rows[place] ??= begin(list, seek));
      row.show(line);
    });
    for (const row of rows.splice(lines.length)) row.element.remove();
    nothing.hidden = rows.length > 0;
    list.hidden = !rows.length;
    if (atEnd) list.scrollTop = list.scrollHeight;
  }

  return { element, show };
}

function begin(list, seek) {
  let at = 0;
  const time = seek
    ? h("button.plain.at", { type: "button", title: "Listen from here", onclick: () => seek(at) })
    : h("span.at");
  const who = h("span.who");
  const text = h("span.text");
  const element = h("li", {}, time, h("p", {}, who, " ", text));
  list.append(element);
  return {
    element,
    show(line) {
      at = line.at;
      write(time, clock(line.at));
      write(who, speaker(line.speaker ?? "far_end"));
      write(text, line.text);
      element.dataset.speaker = line.speaker ?? "far_end";
      element.classList.toggle("partial", line.is_final === false);
    },
  };
}
