// The page begins here: session, events, views, keys.

import { attempt, note, tell } from "./announce.js";
import { permissionButton, tellOfPeople } from "./alerts.js";
import { onUnauthorised } from "./api.js";
import { fill, h, write } from "./dom.js";
import { EventStream } from "./events.js";
import { icon } from "./icons.js";
import { newCall } from "./newcall.js";
import { Router } from "./router.js";
import { takeFromAddress } from "./session.js";
import { Shortcuts } from "./shortcuts.js";
import { signIn } from "./signin.js";
import { call } from "./views/call.js";
import { calls } from "./views/calls.js";
import { devices } from "./views/devices.js";
import { flow, newFlow } from "./views/flow.js";
import { flows } from "./views/flows.js";
import { history } from "./views/history.js";
import { statistics } from "./views/statistics.js";
import { RunningCalls } from "./watch.js";
import { party, standing } from "./words.js";

const TABS = [
  { id: "calls", word: "Calls", href: "#/" },
  { id: "history", word: "History", href: "#/history" },
  { id: "flows", word: "Flows", href: "#/flows" },
  { id: "statistics", word: "When to call", href: "#/statistics" },
  { id: "devices", word: "Devices", href: "#/devices" },
];

const ROUTES = [
  { path: /^\/$/, tab: "calls", title: "Calls", view: calls },
  { path: /^\/calls\/([^/]+)$/, tab: "calls", title: "Call", view: call },
  { path: /^\/history$/, tab: "history", title: "History", view: history },
  { path: /^\/flows$/, tab: "flows", title: "Flows", view: flows },
  { path: /^\/flows\/new$/, tab: "flows", title: "New flow", view: newFlow },
  { path: /^\/flows\/([^/]+)$/, tab: "flows", title: "Flow", view: flow },
  { path: /^\/statistics$/, tab: "statistics", title: "When to call", view: statistics },
  { path: /^\/devices$/, tab: "devices", title: "Devices", view: devices },
];

takeFromAddress();
onUnauthorised(signIn);

const events = new EventStream();
const running = new RunningCalls(events);
const shortcuts = new Shortcuts({ n: () => newCall() });
const main = document.getElementById("main");

const router = new Router(ROUTES, main, {
  events,
  running,
  newCall: () => newCall(),
  keys: (map) => shortcuts.add(map),
  failed: (place, error) => {
    fill(place, h("div.empty", {}, icon("busy", 44), h("h1", {}, error.status === 404 ? "Not here" : "That did not work"), h("p.quiet", {}, error.message),
      h("button", { type: "button", onclick: () => router.again() }, "Try again")));
  },
});

router.onshown = (route) => {
  shortcuts.leave();
  document.title = `${route.title} · holdlang`;
  fill(document.getElementById("tabs"), TABS.map(({ id, word, href }) =>
    h("a", { href, "aria-current": id === route.tab ? "page" : null }, icon(id, 22), h("span", {}, word))));
};

const connection = document.getElementById("connection");
events.addEventListener("state", ({ detail }) => {
  const lost = detail === "lost";
  write(connection, lost ? "Connection lost. What you see may be old; trying again…" : "");
  connection.hidden = !lost;
});

const told = new Map();
running.addEventListener("change", () => {
  for (const one of running.calls.values()) {
    const now = standing(one);
    if (told.get(one.call_id) !== now) tell(`${party(one)}: ${now}`);
    told.set(one.call_id, now);
  }
});
running.addEventListener("over", ({ detail: one }) => {
  told.delete(one.call_id);
  note(`${party(one)}: ${standing(one)}`, one.outcome === "failed" ? "bad" : "good");
});

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address is the router's
  main.focus();
});
fill(document.getElementById("tools"), permissionButton(),
  h("button.plain", { type: "button", "aria-label": "Keys", title: "Keys (?)", onclick: () => shortcuts.help() }, icon("help", 20)));

tellOfPeople(events, (id) => running.calls.get(id));
shortcuts.start();
await attempt(() => router.start());
running.start();
events.start();
