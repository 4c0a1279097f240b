// <log-histogram>: counts over time, stacked by level. A drag or a click on a bar says "zoom" with {from, to}.

import { cssColour, el, fill } from "../lib/dom.js";
import { levels } from "../lib/document.js";
import { formatCount } from "../lib/format.js";
import { niceTicks } from "../lib/scale.js";
import { formatClock, formatDate, timeTicks } from "../lib/time.js";
import { Surface, trackDrag } from "./surface.js";

const margin = { left: 40, right: 12, top: 6, bottom: 20 };

export class LogHistogram extends HTMLElement {
  #data = { bars: [], interval: 1000, from: 0, to: 1 };
  #drag = null;
  #hover = null;

  connectedCallback() {
    if (this.surface) return;
    this.plot = el("div", { class: "chart-plot", role: "img", "aria-label": "Log lines over time" });
    this.tooltip = el("div", { class: "chart-tooltip", hidden: true });
    this.append(this.plot);
    this.surface = new Surface(this.plot, (context, width, height) => this.#draw(context, width, height));
    this.plot.append(this.tooltip);
    const time = (x) => {
      const share = (x - margin.left) / (this.plot.clientWidth - margin.left - margin.right);
      return this.#data.from + Math.min(1, Math.max(0, share)) * (this.#data.to - this.#data.from);
    };
    trackDrag(this.plot, {
      moved: (from, to) => {
        this.#drag = from === null ? null : [from, to];
        this.surface.redraw();
      },
      done: (from, to) => this.#zoom(time(from), time(to)),
      clicked: (x) => {
        const bar = this.#barAt(time(x));
        if (bar?.total > 0) this.#zoom(bar.at, bar.at + this.#data.interval);
      },
    });
    this.plot.addEventListener("pointermove", (event) => {
      this.#hover = this.#barAt(time(event.clientX - this.plot.getBoundingClientRect().left));
      this.surface.redraw();
    });
    this.plot.addEventListener("pointerleave", () => {
      this.#hover = null;
      this.surface.redraw();
    });
  }

  disconnectedCallback() {
    this.surface?.disconnect();
    this.surface = null;
    this.replaceChildren();
  }

  /** @param {{bars: any[], interval: number, from: number, to: number}} data as `histogramOf` gives it */
  show(data) {
    this.#data = data;
    this.#hover = null;
    this.surface.redraw();
  }

  #zoom(from, to) {
    const detail = { from: Math.round(from), to: Math.round(Math.max(to, from + 1000)) };
    this.dispatchEvent(new CustomEvent("zoom", { detail, bubbles: true }));
  }

  #barAt(at) {
    return this.#data.bars.find((bar) => at >= bar.at && at < bar.at + this.#data.interval) ?? null;
  }

  #draw(context, width, height) {
    const { bars, interval, from, to } = this.#data;
    const plotWidth = width - margin.left - margin.right;
    const plotHeight = height - margin.top - margin.bottom;
    const highest = Math.max(0, ...bars.map((bar) => bar.total));
    const axis = niceTicks(0, highest || 1, 2);
    const x = (at) => margin.left + (Math.min(to, Math.max(from, at)) - from) / (to - from) * plotWidth;
    const y = (count) => margin.top + plotHeight * (1 - count / axis.high);
    context.font = `11px ${getComputedStyle(this).fontFamily}`;
    context.fillStyle = cssColour("--text-faint");
    context.strokeStyle = cssColour("--grid");
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const tick of axis.ticks.filter((each) => Number.isInteger(each))) {
      const line = Math.round(y(tick)) + 0.5;
      context.beginPath();
      context.moveTo(margin.left, line);
      context.lineTo(width - margin.right, line);
      context.stroke();
      context.fillText(tick >= 1000 ? `${tick / 1000}k` : String(tick), margin.left - 8, line);
    }
    context.textAlign = "center";
    context.textBaseline = "alphabetic";
    for (const [at, label] of timeTicks(from, to, Math.floor(plotWidth / 90))) {
      const half = context.measureText(label).width / 2;
      if (x(at) + half <= width - margin.right / 2) context.fillText(label, x(at), height - 5);
    }
    const colours = Object.fromEntries(levels.map((level) => [level, cssColour(`--level-${level}`)]));
    for (const bar of bars) {
      const left = x(bar.at);
      const right = x(bar.at + interval);
      const space = right - left > 3 ? 1 : 0;
      let below = 0;
      for (const level of [...levels].reverse()) {
        if (!bar.counts[level]) continue;
        const [bottom, top] = [y(below), y(below + bar.counts[level])];
        context.globalAlpha = this.#hover && this.#hover !== bar ? 0.55 : 1;
        context.fillStyle = colours[level];
        // A level that occurs at all stays visible, however few lines it has.
        context.fillRect(left, Math.min(top, bottom - 1), Math.max(1, right - left - space), Math.max(1, bottom - top));
        below += bar.counts[level];
      }
    }
    context.globalAlpha = 1;
    if (this.#drag) {
      context.fillStyle = cssColour("--selection");
      const [a, b] = [Math.min(...this.#drag), Math.max(...this.#drag)];
      context.fillRect(a, margin.top, b - a, plotHeight);
    }
    this.#fillTooltip(x);
  }

  #fillTooltip(x) {
    const bar = this.#hover;
    this.tooltip.hidden = !bar || bar.total === 0;
    if (this.tooltip.hidden) return;
    const row = (level) => {
      const swatch = el("i", { class: `swatch level-${level}` });
      return el(
        "div",
        { class: "chart-tooltip-row" },
        swatch,
        el("span", { class: "chart-tooltip-name" }, level),
        el("b", {}, formatCount(bar.counts[level])),
      );
    };
    fill(
      this.tooltip,
      el(
        "div",
        { class: "chart-tooltip-time" },
        `${formatDate(bar.at)} ${formatClock(bar.at)} – ${formatClock(bar.at + this.#data.interval)}`,
      ),
      levels.filter((level) => bar.counts[level] > 0).map(row),
    );
    const middle = x(bar.at + this.#data.interval / 2);
    const width = this.tooltip.offsetWidth;
    const fits = middle + 14 + width < this.plot.clientWidth;
    this.tooltip.style.transform = `translate(${Math.max(0, fits ? middle + 14 : middle - 14 - width)}px, 0)`;
  }
}

customElements.define("log-histogram", LogHistogram);
