// Trace: all lines of one request across the services, in time order with their durations, and how the services that
// took part did around that time.

import { copyText, el, fill, icon } from "../lib/dom.js";
import { logs, metrics } from "../lib/api.js";
import { requestSummary, visibleText } from "../lib/document.js";
import { formatCount, formatSeconds } from "../lib/format.js";
import { totalOf, traceBody } from "../lib/log-query.js";
import { quoteValue } from "../lib/lucene.js";
import { seriesOfMatrix } from "../lib/series.js";
import { byJob, jobSelector, serviceQueries } from "../lib/service-queries.js";
import { formatClock, formatDate, queryStep } from "../lib/time.js";
import { traceOf } from "../lib/trace-lines.js";
import { logFields } from "../components/log-fields.js";
import { emptyNotice, errorNotice } from "../components/notices.js";
import { View } from "./view.js";

const mostLines = 1000;
const surroundings = 15 * 6e4;

export class TraceView extends View {
  connectedCallback() {
    this.input = el(
      "input",
      {
        type: "text",
        class: "trace-input mono",
        "aria-label": "Trace id",
        placeholder: "Trace id, 32 hexadecimal digits",
        spellcheck: "false",
      },
    );
    this.form = el(
      "form",
      { class: "trace-form" },
      this.input,
      el("button", { type: "submit", class: "primary-button" }, "Show"),
    );
    this.head = el("div", { class: "trace-head" });
    this.message = el("div", { class: "message" });
    this.rows = el("div", { class: "trace-rows" });
    this.charts = {
      requests: el(
        "line-chart",
        { class: "line-chart", group: "trace", label: "Requests per second around this trace" },
      ),
      latency: el("line-chart", { class: "line-chart", group: "trace", label: "95th percentile around this trace" }),
    };
    this.metricsMessage = el("div", { class: "message" });
    const card = (name, title, note) => el(
      "section",
      { class: "card chart-card" },
      el("div", { class: "card-head" }, el("h2", {}, title, el("span", { class: "faint" }, note))),
      this.charts[name],
    );
    this.around = el(
      "div",
      { class: "chart-row two" },
      card("requests", "Requests", "of these services, per second"),
      card("latency", "Latency", "p95 of these services"),
    );
    this.body = el("section", { class: "card" }, this.rows);
    this.append(
      el("div", { class: "query-area" }, this.form),
      this.head,
      this.message,
      this.body,
      this.metricsMessage,
      this.around,
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.store.set({ trace: this.input.value.trim() });
    });
    for (const chart of Object.values(this.charts)) this.zoomOn(chart);
    this.refresh();
  }

  stateChanged(previous) {
    if (previous.trace !== this.state.trace || previous.view !== this.state.view) this.refresh();
  }

  focusQuery() {
    this.input.focus();
    this.input.select();
  }

  async refresh() {
    const { trace } = this.state;
    this.input.value = trace;
    this.body.hidden = this.around.hidden = trace === "";
    fill(this.head);
    if (trace === "") {
      fill(
        this.message,
        emptyNotice(
          "One request, everywhere it went",
          "Click a trace id in the logs, or paste one above: all its lines appear in time order, across the services.",
        ),
      );
      return;
    }
    await this.loading(async (signal) => {
      try {
        const { body } = await logs.search(this.state.index, traceBody(trace, mostLines), signal);
        const found = traceOf(body.hits?.hits ?? []);
        this.body.hidden = this.around.hidden = found.lines.length === 0;
        if (found.lines.length === 0) {
          fill(
            this.message,
            emptyNotice(
              `No line has trace.id ${trace}`,
              "A line is found a moment after it was written: refresh to look again.",
            ),
          );
          return;
        }
        this.#showTrace(found, totalOf(body).value);
        await this.#loadSurroundings(found, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.body.hidden = this.around.hidden = true;
        fill(this.message, errorNotice(error));
      }
    });
  }

  #showTrace(found, total) {
    const length = Math.max(found.end - found.start, 0.001);
    const fact = (name, value, className = "") => el(
      "div",
      { class: "fact" },
      el("span", { class: "faint" }, name),
      el("b", { class: className }, value),
    );
    const copy = el(
      "button",
      { type: "button", class: "icon-button small", "aria-label": "Copy the trace id" },
      icon("copy"),
    );
    copy.addEventListener("click", () => copyText(this.state.trace, copy));
    fill(
      this.head,
      fact("Began", `${formatDate(found.start)} ${formatClock(found.start, true)}`),
      fact("Took", formatSeconds((found.end - found.start) / 1000)),
      fact("Services", found.services.join(", ")),
      fact("Lines", formatCount(total)),
      fact("Errors", formatCount(found.errors), found.errors > 0 ? "error-text" : ""),
      el(
        "span",
        { class: "trace-links" },
        copy,
        el(
          "a",
          {
            class: "quiet-link",
            href: this.store.link({ view: "logs", q: `trace.id:${quoteValue(this.state.trace)}` }),
          },
          "Lines in Logs",
        ),
      ),
    );
    fill(
      this.message,
      total > found.lines.length && el(
        "div",
        { class: "notice warning" },
        `The first ${formatCount(found.lines.length)} of ${formatCount(total)} lines are shown.`,
      ),
    );
    const axis = [0, 0.25, 0.5, 0.75, 1].map((share) => {
      const mark = el("span", {}, share === 0 ? "0" : formatSeconds((length * share) / 1000));
      mark.style.left = `${share * 100}%`;
      return mark;
    });
    fill(
      this.rows,
      el(
        "div",
        { class: "trace-line trace-axis" },
        el("span", {}, "After"),
        el("span", {}, "Service"),
        el("span", {}, "Message"),
        el("span", { class: "trace-track" }, axis),
        el("span", { class: "number" }, "Took"),
      ),
      found.lines.map((line) => this.#row(line, found, length)),
    );
  }

  #row(line, found, length) {
    const bar = el("i", { class: line.duration === null ? "trace-moment" : "trace-bar" });
    bar.style.left = `${((line.start - found.start) / length) * 100}%`;
    if (line.duration !== null) bar.style.width = `${((line.end - line.start) / length) * 100}%`;
    const colour = `var(${this.console.serviceColour(line.service, found.services)})`;
    bar.style.background = line.level === "error" ? "var(--level-error)" : colour;
    const swatch = el("i", { class: "swatch" });
    swatch.style.background = colour;
    const row = el("div", { class: "trace-row" });
    const toggle = () => {
      if (getSelection()?.toString()) return;
      const isOpen = row.classList.toggle("open");
      button.setAttribute("aria-expanded", String(isOpen));
      if (isOpen) row.append(logFields(line.hit, (filter) => this.#filter(filter), () => {}));
      else row.lastElementChild.remove();
    };
    const summary = requestSummary(line.hit._source ?? {});
    const button = el(
      "div",
      {
        class: "trace-line",
        role: "button",
        tabindex: "0",
        "aria-expanded": "false",
        on: {
          click: toggle,
          keydown: (event) => {
            if (event.key !== "Enter" && event.key !== " ") return;
            event.preventDefault();
            toggle();
          },
        },
      },
      el("span", { class: "mono faint" }, `+${formatSeconds((line.start - found.start) / 1000)}`),
      el("span", { class: "trace-service" }, swatch, line.service),
      el(
        "span",
        { class: `trace-message ${line.level === "error" ? "error-text" : ""}` },
        visibleText(line.message),
        summary && el("span", { class: "log-summary" }, visibleText(summary)),
      ),
      el("span", { class: "trace-track" }, bar),
      el("span", { class: "number mono" }, line.duration === null ? "" : formatSeconds(line.duration / 1000)),
    );
    row.append(button);
    return row;
  }

  #filter({ field, value, negate }) {
    this.store.set({ view: "logs", q: `${negate ? "NOT " : ""}${field}:${quoteValue(value)}` });
  }

  /** How the services of this trace did, from a quarter of an hour before it to a quarter after. */
  async #loadSurroundings(found, signal) {
    const from = Math.round(found.start - surroundings);
    const to = Math.min(Date.now(), Math.round(found.end + surroundings));
    const step = queryStep(to - from);
    const queries = serviceQueries(step, jobSelector(found.services));
    try {
      const [requests, latency] = await Promise.all(
        ["requests", "latency"].map((name) => metrics.queryRange(queries[name], { from, to, step }, signal)),
      );
      const series = { requests: byJob(seriesOfMatrix(requests.data)), latency: byJob(seriesOfMatrix(latency.data)) };
      const isEmpty = series.requests.length === 0;
      this.around.hidden = isEmpty;
      fill(
        this.metricsMessage,
        isEmpty && el("div", { class: "notice" }, "There are no metrics of these services around this time."),
      );
      if (isEmpty) return;
      const colours = (name) => this.console.serviceColour(name, found.services);
      const middle = (found.start + found.end) / 2;
      this.charts.requests.show({ series: series.requests, from, to, step, unit: "rate", colours, marker: middle });
      this.charts.latency.show({ series: series.latency, from, to, step, unit: "seconds", colours, marker: middle });
    } catch (error) {
      if (signal.aborted) throw error;
      this.around.hidden = true;
      fill(this.metricsMessage, errorNotice(error));
    }
  }
}

customElements.define("trace-view", TraceView);
