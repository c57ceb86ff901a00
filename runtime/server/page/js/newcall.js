// The form for a new call: flow, number, device, what the flow needs to know, and whether it is only rehearsed.

import { attempt } from "./announce.js";
import { get, post } from "./api.js";
import { deviceChoice } from "./call/acts.js";
import { ask, field } from "./dialog.js";
import { fill, h } from "./dom.js";

/** Let the user start a call; leads to it. `chosen` is the id of a flow. */
export async function newCall(chosen = "") {
  const found = await attempt(() => Promise.all([
    get("/api/call-flows", { query: { limit: 500 } }), get("/api/devices"), get("/api/trees"),
  ]));
  if (!found) return;
  const [{ flows }, { devices }, { trees }] = found;
  const flow = h("select", { name: "call_flow_id", required: true, autofocus: true },
    h("option", { value: "" }, flows.length ? "Choose a flow…" : "There are no flows yet"),
    flows.map(({ id, name, ok }) => h("option", { value: id, disabled: !ok }, ok ? name || id : `${name || id} (has mistakes)`)));
  const number = h("input", { name: "number", type: "tel", autocomplete: "off", placeholder: "the flow's own" });
  const needs = h("div.needs");
  const rehearse = h("select", { name: "rehearse" }, h("option", { value: "" }, "No: make the call"),
    trees.map(({ id, company }) => h("option", { value: id }, company && company !== id ? `${company} (${id})` : id)));
  const key = crypto.randomUUID?.() ?? String(Math.random());

  function choose() {
    const listed = flows.find(({ id }) => id === flow.value);
    number.placeholder = listed ? listed.phone_number || "this flow has none: give one" : "the flow's own";
    number.required = Boolean(listed) && !listed.phone_number;
    fill(needs, (listed?.needs ?? []).map(needed));
  }
  flow.addEventListener("change", choose);
  flow.value = chosen;
  choose();

  await ask({
    title: "New call",
    body: [
      field("Flow", flow),
      field("Number", number),
      needs,
      field("Your phone", deviceChoice(devices, null, "As the flow says"), "It rings when a person speaks."),
      field("Rehearse", rehearse, "Calls a company that is acted on this machine. Nobody is phoned."),
    ],
    action: "Call",
    submit: async (values) => {
      const placed = await post("/api/calls/hold-slayer", order(values), { headers: { "Idempotency-Key": key } });
      location.hash = `#/calls/${placed.call_id}`;
    },
  });
}

const needed = ({ name, secret, text }) =>
  field(text || name, h("input", {
    name: `value:${name}`, required: true, type: secret ? "password" : "text", autocomplete: "off", spellcheck: "false",
  }), secret ? "Kept out of every log and recording index." : null);

function order(values) {
  const given = [...values].filter(([name]) => name.startsWith("value:")).map(([name, value]) => [name.slice("value:".length), value]);
  const body = { call_flow_id: values.get("call_flow_id") };
  if (values.get("number")) body.number = values.get("number");
  if (values.get("device")) body.transfer_to = values.get("device");
  if (values.get("rehearse")) body.rehearse = values.get("rehearse");
  if (given.length) body.values = Object.fromEntries(given);
  return body;
}
