import assert from "node:assert/strict";
import test from "node:test";
import {
  addFilter,
  luceneCompletionContext,
  quoteValue,
  tokenizeLucene,
} from "../../../Sources/Console/Console/web/lib/lucene.js";

const kinds = (query) => tokenizeLucene(query).filter(({ kind }) => kind !== "space").map(({ kind }) => kind);

test("colouring cuts the query and loses nothing", () => {
  assert.deepEqual(kinds('log.level:error AND "two words"'), ["field", "colon", "text", "operator", "string"]);
  assert.deepEqual(
    kinds("status:>=500 OR status:[400 TO 499]"),
    ["field", "colon", "number", "operator", "field", "colon", "range"],
  );
  assert.deepEqual(kinds("message:/da.*se/ -debug~2"), ["field", "colon", "regex", "operator", "text", "modifier"]);
  assert.deepEqual(
    kinds("url.path:(\"/livez\" OR \"/readyz\")"),
    ["field", "colon", "paren", "string", "operator", "string", "paren"],
  );
});

test("any text at all is cut into pieces that are the text", () => {
  const alphabet = [
    '"',
    "\\",
    "/",
    ":",
    "(",
    ")",
    "[",
    "]",
    "{",
    "a",
    "AND",
    " ",
    "é",
    "😀",
    "\n",
    "~",
    "^",
    "-",
    "+",
    "*",
    "9",
  ];
  let seed = 42;
  const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648);
  for (let round = 0; round < 3000; round += 1) {
    const text = Array.from({ length: next() % 14 }, () => alphabet[next() % alphabet.length]).join("");
    assert.equal(tokenizeLucene(text).map((token) => token.text).join(""), text);
  }
});

test("values cannot leave their quotes", () => {
  assert.equal(quoteValue('say "hi"'), '"say \\"hi\\""');
  assert.equal(quoteValue("back\\slash"), '"back\\\\slash"');
  assert.equal(quoteValue(200), "200");
  assert.equal(quoteValue(-5), '"-5"');
  assert.equal(quoteValue(true), "true");
});

test("filters are joined, not repeated, and take their opposite away", () => {
  assert.equal(addFilter("", "service.name", "todo"), 'service.name:"todo"');
  assert.equal(addFilter('service.name:"todo"', "service.name", "todo"), 'service.name:"todo"');
  assert.equal(addFilter('service.name:"todo"', "service.name", "todo", true), 'NOT service.name:"todo"');
  assert.equal(addFilter('a:1 AND NOT service.name:"todo"', "service.name", "todo"), 'a:1 AND service.name:"todo"');
  assert.equal(addFilter("a:1", "http.response.status_code", 404, true), "a:1 AND NOT http.response.status_code:404");
});

test("a query with OR, or with words side by side, keeps its meaning", () => {
  assert.equal(addFilter("a OR b", "x", "y"), '(a OR b) AND x:"y"');
  assert.equal(addFilter("two words", "x", "y"), '(two words) AND x:"y"');
  assert.equal(addFilter("(a OR b)", "x", "y"), '(a OR b) AND x:"y"');
  assert.equal(addFilter("f:(a b)", "x", "y"), 'f:(a b) AND x:"y"');
  assert.equal(addFilter('"a OR b"', "x", "y"), '"a OR b" AND x:"y"');
});

test("names with special characters are escaped", () => {
  assert.equal(addFilter("", "a:b c", "v"), 'a\\:b\\ c:"v"');
});

test("completion offers fields where one begins", () => {
  assert.deepEqual(luceneCompletionContext("a:1 AND log.le", 14), { kind: "field", prefix: "log.le", start: 8 });
  assert.equal(luceneCompletionContext("log.level:er", 12), null);
  assert.equal(luceneCompletionContext("", 0), null);
});
