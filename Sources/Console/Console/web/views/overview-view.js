// Overview: how the services do (from the metrics), what they say (from the logs), and what runs where, for one range.

import { el, fill, outsideLink } from "../lib/dom.js";
import { logs, metrics } from "../lib/api.js";
import { levels } from "../lib/document.js";
import { formatCount, formatValue } from "../lib/format.js";
import { firstPageBody, histogramOf, totalOf } from "../lib/log-query.js";
import { quoteValue } from "../lib/lucene.js";
import { lastValue, seriesOfMatrix } from "../lib/series.js";
import { byJob, jobSelector, serviceQueries, withZeros } from "../lib/service-queries.js";
import { queryStep, resolveRange } from "../lib/time.js";
import { errorNotice, noDataYet } from "../components/notices.js";
import { View } from "./view.js";

const latestLines = 100;

export class OverviewView extends View {
  connectedCallback() {
    const chart = (label) => el("line-chart", { class: "line-chart", group: "overview", legend: "none", label });
    this.charts = {
      requests: chart("Requests per second"),
      serverErrors: chart("Share of requests that failed"),
      latency: chart("95th percentile of the duration"),
    };
    this.heads = Object.fromEntries(Object.keys(this.charts).map((name) => [name, el("span", { class: "headline" })]));
    const card = (name, title, note) =>
      el(
        "section",
        { class: "card chart-card" },
        el("div", { class: "card-head" }, el("h2", {}, title, el("span", { class: "faint" }, note)), this.heads[name]),
        this.charts[name],
      );
    this.metricsMessage = el("div", { class: "message" });
    this.chartRow = el(
      "div",
      { class: "chart-row" },
      card("requests", "Requests", "all services"),
      card("serverErrors", "Errors", "5xx of all requests"),
      card("latency", "Latency", "p95, slowest service"),
    );
    this.histogram = el("log-histogram", { class: "log-histogram" });
    this.table = el("log-table", { class: "log-table" });
    this.logsMessage = el("div", { class: "message" });
    this.logSummary = el("span", { class: "faint" });
    this.logLegend = el("div", { class: "level-legend" });
    this.services = el("div", {});
    this.places = el("div", {});
    this.append(
      this.metricsMessage,
      this.chartRow,
      el(
        "div",
        { class: "overview-grid" },
        el(
          "section",
          { class: "card log-card" },
          el(
            "div",
            { class: "card-head" },
            el("h2", {}, "Logs ", this.logSummary),
            this.logLegend,
            el("a", { class: "quiet-link", href: this.store.link({ view: "logs" }) }, "Open in Logs"),
          ),
          this.histogram,
          this.logsMessage,
          this.table,
        ),
        el(
          "aside",
          { class: "side" },
          el("section", { class: "card" }, el("div", { class: "card-head" }, el("h2", {}, "Services")), this.services),
          el(
            "section",
            { class: "card" },
            el(
              "div",
              { class: "card-head" },
              el("h2", {}, "What runs where"),
              el("a", { class: "quiet-link", href: this.store.link({ view: "system" }) }, "Targets"),
            ),
            this.places,
          ),
        ),
      ),
    );
    for (const each of [...Object.values(this.charts), this.histogram]) this.zoomOn(each);
    this.table.addEventListener("trace", ({ detail }) => this.store.set({ view: "trace", trace: detail.id }));
    this.table.addEventListener("filter", ({ detail }) => this.#filter(detail));
    this.refresh();
  }

  stateChanged() {
    this.refresh();
  }

  /** A service leads to its lines; a trace id to its timeline. */
  #filter({ field, value, negate }) {
    if (field === "trace.id" && !negate) this.store.set({ view: "trace", trace: String(value) });
    else this.store.set({ view: "logs", q: `${negate ? "NOT " : ""}${field}:${quoteValue(value)}` });
  }

  async refresh() {
    const range = resolveRange(this.state.from, this.state.to, Date.now());
    await this.loading(
      (signal) => Promise.all(
        [this.#loadMetrics(range, signal), this.#loadLogs(range, signal), this.#loadPlaces(signal)],
      ),
    );
  }

  async #loadMetrics({ from, to }, signal) {
    const step = queryStep(to - from);
    try {
      // The console and the servers behind it count requests too; they are not what the platform is there for, and
      // what the console passes on would be counted twice.
      const queries = serviceQueries(step, jobSelector(await this.console.services()));
      const names = Object.keys(queries);
      const answers = await Promise.all(
        names.map((name) => metrics.queryRange(queries[name], { from, to, step }, signal)),
      );
      const found = Object.fromEntries(names.map((name, index) => [name, byJob(seriesOfMatrix(answers[index].data))]));
      found.serverErrors = withZeros(found.serverErrors, found.requests);
      found.clientErrors = withZeros(found.clientErrors, found.requests);
      fill(this.metricsMessage, found.requests.length === 0 && noDataYet("requests"));
      this.chartRow.hidden = found.requests.length === 0;
      if (found.requests.length > 0) this.#showCharts(found, { from, to, step });
      this.#showServices(found);
    } catch (error) {
      if (signal.aborted) throw error;
      this.chartRow.hidden = true;
      fill(this.metricsMessage, errorNotice(error));
      fill(this.services, el("p", { class: "faint pad" }, "The metrics server did not answer."));
    }
  }

