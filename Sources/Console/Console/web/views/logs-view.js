// Logs: query, counts over time, lines.

import { el, fill, icon } from "../lib/dom.js";
import { logs } from "../lib/api.js";
import { levels } from "../lib/document.js";
import { formatCount } from "../lib/format.js";
import { firstPageBody, histogramOf, nextPageBody, pageSize, totalOf } from "../lib/log-query.js";
import { addFilter, luceneCompletionContext, tokenizeLucene } from "../lib/lucene.js";
import { resolveRange } from "../lib/time.js";
import { errorNotice, exampleChips, noDataYet } from "../components/notices.js";
import { View } from "./view.js";

const examples = [
  ["errors", "log.level:error"],
  ["server errors", "http.response.status_code:>=500"],
  ["slower than 100 ms", "event.duration:>100000000"],
  ["one service", 'service.name:"todo-service"'],
  ["a phrase", '"user registered"'],
  ["without probes", "NOT url.path:(\"/livez\" OR \"/readyz\" OR \"/metrics\")"],
];

/** So many lines the page holds at most; then it says so. */
const mostLines = 10_000;

export class LogsView extends View {
  #hits = [];
  #range = { from: 0, to: 0 };

  connectedCallback() {
    this.box = el("query-box", { class: "query-box" });
    this.box.configure({
      name: "logs",
      label: "Log query in Lucene syntax",
      placeholder: "Search logs: words, field:value, AND OR NOT, ranges, /regex/",
      tokenize: tokenizeLucene,
      complete: (text, cursor) => this.#complete(text, cursor),
    });
    this.chips = exampleChips(examples, (query) => this.#run(query));
    this.summary = el("div", { class: "summary", role: "status" });
    this.paused = el("span", { class: "badge", hidden: true }, "refresh waits while you read");
    this.legend = el("div", { class: "level-legend" });
    this.banner = el("div", { class: "banner", hidden: true });
    this.histogram = el("log-histogram", { class: "log-histogram" });
    this.message = el("div", { class: "message" });
    this.table = el("log-table", { class: "log-table" });
    this.append(
      el("div", { class: "query-area" }, this.box, this.chips),
      el(
        "section",
        { class: "card histogram-card" },
        el("div", { class: "card-head" }, this.summary, this.paused, this.legend),
        this.histogram,
      ),
      this.banner,
      this.message,
      this.table,
    );
    this.box.addEventListener("run", (event) => this.#run(event.detail.query));
    this.table.addEventListener("filter", ({ detail }) => this.#filter(detail));
    this.table.addEventListener("trace", ({ detail }) => this.store.set({ view: "trace", trace: detail.id }));
    this.table.addEventListener("more", () => this.#loadMore());
    this.zoomOn(this.histogram);
    this.box.value = this.state.q;
    this.refresh();
  }

  stateChanged() {
    this.box.value = this.state.q;
    this.refresh();
  }

  /** The clock asks for new lines: not while somebody reads the ones that are there. */
  async refreshByClock() {
    const isRead = !this.table.hidden && this.table.isRead;
    this.paused.hidden = !isRead;
    if (!isRead) await this.refresh();
  }

  focusQuery() {
    this.box.focus();
  }

  #run(query) {
    if (query === this.state.q) this.refresh();
    else this.store.set({ q: query });
  }

  #filter({ field, value, negate }) {
    this.store.set({ q: addFilter(this.state.q, field, value, negate) });
  }

  async refresh() {
    this.paused.hidden = true;
    this.#range = resolveRange(this.state.from, this.state.to, Date.now());
    const { from, to } = this.#range;
    this.#showTraceBanner();
    await this.loading(async (signal) => {
      try {
        const fields = await this.console.fields();
        const { body, milliseconds } = await logs.search(
          this.state.index,
          firstPageBody({ query: this.state.q, from, to, fields }),
          signal,
        );
        this.#hits = body.hits?.hits ?? [];
        this.#show(body, milliseconds);
      } catch (error) {
        if (signal.aborted) return;
        this.#hits = [];
        fill(this.summary);
        fill(this.legend);
        this.histogram.show({ bars: [], interval: 1000, from, to });
        this.table.hidden = true;
        fill(this.message, errorNotice(error, this.state.q));
      }
    });
  }

  #show(body, milliseconds) {
    const { from, to } = this.#range;
    const total = totalOf(body);
    const histogram = histogramOf(body, from, to);
    this.histogram.show({ ...histogram, from, to });
    fill(
      this.summary,
      el("b", {}, `${total.exact ? "" : "≥ "}${formatCount(total.value)}`),
      total.value === 1 ? " line" : " lines",
      el(
        "span",
        { class: "faint", title: `${Math.round(milliseconds)} ms until the page had the answer` },
        ` found in ${body.took ?? "?"} ms`,
      ),
      body.timed_out && el("span", { class: "warning-text" }, " · the search ran out of time, counts are partial"),
    );
    fill(
      this.legend,
      levels.filter((level) => histogram.totals[level] > 0).map(
        (level) => this.#levelItem(level, histogram.totals[level]),
      ),
    );
    fill(this.message, this.#hits.length === 0 ? noDataYet("log lines") : null);
    this.table.hidden = this.#hits.length === 0;
    if (this.#hits.length > 0) this.table.show(
      this.#hits,
      { withDate: to - from > 864e5, more: this.#hits.length >= pageSize ? "some" : "none" },
    );
  }

  #levelItem(level, count) {
    const content = [
      el("i", { class: `swatch level-${level}` }),
      level,
      el("span", { class: "faint" }, formatCount(count)),
    ];
    if (level === "other") return el("span", { class: "legend-item" }, content);
    const choose = () => this.#filter({ field: "log.level", value: level, negate: false });
    return el(
      "button",
      { type: "button", class: "legend-item", title: `Only ${level}`, on: { click: choose } },
      content,
    );
  }

  #showTraceBanner() {
    const trace = /(?:^|[\s(])trace\.id:"?([0-9a-fA-F]{16,32})"?/.exec(this.state.q)?.[1];
    this.banner.hidden = !trace;
    if (trace) fill(
      this.banner,
      icon("timeline"),
      "These lines belong to one trace.",
      el("a", { href: this.store.link({ view: "trace", trace }) }, "Show it as a timeline"),
    );
  }

  async #loadMore() {
    const after = this.#hits.at(-1)?.sort;
    if (!after || this.hasAttribute("loading")) return;
    if (this.#hits.length >= mostLines) {
      fill(
        this.message,
        el(
          "div",
          { class: "notice" },
          `The page holds ${formatCount(mostLines)} lines. Narrow the range or the query to see older ones.`,
        ),
      );
      this.table.more = "none";
      return;
    }
    this.table.more = "loading";
    const { from, to } = this.#range;
    await this.loading(async (signal) => {
      try {
        const { body } = await logs.search(
          this.state.index,
          nextPageBody({ query: this.state.q, from, to, after }),
          signal,
        );
        const page = body.hits?.hits ?? [];
        this.#hits = [...this.#hits, ...page];
        this.table.show(this.#hits, { withDate: to - from > 864e5, more: page.length >= pageSize ? "some" : "none" });
      } catch (error) {
        if (signal.aborted) return;
        this.table.more = "none"; // not "some": scrolling would ask again at once, and fail again
        fill(this.message, errorNotice(error));
      }
    });
  }

  async #complete(text, cursor) {
    const context = luceneCompletionContext(text, cursor);
    if (!context) return null;
    const fields = await this.console.fields();
    const prefix = context.prefix.toLowerCase();
    const items = [...fields]
      .filter(([name]) => name.toLowerCase().includes(prefix) && name !== context.prefix && !name.endsWith(".keyword"))
      .sort(
        ([a], [b]) => Number(
          b.toLowerCase().startsWith(prefix),
        ) - Number(a.toLowerCase().startsWith(prefix)) || a.localeCompare(b),
      )
      .map(([name, type]) => ({ text: `${name}:`, note: type }));
    return { start: context.start, items };
  }
}

customElements.define("logs-view", LogsView);
