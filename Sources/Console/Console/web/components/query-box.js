// <query-box>: a text box that colours its language, completes names and remembers queries. Enter says "run" with
// {query}; Shift+Enter is a new line; Alt+Up and Alt+Down walk through the history.

import { el, fill, icon } from "../lib/dom.js";
import { QueryHistory } from "../lib/history.js";

const shownCompletions = 12;

export class QueryBox extends HTMLElement {
  #options = null;
  #completions = [];
  #chosen = -1;
  #walk = -1;
  #draft = "";
  #asked = 0;

  /**
   * @typedef {{start: number, items: {text: string, note?: string}[]}} Completions
   * @param {{name: string, label: string, placeholder: string,
   *     tokenize: (text: string) => {kind: string, text: string}[],
   *     complete?: (text: string, cursor: number) => Promise<Completions | null>}} options
   */
  configure(options) {
    this.#options = options;
    this.history = new QueryHistory(options.name);
    this.colours = el("pre", { class: "query-colours", "aria-hidden": "true" });
    this.input = el("textarea", {
      class: "query-input",
      rows: "1",
      spellcheck: "false",
      autocomplete: "off",
      autocapitalize: "off",
      "aria-label": options.label,
      placeholder: options.placeholder,
      role: "combobox",
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      "aria-controls": `${options.name}-completions`,
    });
    this.list = el("div", { class: "completions", role: "listbox", id: `${options.name}-completions`, hidden: true });
    const past = el(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Earlier queries", title: "Earlier queries (Alt+↑)" },
      icon("history"),
    );
    past.addEventListener("click", () => this.#showHistory());
    this.run = el("button", { type: "button", class: "primary-button", title: "Run (Enter)" }, "Run");
    this.run.addEventListener("click", () => this.#submit());
    fill(this, el("div", { class: "query-field" }, this.colours, this.input, this.list), past, this.run);
    this.input.addEventListener("input", () => this.#edited());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.#close(), 120)); // after a click on a completion
    this.input.addEventListener("scroll", () => {
      this.colours.scrollTop = this.input.scrollTop;
    });
  }

  get value() {
    return this.input.value;
  }

  set value(text) {
    if (this.input.value !== text) this.input.value = text;
    this.#walk = -1;
    this.#colour();
  }

  focus() {
    this.input.focus();
    this.input.select();
  }

  /** Marks the character at a position (from 0), or takes the mark away with null. */
  mark(position) {
    this.marked = position;
    this.#colour();
  }

  #colour() {
    let position = 0;
    const pieces = [];
    for (const { kind, text } of this.#options.tokenize(this.input.value)) {
      const isMarked = this.marked !== null && this.marked >= position && this.marked < position + text.length;
      pieces.push(el("span", { class: `token-${kind}${isMarked ? " token-error" : ""}` }, text));
      position += text.length;
    }
    fill(this.colours, pieces, "\n");
    const lines = Math.min(8, this.input.value.split("\n").length);
    this.style.setProperty("--query-lines", String(lines));
  }

  async #edited() {
    this.marked = null;
    this.#walk = -1;
    this.#colour();
    if (!this.#options.complete) return;
    const asked = (this.#asked += 1);
    const { value, selectionStart } = this.input;
    let found = null;
    try {
      found = await this.#options.complete(value, selectionStart);
    } catch {
      // Without names to offer there is simply no list; the query's own error will say what is wrong.
    }
    if (asked !== this.#asked || document.activeElement !== this.input) return;
    this.#offer(found?.items ?? [], found?.start ?? 0);
  }

  #offer(items, start) {
    this.#completions = items.slice(0, shownCompletions);
    this.#chosen = -1;
    this.start = start;
    if (this.#completions.length === 0) return this.#close();
    fill(
      this.list,
      this.#completions.map((item, index) => {
        const take = (event) => {
          event.preventDefault();
          this.#take(index);
        };
        return el(
          "div",
          { class: "completion", role: "option", id: `${this.list.id}-${index}`, on: { pointerdown: take } },
          el("span", {}, item.text),
          item.note && el("span", { class: "faint" }, item.note),
        );
      }),
    );
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  #choose(index) {
    this.#chosen = (index + this.#completions.length) % this.#completions.length;
    [...this.list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === this.#chosen)));
    this.list.children[this.#chosen].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.#chosen}`);
  }

  #take(index) {
    const item = this.#completions[index];
    if (item.whole) {
      this.input.value = item.text;
    } else {
      const { value, selectionStart } = this.input;
      this.input.setRangeText(item.text, this.start, selectionStart, "end");
      if (value === this.input.value) this.input.setSelectionRange(selectionStart, selectionStart);
    }
    this.#close();
    this.#colour();
    this.input.focus();
  }

  #close() {
    this.#asked += 1;
    this.list.hidden = true;
    this.#completions = [];
    this.#chosen = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  #showHistory() {
    const items = this.history.entries.map((text) => ({ text, whole: true }));
    this.input.focus();
    this.#asked += 1;
    this.#offer(items.length ? items : [], 0);
  }

  #key(event) {
    const isOpen = !this.list.hidden;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      this.#walkHistory(event.key === "ArrowUp" ? 1 : -1);
    } else if (isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.#choose(event.key === "ArrowDown" ? this.#chosen + 1 : Math.max(this.#chosen, 0) - 1);
    } else if (isOpen && (event.key === "Tab" || (event.key === "Enter" && this.#chosen >= 0))) {
      event.preventDefault();
      this.#take(Math.max(0, this.#chosen));
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (isOpen) this.#close();
      else this.input.blur();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#submit();
    }
  }

  #walkHistory(direction) {
    const { entries } = this.history;
    const next = this.#walk + direction;
    if (next >= entries.length || next < -1) return;
    if (this.#walk === -1) this.#draft = this.input.value;
    this.#walk = next;
    this.input.value = next === -1 ? this.#draft : entries[next];
    this.#colour();
  }

  #submit() {
    this.#close();
    this.history.add(this.input.value);
    this.dispatchEvent(new CustomEvent("run", { detail: { query: this.input.value.trim() }, bubbles: true }));
  }
}

customElements.define("query-box", QueryBox);