  #showCharts(found, { from, to, step }) {
    const order = found.requests.map((series) => series.name);
    const colours = (name) => this.console.serviceColour(name, order);
    const units = { requests: "rate", serverErrors: "ratio", latency: "seconds" };
    for (const [name, chart] of Object.entries(this.charts)) chart.show(
      { series: found[name], from, to, step, unit: units[name], colours },
    );
    const total = found.requests.reduce((sum, series) => sum + (lastValue(series) || 0), 0);
    const failing = found.requests.reduce(
      (sum, series, index) => sum + (lastValue(series) || 0) * (lastValue(found.serverErrors[index]) || 0),
      0,
    );
    const slowest = Math.max(...found.latency.map(lastValue).filter(Number.isFinite));
    fill(this.heads.requests, formatValue(total, "rate"));
    fill(this.heads.serverErrors, total > 0 ? formatValue(failing / total, "ratio") : "–");
    fill(this.heads.latency, Number.isFinite(slowest) ? formatValue(slowest, "seconds") : "–");
    this.heads.serverErrors.classList.toggle("error-text", total > 0 && failing / total > 0.01);
  }

  #showServices(found) {
    const order = found.requests.map((series) => series.name);
    if (order.length === 0) {
      fill(this.services, el("p", { class: "faint pad" }, "No requests in this range."));
      return;
    }
    const value = (list, name, unit, alarm) => {
      const last = lastValue(list.find((each) => each.name === name) ?? { values: [] });
      return el(
        "td",
        { class: `number ${last > alarm ? "error-text" : ""}` },
        Number.isNaN(last) ? "–" : formatValue(last, unit),
      );
    };
    const row = (name) => {
      const swatch = el("i", { class: "swatch" });
      swatch.style.background = `var(${this.console.serviceColour(name, order)})`;
      const open = this.store.link({ view: "logs", q: `service.name:${quoteValue(name)}` });
      return el(
        "tr",
        {},
        el("td", {}, el("a", { class: "service-link", href: open, title: `Logs of ${name}` }, swatch, name)),
        value(found.requests, name, "rate", Infinity),
        value(found.clientErrors, name, "ratio", Infinity),
        value(found.serverErrors, name, "ratio", 0.01),
        value(found.latency, name, "seconds", Infinity),
      );
    };
    const head = ["Service", "Req", "4xx", "5xx", "p95"].map(
      (name, index) => el("th", { class: index ? "number" : "" }, name),
    );
    fill(
      this.services,
      el(
        "table",
        { class: "data-table compact" },
        el("thead", {}, el("tr", {}, head)),
        el("tbody", {}, order.map(row)),
      ),
    );
  }

  async #loadLogs({ from, to }, signal) {
    try {
      const fields = await this.console.fields();
      const { body } = await logs.search(
        this.state.index,
        firstPageBody({ query: "", from, to, size: latestLines, fields }),
        signal,
      );
      const hits = body.hits?.hits ?? [];
      const histogram = histogramOf(body, from, to);
      const total = totalOf(body);
      this.histogram.show({ ...histogram, from, to });
      fill(this.logSummary, `${formatCount(total.value)} lines`);
      fill(
        this.logLegend,
        levels.filter((level) => histogram.totals[level] > 0).map(
          (level) => el(
            "span",
            { class: "legend-item" },
            el("i", { class: `swatch level-${level}` }),
            level,
            el("span", { class: "faint" }, formatCount(histogram.totals[level])),
          ),
        ),
      );
      fill(this.logsMessage, hits.length === 0 && noDataYet("log lines"));
      this.table.hidden = hits.length === 0;
      if (hits.length > 0) this.table.show(hits, { withDate: to - from > 864e5, more: "none" });
    } catch (error) {
      if (signal.aborted) throw error;
      this.table.hidden = true;
      fill(this.logsMessage, errorNotice(error));
    }
  }

  async #loadPlaces(signal) {
    try {
      const { components } = await this.console.status(signal);
      fill(this.places, el("ul", { class: "places" }, components.map(placeItem)));
    } catch (error) {
      if (signal.aborted) throw error;
      fill(this.places, errorNotice(error));
    }
  }
}

/** One program: its health, its name, where it is. */
export function placeItem(component) {
  const state = component.health === "up" ? "up" : component.health === "down" ? "down" : "unknown";
  return el(
    "li",
    { class: "place", title: component.detail ?? "" },
    el("i", { class: `dot ${state}`, role: "img", "aria-label": state }),
    el("span", { class: "place-name" }, component.name, el("span", { class: "faint" }, component.purpose ?? "")),
    el("span", { class: "place-url mono" }, outsideLink(component.url, component.url.replace(/^https?:\/\//, ""))),
  );
}

customElements.define("overview-view", OverviewView);
