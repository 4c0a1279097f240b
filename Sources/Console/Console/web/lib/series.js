// From the metrics server's answers to lines that can be drawn.

import { shortNames, seriesName } from "./promql.js";

/** "NaN", "+Inf" and "-Inf" are how Prometheus writes what JSON cannot. */
export function sampleValue(text) {
  if (text === "+Inf") return Infinity;
  if (text === "-Inf") return -Infinity;
  return Number(text);
}

/**
 * @typedef {{name: string, title: string, labels: Record<string, string>, times: Float64Array,
 *     values: Float64Array}} Series
 *     `name` is short (only what tells the lines apart), `title` has every label; times in milliseconds
 */

/**
 * Lines of a range query's matrix.
 * @returns {Series[]}
 */
export function seriesOfMatrix(data) {
  const result = data?.resultType === "matrix" ? data.result : [];
  const names = shortNames(result.map((each) => each.metric));
  return result.map((each, index) => {
    const points = each.values ?? [];
    const times = new Float64Array(points.length);
    const values = new Float64Array(points.length);
    points.forEach(([at, value], position) => {
      times[position] = at * 1000;
      values[position] = sampleValue(value);
    });
    return { name: names[index], title: seriesName(each.metric), labels: each.metric, times, values };
  });
}

/** Last finite value of a line, or NaN. */
export function lastValue(series) {
  for (let index = series.values.length - 1; index >= 0; index -= 1) {
    if (Number.isFinite(series.values[index])) return series.values[index];
  }
  return NaN;
}

/** Rows of an instant query's answer, whatever its type. */
export function rowsOfInstant(data) {
  switch (data?.resultType) {
    case "vector":
      return data.result.map(({ metric, value, histogram }) => ({
        name: seriesName(metric),
        labels: metric,
        text: value ? value[1] : `histogram, ${histogram?.[1]?.count ?? "?"} observations`,
        value: value ? sampleValue(value[1]) : NaN,
      }));
    case "scalar":
    case "string":
      return [{ name: data.resultType, labels: {}, text: data.result[1], value: sampleValue(data.result[1]) }];
    case "matrix":
      return data.result.map(({ metric, values }) => ({
        name: seriesName(metric),
        labels: metric,
        text: (values ?? []).map(([at, value]) => `${value} @${at}`).join("\n"),
        value: NaN,
      }));
    default:
      return [];
  }
}

/** Colour of a service or series by its place in a list; the palette's properties are --series-1 … --series-8. */
export const seriesColours = 8;

export function colourName(index) {
  return `--series-${(index % seriesColours) + 1}`;
}
