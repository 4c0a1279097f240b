// What the page shows, held whole in the address: "#/logs?q=log.level%3Aerror&from=now-1h". A link is a state.

/** Every part of the state with what it is when the address does not say. */
export const defaults = {
  from: "now-15m",
  to: "now",
  refresh: "", // "" is off, else "5s", "30s" …
  q: "", // log query, Lucene syntax
  index: "", // "" is the server's own choice
  expr: "", // PromQL
  step: "", // "" is chosen from the range
  show: "graph", // metrics as "graph" or "table"
  hidden: "", // names of series that are switched off, joined by the unit separator
  trace: "",
};

export const views = ["overview", "logs", "metrics", "trace", "system"];

/**
 * Reads an address's hash. Unknown views become the overview, unknown keys are ignored.
 * @returns {{view: string} & typeof defaults}
 */
export function parseHash(hash) {
  const [path, query = ""] = splitOnce(hash.replace(/^#\/?/, ""), "?");
  const state = { view: views.includes(path) ? path : "overview", ...defaults };
  for (const [key, value] of new URLSearchParams(query)) if (Object.hasOwn(defaults, key)) state[key] = value;
  return state;
}

/** The shortest hash that gives this state again. */
export function formatHash(state) {
  const query = new URLSearchParams();
  for (const [key, standard] of Object.entries(defaults)) {
    if (state[key] !== undefined && state[key] !== standard) query.set(key, state[key]);
  }
  const text = query.toString();
  return `#/${state.view}${text ? `?${text}` : ""}`;
}

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** The one state of the page; says "change" with the old and new state when the address changes. */
export class Store extends EventTarget {
  #state = parseHash(location.hash);

  constructor() {
    super();
    addEventListener("hashchange", () => this.#adopt(parseHash(location.hash)));
  }

  get state() {
    return this.#state;
  }

  /** The hash of the present state with a few things changed, for links. */
  link(patch) {
    return formatHash({ ...this.#state, ...patch });
  }

  /** Changes the state, as a step that the back button undoes, or in place of the present one. */
  set(patch, { replace = false } = {}) {
    const hash = this.link(patch);
    if (hash === formatHash(this.#state)) return;
    if (replace) history.replaceState(null, "", hash);
    else history.pushState(null, "", hash);
    this.#adopt(parseHash(hash));
  }

  #adopt(next) {
    const previous = this.#state;
    if (formatHash(previous) === formatHash(next)) return;
    this.#state = next;
    this.dispatchEvent(new CustomEvent("change", { detail: { previous, next } }));
  }
}
