import assert from "node:assert/strict";
import test from "node:test";
import * as doc from "../../../Sources/Console/Console/web/lib/document.js";
import { readError } from "../../../Sources/Console/Console/web/lib/errors.js";
import { histogramOf, totalOf } from "../../../Sources/Console/Console/web/lib/log-query.js";
import { traceOf } from "../../../Sources/Console/Console/web/lib/trace-lines.js";

test("fields are found nested, dotted and half of each", () => {
  assert.equal(doc.field({ "log.level": "info" }, "log.level"), "info");
  assert.equal(doc.field({ log: { level: "info" } }, "log.level"), "info");
  assert.equal(doc.field({ "a.b": { "c.d": 1 } }, "a.b.c.d"), 1);
  assert.equal(doc.field({ a: { b: null } }, "a.b.c"), undefined);
  assert.equal(doc.field({}, "constructor"), undefined, "what every object has is no field");
  assert.equal(doc.field(JSON.parse('{"__proto__":{"x":1}}'), "__proto__.x"), 1);
});

test("fields of a document, the telling ones first", () => {
  const names = doc.fieldsOf(
    { z: 1, message: "m", a: { b: [true, null] }, "@timestamp": "t", e: [{ x: 1 }, { x: 2 }] },
  );
  assert.deepEqual(
    names,
    [["@timestamp", "t"], ["message", "m"], ["a.b", true], ["a.b", null], ["e.x", 1], ["e.x", 2], ["z", 1]],
  );
});

test("levels of every dialect", () => {
  assert.deepEqual(
    ["WARN", "notice", "Critical", "trace", "odd", undefined].map(doc.levelGroup),
    ["warning", "info", "error", "debug", "other", "other"],
  );
});

test("a request's line shows only what its message does not say", () => {
  const source = {
    message: "GET /v1/me 200",
    "http.request.method": "GET",
    "url.path": "/v1/me",
    "http.response.status_code": 200,
  };
  assert.equal(doc.requestSummary(source), "");
  assert.equal(doc.requestSummary({ ...source, message: "done" }), "GET /v1/me 200");
});

test("what cannot be seen, or turns the direction of text, is written out", () => {
  assert.equal(doc.visibleText("a\u202eb\u0000c\u001b[31m\ufeff"), "a\\u202eb\\u0000c\\u001b[31m\\ufeff");
  assert.equal(doc.visibleText("two\nlines\tgrüße 😀"), "two\nlines\tgrüße 😀");
  assert.equal(doc.visibleText(12), "12");
});

test("types of fields out of a mapping, and the exact name to aggregate by", () => {
  const keyword = { type: "keyword" };
  const fields = doc.mappedFields({
    one: {
      mappings: {
        properties: { log: { properties: { level: { type: "text", fields: { keyword } } } }, n: { type: "long" } },
      },
    },
    two: { mappings: { properties: { "service.name": keyword } } },
    three: { mappings: {} },
  });
  assert.deepEqual([...fields.keys()].sort(), ["log.level", "log.level.keyword", "n", "service.name"]);
  assert.equal(doc.exactField(fields, "log.level"), "log.level.keyword");
  assert.equal(doc.exactField(fields, "service.name"), "service.name");
  assert.equal(doc.mappedFields(null).size, 0);
});

test("a histogram counts each line once, also those without a level", () => {
  const buckets = [
    { key: 0, doc_count: 5, level: { buckets: [{ key: "info", doc_count: 2 }, { key: "WARN", doc_count: 1 }] } },
  ];
  const { bars, totals } = histogramOf({ aggregations: { time: { buckets } } }, 0, 60_000);
  assert.deepEqual(bars[0].counts, { error: 0, warning: 1, info: 2, debug: 0, other: 2 });
  assert.equal(Object.values(totals).reduce((sum, count) => sum + count), 5);
  assert.deepEqual(totalOf({ hits: { total: { value: 10_000, relation: "gte" } } }), { value: 10_000, exact: false });
  assert.deepEqual(totalOf({ hits: { total: 3 } }), { value: 3, exact: true });
});

test("a trace's lines begin where their work began", () => {
  const hit = (at, more) => ({ _source: { "@timestamp": new Date(at).toISOString(), "service.name": "a", ...more } });
  const trace = traceOf(
    [
      hit(1050, { message: "inner" }),
      hit(1100, { message: "outer", "event.duration": 100e6, "log.level": "error" }),
      { _source: { message: "no time" } },
    ],
  );
  assert.deepEqual(trace.lines.map((line) => line.message), ["outer", "inner"]);
  assert.deepEqual([trace.start, trace.end, trace.errors, trace.services], [1000, 1100, 1, ["a"]]);
});

test("errors keep the words of the server that made them", () => {
  const prometheus = readError(400, '{"status":"error","errorType":"bad_data","error":"1:5: parse error"}');
  assert.deepEqual([prometheus.title, prometheus.detail], ["bad_data", "1:5: parse error"]);
  const inner = {
    type: "query_shard_exception",
    reason: "Failed to parse query [a AND]",
    caused_by: { type: "parse_exception", reason: "Cannot parse" },
  };
  const search = readError(
    400,
    JSON.stringify(
      {
        error: { type: "search_phase_execution_exception", reason: "all shards failed", root_cause: [inner] },
        status: 400,
      },
    ),
  );
  assert.deepEqual([search.title, search.detail], ["parse_exception", "Cannot parse"]);
  const problem = readError(502, '{"title":"Bad Gateway","detail":"the search server is not there"}');
  assert.deepEqual([problem.title, problem.detail], ["Bad Gateway", "the search server is not there"]);
  const text = readError(500, "<h1>oops</h1>");
  assert.deepEqual([text.title, text.detail], ["HTTP 500", "<h1>oops</h1>"]);
});
