// What all views share: one load at a time, and errors of a load that was given up are nobody's business.

export class View extends HTMLElement {
  #controller = null;

  /**
   * @param {{store: import("../lib/state.js").Store, status: (signal?: AbortSignal) => Promise<any>,
   *     fields: () => Promise<Map<string, string>>, services: () => Promise<string[]>,
   *     serviceColour: (name: string, order?: string[]) => string}} console
   */
  constructor(console) {
    super();
    this.console = console;
    this.store = console.store;
  }

  get state() {
    return this.store.state;
  }

  /** Runs `work` with a signal that the next load, or leaving the view, gives up. */
  async loading(work) {
    this.#controller?.abort();
    const controller = (this.#controller = new AbortController());
    this.toggleAttribute("loading", true);
    try {
      await work(controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    } finally {
      if (this.#controller === controller) this.toggleAttribute("loading", false);
    }
  }

  disconnectedCallback() {
    this.#controller?.abort();
  }

  /** Takes a new range out of a chart's or histogram's drag. */
  zoomOn(element) {
    element.addEventListener("zoom", (event) => {
      this.store.set({ from: String(event.detail.from), to: String(event.detail.to) });
    });
  }
}
