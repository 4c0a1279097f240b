// The query_string syntax of the log search: colouring and adding filters. The server is the judge of a query; nothing
// here refuses one.

const patterns = [
  ["space", /\s+/y],
  ["string", /"(?:[^"\\]|\\[\s\S])*"?/y],
  ["regex", /\/(?:[^/\\]|\\[\s\S])*\/?/y],
  ["range", /[[{][^\]}]*[\]}]?/y],
  ["operator", /(?:AND|OR|NOT|TO)(?=[\s()]|$)|&&|\|\||!/y],
  ["field", /(?:[^\s:()[\]{}"/\\+\-!&|~^<>=]|\\.|(?<=\S)[-+/])(?:[^\s:()[\]{}"\\~^<>=]|\\.)*(?=:)/y],
  ["colon", /:(?:[<>]=?)?/y],
  ["paren", /[()]/y],
  ["operator", /[+-](?=\S)/y],
  ["modifier", /[~^]\d*(?:\.\d+)?/y],
  ["number", /-?\d+(?:\.\d+)?(?=[\s()]|$)/y],
  ["text", /(?:\\.|[^\s()"\\:~^])+|[\s\S]/y],
];

/**
 * Cuts a query into coloured pieces that together are the query again.
 * @returns {{kind: string, text: string}[]}
 */
export function tokenizeLucene(query) {
  const tokens = [];
  let position = 0;
  while (position < query.length) {
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = position;
      const match = pattern.exec(query);
      if (!match || match[0] === "") continue;
      const previous = tokens.at(-1);
      // A regular expression starts a value; elsewhere a slash is only a character of a path.
      if (kind === "regex" && previous && !["space", "colon", "paren", "operator"].includes(previous.kind)) continue;
      tokens.push({ kind, text: match[0] });
      position += match[0].length;
      break;
    }
  }
  return tokens;
}

/** A value as it must be written behind `field:`. */
export function quoteValue(value) {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number" && value >= 0 && Number.isFinite(value)) return String(value);
  return `"${String(value).replace(/["\\]/g, "\\$&")}"`;
}

/** A field's name with Lucene's special characters escaped. */
export function escapeField(name) {
  return name.replace(/[\s+\-=&|><!(){}[\]^"~*?:\\/]/g, "\\$&");
}

/** Is there an OR outside of parentheses and quotes, or words side by side, which the default operator joins by OR? */
function needsGrouping(query) {
  let depth = 0;
  let previousEndsClause = false;
  let joined = true;
  for (const { kind, text } of tokenizeLucene(query)) {
    if (kind === "space") continue;
    if (kind === "paren") {
      depth += text === "(" ? 1 : -1;
      if (text === "(" && depth === 1 && previousEndsClause && !joined) return true;
      if (text === ")" && depth === 0) {
        previousEndsClause = true;
        joined = false;
      }
      continue;
    }
    if (depth > 0) continue;
    if (kind === "operator") {
      if (text === "OR" || text === "||") return true;
      if (text === "AND" || text === "&&") joined = true;
      continue;
    }
    if (kind === "colon") {
      joined = true; // what follows belongs to the field before it
      continue;
    }
    if (kind === "modifier") continue;
    if (previousEndsClause && !joined) return true;
    previousEndsClause = true;
    joined = false;
  }
  return false;
}

/**
 * The query narrowed to (or, negated, without) a field's value. The same filter is not added twice, and its opposite
 * is taken away first.
 */
export function addFilter(query, field, value, negate = false) {
  const clause = `${escapeField(field)}:${quoteValue(value)}`;
  const clauses = splitConjunction(query);
  if (clauses) {
    const wanted = negate ? `NOT ${clause}` : clause;
    const others = clauses.filter((each) => each !== clause && each !== `NOT ${clause}`);
    return [...others, wanted].join(" AND ");
  }
  const rest = needsGrouping(query) ? `(${query.trim()})` : query.trim();
  return `${rest} AND ${negate ? "NOT " : ""}${clause}`;
}

/** The clauses of a plain `a AND b AND NOT c`, or null when the query is anything else. */
function splitConjunction(query) {
  if (query.trim() === "") return [];
  if (needsGrouping(query)) return null;
  const clauses = [""];
  let depth = 0;
  for (const { kind, text } of tokenizeLucene(query)) {
    if (kind === "paren") depth += text === "(" ? 1 : -1;
    if (depth === 0 && kind === "operator" && (text === "AND" || text === "&&")) clauses.push("");
    else clauses[clauses.length - 1] += text;
  }
  const trimmed = clauses.map((clause) => clause.trim());
  return depth === 0 && trimmed.every((clause) => clause !== "") ? trimmed : null;
}

/** The word under the cursor and the field before it, for completion. */
export function luceneCompletionContext(query, cursor) {
  const before = query.slice(0, cursor);
  const word = /(?:^|[\s(!+-])([A-Za-z_@][\w.@-]*)$/.exec(before);
  return word ? { kind: "field", prefix: word[1], start: cursor - word[1].length } : null;
}
