// The phones that calls are handed over to.

import { attempt, note } from "../announce.js";
import { get, part, post, remove } from "../api.js";
import { ask, field, sure } from "../dialog.js";
import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { kind } from "../words.js";

/** The view at `#/devices`. */
export async function devices(page) {
  const rows = h("ul.rows");
  fill(page.main,
    h("div.heading", {}, h("h1", {}, "Devices"), h("button.primary", { type: "button", onclick: add }, icon("plus", 18), "New device")),
    h("p.quiet", {}, "Your phones. When a person speaks, one of them rings."),
    rows,
  );
  page.keys({ a: add });

  async function load() {
    const found = await attempt(() => get("/api/devices", { signal: page.signal }));
    if (!found) return;
    fill(rows, found.devices.map(row), found.devices.length ? null : h("li.nothing.quiet", {}, "There is no device yet."));
  }

  function row(device) {
    const online = { true: ["good", "Online"], false: ["bad", "Offline"] }[device.is_online] ?? ["over", "Not known"];
    return h("li", {},
      h("div.row.device", { dataset: { mood: online[0] } },
        h("span.what", {}, h("strong", {}, device.name || device.id), h("span.quiet.small", {}, [kind(device.type), device.sip_uri, device.read_only && "from holdlang.yaml"].filter(Boolean).join(" · "))),
        h("span.quiet.small", {}, `Priority ${device.priority}`),
        h("span.chip", {}, online[1])),
      !device.read_only && h("button.plain", { type: "button", "aria-label": `Remove ${device.name || device.id}`, title: "Remove", onclick: () => drop(device) }, icon("trash", 20)));
  }

  async function add() {
    const done = await ask({
      title: "New device",
      body: [
        field("Name", h("input", { name: "name", required: true, autofocus: true, placeholder: "Kitchen phone" })),
        field("Address", h("input", { name: "sip_uri", required: true, placeholder: "sip:you@example.com", inputmode: "email", autocapitalize: "off", spellcheck: "false" }), "A SIP address, or a telephone number as sip:+1…"),
        field("Kind", h("select", { name: "type" }, ["sip_phone", "softphone", "cell"].map((type) => h("option", { value: type }, kind(type))))),
        field("Priority", h("input", { name: "priority", type: "number", min: "0", max: "1000", value: "10", required: true }), "The smaller, the earlier it is tried."),
      ],
      action: "Add",
      submit: (values) => post("/api/devices", {
        name: values.get("name"), type: values.get("type"), sip_uri: values.get("sip_uri"), priority: Number(values.get("priority")), capabilities: ["voice"],
      }),
    });
    if (done) await load();
  }

  async function drop(device) {
    if (!(await sure({ title: `Remove ${device.name || device.id}?`, text: "Calls are not handed over to it any more.", action: "Remove" }))) return;
    await attempt(async () => {
      await remove(`/api/devices/${part(device.id)}`);
      note(`${device.name || device.id} is removed.`);
    });
    await load();
  }

  await load();
}
