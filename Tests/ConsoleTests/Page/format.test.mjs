import assert from "node:assert/strict";
import test from "node:test";
import {
  formatCount,
  formatSeconds,
  formatValue,
  guessUnit,
  significant,
} from "../../../Sources/Console/Console/web/lib/format.js";

test("numbers keep three digits and no zeros that say nothing", () => {
  assert.equal(significant(0), "0");
  assert.equal(significant(1.5), "1.5");
  assert.equal(significant(123.456), "123");
  assert.equal(significant(1200), "1200");
  assert.equal(significant(0.000123456), "0.000123");
  assert.equal(significant(-2.50), "-2.5");
  assert.equal(significant(NaN), "NaN");
  assert.equal(significant(-Infinity), "-Inf");
  assert.equal(formatCount(1234567), "1,234,567");
});

test("large numbers have a suffix, also at its edge", () => {
  assert.equal(formatValue(999), "999");
  assert.equal(formatValue(999.9), "1k");
  assert.equal(formatValue(1500), "1.5k");
  assert.equal(formatValue(-2_500_000), "-2.5M");
  assert.equal(formatValue(1e21), "1.00e+21");
  assert.equal(formatValue(0), "0");
});

test("units", () => {
  assert.equal(formatSeconds(0.0042), "4.2 ms");
  assert.equal(formatSeconds(90), "1.5 min");
  assert.equal(formatSeconds(2e-9), "2 ns");
  assert.equal(formatSeconds(0), "0 s");
  assert.equal(formatValue(0.0123, "ratio"), "1.23%");
  assert.equal(formatValue(1536, "bytes"), "1.5 KiB");
  assert.equal(formatValue(1048576, "bytes/s"), "1 MiB/s");
  assert.equal(formatValue(12, "rate"), "12/s");
  for (const unit of ["count", "rate", "seconds", "bytes", "bytes/s", "ratio"]) {
    for (const value of [NaN, Infinity, -Infinity]) assert.match(
      formatValue(value, unit),
      /NaN|Inf/,
      `${value} ${unit}`,
    );
  }
});

test("names and functions tell the unit", () => {
  const duration = "http_server_request_duration_seconds";
  assert.equal(guessUnit(`sum by (job) (rate(${duration}_count[1m]))`), "rate");
  assert.equal(guessUnit(`histogram_quantile(0.95, sum by (le) (rate(${duration}_bucket[5m])))`), "seconds");
  assert.equal(
    guessUnit(`sum(rate(${duration}_count{status=~"5.."}[5m])) / sum(rate(${duration}_count[5m]))`),
    "ratio",
  );
  assert.equal(guessUnit(`rate(${duration}_sum[5m]) / rate(${duration}_count[5m])`), "seconds");
  assert.equal(guessUnit("process_resident_memory_bytes"), "bytes");
  assert.equal(guessUnit("rate(network_receive_bytes_total[1m])"), "bytes/s");
  assert.equal(guessUnit("up"), "count");
  assert.equal(guessUnit('up{path="/a/b"}'), "count");
});
