// When to call: how long people were held, by hour and weekday.

import { attempt } from "../announce.js";
import { get } from "../api.js";
import { field } from "../dialog.js";
import { fill, h } from "../dom.js";
import { count, roughly } from "../times.js";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const LEVELS = 5;
const OFFICE = [8, 17]; // hours that are always shown

/** The view at `#/statistics`; `?flow_id=` chooses a flow. */
export async function statistics(page) {
  const flow = h("select", { name: "flow_id" }, h("option", { value: "" }, "All flows"));
  const place = h("div.hours", { "aria-live": "polite" });
  fill(page.main, h("div.heading", {}, h("h1", {}, "When to call")), h("form.filters", {}, field("Flow", flow)), place);

  const found = await attempt(() => get("/api/call-flows", { query: { limit: 500 }, signal: page.signal }));
  flow.append(...(found?.flows ?? []).map(({ id, name }) => h("option", { value: id }, name || id)));
  flow.value = page.query.get("flow_id") ?? "";
  if (flow.selectedIndex < 0) flow.value = "";

  async function load() {
    const chosen = flow.value;
    page.rename(chosen ? `#/statistics?${new URLSearchParams({ flow_id: chosen })}` : "#/statistics");
    const figures = await attempt(() => get("/api/statistics", { query: { flow_id: chosen }, signal: page.signal }));
    if (figures && chosen === flow.value) show(place, figures);
  }
  flow.addEventListener("change", load);
  await load();
}

function show(place, figures) {
  const { calls, succeeded, failed, hold, hours, best } = figures;
  fill(place,
    h("p.best", {}, sentence(best, hours)),
    h("dl.figures", {},
      figure(calls, "calls"), figure(succeeded, "reached a person"), figure(failed, "failed"),
      figure(hold.count ? roughly(hold.median) : "–", "median time on hold"), figure(hold.count ? roughly(hold.p90) : "–", "nine of ten within")),
    hours.length ? map(hours) : h("p.quiet.nothing", {}, "Nobody was held yet. Each call adds to the picture."),
  );
}

const figure = (value, word) => h("div", {}, h("dt", {}, word), h("dd", {}, String(value)));

const span = (hour) => `${String(hour).padStart(2, "0")}:00–${String(hour + 1).padStart(2, "0")}:00`;

/** The best times in a sentence. */
function sentence(best, hours) {
  if (!best.length) return hours.length ? "There are too few calls yet to name a best time." : "There are no calls yet to learn from.";
  const [first, ...others] = best;
  const also = others.slice(0, 2).map(({ weekday, hour }) => `${DAYS[weekday]} ${span(hour)}`);
  return [
    h("strong", {}, `${DAYS[first.weekday]}, ${span(first.hour)}`), ` is the best time to call: half of ${count(first.count, "call")} waited less than ${roughly(first.median)}.`,
    also.length ? ` Then ${also.join(" and ")}.` : "",
  ];
}

/** Weekdays by hours. The colour is the median; the count stands in it, and the words in each cell's label. */
function map(hours) {
  const cells = new Map(hours.map((cell) => [`${cell.weekday} ${cell.hour}`, cell]));
  const first = Math.min(OFFICE[0], ...hours.map(({ hour }) => hour));
  const last = Math.max(OFFICE[1], ...hours.map(({ hour }) => hour));
  const columns = Array.from({ length: last - first + 1 }, (_, place) => first + place);
  const longest = Math.max(1, ...hours.map(({ median }) => median));
  const readout = h("p.readout.quiet", {}, "Darker means longer on hold; the number is that of calls.");
  const cell = (weekday, hour) => {
    const known = cells.get(`${weekday} ${hour}`);
    if (!known) return h("td", { "aria-label": "no calls" });
    const words = `${DAYS[weekday]} ${span(hour)}: half waited less than ${roughly(known.median)}, nine of ten less than ${roughly(known.p90)}, ${count(known.count, "call")}`;
    const tell = () => (readout.textContent = words);
    const level = Math.max(1, Math.ceil((known.median / longest) * LEVELS));
    return h("td", { dataset: { level: String(level) }, tabindex: "0", title: words, "aria-label": words, onfocus: tell, onpointerenter: tell }, String(known.count));
  };
  return h("div.map", {},
    h("div.scroll", {}, h("table", {},
      h("caption.spoken", {}, "Median time on hold by weekday and hour"),
      h("thead", {}, h("tr", {}, h("td"), columns.map((hour) => h("th", { scope: "col" }, String(hour))))),
      h("tbody", {}, DAYS.map((day, weekday) => h("tr", {}, h("th", { scope: "row" }, h("abbr", { title: day }, day.slice(0, 3))), columns.map((hour) => cell(weekday, hour))))))),
    h("div.legend", { "aria-hidden": "true" }, h("span", {}, "short"), Array.from({ length: LEVELS }, (_, place) => h("i", { dataset: { level: String(place + 1) } })), h("span", {}, `up to ${roughly(longest)}`)),
    readout,
  );
}
