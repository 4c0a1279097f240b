import assert from "node:assert/strict";
import test from "node:test";
import {
  errorPosition,
  promqlCompletionContext,
  seriesName,
  shortNames,
  tokenizePromQL,
} from "../../../Sources/Console/Console/web/lib/promql.js";

const pairs = (text) => tokenizePromQL(text).filter(({ kind }) => kind !== "space").map(
  ({ kind, text: piece }) => `${kind} ${piece}`,
);

test("metrics, labels, functions and keywords are told apart", () => {
  assert.deepEqual(pairs('sum by (job) (rate(http_total{code=~"5.."}[5m]))'), [
    "function sum", "keyword by", "paren (", "label job", "paren )", "paren (", "function rate", "paren (", "metric http_total",
    "paren {", "label code", "operator =~", 'string "5.."', "paren }", "paren [", "duration 5m", "paren ]", "paren )", "paren )",
  ]);
  assert.deepEqual(
    pairs("rate + 1.5e3 offset 1h30m"),
    ["metric rate", "operator +", "number 1.5e3", "keyword offset", "duration 1h30m"],
  );
});

test("any text at all is cut into pieces that are the text", () => {
  const alphabet = [
    '"',
    "'",
    "`",
    "\\",
    "{",
    "}",
    "(",
    ")",
    "[",
    "5m",
    "0x",
    "1e",
    "a:b",
    "=~",
    "#",
    "\n",
    " ",
    "é",
    "😀",
    ",",
    "by",
    ".",
  ];
  let seed = 7;
  const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648);
  for (let round = 0; round < 3000; round += 1) {
    const text = Array.from({ length: next() % 14 }, () => alphabet[next() % alphabet.length]).join("");
    assert.equal(tokenizePromQL(text).map((token) => token.text).join(""), text);
  }
});

test("completion knows where the cursor is", () => {
  const at = (text) => promqlCompletionContext(text, text.length);
  assert.deepEqual(at("rate(http_ser"), { kind: "metric", prefix: "http_ser", start: 5 });
  assert.deepEqual(at("up{jo"), { kind: "label", metric: "up", prefix: "jo", start: 3 });
  assert.deepEqual(at('up{job="a",inst'), { kind: "label", metric: "up", prefix: "inst", start: 11 });
  assert.deepEqual(at('up{job=~"to'), { kind: "value", label: "job", metric: "up", prefix: "to", start: 9 });
  assert.deepEqual(at("sum by (job, st"), { kind: "label", prefix: "st", start: 13 });
  assert.deepEqual(at('up{job="}"} + pro'), { kind: "metric", prefix: "pro", start: 14 });
  assert.equal(at("up{job=\"a\"}"), null);
});

test("the place of an error is found in the server's words", () => {
  assert.deepEqual(errorPosition("1:12: parse error: unexpected end"), { line: 1, column: 12 });
  assert.deepEqual(errorPosition('invalid parameter "query": 2:3: parse error: x'), { line: 2, column: 3 });
  assert.equal(errorPosition("query timed out at 12:30"), null, "nothing like a place at the end of a sentence");
  assert.equal(errorPosition(undefined), null);
});

test("series are named by what tells them apart", () => {
  assert.equal(seriesName({ __name__: "up", job: 'a"b' }), 'up{job="a\\"b"}');
  assert.equal(seriesName({}), "{}");
  assert.deepEqual(shortNames([{ job: "a", x: "1" }, { job: "b", x: "1" }]), ["a", "b"]);
  assert.deepEqual(
    shortNames([{ job: "a", m: "1" }, { job: "a", m: "2" }, { job: "b", m: "1" }]),
    ['{job="a", m="1"}', '{job="a", m="2"}', '{job="b", m="1"}'],
  );
  assert.deepEqual(shortNames([{ job: "a" }]), ['{job="a"}']);
});
