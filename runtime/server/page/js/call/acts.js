// What can be done with a call that runs: hand it over, hang it up. Not responsible for when the buttons are shown.

import { attempt, note, tell } from "../announce.js";
import { get, part, post } from "../api.js";
import { ask, field, sure } from "../dialog.js";
import { h } from "../dom.js";
import { party } from "../words.js";

/** Hang up, if the user is sure. */
export async function hangUp(call) {
  const meant = await sure({
    title: `Hang up on ${party(call)}?`,
    text: "The call ends at once. A place in the queue is lost.",
    action: "Hang up",
  });
  if (!meant) return;
  await attempt(async () => {
    await post(`/api/calls/${part(call.call_id)}/hangup`);
    note(`Hung up on ${party(call)}.`);
  });
}

/** Let the user choose a device, and hand the call over to it. */
export async function transfer(call) {
  const found = await attempt(() => get("/api/devices"));
  if (!found) return;
  const choice = deviceChoice(found.devices, call.device);
  if (!found.devices.length) return void note("There is no device to transfer to: add one under Devices.", "bad");
  await ask({
    title: `Transfer ${party(call)}`,
    body: field("To", choice, "It rings, and whoever takes the call talks to the company."),
    action: "Transfer",
    submit: async (values) => {
      await post(`/api/calls/${part(call.call_id)}/transfer`, { device: values.get("device") });
      tell("The device rings.");
    },
  });
}

/** A field to choose one of `devices`; with `empty`, also none. */
export function deviceChoice(devices, chosen = null, empty = null) {
  return h("select", { name: "device" },
    empty && h("option", { value: "" }, empty),
    devices.map((device) =>
      h("option", { value: device.id, selected: device.id === chosen },
        `${device.name || device.id}${device.is_online === false ? " (offline)" : ""}`)),
  );
}
