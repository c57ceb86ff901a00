// Which view the address asks for. A view is an async function `view(page)` that fills `page.main`; `page.signal` is
// aborted when the view is left. Not responsible for what the views show.

/** Runs the views of `routes`: a list of `{ path: RegExp, view, tab }`. */
export class Router {
  #routes;
  #main;
  #shared;
  #controller = new AbortController();
  #shown = null;
  #guard = null;
  onshown = () => {};

  constructor(routes, main, shared) {
    this.#routes = routes;
    this.#main = main;
    this.#shared = shared;
  }

  start() {
    addEventListener("hashchange", () => this.#follow());
    addEventListener("beforeunload", (event) => this.#guard?.() && event.preventDefault());
    return this.#show();
  }

  /** Show the view that is there already, anew. */
  again() {
    return this.#show();
  }

  async #follow() {
    if (location.hash === this.#shown) return;
    if (this.#guard?.() && !confirm("There are changes that are not saved. Leave them behind?")) {
      history.replaceState(null, "", this.#shown);
      return;
    }
    await this.#show();
  }

  async #show() {
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#guard = null;
    const signal = this.#controller.signal;
    const hash = location.hash || "#/";
    this.#shown = hash;
    const path = hash.slice(1).split("?")[0];
    const route = this.#routes.find(({ path: pattern }) => pattern.test(path)) ?? this.#routes[0];
    const page = {
      ...this.#shared,
      main: this.#main,
      signal,
      parts: (route.path.exec(path) ?? []).slice(1).map(decodeURIComponent),
      query: new URLSearchParams(hash.split("?")[1] ?? ""),
      /** `unsaved` is asked before the view is left. */
      guard: (unsaved) => (this.#guard = unsaved),
      /** Have the address say `hash` without showing another view. */
      rename: (hash) => history.replaceState(null, "", (this.#shown = hash)),
    };
    this.#main.replaceChildren();
    this.#main.dataset.view = route.tab;
    this.onshown(route);
    scrollTo(0, 0);
    try {
      await route.view(page);
    } catch (error) {
      if (signal.aborted || error.name === "AbortError") return;
      this.#shared.failed(this.#main, error);
    }
  }
}
