// Metrics: PromQL, a chart and a table.

import { el, fill } from "../lib/dom.js";
import { metrics } from "../lib/api.js";
import { formatCount, formatValue, guessUnit } from "../lib/format.js";
import { aggregations, errorPosition, functions, promqlCompletionContext, tokenizePromQL } from "../lib/promql.js";
import { rowsOfInstant, seriesOfMatrix } from "../lib/series.js";
import { durationText, parseDuration, queryStep, resolveRange } from "../lib/time.js";
import { emptyNotice, errorNotice, exampleChips, noDataYet } from "../components/notices.js";
import { View } from "./view.js";

const requests = "http_server_request_duration_seconds";
const examples = [
  ["request rate", `sum by (job) (rate(${requests}_count[1m]))`],
  [
    "error ratio",
    `sum by (job) (rate(${requests}_count{status=~"5.."}[5m]))\n  / sum by (job) (rate(${requests}_count[5m]))`,
  ],
  ["p95 latency", `histogram_quantile(0.95, sum by (job, le) (rate(${requests}_bucket[5m])))`],
  ["rate by route", `sum by (job, route) (rate(${requests}_count[1m]))`],
  ["memory", "process_resident_memory_bytes"],
  ["targets up", "up"],
];
const steps = ["", "1s", "5s", "15s", "30s", "1m", "5m", "1h"];
const hiddenSeparator = "\u001f";

/** Lines drawn at most, so that a query for everything does not stop the page; the view says when it is more. */
const mostLines = 200;
const mostRows = 2000;

export class MetricsView extends View {
  #names = null;

