// The last queries of a box, kept by the browser.

const kept = 30;

export class QueryHistory {
  #key;

  constructor(name) {
    this.#key = `martlet.history.${name}`;
  }

  /** Newest first. */
  get entries() {
    try {
      const stored = JSON.parse(localStorage.getItem(this.#key) ?? "[]");
      return Array.isArray(stored) ? stored.filter((entry) => typeof entry === "string") : [];
    } catch {
      return []; // no storage, or somebody else's text in it: then there is no history
    }
  }

  add(query) {
    if (query.trim() === "") return;
    const entries = [query, ...this.entries.filter((entry) => entry !== query)].slice(0, kept);
    try {
      localStorage.setItem(this.#key, JSON.stringify(entries));
    } catch {
      // Storage is full or refused; a query that runs matters more than its memory.
    }
  }
}
