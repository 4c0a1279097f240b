import assert from "node:assert/strict";
import test from "node:test";
import * as time from "../../../Sources/Console/Console/web/lib/time.js";

const now = Date.parse("2026-11-22T12:00:00Z");

test("durations are read and written exactly", () => {
  assert.equal(time.parseDuration("1h30m"), 5_400_000);
  assert.equal(time.parseDuration("250ms"), 250);
  for (const wrong of ["", "5", "m5", "5x", "5m!", "-5m"]) assert.equal(time.parseDuration(wrong), null, wrong);
  for (const text of ["90s", "1h", "15m", "7d", "250ms"]) assert.equal(
    time.durationText(time.parseDuration(text)),
    text,
  );
});

test("moments are relative, milliseconds, or RFC 3339", () => {
  assert.equal(time.parseMoment("now", now), now);
  assert.equal(time.parseMoment("now-15m", now), now - 900_000);
  assert.equal(time.parseMoment("1700000000000", now), 1_700_000_000_000);
  assert.equal(time.parseMoment("2026-11-22T11:00:00Z", now), now - 3_600_000);
  for (const wrong of ["", "yesterday", "now-", "now-x", "2026-99-99", "12"]) assert.equal(
    time.parseMoment(wrong, now),
    null,
    wrong,
  );
});

test("a bad range is the last 15 minutes and says why", () => {
  assert.equal(time.resolveRange("now-1h", "now", now).problem, null);
  const reversed = time.resolveRange("now", "now-1h", now);
  assert.match(reversed.problem, /ends before/);
  assert.equal(reversed.to - reversed.from, 900_000);
  assert.match(time.resolveRange("tomorrow", "now", now).problem, /tomorrow/);
});

test("a range is written as people say it", () => {
  assert.equal(time.describeRange("now-15m", "now", now), "Last 15 minutes");
  assert.equal(time.describeRange("now-2h", "now", now), "Last 2h");
  assert.match(time.describeRange(String(now - 60_000), String(now), now), /^\d{4}-\d\d-\d\d \d\d:59:00 – \d\d:00:00$/);
});

test("steps keep the number of bars and points within bounds", () => {
  for (const length of [1_000, 300_000, 900_000, 3_600_000, 86_400_000, 604_800_000, 31_536_000_000]) {
    assert.ok(length / time.histogramInterval(length) <= 120, `${length}`);
    assert.ok(length / time.queryStep(length) <= 260, `${length}`);
    assert.ok(time.queryStep(length) >= 1000);
  }
  assert.equal(time.rateWindow(1000), 60_000);
  assert.equal(time.rateWindow(300_000), 300_000);
});

test("ticks are inside the range, in order and not too many", () => {
  for (const length of [10_000, 900_000, 3_600_000, 86_400_000, 604_800_000]) {
    const ticks = time.timeTicks(now - length, now, 10);
    assert.ok(ticks.length >= 2 && ticks.length <= 11, `${length}: ${ticks.length}`);
    ticks.forEach(([at], index) => {
      assert.ok(at >= now - length && at <= now);
      if (index > 0) assert.ok(at > ticks[index - 1][0]);
    });
  }
});
