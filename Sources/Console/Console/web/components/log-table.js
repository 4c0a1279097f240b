// <log-table>: log lines, of which only those in sight are in the page. Rows have a fixed height; an opened row's
// fields are measured once they are there. Says "filter" {field, value, negate}, "trace" {id} and "more".

import { el, fill, icon, oncePerFrame } from "../lib/dom.js";
import { durationOf, field, levelGroup, requestSummary, timestampOf, visibleText } from "../lib/document.js";
import { formatSeconds } from "../lib/format.js";
import { formatClock, formatDate } from "../lib/time.js";
import { logFields } from "./log-fields.js";

const rowHeight = 28;
const overscan = 12;

export class LogTable extends HTMLElement {
  #hits = [];
  #open = new Map(); // key of a hit → height of its fields, 0 until measured
  #tops = [];
  #selected = -1;
  #withDate = false;
  #more = "none";

  connectedCallback() {
    if (this.body) return;
    this.body = el("div", { class: "log-rows", role: "rowgroup" });
    this.head = el(
      "div",
      { class: "log-head", role: "row" },
      ["Time", "Level", "Service", "Message", "Trace"].map((name) => el("span", { role: "columnheader" }, name)),
    );
    this.scroller = el(
      "div",
      { class: "log-scroller", tabindex: "0", role: "table", "aria-label": "Log lines, newest first" },
      this.head,
      this.body,
    );
    this.append(this.scroller);
    this.redraw = oncePerFrame(() => this.#render());
    this.scroller.addEventListener("scroll", this.redraw, { passive: true });
    this.scroller.addEventListener("keydown", (event) => this.#key(event));
    this.resized = new ResizeObserver(this.redraw);
    this.resized.observe(this.scroller);
    this.measured = new ResizeObserver((entries) => this.#measure(entries));
  }

  disconnectedCallback() {
    this.resized?.disconnect();
    this.measured?.disconnect();
  }

  /**
   * @param {any[]} hits newest first
   * @param {{withDate: boolean, more: "none" | "some" | "loading"}} options
   */
  show(hits, { withDate, more }) {
    const isContinuation = hits.length > this.#hits.length && hits[0] === this.#hits[0];
    this.#hits = hits;
    this.#withDate = withDate;
    this.#more = more;
    this.classList.toggle("with-date", withDate);
    if (!isContinuation) {
      const keys = new Set(hits.map(keyOf));
      for (const key of this.#open.keys()) if (!keys.has(key)) this.#open.delete(key);
      this.#selected = -1;
      this.scroller.scrollTop = 0;
    }
    this.#layout();
    this.#render();
  }

  /** Has somebody moved away from the newest line, or opened one? Then new lines must not push it away. */
  get isRead() {
    return this.scroller.scrollTop > 0 || this.#open.size > 0;
  }

  set more(more) {
    this.#more = more;
    this.#render();
  }

  #layout() {
    let top = 0;
    this.#tops = this.#hits.map((hit) => {
      const here = top;
      top += rowHeight + (this.#open.get(keyOf(hit)) ?? 0);
      return here;
    });
    this.#tops.push(top);
  }

  /** First row whose end lies below `offset`. */
  #rowAt(offset) {
    let [low, high] = [0, this.#hits.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#tops[middle + 1] <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #render() {
    if (!this.body) return;
    const { scrollTop, clientHeight } = this.scroller;
    const first = Math.max(0, this.#rowAt(scrollTop) - overscan);
    const last = Math.min(this.#hits.length, this.#rowAt(scrollTop + clientHeight) + overscan + 1);
    const kept = new Map([...this.body.children].map((row) => [row.dataset.key, row]));
    const rows = [];
    for (let index = first; index < last; index += 1) {
      const hit = this.#hits[index];
      const key = keyOf(hit);
      const isOpen = this.#open.has(key);
      let row = kept.get(key);
      if (!row || row.hit !== hit || row.classList.contains("open") !== isOpen) row = this.#row(hit, key, isOpen);
      row.style.transform = `translateY(${this.#tops[index]}px)`;
      row.classList.toggle("selected", index === this.#selected);
      row.setAttribute("aria-rowindex", String(index + 1));
      row.index = index;
      rows.push(row);
    }
    const end = this.#end();
    end.style.transform = `translateY(${this.#tops.at(-1) ?? 0}px)`;
    this.#place([...rows, end]);
    this.body.style.height = `${(this.#tops.at(-1) ?? 0) + (this.#more === "none" ? 0 : 48)}px`;
    if (this.#more === "some" && last >= this.#hits.length - 20 && this.#hits.length > 0 && scrollTop > 0) this.#say(
      "more",
      {},
    );
  }

  /** Puts rows in place without touching those that stay, so that a selection in their text survives. */
  #place(rows) {
    const wanted = new Set(rows);
    for (const child of [...this.body.children]) if (!wanted.has(child)) child.remove();
    rows.forEach((row, position) => {
      if (this.body.children[position] !== row) this.body.insertBefore(row, this.body.children[position] ?? null);
    });
  }

  #end() {
    this.footer ??= el("div", { class: "log-end", "data-key": "end" });
    if (this.footer.dataset.more !== this.#more) {
      this.footer.dataset.more = this.#more;
      const button = el(
        "button",
        { type: "button", class: "quiet-button", on: { click: () => this.#say("more", {}) } },
        "Load older lines",
      );
      fill(this.footer, this.#more === "some" ? button : this.#more === "loading" ? "Loading…" : null);
    }
    return this.footer;
  }

  #row(hit, key, isOpen) {
    const source = hit._source ?? {};
    const at = timestampOf(source);
    const level = field(source, "log.level");
    const duration = durationOf(source);
    const summary = requestSummary(source);
    const time = Number.isNaN(
      at,
    ) ? "–" : `${this.#withDate ? `${formatDate(at).slice(5)} ` : ""}${formatClock(at, true)}`;
    const line = el(
      "div",
      { class: "log-line", on: { click: (event) => this.#lineClicked(event, hit) } },
      el("span", { class: "log-time", role: "cell", title: Number.isNaN(at) ? "" : new Date(at).toISOString() }, time),
      el("span", { class: `log-level level-text-${levelGroup(level)}`, role: "cell" }, visibleText(level ?? "–")),
      el(
        "span",
        { class: "log-service", role: "cell" },
        this.#filterLink("service.name", field(source, "service.name")),
      ),
      el(
        "span",
        { class: "log-message", role: "cell" },
        visibleText(field(source, "message") ?? JSON.stringify(source)),
        summary && el("span", { class: "log-summary" }, visibleText(summary)),
        duration !== null && el("span", { class: "log-summary" }, formatSeconds(duration / 1000)),
      ),
      el("span", { class: "log-trace", role: "cell" }, this.#traceLinks(field(source, "trace.id"))),
    );
    const row = el("div", { class: `log-row ${isOpen ? "open" : ""}`, role: "row", "data-key": key }, line);
    row.hit = hit;
    if (isOpen) {
      const details = logFields(hit, (detail) => this.#say("filter", detail), (id) => this.#say("trace", { id }));
      details.dataset.key = key;
      row.append(details);
      this.measured.observe(details);
    }
    return row;
  }

  #filterLink(name, value) {
    if (value === undefined || value === null || value === "") return "–";
    const choose = (event) => {
      event.stopPropagation();
      this.#say("filter", { field: name, value, negate: false });
    };
    return el(
      "button",
      { type: "button", class: "link", title: `Only ${name} ${value}`, "data-field": name, on: { click: choose } },
      visibleText(value),
    );
  }

  #traceLinks(trace) {
    if (!trace) return "";
    const link = this.#filterLink("trace.id", trace);
    fill(link, visibleText(String(trace).slice(0, 8)));
    const open = (event) => {
      event.stopPropagation();
      this.#say("trace", { id: String(trace) });
    };
    return [
      link,
      el(
        "button",
        {
          type: "button",
          class: "icon-button small",
          "aria-label": "Show this trace as a timeline",
          title: "Show this trace as a timeline",
          on: { click: open },
        },
        icon("timeline"),
      ),
    ];
  }

  #lineClicked(event, hit) {
    if (getSelection()?.toString()) return; // the click ended a selection of text
    this.#selected = event.currentTarget.parentElement.index;
    this.#toggle(hit);
  }

  #toggle(hit) {
    const key = keyOf(hit);
    if (!this.#open.delete(key)) this.#open.set(key, 0);
    this.#layout();
    this.#render();
  }

  #measure(entries) {
    let changed = false;
    for (const { target } of entries) {
      const height = target.offsetHeight;
      const known = this.#open.get(target.dataset.key);
      if (!target.isConnected || known === undefined || known === height) continue;
      this.#open.set(target.dataset.key, height);
      changed = true;
    }
    if (!changed) return;
    this.#layout();
    this.redraw();
  }

  /** j, k and the arrows move, Enter opens, Home and End jump. */
  #key(event) {
    if (event.target !== this.scroller || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.#hits.length - 1;
    const moves = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, Home: -last, End: last };
    if (event.key in moves) {
      event.preventDefault();
      this.#selected = Math.max(0, Math.min(last, this.#selected + moves[event.key]));
      this.#reveal(this.#selected);
    } else if (event.key === "Enter" && this.#selected >= 0) {
      event.preventDefault();
      this.#toggle(this.#hits[this.#selected]);
    }
  }

  #reveal(index) {
    const top = this.#tops[index];
    const { scrollTop } = this.scroller;
    const visible = this.scroller.clientHeight - this.head.offsetHeight; // the head stays on top of the rows
    if (top < scrollTop) this.scroller.scrollTop = top;
    else if (top + rowHeight > scrollTop + visible) this.scroller.scrollTop = top + rowHeight - visible;
    this.#render();
  }

  #say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}

/** What tells hits apart: index and id, or their place in the order when the server leaves ids out. */
function keyOf(hit) {
  return `${hit._index}/${hit._id ?? (hit.sort ?? []).join(",")}`;
}

customElements.define("log-table", LogTable);
