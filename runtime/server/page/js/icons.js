// The signs of the page, drawn on 24 × 24 in the colour of the text. They decorate: words always stand beside them.

import { svg } from "./dom.js";

const PHONE = "M5 4h3.4l1.8 4.6-2.4 1.6a11 11 0 0 0 6 6l1.6-2.4 4.6 1.8V19a1.8 1.8 0 0 1-1.9 1.8A15.6 15.6 0 0 1 3.2 5.9 1.8 1.8 0 0 1 5 4z";

const PATHS = {
  phone: PHONE,
  hangup: "M3 14.5c5-5 13-5 18 0l-2.3 2.6-3.9-1.6v-2.7c-1.8-.6-3.8-.6-5.6 0v2.7l-3.9 1.6z",
  transfer: "M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  listen: "M4 14v-2a8 8 0 0 1 16 0v2M4 14h3v5H5a1 1 0 0 1-1-1zM20 14h-3v5h2a1 1 0 0 0 1-1z",
  music: "M9 18V5.5L19 3.5V16M9 18a3 3 0 1 1-6 0a3 3 0 0 1 6 0M19 16a3 3 0 1 1-6 0a3 3 0 0 1 6 0",
  speech: "M4 5h16v11h-9l-4.5 4v-4H4z",
  ringing: "M6 9a6 6 0 0 1 12 0c0 6 2 7 2 7H4s2-1 2-7M10 19.5a2 2 0 0 0 4 0",
  silence: "M5 12h14",
  tone: "M3 12h3l2-6 4 12 4-12 2 6h3",
  noise: "M3 12h1.5l1-3 2 7 2-11 2.5 14 2-12 2 8 1.5-3H21",
  busy: "M5.6 5.6l12.8 12.8M20.5 12a8.5 8.5 0 1 1-17 0a8.5 8.5 0 0 1 17 0",
  person: "M12 12a4 4 0 1 0 0-8a4 4 0 0 0 0 8M4.5 20a7.5 7.5 0 0 1 15 0",
  key: "M5 5h3v3H5zM10.5 5h3v3h-3zM16 5h3v3h-3zM5 10.5h3v3H5zM10.5 10.5h3v3h-3zM16 10.5h3v3h-3zM5 16h3v3H5zM10.5 16h3v3h-3zM16 16h3v3h-3z",
  decision: "M6 4v6a4 4 0 0 0 4 4h8M14 10l4 4-4 4M6 14v6",
  announcement: "M4 10v4h4l7 5V5L8 10zM18.5 9a4.5 4.5 0 0 1 0 6",
  hold: "M9 6v12M15 6v12",
  play: "M7 4.5l12 7.5-12 7.5z",
  pause: "M8 5v14M16 5v14",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  save: "M5 4h11l3 3v13H5zM8 4v5h7V4M8 20v-6h8v6",
  help: "M9 9a3 3 0 1 1 4.5 2.6c-.9.5-1.5 1.2-1.5 2.4M12 17.5v.1",
  bell: "M6 9a6 6 0 0 1 12 0c0 6 2 7 2 7H4s2-1 2-7M10 19.5a2 2 0 0 0 4 0",
  calls: PHONE,
  history: "M4 12a8 8 0 1 0 2.5-5.8M4 4v4.5h4.5M12 8v4l3 2",
  flows: "M9 3.5h6v5H9zM3.5 15.5h6v5h-6zM14.5 15.5h6v5h-6zM12 8.5v3.5M6.5 15.5V12h11v3.5",
  statistics: "M4 20V10M10 20V4M16 20v-7M21 20H3",
  devices: "M8 2.5h8a1 1 0 0 1 1 1v17a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1v-17a1 1 0 0 1 1-1M11 18.5h2",
  note: "M6 3.5h12v17H6zM9 8h6M9 12h6M9 16h3",
};

/** A sign by its name; a dot for a name that has none. */
export function icon(name, size = 20) {
  return svg(
    "svg.icon",
    { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", focusable: "false" },
    svg("path", { d: PATHS[name] ?? "M12 12v.1" }),
  );
}
