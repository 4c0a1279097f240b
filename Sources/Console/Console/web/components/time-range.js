// <time-range>: the range and the refresh of the whole page. Says "range" {from, to} and "refresh" {every}.

import { el, fill, icon } from "../lib/dom.js";
import { describeRange, formatClock, formatDate, parseMoment, quickRanges, resolveRange } from "../lib/time.js";

const refreshChoices = [
  ["", "Off"],
  ["5s", "Every 5 s"],
  ["10s", "Every 10 s"],
  ["30s", "Every 30 s"],
  ["1m", "Every minute"],
];

export class TimeRange extends HTMLElement {
  #state = { from: "now-15m", to: "now", refresh: "" };

  connectedCallback() {
    if (this.button) return;
    this.label = el("span", {});
    this.button = el(
      "button",
      { type: "button", class: "tool-button", "aria-haspopup": "dialog", "aria-expanded": "false" },
      icon("clock"),
      this.label,
      icon("chevron"),
    );
    this.panel = el("div", { class: "popover", role: "dialog", "aria-label": "Time range", hidden: true });
    this.append(this.button, this.panel);
    this.button.addEventListener("click", () => this.toggle());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.panel.hidden) return;
      this.toggle(false);
      this.button.focus();
    });
    document.addEventListener("pointerdown", (event) => {
      if (!this.contains(event.target)) this.toggle(false);
    });
  }

  /** @param {{from: string, to: string, refresh: string}} state */
  show(state) {
    this.#state = state;
    fill(
      this.label,
      describeRange(state.from, state.to, Date.now()),
      state.refresh && el("span", { class: "badge" }, state.refresh),
    );
  }

  toggle(open = this.panel.hidden) {
    if (open) this.#fill();
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) (this.panel.querySelector('[aria-pressed="true"]') ?? this.panel.querySelector("button")).focus();
  }

  #fill() {
    const { from, to } = resolveRange(this.#state.from, this.#state.to, Date.now());
    const local = (at) => `${formatDate(at)} ${formatClock(at)}`;
    const start = el(
      "input",
      {
        type: "text",
        value: this.#state.from.startsWith("now") ? this.#state.from : local(from),
        "aria-label": "From",
        spellcheck: "false",
      },
    );
    const end = el(
      "input",
      {
        type: "text",
        value: this.#state.to.startsWith("now") ? this.#state.to : local(to),
        "aria-label": "To",
        spellcheck: "false",
      },
    );
    const problem = el("p", { class: "form-problem", role: "alert" });
    const apply = (event) => {
      event.preventDefault();
      const [first, last] = [momentText(start.value), momentText(end.value)];
      const range = resolveRange(first, last, Date.now());
      fill(problem, range.problem);
      if (range.problem) return;
      this.#say("range", { from: first, to: last });
      this.toggle(false);
    };
    const choice = ([value, label]) => {
      const pressed = this.#state.from === value && this.#state.to === "now";
      const choose = () => {
        this.#say("range", { from: value, to: "now" });
        this.toggle(false);
      };
      return el(
        "button",
        { type: "button", class: "menu-item", "aria-pressed": String(pressed), on: { click: choose } },
        label,
      );
    };
    const refresh = ([value, label]) => {
      const choose = () => {
        this.#say("refresh", { every: value });
        this.toggle(false);
      };
      return el(
        "button",
        {
          type: "button",
          class: "menu-item",
          "aria-pressed": String(this.#state.refresh === value),
          on: { click: choose },
        },
        label,
      );
    };
    fill(
      this.panel,
      el("div", { class: "popover-column" }, el("h3", {}, "Range"), quickRanges.map(choice)),
      el("div", { class: "popover-column" }, el("h3", {}, "Refresh"), refreshChoices.map(refresh)),
      el(
        "form",
        { class: "popover-column wide", on: { submit: apply } },
        el("h3", {}, "From – to"),
        el("label", {}, "From", start),
        el("label", {}, "To", end),
        el("p", { class: "faint" }, "Local time as 2026-01-31 09:30:00, or now-2h"),
        problem,
        el("button", { type: "submit", class: "primary-button" }, "Apply"),
      ),
    );
  }

  #say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}

/** Absolute times go into the address in milliseconds, so that a link means the same moment in every time zone. */
function momentText(text) {
  const trimmed = text.trim();
  if (trimmed.startsWith("now")) return trimmed;
  const moment = parseMoment(trimmed.replace(" ", "T"), Date.now());
  return moment === null ? trimmed : String(moment);
}

customElements.define("time-range", TimeRange);
