// Axes and thinning for charts. No drawing here.

/**
 * Round numbers that cover [low, high]: steps of 1, 2, 2.5 or 5 times a power of ten, at most `count` + 1 of them.
 * @returns {{ticks: number[], low: number, high: number}}
 */
export function niceTicks(low, high, count = 5) {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { ticks: [0, 1], low: 0, high: 1 };
  if (low === high) {
    const room = low === 0 ? 1 : Math.abs(low) * 0.5;
    return niceTicks(low === 0 ? 0 : low - room, high + room, count);
  }
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const ticks = [];
  // Integers times the step, so that no rounding error adds up.
  for (let index = first; index <= last; index += 1) ticks.push(Number((index * step).toPrecision(12)));
  return { ticks, low: ticks[0], high: ticks.at(-1) };
}

/**
 * Thins a line to what a screen can show: per pixel column its first, lowest, highest and last point, in time order,
 * so that no spike is lost. Values that are not finite break the line and are kept as one break.
 * @param {ArrayLike<number>} times ascending
 * @param {ArrayLike<number>} values
 * @returns {number[]} indices into both
 */
export function decimate(times, values, from, to, columns) {
  const length = times.length;
  if (length <= columns * 2) return Array.from({ length }, (_, index) => index);
  const kept = [];
  const width = (to - from) / columns;
  let index = 0;
  while (index < length) {
    if (!Number.isFinite(values[index])) {
      kept.push(index);
      while (index < length && !Number.isFinite(values[index])) index += 1;
      continue;
    }
    const column = Math.floor((times[index] - from) / width);
    const first = index;
    let lowest = index;
    let highest = index;
    while (index < length && Number.isFinite(values[index]) && Math.floor((times[index] - from) / width) === column) {
      if (values[index] < values[lowest]) lowest = index;
      if (values[index] > values[highest]) highest = index;
      index += 1;
    }
    const corners = [first, Math.min(lowest, highest), Math.max(lowest, highest), index - 1];
    for (const corner of corners) if (kept.at(-1) !== corner) kept.push(corner);
  }
  return kept;
}

/** Index of the time nearest to `at` in an ascending list, or -1 when it is empty. */
export function nearestIndex(times, at) {
  if (times.length === 0) return -1;
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < at) low = middle + 1;
    else high = middle;
  }
  return low > 0 && at - times[low - 1] <= times[low] - at ? low - 1 : low;
}
