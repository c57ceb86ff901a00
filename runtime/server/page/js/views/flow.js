// One flow: its source, what is wrong with it, its picture, and its versions.

import { attempt, note, tell } from "../announce.js";
import { ApiError, get, getSource, part, remove, sendSource } from "../api.js";
import { picture } from "../call/picture.js";
import { sure } from "../dialog.js";
import { fill, h, write } from "../dom.js";
import { editor } from "../flow/editor.js";
import { findings } from "../flow/findings.js";
import { versions } from "../flow/versions.js";
import { icon } from "../icons.js";
import { newCall } from "../newcall.js";

const TYPING = 350; // milliseconds after the last key

const BEGINNING = `# What this call is for.

flow my_flow "Company — what for"
  company "Company"
  dial    "+1"
  intent  "what you want"

listen 20s
  on "representative" or "agent" press 0
  else press 0

hold 2h

transfer sip_phone
`;

/** The view at `#/flows/ID`. */
export async function flow(page) {
  const [id] = page.parts;
  const [described, read] = await Promise.all([
    get(`/api/call-flows/${part(id)}`, { signal: page.signal }),
    getSource(`/api/call-flows/${part(id)}`, { signal: page.signal }),
  ]);
  await edit(page, { id, title: described.name || id, about: [described.company, described.phone_number], ...read });
}

/** The view at `#/flows/new`. */
export const newFlow = (page) => edit(page, { id: null, title: "New flow", about: [], source: BEGINNING });

async function edit(page, { id, title, about, source, etag = null }) {
  let mark = etag;
  let saved = id === null ? null : source;
  const text = editor(source, "Source of the flow");
  const found = findings((line, column) => text.goTo(line, column));
  const drawn = picture("The flow as a picture", page.signal);
  const past = id && versions(id, page.signal);
  const state = h("span.quiet.small", { role: "status" });
  const save = h("button.primary", { type: "button", onclick: store, "aria-keyshortcuts": "Control+S" }, icon("save", 18), "Save");
  const changed = () => text.value !== saved;
  document.title = `${title} · holdlang`;

  fill(page.main,
    h("p.crumb", {}, h("a", { href: "#/flows" }, "← Flows")),
    h("div.heading", {},
      h("div", {}, h("h1", {}, title), h("p.quiet", {}, about.filter(Boolean).join(" · "))),
      h("div.actions", {},
        state, save,
        id && h("button", { type: "button", onclick: () => newCall(id) }, icon("phone", 18), "Call"),
        id && h("button.danger", { type: "button", onclick: discard }, icon("trash", 18), h("span", {}, "Delete")))),
    h("div.columns.editing", {},
      h("section.panel.writing", { "aria-label": "Source" }, text.element, found.element),
      id && h("section.panel.flow", { "aria-label": "Picture" }, h("h2", {}, "Picture"), drawn.element)),
    past?.element,
  );

  let checking = new AbortController();
  async function check() {
    checking.abort();
    checking = new AbortController();
    const { signal } = checking;
    try {
      const { diagnostics } = await sendSource("POST", "/api/call-flows/check", text.value, { signal, query: { flow_id: id } });
      if (!signal.aborted) show(diagnostics);
    } catch (error) {
      if (error.name !== "AbortError") write(state, error.message);
    }
  }

  function show(diagnostics) {
    text.mark(diagnostics);
    found.show(diagnostics);
  }

  let timer = 0;
  text.onchange(() => {
    told();
    clearTimeout(timer);
    timer = setTimeout(check, TYPING);
  });
  page.signal.addEventListener("abort", () => {
    clearTimeout(timer);
    checking.abort();
  });

  function told() {
    save.disabled = !changed();
    write(state, saved === null ? "Not saved yet" : changed() ? "Changed" : "Saved");
  }

  async function store() {
    if (!changed()) return;
    const sent = text.value;
    save.disabled = true;
    await attempt(async () => {
      try {
        const path = id === null ? "/api/call-flows" : `/api/call-flows/${part(id)}`;
        const written = await sendSource(id === null ? "POST" : "PUT", path, sent, { match: mark });
        saved = sent;
        mark = written.etag;
        if (written.id && written.id !== id) {
          location.hash = `#/flows/${part(written.id)}`;
          return;
        }
        tell("Saved");
        afterwards();
      } catch (error) {
        if (!(error instanceof ApiError) || !error.body?.diagnostics) throw error;
        show(error.body.diagnostics);
        note("Not saved: the source has mistakes.", "bad");
      }
    });
    told();
  }

  async function discard() {
    if (!(await sure({ title: `Delete ${title}?`, text: "Its source is removed from the folder of flows.", action: "Delete" }))) return;
    await attempt(async () => {
      await remove(`/api/call-flows/${part(id)}`);
      saved = text.value;
      note(`${title} is deleted.`);
      location.hash = "#/flows";
    });
  }

  function afterwards() {
    if (!id) return;
    drawn.load(`/api/call-flows/${part(id)}/graph.svg`);
    past.load();
  }

  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    store();
  }, { signal: page.signal });
  page.guard(() => id === null ? text.value !== BEGINNING && changed() : changed());
  told();
  afterwards();
  await check();
}
