// One line of a chart on a canvas.

import { decimate } from "../lib/scale.js";

/**
 * @typedef {{x: (at: number) => number, y: (value: number) => number, base: number, columns: number, gap: number,
 *     from: number, to: number}} Plot `base` is where an area ends below, `columns` how many points the screen has in a
 *     row, `gap` how far apart in milliseconds two points are joined
 */

/**
 * Draws a line, broken where values are missing; a point without neighbours is a dot.
 * @param {Plot} plot
 */
export function strokeLine(context, { times, values }, colour, plot) {
  const kept = decimate(times, values, plot.from, plot.to, plot.columns);
  // Of a thinned line the points are further apart than the step; its breaks are kept as values that are not finite.
  const gap = kept.length === times.length ? plot.gap : Infinity;
  let drawing = false;
  context.strokeStyle = colour;
  context.beginPath();
  kept.forEach((at, position) => {
    if (!Number.isFinite(values[at])) {
      drawing = false;
      return;
    }
    if (drawing && times[at] - times[kept[position - 1]] > gap) drawing = false;
    const [x, y] = [plot.x(times[at]), plot.y(values[at])];
    const after = kept[position + 1];
    const goesOn = after !== undefined && Number.isFinite(values[after]) && times[after] - times[at] <= gap;
    if (drawing) context.lineTo(x, y);
    else context.moveTo(x, y);
    if (!drawing && !goesOn) {
      context.moveTo(x + 1.5, y);
      context.arc(x, y, 1.5, 0, 7);
      context.moveTo(x, y);
    }
    drawing = true;
  });
  context.stroke();
}

/**
 * A soft area under a line that stands alone.
 * @param {Plot} plot
 */
export function shadeLine(context, { times, values }, colour, plot) {
  if (times.length < 2 || !values.every(Number.isFinite)) return;
  context.globalAlpha = 0.09;
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(plot.x(times[0]), plot.base);
  for (let index = 0; index < times.length; index += 1) context.lineTo(plot.x(times[index]), plot.y(values[index]));
  context.lineTo(plot.x(times.at(-1)), plot.base);
  context.fill();
  context.globalAlpha = 1;
}
