// PromQL in the page: colouring, completion and reading the position out of an error. The server parses; this only
// looks at tokens.

export const aggregations = [
  "sum",
  "avg",
  "min",
  "max",
  "count",
  "stddev",
  "stdvar",
  "topk",
  "bottomk",
  "quantile",
  "group",
  "count_values",
];
export const functions = [
  "abs", "absent", "absent_over_time", "avg_over_time", "ceil", "changes", "clamp", "clamp_max", "clamp_min",
  "count_over_time", "delta", "deriv", "floor", "histogram_quantile", "idelta", "increase", "irate", "label_join",
  "label_replace", "last_over_time", "ln", "log10", "log2", "max_over_time", "min_over_time", "predict_linear",
  "quantile_over_time", "rate", "resets", "round", "scalar", "sort", "sort_desc", "sqrt", "stddev_over_time",
  "sum_over_time", "time", "timestamp", "vector",
];
const keywords = [
  "by",
  "without",
  "on",
  "ignoring",
  "group_left",
  "group_right",
  "offset",
  "bool",
  "and",
  "or",
  "unless",
];

const patterns = [
  ["space", /\s+/y],
  ["comment", /#[^\n]*/y],
  ["string", /"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?|`[^`]*`?/y],
  ["duration", /(?:\d+(?:ms|[smhdwy]))+(?![\w.])/y],
  ["number", /(?:0x[\da-f]+|\d*\.?\d+(?:e[+-]?\d+)?|\d+\.)(?![\w])|(?:inf|nan)\b/iy],
  ["name", /[A-Za-z_:][\w:]*/y],
  ["operator", /=~|!~|!=|==|>=|<=|[-+*/%^=<>@]/y],
  ["paren", /[()[\]{},:]/y],
  ["text", /[\s\S]/y],
];

/**
 * Cuts an expression into coloured pieces that together are the expression again. Names are told apart as "function",
 * "keyword", "label" (inside braces or a grouping list) and "metric".
 * @returns {{kind: string, text: string}[]}
 */
export function tokenizePromQL(expression) {
  const tokens = [];
  let position = 0;
  let braces = 0;
  let grouping = false;
  while (position < expression.length) {
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = position;
      const match = pattern.exec(expression);
      if (!match || match[0] === "") continue;
      const text = match[0];
      position += text.length;
      if (text === "{") braces += 1;
      if (text === "}") braces = Math.max(0, braces - 1);
      if (kind === "paren" && text === "(") grouping = groupsBefore(tokens);
      if (kind === "paren" && text === ")") grouping = false;
      tokens.push(
        { kind: kind === "name" ? nameKind(text, expression, position, braces > 0 || grouping) : kind, text },
      );
      break;
    }
  }
  return tokens;
}

function groupsBefore(tokens) {
  const previous = tokens.findLast((token) => token.kind !== "space");
  return previous?.kind === "keyword" && [
    "by",
    "without",
    "on",
    "ignoring",
    "group_left",
    "group_right",
  ].includes(previous.text.toLowerCase());
}

function nameKind(text, expression, end, isLabel) {
  if (isLabel) return "label";
  const lower = text.toLowerCase();
  if (keywords.includes(lower)) return "keyword";
  if (aggregations.includes(lower)) return "function";
  return /^\s*\(/.test(expression.slice(end)) && functions.includes(text) ? "function" : "metric";
}

/**
 * What could be typed at the cursor.
 * @returns {{kind: "metric" | "label" | "value", prefix: string, start: number, metric?: string,
 *     label?: string} | null}
 */
export function promqlCompletionContext(expression, cursor) {
  const before = expression.slice(0, cursor);
  const open = lastOpenBrace(before);
  if (open >= 0) {
    const metric = /([A-Za-z_:][\w:]*)\s*$/.exec(before.slice(0, open))?.[1];
    const inside = before.slice(open + 1);
    const value = /([A-Za-z_]\w*)\s*(?:=~|!~|!=|=)\s*"([^"]*)$/.exec(inside);
    if (value) return { kind: "value", label: value[1], metric, prefix: value[2], start: cursor - value[2].length };
    const label = /(?:^|,)\s*([A-Za-z_]\w*)?$/.exec(inside);
    if (label) return { kind: "label", metric, prefix: label[1] ?? "", start: cursor - (label[1] ?? "").length };
    return null;
  }
  const grouping = /\b(?:by|without|on|ignoring)\s*\(\s*(?:\w+\s*,\s*)*(\w*)$/i.exec(before);
  if (grouping) return { kind: "label", prefix: grouping[1], start: cursor - grouping[1].length };
  const name = /(?:^|[^\w:."'])([A-Za-z_:][\w:]*)$/.exec(before);
  return name ? { kind: "metric", prefix: name[1], start: cursor - name[1].length } : null;
}

function lastOpenBrace(text) {
  let open = -1;
  let quote = "";
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (quote) {
      if (character === "\\") index += 1;
      else if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === "{") open = index;
    else if (character === "}") open = -1;
  }
  return open;
}

/**
 * Finds "1:12: parse error: …" or "… (1:12)" in a server's words.
 * @returns {{line: number, column: number} | null} both from 1
 */
export function errorPosition(message) {
  const match = /(?:^|[\s("])(\d+):(\d+)(?=[:)])/.exec(message ?? "");
  return match ? { line: Number(match[1]), column: Number(match[2]) } : null;
}

/** {job="a", instance="b"} in Prometheus's way of writing. */
export function seriesName(labels) {
  const name = labels.__name__ ?? "";
  const pairs = Object.entries(labels)
    .filter(([key]) => key !== "__name__")
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return pairs.length ? `${name}{${pairs.join(", ")}}` : name || "{}";
}

/** Names for the legend: only the labels in which the series differ. One series is called by all it has. */
export function shortNames(labelSets) {
  if (labelSets.length < 2) return labelSets.map((labels) => seriesName(labels));
  const keys = [...new Set(labelSets.flatMap((labels) => Object.keys(labels)))];
  const telling = keys.filter((key) => new Set(labelSets.map((labels) => labels[key] ?? "")).size > 1);
  if (telling.length === 1) return labelSets.map((labels) => labels[telling[0]] ?? "–");
  return labelSets.map((labels) => {
    const rest = Object.fromEntries(telling.filter((key) => key in labels).map((key) => [key, labels[key]]));
    return seriesName(rest);
  });
}
