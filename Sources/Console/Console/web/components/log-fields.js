// All fields of one log line, each with its filters.

import { copyText, el, icon } from "../lib/dom.js";
import { fieldsOf, visibleText } from "../lib/document.js";

/**
 * @param {any} hit
 * @param {(filter: {field: string, value: any, negate: boolean}) => void} filter
 * @param {(trace: string) => void} openTrace
 */
export function logFields(hit, filter, openTrace) {
  const source = hit._source ?? {};
  const choose = (name, value, negate) => {
    const label = `${negate ? "Without" : "Only"} ${name} ${value}`;
    const attributes = {
      type: "button",
      class: "icon-button small",
      title: label,
      "aria-label": label,
      on: { click: () => filter({ field: name, value, negate }) },
    };
    return el("button", attributes, icon(negate ? "minus" : "plus"));
  };
  const rows = fieldsOf(source).map(([name, value]) => {
    const canFilter = value !== null && name !== "@timestamp";
    return el(
      "div",
      { class: "log-field" },
      el("span", { class: "log-field-actions" }, canFilter && [choose(name, value, false), choose(name, value, true)]),
      el("span", { class: "log-field-name" }, visibleText(name)),
      el(
        "span",
        { class: `log-field-value kind-${value === null ? "null" : typeof value}` },
        valueNode(name, value, openTrace, filter),
      ),
    );
  });
  const copy = el(
    "button",
    { type: "button", class: "quiet-button", "aria-label": "Copy as JSON" },
    icon("copy"),
    "Copy JSON",
  );
  copy.addEventListener("click", () => copyText(JSON.stringify(source, null, 2), copy));
  return el(
    "div",
    { class: "log-fields" },
    rows,
    el("div", { class: "log-fields-foot" }, copy, el("span", { class: "faint" }, `${hit._index} · ${hit._id ?? ""}`)),
  );
}

function valueNode(name, value, openTrace, filter) {
  if (name === "trace.id" && typeof value === "string") {
    return el(
      "button",
      { type: "button", class: "link", title: "Show the whole trace", on: { click: () => openTrace(value) } },
      value,
    );
  }
  if (name === "service.name" && typeof value === "string") {
    const choose = () => filter({ field: name, value, negate: false });
    return el("button", { type: "button", class: "link", on: { click: choose } }, value);
  }
  return value === null ? "null" : visibleText(value);
}
