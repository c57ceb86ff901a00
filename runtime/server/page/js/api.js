// Requests to the server, and what goes wrong with them. Not responsible for events (events.js).

import { token } from "./session.js";

/** The server said no, or said nothing (status 0). `message` is for people. */
export class ApiError extends Error {
  constructor(status, message, body = null) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

let signIn = null;

/** `ask` is called when the server wants a token; it returns a promise of whether there is one now. */
export function onUnauthorised(ask) {
  signIn = ask;
}

const HOLD = "text/x-hold";

async function send(method, path, { body, headers = {}, signal, accept = "application/json" } = {}) {
  const all = { Accept: accept, ...headers };
  const key = token();
  if (key) all.Authorization = `Bearer ${key}`;
  let response;
  try {
    response = await fetch(path, { method, headers: all, body, signal, cache: "no-store", redirect: "error" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, "The server does not answer.");
  }
  if (response.ok) return response;
  if (response.status === 401 && signIn && (await signIn(key))) {
    return send(method, path, { body, headers, signal, accept });
  }
  throw await failure(response);
}

async function failure(response) {
  const body = await response.json().catch(() => null);
  const detail = body && body.detail;
  const said = typeof detail === "string" && detail ? detail : `the server answered ${response.status}`;
  return new ApiError(response.status, said.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase()), body);
}

const query = (values) => {
  const given = Object.entries(values ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length ? `?${new URLSearchParams(given)}` : "";
};

/** One part of a path, whatever it holds. */
export const part = encodeURIComponent;

export async function get(path, { query: values, signal } = {}) {
  return (await send("GET", path + query(values), { signal })).json();
}

/** Flow source, and the mark of this very text, by which `sendSource` notices that others have changed it. */
export async function getSource(path, { signal } = {}) {
  const response = await send("GET", path, { signal, accept: HOLD });
  return { source: await response.text(), etag: response.headers.get("ETag") };
}

export async function getDiff(path, { query: values, signal } = {}) {
  return (await send("GET", path + query(values), { signal, accept: "text/x-diff" })).text();
}

/** A picture as the address of a blob; whoever asked revokes it. */
export async function getPicture(path, { signal } = {}) {
  const response = await send("GET", path, { signal, accept: "image/svg+xml" });
  return URL.createObjectURL(await response.blob());
}

export const post = (path, value, options) => write("POST", path, value, options);
export const put = (path, value, options) => write("PUT", path, value, options);
export const remove = (path) => send("DELETE", path);

/** Send flow source; the answer is JSON, with its `etag`. With `match`, only in the place of the text of that mark. */
export async function sendSource(method, path, source, { signal, match = null, query: values } = {}) {
  const headers = { "Content-Type": `${HOLD}; charset=utf-8`, ...(match && { "If-Match": match }) };
  const response = await send(method, path + query(values), { body: source, headers, signal });
  return { ...(await response.json()), etag: response.headers.get("ETag") };
}

async function write(method, path, value, { headers = {}, signal } = {}) {
  const all = { ...headers, "Content-Type": "application/json" };
  return answered(await send(method, path, { body: value === undefined ? undefined : JSON.stringify(value), headers: all, signal }));
}

async function answered(response) {
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

/** A pass for what a browser cannot send a header with: the WebSocket, and the sound of one call. */
export async function ticket(callId = null) {
  return (await post("/api/tickets", callId ? { call_id: callId } : {})).ticket;
}
