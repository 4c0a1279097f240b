// What stands where data would stand: errors as the server said them, and empty states that say what to do.

import { el } from "../lib/dom.js";
import { errorPosition } from "../lib/promql.js";

/**
 * An error, with the place in the query underlined when the server named one.
 * @param {any} error
 * @param {string} [query]
 */
export function errorNotice(error, query) {
  const status = error.status ? `HTTP ${error.status}` : "";
  return el(
    "div",
    { class: "notice error", role: "alert" },
    el(
      "div",
      { class: "notice-title" },
      error.title ?? error.name ?? "Error",
      status && status !== error.title && el("span", { class: "faint" }, ` ${status}`),
    ),
    el("div", { class: "notice-text" }, error.detail ?? error.message),
    query !== undefined && pointer(query, error.detail ?? error.message),
    error.raw && el(
      "details",
      {},
      el("summary", {}, "The whole answer"),
      el("pre", { class: "raw" }, error.raw.slice(0, 20_000)),
    ),
  );
}

function pointer(query, message) {
  const position = errorPosition(message);
  const line = position && query.split("\n")[position.line - 1];
  if (line === undefined || line === null) return null;
  return el(
    "pre",
    { class: "pointer" },
    `${line}\n`,
    el("span", { class: "pointer-mark" }, `${" ".repeat(Math.max(0, position.column - 1))}^`),
  );
}

/**
 * @param {string} title
 * @param {(string | Node)[]} lines
 */
export function emptyNotice(title, ...lines) {
  return el(
    "div",
    { class: "notice empty" },
    el("div", { class: "notice-title" }, title),
    lines.map((line) => el("div", { class: "notice-text" }, line)),
  );
}

/** What to do when there is no data at all. */
export function noDataYet(kind) {
  return emptyNotice(
    `No ${kind} in this range`,
    "Widen the range, or send some requests to the services.",
    el("span", {}, "For a realistic load to look at, start with ", el("code", {}, "martlet up --demo")),
  );
}

/** A line that fills while something loads. */
export function progressLine() {
  return el("div", { class: "progress", role: "progressbar", "aria-label": "Loading", hidden: true });
}

/** A row of examples that fill a query box. */
export function exampleChips(examples, choose) {
  return el(
    "div",
    { class: "chips" },
    examples.map(
      ([label, query]) => el(
        "button",
        { type: "button", class: "chip", title: query, on: { click: () => choose(query) } },
        label,
      ),
    ),
  );
}

