// The box that asks for a token.

import { ask, field } from "./dialog.js";
import { h } from "./dom.js";
import { forget, remember, token } from "./session.js";

let asking = null;

/** Ask for a token, once for all requests that wait for one. `refused` is the token they were refused with. */
export function signIn(refused) {
  if (token() && token() !== refused) return Promise.resolve(true);
  asking ??= form(refused).finally(() => (asking = null));
  return asking;
}

async function form(refused) {
  forget();
  const input = h("input", { name: "token", type: "password", required: true, autofocus: true, autocomplete: "current-password", spellcheck: "false", placeholder: "hold_…" });
  const given = await ask({
    title: "Sign in",
    body: [
      refused && h("p.problem", {}, "The server does not know this token (any more)."),
      field("Token", input, "`holdlang serve` prints an address with one; `holdlang token add NAME` makes another."),
    ],
    action: "Sign in",
    submit: async (values) => {
      remember(values.get("token"));
      return true;
    },
  });
  return Boolean(given);
}
