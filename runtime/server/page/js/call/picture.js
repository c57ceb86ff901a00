// The picture of a flow, drawn by the server. It is shown as an image, in which no script runs whatever it holds.

import { ApiError, getPicture } from "../api.js";
import { h } from "../dom.js";

/** A picture: its `element`, and `load(path)`, which keeps the old picture until the new one is there. */
export function picture(alternative, signal) {
  const image = h("img", { alt: alternative });
  const absent = h("p.quiet.nothing", { hidden: true }, "There is no picture of this flow.");
  const link = h("a.picture", { target: "_blank", rel: "noopener", title: "The whole picture in a tab of its own" }, image);
  const element = h("div.paper", { hidden: true }, link, absent);
  let address = null;
  let turn = 0;
  signal.addEventListener("abort", () => address && URL.revokeObjectURL(address));

  async function load(path) {
    const mine = (turn += 1);
    let fresh;
    try {
      fresh = await getPicture(path, { signal });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      link.hidden = true;
      absent.hidden = false;
      element.hidden = false;
      return;
    }
    if (mine !== turn || signal.aborted) return URL.revokeObjectURL(fresh);
    if (address) URL.revokeObjectURL(address);
    address = fresh;
    image.src = fresh;
    link.href = fresh;
    link.hidden = false;
    absent.hidden = true;
    element.hidden = false;
  }

  return { element, load };
}
