// <martlet-app>: the frame around the views, their refresh, and the keys.

import { el, fill, icon } from "./lib/dom.js";
import { logs, status } from "./lib/api.js";
import { mappedFields } from "./lib/document.js";
import { colourName } from "./lib/series.js";
import { Store } from "./lib/state.js";
import { isRelative, parseDuration } from "./lib/time.js";
import "./components/help-dialog.js";
import "./components/line-chart.js";
import "./components/log-histogram.js";
import "./components/log-table.js";
import "./components/query-box.js";
import "./components/time-range.js";
import { LogsView } from "./views/logs-view.js";
import { MetricsView } from "./views/metrics-view.js";
import { OverviewView } from "./views/overview-view.js";
import { SystemView } from "./views/system-view.js";
import { TraceView } from "./views/trace-view.js";

const viewTypes = {
  overview: OverviewView,
  logs: LogsView,
  metrics: MetricsView,
  trace: TraceView,
  system: SystemView,
};
const titles = { overview: "Overview", logs: "Logs", metrics: "Metrics", trace: "Trace", system: "System" };

/** How long the names of the fields are believed, in milliseconds. */
const fieldsLifetime = 60_000;

class MartletApp extends HTMLElement {
  store = new Store();
  #fields = null;
  #fieldsAt = 0;
  #colours = new Map();
  #timer = 0;
  #prefix = false;

  connectedCallback() {
    this.tabs = Object.fromEntries(
      Object.entries(titles).map(([view, title]) => [view, el("a", { class: "tab" }, title)]),
    );
    this.range = el("time-range", { class: "time-range" });
    const refresh = el(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Refresh",
        title: "Refresh (r)",
        on: { click: () => this.#refresh() },
      },
      icon("refresh"),
    );
    this.theme = el("button", { type: "button", class: "icon-button", on: { click: () => this.#switchTheme() } });
    const help = el(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Keys",
        title: "Keys (?)",
        on: { click: () => this.help.open() },
      },
      icon("help"),
    );
    this.help = el("help-dialog", {});
    this.main = el("main", { id: "main", tabindex: "-1" });
    const logo = el("img", { src: document.querySelector("link[rel=icon]").href, alt: "", width: "22", height: "22" });
    this.append(
      el(
        "header",
        { class: "bar" },
        el("a", { class: "brand", href: "#/overview", "aria-label": "Martlet" }, logo, el("span", {}, "Martlet")),
        el("nav", { "aria-label": "Views" }, Object.values(this.tabs)),
        el("div", { class: "bar-tools" }, this.range, refresh, this.theme, help),
      ),
      this.main,
      this.help,
    );
    this.range.addEventListener("range", ({ detail }) => this.store.set(detail));
    this.range.addEventListener("refresh", ({ detail }) => this.store.set({ refresh: detail.every }));
    this.store.addEventListener("change", ({ detail }) => this.#changed(detail.previous));
    document.addEventListener("themechange", () => this.#showTheme());
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("visibilitychange", () => this.#schedule());
    document.querySelector(".skip-link")?.addEventListener("click", (event) => {
      event.preventDefault(); // the hash is the page's state
      this.main.focus();
    });
    this.#showTheme();
    this.#showFrame();
    this.#openView();
  }

  /** What runs where. */
  async status(signal) {
    return status(signal);
  }

  /** Names of the services behind the public paths; none when nobody can say. */
  async services() {
    try {
      return (await (this.firstStatus ??= status())).services ?? [];
    } catch {
      this.firstStatus = null;
      return [];
    }
  }

  /**
   * Types of the log fields by name. A server without any index yet has none, which is not an error.
   * @returns {Promise<Map<string, string>>}
   */
  async fields() {
    if (this.#fields && Date.now() - this.#fieldsAt < fieldsLifetime) return this.#fields;
    this.#fieldsAt = Date.now();
    this.#fields = this.#loadFields();
    return this.#fields;
  }

  async #loadFields() {
    try {
      await (this.firstStatus ??= status());
      const fields = mappedFields(await logs.mapping(this.store.state.index));
      if (fields.size === 0) this.#fieldsAt = 0; // nothing there yet: look again next time
      return fields;
    } catch {
      this.firstStatus = null;
      this.#fieldsAt = 0;
      return new Map(); // the query that follows says what is wrong, in the server's own words
    }
  }

  /** One colour for a service on the whole page; new names take the next one, in the order of `order`. */
  serviceColour(name, order = []) {
    for (const each of [...order, name]) if (!this.#colours.has(each)) this.#colours.set(
      each,
      colourName(this.#colours.size),
    );
    return this.#colours.get(name);
  }

  #changed(previous) {
    const { state } = this.store;
    this.#showFrame();
    if (previous.view !== state.view) this.#openView();
    else if (onlyRefreshDiffers(previous, state)) return;
    else this.view.stateChanged(previous);
  }

  #openView() {
    const View = viewTypes[this.store.state.view];
    this.view = new View(this);
    this.view.className = `view ${this.store.state.view}`;
    fill(this.main, this.view);
  }

  #showFrame() {
    const { state } = this.store;
    for (const [view, tab] of Object.entries(this.tabs)) {
      tab.href = this.store.link({ view });
      if (view === state.view) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    document.title = `${titles[state.view]} · Martlet`;
    this.range.show(state);
    this.#schedule();
  }

  /** Refreshes while the range moves with the clock and somebody looks. */
  #schedule() {
    clearTimeout(this.#timer);
    const { refresh, from, to } = this.store.state;
    const every = parseDuration(refresh);
    if (!every || !isRelative(from, to) || document.hidden) return;
    this.#timer = setTimeout(async () => {
      this.range.show(this.store.state);
      await (this.view.refreshByClock ?? this.view.refresh).call(this.view);
      this.#schedule();
    }, Math.max(1000, every));
  }

  async #refresh() {
    this.range.show(this.store.state);
    await this.view.refresh();
  }

  #showTheme() {
    const isDark = document.documentElement.dataset.theme === "dark";
    fill(this.theme, icon(isDark ? "sun" : "moon"));
    const label = isDark ? "Light theme" : "Dark theme";
    this.theme.setAttribute("aria-label", label);
    this.theme.title = `${label} (d)`;
  }

  #switchTheme() {
    const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("martlet.theme", next);
      document.dispatchEvent(new CustomEvent("themechoice"));
    } catch {
      document.documentElement.dataset.theme = next; // without storage it holds for this visit
      document.dispatchEvent(new CustomEvent("themechange"));
    }
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.("input, textarea, select, dialog")) return;
    const views = { o: "overview", l: "logs", m: "metrics", t: "trace", s: "system" };
    if (this.#prefix) {
      this.#prefix = false;
      if (!views[event.key]) return;
      event.preventDefault();
      this.store.set({ view: views[event.key] });
      return;
    }
    const actions = {
      g: () => (this.#prefix = true),
      "/": () => this.view.focusQuery?.(),
      r: () => this.#refresh(),
      e: () => this.range.toggle(),
      d: () => this.#switchTheme(),
      "?": () => this.help.open(),
    };
    if (!actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  }
}

function onlyRefreshDiffers(previous, next) {
  return Object.keys(next).every((key) => key === "refresh" || previous[key] === next[key]);
}

customElements.define("martlet-app", MartletApp);