  connectedCallback() {
    this.box = el("query-box", { class: "query-box" });
    this.box.configure({
      name: "metrics",
      label: "PromQL expression",
      placeholder: "PromQL: sum by (job) (rate(…[5m]))",
      tokenize: tokenizePromQL,
      complete: (text, cursor) => this.#complete(text, cursor),
    });
    this.summary = el("div", { class: "summary", role: "status" });
    this.step = el(
      "select",
      { "aria-label": "Resolution step" },
      steps.map((step) => el("option", { value: step }, step || "auto")),
    );
    this.modes = ["graph", "table"].map((mode) => {
      const choose = () => this.store.set({ show: mode });
      return el(
        "button",
        { type: "button", class: "segment", on: { click: choose } },
        mode === "graph" ? "Graph" : "Table",
      );
    });
    this.message = el("div", { class: "message" });
    this.chart = el("line-chart", { class: "line-chart large", label: "Result of the query" });
    this.table = el("div", { class: "table-scroll" });
    this.card = el(
      "section",
      { class: "card" },
      el(
        "div",
        { class: "card-head" },
        this.summary,
        el(
          "div",
          { class: "tools" },
          el("label", { class: "inline-label" }, "Step", this.step),
          el("div", { class: "segments", role: "group", "aria-label": "Show as" }, this.modes),
        ),
      ),
      this.chart,
      this.table,
    );
    this.append(
      el("div", { class: "query-area" }, this.box, exampleChips(examples, (query) => this.#run(query))),
      this.message,
      this.card,
    );
    this.box.addEventListener("run", (event) => this.#run(event.detail.query));
    this.step.addEventListener("change", () => this.store.set({ step: this.step.value }));
    this.chart.addEventListener(
      "hidden",
      ({ detail }) => this.store.set({ hidden: detail.names.join(hiddenSeparator) }, { replace: true }),
    );
    this.zoomOn(this.chart);
    this.#adopt();
    this.refresh();
  }

  stateChanged(previous) {
    this.#adopt();
    const onlyHidden = previous.hidden !== this.state.hidden && ["expr", "step", "show", "from", "to"].every(
      (key) => previous[key] === this.state[key],
    );
    if (!onlyHidden) this.refresh();
  }

  focusQuery() {
    this.box.focus();
  }

  #adopt() {
    this.box.value = this.state.expr;
    if (!steps.includes(this.state.step)) this.step.append(el("option", { value: this.state.step }, this.state.step));
    this.step.value = this.state.step;
    this.modes.forEach(
      (button, index) => button.setAttribute("aria-pressed", String(this.state.show === ["graph", "table"][index])),
    );
  }

  #run(query) {
    if (query === this.state.expr) this.refresh();
    else this.store.set({ expr: query, hidden: "" });
  }

  async refresh() {
    const { expr, show } = this.state;
    const range = resolveRange(this.state.from, this.state.to, Date.now());
    this.card.hidden = expr === "";
    this.box.mark(null);
    if (expr === "") {
      fill(
        this.message,
        emptyNotice(
          "Ask the metrics",
          "Write a PromQL expression above, or begin with one of the examples. Names complete as you type.",
        ),
      );
      return;
    }
    await this.loading(async (signal) => {
      try {
        if (show === "table") await this.#loadTable(expr, range, signal);
        else await this.#loadGraph(expr, range, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.card.hidden = true;
        const position = errorPosition(error.detail);
        if (position) this.box.mark(offsetOf(expr, position));
        fill(this.message, errorNotice(error, expr));
      }
    });
  }

  async #loadGraph(expr, { from, to }, signal) {
    const step = parseDuration(this.state.step) ?? queryStep(to - from);
    const answer = await metrics.queryRange(expr, { from, to, step }, signal);
    const all = seriesOfMatrix(answer.data);
    const series = all.slice(0, mostLines);
    this.chart.hidden = all.length === 0;
    this.table.hidden = true;
    const points = all.reduce((sum, each) => sum + each.times.length, 0);
    this.#summarise(
      `${formatCount(all.length)} series`,
      `${formatCount(points)} points, step ${durationText(step)}`,
      answer,
    );
    this.#warn(answer.warnings, all.length, series.length, "series", "drawn");
    if (all.length === 0) return;
    const hidden = this.state.hidden === "" ? [] : this.state.hidden.split(hiddenSeparator);
    this.chart.show({ series, from, to, step, unit: guessUnit(expr), hidden });
  }

  async #loadTable(expr, { to }, signal) {
    const answer = await metrics.query(expr, to, signal);
    const rows = rowsOfInstant(answer.data);
    const unit = guessUnit(expr);
    this.chart.hidden = true;
    this.table.hidden = rows.length === 0;
    this.#summarise(
      `${formatCount(rows.length)} ${rows.length === 1 ? "row" : "rows"}`,
      `${answer.data.resultType} at ${new Date(to).toLocaleString()}`,
      answer,
    );
    this.#warn(answer.warnings, rows.length, Math.min(rows.length, mostRows), "rows", "shown");
    fill(
      this.table,
      el(
        "table",
        { class: "data-table" },
        el("thead", {}, el("tr", {}, el("th", {}, "Series"), el("th", { class: "number" }, "Value"))),
        el(
          "tbody",
          {},
          rows.slice(0, mostRows).map((row) =>
            el(
              "tr",
              {},
              el("td", { class: "mono" }, row.name),
              el(
                "td",
                { class: "number mono", title: row.text },
                unit === "count" || Number.isNaN(row.value) ? row.text : formatValue(row.value, unit, 4),
              ),
            ),
          ),
        ),
      ),
    );
  }

  #summarise(main, detail, answer) {
    fill(
      this.summary,
      el("b", {}, main),
      el("span", { class: "faint" }, ` · ${detail} · ${Math.round(answer.milliseconds)} ms`),
    );
  }

  #warn(warnings, found, shown, what, verb) {
    fill(
      this.message,
      found === 0 && noDataYet("samples"),
      found > shown && el(
        "div",
        { class: "notice" },
        `${formatCount(shown)} of ${formatCount(found)} ${what} are ${verb}. `,
        "Narrow the query with label matchers or an aggregation.",
      ),
      warnings.map((warning) => el("div", { class: "notice warning" }, warning)),
    );
    this.card.hidden = found === 0;
  }

  async #complete(text, cursor) {
    const context = promqlCompletionContext(text, cursor);
    if (!context) return null;
    const prefix = context.prefix.toLowerCase();
    if (context.kind === "metric") {
      if (prefix.length < 2) return null;
      this.#names ??= metrics.labelValues("__name__");
      this.#names.catch(() => (this.#names = null));
      const words = [...aggregations, ...functions].filter((name) => name.startsWith(prefix) && name !== prefix);
      const names = (await this.#names).filter(
        (name) => name.toLowerCase().includes(prefix) && name !== context.prefix,
      );
      names.sort(
        (a, b) => Number(b.startsWith(context.prefix)) - Number(a.startsWith(context.prefix)) || a.localeCompare(b),
      );
      return {
        start: context.start,
        items: [
          ...words.map((name) => ({ text: name, note: "function" })),
          ...names.map((name) => ({ text: name, note: "metric" })),
        ],
      };
    }
    const values = context.kind === "label" ? await metrics.labelNames(context.metric) : await metrics.labelValues(
      context.label,
      context.metric,
    );
    const items = values.filter(
      (value) => value.toLowerCase().includes(prefix) && value !== context.prefix && value !== "__name__",
    ).map((value) => ({ text: value, note: context.kind }));
    return { start: context.start, items };
  }
}

/** Line and column (from 1) as an offset into the text. */
function offsetOf(text, { line, column }) {
  return text.split("\n").slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
}

customElements.define("metrics-view", MetricsView);
