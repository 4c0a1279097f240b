import assert from "node:assert/strict";
import test from "node:test";
import { decimate, nearestIndex, niceTicks } from "../../../Sources/Console/Console/web/lib/scale.js";
import { rowsOfInstant, sampleValue, seriesOfMatrix } from "../../../Sources/Console/Console/web/lib/series.js";
import { jobSelector, serviceQueries, withZeros } from "../../../Sources/Console/Console/web/lib/service-queries.js";

test("ticks are round, cover the values and are few", () => {
  assert.deepEqual(niceTicks(0, 10, 5).ticks, [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(niceTicks(0, 0.3, 3).ticks, [0, 0.1, 0.2, 0.3]);
  for (const [low, high] of [[0, 1], [-5, 17], [1e-9, 3e-9], [1e12, 5e12], [3, 3], [0, 0], [-4, -4]]) {
    const axis = niceTicks(low, high, 4);
    assert.ok(axis.low <= low && axis.high >= high && axis.low < axis.high, `${low} ${high}`);
    assert.ok(axis.ticks.length >= 2 && axis.ticks.length <= 7, `${low} ${high}: ${axis.ticks}`);
  }
  assert.deepEqual(niceTicks(NaN, Infinity).ticks, [0, 1]);
});

test("thinning keeps every column's extremes, ends and gaps, in order", () => {
  const length = 20_000;
  const times = Float64Array.from({ length }, (_, index) => index);
  const values = Float64Array.from({ length }, (_, index) => Math.sin(index / 300));
  values[7777] = 100;
  values[12_345] = -100;
  values[5000] = NaN;
  const kept = decimate(times, values, 0, length, 500);
  assert.ok(kept.length <= 500 * 4 + 10 && kept.length > 500);
  for (const index of [0, 7777, 12_345, 5000, length - 1]) assert.ok(kept.includes(index), `${index}`);
  kept.forEach((index, position) => position && assert.ok(index > kept[position - 1]));
});

test("few points are all kept", () => {
  assert.deepEqual(decimate([1, 2, 3], [1, NaN, 3], 0, 4, 100), [0, 1, 2]);
  assert.deepEqual(decimate([], [], 0, 4, 100), []);
});

test("the nearest of all times", () => {
  assert.equal(nearestIndex([], 5), -1);
  assert.equal(nearestIndex([10], 5), 0);
  assert.equal(nearestIndex([0, 10, 20], 14), 1);
  assert.equal(nearestIndex([0, 10, 20], 16), 2);
  assert.equal(nearestIndex([0, 10, 20], 99), 2);
});

test("samples as Prometheus writes them", () => {
  assert.equal(sampleValue("+Inf"), Infinity);
  assert.ok(Number.isNaN(sampleValue("NaN")));
  const [line] = seriesOfMatrix(
    { resultType: "matrix", result: [{ metric: { job: "a" }, values: [[1.5, "2"], [2.5, "NaN"]] }] },
  );
  assert.deepEqual([...line.times], [1500, 2500]);
  assert.equal(line.values[0], 2);
  assert.deepEqual(seriesOfMatrix({ resultType: "vector", result: [] }), []);
  assert.equal(rowsOfInstant({ resultType: "scalar", result: [1, "2"] })[0].text, "2");
  assert.equal(
    rowsOfInstant({ resultType: "vector", result: [{ metric: { __name__: "up" }, value: [1, "1"] }] })[0].name,
    "up",
  );
});

test("a service without errors has a line of zeros where it had requests", () => {
  const requests = [{ labels: { job: "a" }, times: Float64Array.of(1, 2, 3), values: Float64Array.of(5, 0, 5) }];
  const [line] = withZeros(
    [{ labels: { job: "a" }, times: Float64Array.of(3), values: Float64Array.of(0.5) }],
    requests,
  );
  assert.deepEqual([...line.values], [0, NaN, 0.5]);
  assert.equal(jobSelector([]), "");
  assert.equal(jobSelector(["a.b", "c|d"]), 'job=~"a\\\\.b|c\\\\|d"');
  assert.match(serviceQueries(15_000, 'job="a"').serverErrors, /\{job="a",status=~"5\.\."\}\[1m\]/);
});
