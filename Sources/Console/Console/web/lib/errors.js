// Errors of three servers in one shape, with their own words kept.

/** An answer that was not a success, or no answer at all (`status` 0). */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} title what happened, in the server's word for it
   * @param {string} detail the server's sentence
   * @param {string} raw the whole answer
   */
  constructor(status, title, detail, raw) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.raw = raw;
  }
}

/**
 * Reads an error's body: problem+json (console and services), Prometheus's envelope, or Elasticsearch's.
 * @param {number} status
 * @param {string} raw
 */
export function readError(status, raw) {
  let body;
  try {
    body = JSON.parse(raw);
  } catch {
    return new ApiError(status, `HTTP ${status}`, raw.trim().slice(0, 2000), raw);
  }
  if (typeof body?.error === "string") {
    return new ApiError(status, body.errorType ?? `HTTP ${status}`, body.error, raw);
  }
  if (body?.error && typeof body.error === "object") {
    const cause = deepestCause(body.error);
    return new ApiError(status, cause.type ?? body.error.type ?? `HTTP ${status}`, cause.reason ?? "", raw);
  }
  return new ApiError(status, body?.title ?? `HTTP ${status}`, body?.detail ?? "", raw);
}

/** Elasticsearch's outer words say "all shards failed"; what is wrong stands inside. */
function deepestCause(error) {
  const shard = error.failed_shards?.[0]?.reason;
  const inner = error.root_cause?.[0] ?? shard ?? error.caused_by;
  if (inner?.caused_by?.reason) return inner.caused_by;
  if (inner?.reason) return inner;
  return error;
}
