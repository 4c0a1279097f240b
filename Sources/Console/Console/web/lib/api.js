// The three things the page asks: logs (Elasticsearch's API), metrics (Prometheus's API), and what runs where. All go
// through the console's own server, so the page's content security policy can forbid every other address.

import { ApiError, readError } from "./errors.js";

/** What an answer may take before the page gives up and says so. */
const timeoutMilliseconds = 30_000;

async function request(path, { method = "GET", body, contentType, signal } = {}) {
  const deadline = AbortSignal.timeout(timeoutMilliseconds);
  const started = performance.now();
  let response;
  let text;
  try {
    response = await fetch(path, {
      method,
      body,
      headers: contentType ? { "content-type": contentType } : {},
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      credentials: "same-origin",
    });
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    if (deadline.aborted) throw new ApiError(
      0,
      "No answer in time",
      `Nothing came within ${timeoutMilliseconds / 1000} s.`,
      "",
    );
    throw new ApiError(0, "The console does not answer", "Is it still running? Start it with: martlet up", "");
  }
  if (!response.ok) throw readError(response.status, text);
  try {
    return { body: JSON.parse(text), milliseconds: performance.now() - started };
  } catch {
    throw new ApiError(response.status, "Not JSON", text.slice(0, 2000), text);
  }
}

let defaultIndex = "logs-*";

const indexPath = (index) => encodeURIComponent(index || defaultIndex).replaceAll("%2C", ",");

export const logs = {
  /** One `_search`. */
  async search(index, body, signal) {
    const options = { method: "POST", body: JSON.stringify(body), contentType: "application/json", signal };
    return request(`/api/logs/${indexPath(index)}/_search`, options);
  },
  async mapping(index, signal) {
    return (await request(`/api/logs/${indexPath(index)}/_mapping`, { signal })).body;
  },
  async indices(signal) {
    return (await request("/api/logs/_cat/indices?format=json&bytes=b", { signal })).body;
  },
};

/** One call of the metrics API; gives `data` and how long it took. */
async function prometheus(path, parameters, signal, method = "GET") {
  const form = new URLSearchParams(parameters).toString();
  const options =
    method === "POST" ? { method, body: form, contentType: "application/x-www-form-urlencoded", signal } : { signal };
  const answer = await request(`/api/metrics/${path}${method === "GET" && form ? `?${form}` : ""}`, options);
  return { data: answer.body.data, warnings: answer.body.warnings ?? [], milliseconds: answer.milliseconds };
}

const seconds = (milliseconds) => (milliseconds / 1000).toFixed(3);

export const metrics = {
  /** Instant query; `time` in milliseconds. */
  query: (query, time, signal) => prometheus("query", { query, time: seconds(time) }, signal, "POST"),
  /** Range query; all times in milliseconds. */
  queryRange(query, { from, to, step }, signal) {
    return prometheus(
      "query_range",
      { query, start: seconds(from), end: seconds(to), step: seconds(step) },
      signal,
      "POST",
    );
  },
  async labelNames(metric, signal) {
    return (await prometheus("labels", metric ? { "match[]": metric } : {}, signal)).data;
  },
  async labelValues(label, metric, signal) {
    const path = `label/${encodeURIComponent(label)}/values`;
    return (await prometheus(path, metric ? { "match[]": metric } : {}, signal)).data;
  },
  async targets(signal) {
    return (await prometheus("targets", { state: "active" }, signal)).data.activeTargets ?? [];
  },
};

/** What runs where, from the console itself; also learns which indices hold logs. */
export async function status(signal) {
  const { body } = await request("/api/status", { signal });
  if (body.logs?.index) defaultIndex = body.logs.index;
  return body;
}
