// Time ranges as they stand in the address ("now-15m", "now", milliseconds or RFC 3339), and how times are written.

const unitMilliseconds = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };

/** What the picker offers: [from, label]; `to` is always now. */
export const quickRanges = [
  ["now-5m", "Last 5 minutes"],
  ["now-15m", "Last 15 minutes"],
  ["now-1h", "Last hour"],
  ["now-6h", "Last 6 hours"],
  ["now-24h", "Last 24 hours"],
  ["now-7d", "Last 7 days"],
];

/** Length of "15m", "1h30m", "250ms" in milliseconds, or null. */
export function parseDuration(text) {
  const parts = [...String(text).matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== String(text).trim()) return null;
  return parts.reduce((sum, part) => sum + Number(part[1]) * unitMilliseconds[part[2]], 0);
}

/** The shortest exact text of a length in milliseconds: 90000 is "90s", 3600000 is "1h". */
export function durationText(milliseconds) {
  for (const unit of ["d", "h", "m", "s"]) {
    if (milliseconds >= unitMilliseconds[unit] && milliseconds % unitMilliseconds[unit] === 0) {
      return `${milliseconds / unitMilliseconds[unit]}${unit}`;
    }
  }
  return `${Math.round(milliseconds)}ms`;
}

/** A moment in milliseconds since 1970, or null when the text is none. */
export function parseMoment(text, now) {
  const trimmed = String(text ?? "").trim();
  if (trimmed === "now") return now;
  const relative = /^now([+-])(.+)$/.exec(trimmed);
  if (relative) {
    const length = parseDuration(relative[2]);
    return length === null ? null : now + (relative[1] === "-" ? -length : length);
  }
  if (/^\d{10,}$/.test(trimmed)) return Number(trimmed);
  if (!/^\d{4}-\d\d-\d\d/.test(trimmed)) return null;
  const parsed = Date.parse(trimmed);
  return Number.isNaN(parsed) ? null : parsed;
}

/**
 * The range in milliseconds. Bad or reversed ends fall back to the last 15 minutes, and say so in `problem`.
 * @returns {{from: number, to: number, problem: string | null}}
 */
export function resolveRange(fromText, toText, now) {
  const from = parseMoment(fromText, now);
  const to = parseMoment(toText, now);
  const fallback = { from: now - 9e5, to: now };
  if (from === null) return { ...fallback, problem: `"${fromText}" is not a time` };
  if (to === null) return { ...fallback, problem: `"${toText}" is not a time` };
  if (from >= to) return { ...fallback, problem: "The range ends before it starts" };
  return { from, to, problem: null };
}

export function isRelative(fromText, toText) {
  return String(fromText).startsWith("now") && String(toText).startsWith("now");
}

/** How a range is written on the picker. */
export function describeRange(fromText, toText, now) {
  const quick = quickRanges.find(([from]) => from === fromText && toText === "now");
  if (quick) return quick[1];
  if (toText === "now" && /^now-\w+$/.test(fromText)) return `Last ${fromText.slice(4)}`;
  const { from, to } = resolveRange(fromText, toText, now);
  const sameDay = new Date(from).toDateString() === new Date(to).toDateString();
  return `${formatDate(from)} ${formatClock(from)} – ${sameDay ? "" : `${formatDate(to)} `}${formatClock(to)}`;
}

const pad = (number, width = 2) => String(number).padStart(width, "0");

/** 09:05:07, or 09:05:07.042 with milliseconds; local time. */
export function formatClock(milliseconds, withMilliseconds = false) {
  const date = new Date(milliseconds);
  const clock = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return withMilliseconds ? `${clock}.${pad(date.getMilliseconds(), 3)}` : clock;
}

/** 2026-11-22; local time. */
export function formatDate(milliseconds) {
  const date = new Date(milliseconds);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

const niceSteps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 108e5,
  216e5, 432e5, 864e5, 1728e5, 6048e5, 12096e5, 25920e5, 77760e5, 315360e5,
];

/** The smallest round step (in milliseconds) that cuts the range into at most `count` pieces. */
export function niceStep(length, count) {
  return niceSteps.find((step) => length / step <= count) ?? niceSteps.at(-1);
}

/** Width of a histogram's bars: about 60 to 120 of them, never finer than a second. */
export function histogramInterval(length) {
  return Math.max(1000, niceStep(length, 120));
}

/** Resolution of a range query: about 240 points, and never under one second. */
export function queryStep(length) {
  return Math.max(1000, niceStep(length, 260));
}

/** Window for `rate()`: at least a minute, so that a few scrapes always fall into it, and never less than the step. */
export function rateWindow(step) {
  return Math.max(60_000, step);
}

/** Round moments in local time for an axis, as [milliseconds, label]. */
export function timeTicks(from, to, count) {
  const step = niceStep(to - from, Math.max(2, count));
  const offset = new Date(from).getTimezoneOffset() * 6e4;
  const ticks = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to; at += step) {
    ticks.push([at, tickLabel(at, step)]);
  }
  return ticks;
}

function tickLabel(at, step) {
  const date = new Date(at);
  const day = `${date.toLocaleString("en", { month: "short" })} ${date.getDate()}`;
  if (step >= 864e5) return day;
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
  if (isMidnight && date.getMilliseconds() === 0) return day;
  if (step >= 6e4) return `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  return formatClock(at, step < 1000);
}
