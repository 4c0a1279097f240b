// The questions asked of the metrics about requests: the three that tell how a service does.

import { rateWindow, durationText } from "./time.js";

const duration = "http_server_request_duration_seconds";

/** Label matchers for the jobs of these names; none for no names, which is every job. */
export function jobSelector(names) {
  if (names.length === 0) return "";
  const pattern = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return `job=~${JSON.stringify(pattern)}`;
}

/**
 * PromQL by service (the scrape's `job`).
 * @param {number} step milliseconds
 * @param {string} [selector] label matchers such as `job="todo-service"`
 */
export function serviceQueries(step, selector = "") {
  const window = durationText(rateWindow(step));
  const inside = (more) => {
    const matchers = [selector, more].filter((each) => each !== "").join(",");
    return matchers ? `{${matchers}}` : "";
  };
  const rate = (more) => `sum by (job) (rate(${duration}_count${inside(more)}[${window}]))`;
  return {
    requests: rate(""),
    serverErrors: `${rate('status=~"5.."')} / ${rate("")}`,
    clientErrors: `${rate('status=~"4.."')} / ${rate("")}`,
    latency: `histogram_quantile(0.95, sum by (job, le) (rate(${duration}_bucket${inside("")}[${window}])))`,
  };
}

/**
 * The error lines of services that had requests but no errors: zero at each moment with requests. Without this a
 * service that never fails would have no line, and look as if it were not there.
 * @param {import("./series.js").Series[]} errors
 * @param {import("./series.js").Series[]} requests
 * @returns {import("./series.js").Series[]}
 */
export function withZeros(errors, requests) {
  return requests.map((request) => {
    const job = request.labels.job;
    const known = errors.find((each) => each.labels.job === job);
    const values = request.values.map((rate, index) => {
      const at = known ? known.times.indexOf(request.times[index]) : -1;
      if (at >= 0 && Number.isFinite(known.values[at])) return known.values[at];
      return rate > 0 ? 0 : NaN;
    });
    return { ...request, values };
  });
}

/** Series called by their job, in the order of the names, so that a service has one colour everywhere. */
export function byJob(series) {
  return series
    .map((each) => ({ ...each, name: each.labels.job ?? each.name }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
