// A trace from its log lines: what each line covers on the time axis.

import { durationOf, field, levelGroup, timestampOf } from "./document.js";

/**
 * A line that tells of something finished (it has a duration) covers the time before it; any other is a moment.
 * @typedef {{hit: any, service: string, start: number, end: number, duration: number | null, level: string,
 *     message: string}} TraceLine times in milliseconds
 */

/**
 * @param {any[]} hits
 * @returns {{lines: TraceLine[], start: number, end: number, services: string[], errors: number}} lines by their start
 */
export function traceOf(hits) {
  const lines = hits
    .map((hit) => {
      const source = hit._source ?? {};
      const end = timestampOf(source);
      const duration = durationOf(source);
      return {
        hit,
        service: String(field(source, "service.name") ?? "unknown"),
        start: end - (duration ?? 0),
        end,
        duration,
        level: levelGroup(field(source, "log.level")),
        message: String(field(source, "message") ?? ""),
      };
    })
    .filter((line) => Number.isFinite(line.end))
    // What began first stands first; of two that began together the longer one contains the other.
    .sort((a, b) => a.start - b.start || b.end - a.end);
  return {
    lines,
    start: lines.reduce((low, line) => Math.min(low, line.start), Infinity),
    end: lines.reduce((high, line) => Math.max(high, line.end), -Infinity),
    services: [...new Set(lines.map((line) => line.service))],
    errors: lines.filter((line) => line.level === "error").length,
  };
}
