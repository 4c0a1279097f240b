// Numbers as people read them. Units: "count", "rate" (per second), "seconds", "bytes", "bytes/s", "ratio" (0…1).

const groups = new Intl.NumberFormat("en-US");

/** 1234567 as 1,234,567. */
export function formatCount(value) {
  return groups.format(value);
}

/** Three significant digits, without trailing zeros, never in exponent form for ordinary sizes. */
export function significant(value, digits = 3) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  if (value === 0) return "0";
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.min(12, Math.max(0, digits - 1 - magnitude));
  const text = value.toFixed(decimals);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function scaled(value, steps, suffixes, digits) {
  let index = 0;
  let size = Math.abs(value);
  while (index < suffixes.length - 1 && (size >= steps || Number(size.toPrecision(digits)) >= steps)) {
    size /= steps;
    index += 1;
  }
  return `${significant(Math.sign(value) * size, digits)}${suffixes[index]}`;
}

function formatSI(value, digits) {
  const size = Math.abs(value);
  if (size === 0 || !Number.isFinite(value)) return significant(value, digits);
  if (size >= 1e18) return value.toExponential(2);
  if (size >= 1) return scaled(value, 1000, ["", "k", "M", "G", "T", "P"], digits);
  if (size >= 0.001) return significant(value, digits);
  return value.toExponential(1);
}

/** A length of time in seconds: 0.0042 is "4.2 ms", 90 is "1.5 min". */
export function formatSeconds(value, digits = 3) {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0) return size === 0 ? "0 s" : significant(value);
  if (size < 1e-6) return `${significant(value * 1e9, digits)} ns`;
  if (size < 1e-3) return `${significant(value * 1e6, digits)} µs`;
  if (size < 1) return `${significant(value * 1e3, digits)} ms`;
  if (size < 60) return `${significant(value, digits)} s`;
  if (size < 3600) return `${significant(value / 60, digits)} min`;
  if (size < 86400) return `${significant(value / 3600, digits)} h`;
  return `${significant(value / 86400, digits)} d`;
}

/** A number in a unit, short enough for an axis or a legend. */
export function formatValue(value, unit = "count", digits = 3) {
  switch (unit) {
    case "seconds":
      return formatSeconds(value, digits);
    case "bytes":
    case "bytes/s": {
      if (!Number.isFinite(value)) return significant(value, digits);
      const text = scaled(value, 1024, [" B", " KiB", " MiB", " GiB", " TiB", " PiB"], digits);
      return unit === "bytes" ? text : `${text}/s`;
    }
    case "ratio":
      return Number.isFinite(value) ? `${significant(value * 100, digits)}%` : significant(value);
    case "rate":
      return `${formatSI(value, digits)}/s`;
    default:
      return formatSI(value, digits);
  }
}

/** The unit that an expression's names suggest; "count" when they suggest nothing. */
export function guessUnit(expression) {
  const text = expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\{[^}]*\}|\[[^\]]*\]/g, "");
  const isRate = /\b(i?rate|deriv)\s*\(/.test(text);
  const isQuotient = /\)\s*\/|[\w}\]]\s*\/\s*\w/.test(expression.replace(/"[^"]*"/g, ""));
  if (/histogram_quantile\s*\(/.test(text)) return /_bytes/.test(
    text,
  ) ? "bytes" : /_seconds/.test(text) ? "seconds" : "count";
  if (isQuotient) return /_seconds_sum|_seconds_total/.test(text) ? "seconds" : "ratio";
  if (/_bytes/.test(text)) return isRate ? "bytes/s" : "bytes";
  if (/_seconds_(count|bucket)\b|_total\b|_count\b/.test(text)) return isRate ? "rate" : "count";
  if (/_seconds\b/.test(text)) return isRate ? "count" : "seconds";
  return isRate ? "rate" : "count";
}
