// Log documents: reading fields, whether they stand nested ({"log":{"level":…}}) or dotted ({"log.level":…}).

/** Value of a dotted field, or undefined. */
export function field(source, name) {
  if (source === null || typeof source !== "object") return undefined;
  if (Object.hasOwn(source, name)) return source[name];
  for (let dot = name.indexOf("."); dot > 0; dot = name.indexOf(".", dot + 1)) {
    const head = name.slice(0, dot);
    if (!Object.hasOwn(source, head)) continue;
    const found = field(source[head], name.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

const leading = ["@timestamp", "message", "log.level", "service.name", "trace.id", "error.type", "error.message"];

/**
 * All fields of a document as [dotted name, value], the telling ones first, the rest by name. Lists of plain values
 * give one entry for each value; lists of objects are followed into the objects. Depth and number are bounded by what
 * the server accepted as one document.
 * @returns {[string, string | number | boolean | null][]}
 */
export function fieldsOf(source) {
  const entries = [];
  const visit = (prefix, value) => {
    if (Array.isArray(value)) value.forEach((each) => visit(prefix, each));
    else if (value !== null && typeof value === "object") {
      for (const [key, inner] of Object.entries(value)) visit(prefix ? `${prefix}.${key}` : key, inner);
    } else entries.push([prefix, value]);
  };
  visit("", source);
  const rank = (name) => (leading.includes(name) ? leading.indexOf(name) : leading.length);
  return entries.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0));
}

/** Milliseconds since 1970 of a document's @timestamp (text or number), or NaN. */
export function timestampOf(source) {
  const value = field(source, "@timestamp");
  return typeof value === "number" ? value : Date.parse(String(value));
}

const levelGroups = {
  error: ["error", "err", "critical", "crit", "fatal", "alert", "emergency", "emerg", "panic", "severe"],
  warning: ["warning", "warn"],
  info: ["info", "information", "informational", "notice"],
  debug: ["debug", "trace", "verbose"],
};

/** The levels in the order in which they are stacked; "other" is what has none or an unknown one. */
export const levels = ["error", "warning", "info", "debug", "other"];

/** Which of `levels` a text such as "WARN" or "notice" belongs to. */
export function levelGroup(text) {
  const lower = String(text ?? "").toLowerCase();
  return Object.keys(levelGroups).find((group) => levelGroups[group].includes(lower)) ?? "other";
}

/**
 * Text with what cannot be seen written out: control characters, and those that turn the direction of what follows,
 * with which a line can be made to look like another one.
 */
export function visibleText(value) {
  return String(value).replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** How long what a line tells of took, in milliseconds, or null; ECS has `event.duration` in nanoseconds. */
export function durationOf(source) {
  const value = Number(field(source, "event.duration"));
  return Number.isFinite(value) && value > 0 ? value / 1e6 : null;
}

/** What a request's line should show beside its message: method, path, status; without what the message says anyway. */
export function requestSummary(source) {
  const message = String(field(source, "message") ?? "");
  return ["http.request.method", "url.path", "http.response.status_code"]
    .map((name) => field(source, name))
    .filter((value) => value !== undefined && value !== null && !message.includes(String(value)))
    .map(String)
    .join(" ");
}

/**
 * Flattens the answer of `_mapping` to the type of each field, sub-fields included ("message.keyword").
 * @returns {Map<string, string>}
 */
export function mappedFields(answer) {
  const fields = new Map();
  const visit = (prefix, properties) => {
    for (const [name, mapping] of Object.entries(properties ?? {})) {
      const path = prefix ? `${prefix}.${name}` : name;
      if (mapping.properties) visit(path, mapping.properties);
      if (mapping.type && mapping.type !== "object") fields.set(path, mapping.type);
      for (const [sub, inner] of Object.entries(mapping.fields ?? {})) fields.set(`${path}.${sub}`, inner.type);
    }
  };
  for (const index of Object.values(answer ?? {})) visit("", index?.mappings?.properties);
  return fields;
}

/** The name to aggregate or look up exactly by: the field itself, or its keyword sub-field when it is text. */
export function exactField(fields, name) {
  return fields.get(name) === "text" && fields.has(`${name}.keyword`) ? `${name}.keyword` : name;
}
