// <line-chart>: lines over time on a canvas. Dragging says "zoom" with {from, to}; charts of one `group` share their
// crosshair. Arrow keys move the crosshair.

import { cssColour, el, fill } from "../lib/dom.js";
import { formatValue } from "../lib/format.js";
import { nearestIndex, niceTicks } from "../lib/scale.js";
import { colourName, lastValue } from "../lib/series.js";
import { formatClock, formatDate, timeTicks } from "../lib/time.js";
import { shadeLine, strokeLine } from "./line-drawing.js";
import { Surface, trackDrag } from "./surface.js";

const margin = { top: 10, right: 12, bottom: 22 };
const tooltipRows = 12;

export class LineChart extends HTMLElement {
  #data = { series: [], from: 0, to: 1, unit: "count", step: 0, marker: null, zero: true };
  #hidden = new Set();
  #cursor = null; // milliseconds
  #drag = null;
  #plot = { left: 48, width: 1, top: 0, height: 1, low: 0, high: 1 };

  connectedCallback() {
    if (this.surface) return;
    this.plot = el("div", { class: "chart-plot", tabindex: "0", role: "img" });
    this.tooltip = el("div", { class: "chart-tooltip", hidden: true });
    this.legend = el("div", { class: "chart-legend" });
    this.append(this.plot, this.legend);
    this.surface = new Surface(this.plot, (context, width, height) => this.#draw(context, width, height));
    this.plot.append(this.tooltip);
    this.#listen();
  }

  disconnectedCallback() {
    this.surface?.disconnect();
    this.surface = null;
    document.removeEventListener("chart-cursor", this.onCursor);
    this.replaceChildren();
  }

  /**
   * @param {{series: import("../lib/series.js").Series[], from: number, to: number, unit: string, step: number,
   *     hidden?: string[], colours?: (name: string, index: number) => string, marker?: number | null}} data
   */
  show(data) {
    this.#data = { marker: null, ...data };
    if (data.hidden) this.#hidden = new Set(data.hidden);
    this.plot.setAttribute("aria-label", `${this.getAttribute("label") ?? "Chart"}, ${data.series.length} lines`);
    this.#fillLegend();
    this.surface.redraw();
  }

  #colour(index) {
    const name = this.#data.series[index].name;
    return cssColour(this.#data.colours?.(name, index) ?? colourName(index));
  }

  #visible() {
    return this.#data.series.map((series, index) => ({ series, index })).filter(
      ({ series }) => !this.#hidden.has(series.name),
    );
  }

  #listen() {
    const time = (x) => {
      const { left, width } = this.#plot;
      const share = Math.min(1, Math.max(0, (x - left) / width));
      return this.#data.from + share * (this.#data.to - this.#data.from);
    };
    trackDrag(this.plot, {
      moved: (from, to) => {
        this.#drag = from === null ? null : [from, to];
        this.surface.redraw();
      },
      done: (from, to) => this.#say("zoom", { from: Math.round(time(from)), to: Math.round(time(to)) }),
    });
    this.plot.addEventListener("pointermove", (event) => {
      this.#moveCursor(time(event.clientX - this.plot.getBoundingClientRect().left));
    });
    this.plot.addEventListener("pointerleave", () => this.#moveCursor(null));
    this.plot.addEventListener("blur", () => this.#moveCursor(null));
    this.plot.addEventListener("keydown", (event) => {
      const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!direction) return;
      event.preventDefault();
      const step = this.#data.step || (this.#data.to - this.#data.from) / 100;
      this.#moveCursor(
        Math.min(this.#data.to, Math.max(this.#data.from, (this.#cursor ?? this.#data.to) + direction * step)),
      );
    });
    this.onCursor = (event) => {
      if (event.detail.source === this || event.detail.group !== this.getAttribute("group")) return;
      this.#cursor = event.detail.at;
      this.surface.redraw();
    };
    if (this.hasAttribute("group")) document.addEventListener("chart-cursor", this.onCursor);
  }

  #moveCursor(at) {
    this.#cursor = at;
    this.hovered = at !== null;
    this.surface?.redraw();
    const group = this.getAttribute("group");
    if (group) document.dispatchEvent(new CustomEvent("chart-cursor", { detail: { source: this, group, at } }));
  }

  #say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }

  #extent(visible) {
    let [low, high] = [Infinity, -Infinity];
    for (const { series } of visible) {
      for (const value of series.values) {
        if (!Number.isFinite(value)) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    if (low === Infinity) return { low: 0, high: 1, empty: true };
    // Zero is part of the picture unless all values are far from it.
    if (low > 0 && low < high * 0.75) low = 0;
    if (high === 0 && low === 0) high = 1;
    return { low, high, empty: false };
  }

  #draw(context, width, height) {
    const visible = this.#visible();
    const { low, high } = this.#extent(visible);
    const axis = niceTicks(low, high, Math.max(2, Math.floor(height / 48)));
    context.font = `11px ${getComputedStyle(this).fontFamily}`;
    const labels = axis.ticks.map((tick) => formatValue(tick, this.#data.unit));
    const left = Math.ceil(Math.max(28, ...labels.map((label) => context.measureText(label).width)) + 12);
    const plotHeight = height - margin.top - margin.bottom;
    this.#plot = { left, width: width - left - margin.right, top: margin.top, height: plotHeight, ...axis };
    this.#drawAxes(context, axis, labels, height);
    this.#drawLines(context, visible);
    this.#drawMarks(context, visible);
  }

  #x(at) {
    return this.#plot.left + ((at - this.#data.from) / (this.#data.to - this.#data.from)) * this.#plot.width;
  }

  #y(value) {
    const { low, high, top, height } = this.#plot;
    return top + height - ((value - low) / (high - low)) * height;
  }

  #drawAxes(context, axis, labels, height) {
    const { left, width } = this.#plot;
    context.fillStyle = cssColour("--text-faint");
    context.strokeStyle = cssColour("--grid");
    context.lineWidth = 1;
    context.textBaseline = "middle";
    context.textAlign = "right";
    axis.ticks.forEach((tick, index) => {
      const y = Math.round(this.#y(tick)) + 0.5;
      context.beginPath();
      context.moveTo(left, y);
      context.lineTo(left + width, y);
      context.stroke();
      context.fillText(labels[index], left - 8, y);
    });
    context.textAlign = "center";
    context.textBaseline = "alphabetic";
    for (const [at, label] of timeTicks(this.#data.from, this.#data.to, Math.floor(width / 80))) {
      const half = context.measureText(label).width / 2;
      const x = this.#x(at);
      if (x - half >= left - 10 && x + half <= left + width + margin.right) context.fillText(label, x, height - 6);
    }
  }

  #drawLines(context, visible) {
    const { left, width, top, height, low, high } = this.#plot;
    const { from, to, step } = this.#data;
    context.save();
    context.beginPath();
    context.rect(left, top - 3, width + 2, height + 6);
    context.clip();
    context.lineWidth = 1.6;
    context.lineJoin = "round";
    const plot = {
      x: (at) => this.#x(at),
      y: (value) => this.#y(value),
      base: this.#y(Math.max(low, Math.min(0, high))),
      columns: Math.max(1, Math.floor(width * (devicePixelRatio || 1))),
      gap: step ? step * 1.5 : Infinity,
      from,
      to,
    };
    for (const { series, index } of visible) {
      const colour = this.#colour(index);
      strokeLine(context, series, colour, plot);
      if (visible.length === 1) shadeLine(context, series, colour, plot);
    }
    context.restore();
  }

  #drawMarks(context, visible) {
    const { left, width, top, height } = this.#plot;
    if (this.#data.marker !== null) {
      const x = Math.round(this.#x(this.#data.marker)) + 0.5;
      context.strokeStyle = cssColour("--accent");
      context.setLineDash([3, 3]);
      context.beginPath();
      context.moveTo(x, top);
      context.lineTo(x, top + height);
      context.stroke();
      context.setLineDash([]);
    }
    if (this.#drag) {
      const [a, b] = [Math.min(...this.#drag), Math.max(...this.#drag)];
      context.fillStyle = cssColour("--selection");
      context.fillRect(Math.max(left, a), top, Math.min(left + width, b) - Math.max(left, a), height);
    }
    this.#drawCursor(context, visible);
  }

  #drawCursor(context, visible) {
    if (this.#cursor === null || visible.length === 0) {
      this.tooltip.hidden = true;
      return;
    }
    const { top, height } = this.#plot;
    const rows = [];
    let at = this.#cursor;
    let distance = Infinity;
    for (const { series } of visible) {
      const index = nearestIndex(series.times, this.#cursor);
      if (index < 0 || Math.abs(series.times[index] - this.#cursor) >= distance) continue;
      distance = Math.abs(series.times[index] - this.#cursor);
      at = series.times[index];
    }
    const x = Math.round(this.#x(at)) + 0.5;
    context.strokeStyle = cssColour("--text-faint");
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, top + height);
    context.stroke();
    for (const { series, index } of visible) {
      const position = nearestIndex(series.times, at);
      if (position < 0 || Math.abs(series.times[position] - at) > (this.#data.step || 1) / 2) continue;
      const value = series.values[position];
      rows.push({ series, index, value });
      if (!Number.isFinite(value)) continue;
      context.fillStyle = this.#colour(index);
      context.beginPath();
      context.arc(x, this.#y(value), 3, 0, 7);
      context.fill();
    }
    this.#fillTooltip(at, x, rows);
  }

  #fillTooltip(at, x, rows) {
    this.tooltip.hidden = rows.length === 0 || !this.hovered;
    if (this.tooltip.hidden) return;
    rows.sort(
      (a, b) => (Number.isFinite(b.value) ? b.value : -Infinity) - (Number.isFinite(a.value) ? a.value : -Infinity),
    );
    const shown = rows.slice(0, tooltipRows);
    fill(
      this.tooltip,
      el("div", { class: "chart-tooltip-time" }, `${formatDate(at)} ${formatClock(at)}`),
      shown.map(({ series, index, value }) =>
        el(
          "div",
          { class: "chart-tooltip-row" },
          this.#swatch(index),
          el("span", { class: "chart-tooltip-name" }, series.name),
          el("b", {}, formatValue(value, this.#data.unit, 4)),
        ),
      ),
      rows.length > shown.length && el(
        "div",
        { class: "chart-tooltip-time" },
        `and ${rows.length - shown.length} more`,
      ),
    );
    const width = this.tooltip.offsetWidth;
    const fits = x + 14 + width < this.plot.clientWidth;
    this.tooltip.style.transform = `translate(${Math.max(0, fits ? x + 14 : x - 14 - width)}px, 8px)`;
  }

  #swatch(index) {
    const swatch = el("i", { class: "swatch" });
    swatch.style.background = `var(${this.#data.colours?.(this.#data.series[index].name, index) ?? colourName(index)})`;
    return swatch;
  }

  #fillLegend() {
    this.legend.hidden = this.getAttribute("legend") === "none";
    if (this.legend.hidden) return;
    fill(
      this.legend,
      this.#data.series.map((series, index) =>
        el(
          "button",
          {
            type: "button",
            class: "legend-item",
            title: `${series.title}\nClick to switch off or on, double click to see it alone`,
            "aria-pressed": String(!this.#hidden.has(series.name)),
            on: { click: () => this.#toggle(series.name), dblclick: () => this.#isolate(series.name) },
          },
          this.#swatch(index),
          el("span", { class: "legend-name" }, series.name),
          el("span", { class: "legend-value" }, formatValue(lastValue(series), this.#data.unit)),
        ),
      ),
    );
  }

  #toggle(name) {
    if (!this.#hidden.delete(name)) this.#hidden.add(name);
    this.#hiddenChanged();
  }

  #isolate(name) {
    const others = this.#data.series.map((series) => series.name).filter((each) => each !== name);
    const isAlone = others.every((each) => this.#hidden.has(each));
    this.#hidden = new Set(isAlone ? [] : others);
    this.#hiddenChanged();
  }

  #hiddenChanged() {
    [...this.legend.children].forEach((button, index) => {
      button.setAttribute("aria-pressed", String(!this.#hidden.has(this.#data.series[index].name)));
    });
    this.surface.redraw();
    this.#say("hidden", { names: [...this.#hidden] });
  }
}

customElements.define("line-chart", LineChart);
