// System: what runs where, which targets are scraped, which indices hold the logs.

import { el, fill, outsideLink } from "../lib/dom.js";
import { logs, metrics } from "../lib/api.js";
import { formatCount, formatSeconds, formatValue } from "../lib/format.js";
import { emptyNotice, errorNotice } from "../components/notices.js";
import { placeItem } from "./overview-view.js";
import { View } from "./view.js";

export class SystemView extends View {
  connectedCallback() {
    this.places = el("div", {});
    this.targets = el("div", { class: "table-scroll" });
    this.indices = el("div", { class: "table-scroll" });
    this.version = el("span", { class: "faint" });
    const card = (title, body, note) => el(
      "section",
      { class: "card" },
      el("div", { class: "card-head" }, el("h2", {}, title), note),
      body,
    );
    this.append(
      el(
        "div",
        { class: "system-grid" },
        card("What runs where", this.places, this.version),
        card("Scrape targets", this.targets),
        card("Log indices", this.indices),
      ),
    );
    this.refresh();
  }

  stateChanged() {}

  async refresh() {
    await this.loading(async (signal) => {
      const show = async (place, load) => {
        try {
          fill(place, await load());
        } catch (error) {
          if (!signal.aborted) fill(place, errorNotice(error));
        }
      };
      await Promise.all([
        show(this.places, async () => {
          const status = await this.console.status(signal);
          fill(this.version, `Martlet ${status.version}`);
          return el("ul", { class: "places" }, status.components.map(placeItem));
        }),
        show(this.targets, async () => targetTable(await metrics.targets(signal))),
        show(this.indices, async () => indexTable(await logs.indices(signal))),
      ]);
    });
  }
}

function table(heads, rows) {
  const head = heads.map(([name, className]) => el("th", { class: className === "number" ? "number" : "" }, name));
  const cells = (row) => el("tr", {}, row.map((cell, index) => el("td", { class: heads[index][1] ?? "" }, cell)));
  return el("table", { class: "data-table" }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows.map(cells)));
}

function targetTable(targets) {
  if (targets.length === 0) return emptyNotice(
    "No targets",
    "The metrics server's configuration has no scrape_configs.",
  );
  const sorted = [...targets].sort((a, b) => (a.scrapePool + a.scrapeUrl < b.scrapePool + b.scrapeUrl ? -1 : 1));
  const rows = sorted.map((target) => [
    el(
      "span",
      { class: "place-name" },
      el("i", { class: `dot ${target.health}`, role: "img", "aria-label": target.health }),
      target.health,
    ),
    target.labels?.job ?? target.scrapePool,
    outsideLink(target.scrapeUrl, target.scrapeUrl),
    formatSeconds(target.lastScrapeDuration ?? 0),
    Date.parse(
      target.lastScrape,
    ) > 0 ? `${formatSeconds(Math.max(0, (Date.now() - Date.parse(target.lastScrape)) / 1000))} ago` : "never",
    target.lastError ?? "",
  ]);
  return table(
    [["Health"], ["Job"], ["Address", "mono"], ["Took", "number"], ["Last scrape", "number"], ["Error", "error-text"]],
    rows,
  );
}

function indexTable(indices) {
  if (indices.length === 0) return emptyNotice(
    "No indices yet",
    "They appear with the first log line that the shipper delivers.",
  );
  const sorted = [...indices].sort((a, b) => (a.index < b.index ? -1 : 1));
  const size = (text) => (/^\d+$/.test(text ?? "") ? formatValue(Number(text), "bytes") : text ?? "–");
  const rows = sorted.map((index) => [
    index.index,
    formatCount(Number(index["docs.count"] ?? 0)),
    size(index["store.size"]),
    el(
      "span",
      { class: "place-name" },
      el("i", { class: `dot ${index.health === "red" ? "down" : "up"}` }),
      index.health ?? "–",
    ),
  ]);
  return table([["Index", "mono"], ["Lines", "number"], ["Size", "number"], ["Health"]], rows);
}

customElements.define("system-view", SystemView);
