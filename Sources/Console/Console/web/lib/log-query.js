// Bodies of log searches and what is read from their answers.

import { exactField, levelGroup, levels } from "./document.js";
import { durationText, histogramInterval } from "./time.js";

/** Lines of one page. */
export const pageSize = 200;

const timeField = "@timestamp";

function filters(query, from, to) {
  const clauses = [{ range: { [timeField]: { gte: Math.floor(from), lte: Math.ceil(to), format: "epoch_millis" } } }];
  if (query.trim() !== "") clauses.push({ query_string: { query, analyze_wildcard: true } });
  return { bool: { filter: clauses } };
}

const newestFirst = [{ [timeField]: { order: "desc", unmapped_type: "boolean" } }, { _doc: { order: "desc" } }];

/**
 * The first page of lines together with the counts over time.
 * @param {{query: string, from: number, to: number, size?: number, fields: Map<string, string>}} options
 */
export function firstPageBody({ query, from, to, size = pageSize, fields }) {
  const interval = histogramInterval(to - from);
  return {
    size,
    track_total_hits: true,
    query: filters(query, from, to),
    sort: newestFirst,
    aggs: {
      time: {
        date_histogram: {
          field: timeField,
          fixed_interval: durationText(interval),
          min_doc_count: 0,
          format: "epoch_millis",
          extended_bounds: { min: Math.floor(from), max: Math.ceil(to) },
        },
        aggs: { level: { terms: { field: exactField(fields, "log.level"), size: 20 } } },
      },
    },
  };
}

/** The page behind a line whose sort values are `after`. */
export function nextPageBody({ query, from, to, after, size = pageSize }) {
  return { size, track_total_hits: false, query: filters(query, from, to), sort: newestFirst, search_after: after };
}

/** All lines of one trace, oldest first. */
export function traceBody(trace, size) {
  return {
    size,
    track_total_hits: true,
    query: { bool: { filter: [{ query_string: { query: `trace.id:${JSON.stringify(trace)}` } }] } },
    sort: [{ [timeField]: { order: "asc", unmapped_type: "boolean" } }, { _doc: { order: "asc" } }],
  };
}

/**
 * Counts over time, by level.
 * @returns {{interval: number, bars: {at: number, total: number, counts: Record<string, number>}[],
 *     totals: Record<string, number>}}
 */
export function histogramOf(answer, from, to) {
  const interval = histogramInterval(to - from);
  const totals = Object.fromEntries(levels.map((level) => [level, 0]));
  const bars = (answer.aggregations?.time?.buckets ?? []).map((bucket) => {
    const counts = Object.fromEntries(levels.map((level) => [level, 0]));
    let known = 0;
    for (const level of bucket.level?.buckets ?? []) {
      counts[levelGroup(level.key)] += level.doc_count;
      known += level.doc_count;
    }
    counts.other += Math.max(0, bucket.doc_count - known);
    for (const level of levels) totals[level] += counts[level];
    return { at: Number(bucket.key), total: bucket.doc_count, counts };
  });
  return { interval, bars, totals };
}

/** hits.total is an object, or a bare number in old versions. */
export function totalOf(answer) {
  const total = answer.hits?.total;
  return typeof total === "number" ? { value: total, exact: true } : {
    value: total?.value ?? 0,
    exact: total?.relation !== "gte",
  };
}
