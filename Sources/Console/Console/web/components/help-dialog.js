// <help-dialog>: the keys, and what the two query languages look like.

import { el } from "../lib/dom.js";

const keys = [
  ["/", "to the query"],
  ["Enter", "run the query; Shift+Enter is a new line"],
  ["Alt ↑ ↓", "earlier queries"],
  ["g o", "Overview"],
  ["g l", "Logs"],
  ["g m", "Metrics"],
  ["g t", "Trace"],
  ["g s", "System"],
  ["j k", "move through the lines, Enter opens one"],
  ["r", "refresh"],
  ["e", "time range"],
  ["d", "dark or light"],
  ["?", "this help"],
];

export class HelpDialog extends HTMLElement {
  open() {
    if (!this.dialog) {
      const close = el("button", { type: "submit", class: "primary-button" }, "Close");
      this.dialog = el(
        "dialog",
        { class: "help", "aria-label": "Keys" },
        el("h2", {}, "Keys"),
        el(
          "dl",
          { class: "keys" },
          keys.map(
            ([key, text]) => [el("dt", {}, key.split(" ").map((each) => el("kbd", {}, each))), el("dd", {}, text)],
          ),
        ),
        el(
          "p",
          { class: "faint" },
          "Drag across a chart to zoom. The address holds everything that is shown, so a link can be shared.",
        ),
        el("form", { method: "dialog" }, close),
      );
      this.append(this.dialog);
    }
    this.dialog.showModal();
  }
}

customElements.define("help-dialog", HelpDialog);
