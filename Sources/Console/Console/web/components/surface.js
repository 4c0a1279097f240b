// A canvas that fills its element at the screen's own resolution and redraws when its size or the theme changes.

import { oncePerFrame } from "../lib/dom.js";

export class Surface {
  /**
   * @param {HTMLElement} host gets the canvas as its child
   * @param {(context: CanvasRenderingContext2D, width: number, height: number) => void} draw in CSS pixels
   */
  constructor(host, draw) {
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    host.append(this.canvas);
    this.redraw = oncePerFrame(() => this.#paint(draw));
    this.observer = new ResizeObserver(this.redraw);
    this.observer.observe(host);
    this.host = host;
    document.addEventListener("themechange", this.redraw);
  }

  #paint(draw) {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width === 0 || height === 0) return;
    const ratio = devicePixelRatio || 1;
    const deviceWidth = Math.round(width * ratio);
    const deviceHeight = Math.round(height * ratio);
    if (this.canvas.width !== deviceWidth || this.canvas.height !== deviceHeight) {
      this.canvas.width = deviceWidth;
      this.canvas.height = deviceHeight;
    }
    const context = this.canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    draw(context, width, height);
  }

  disconnect() {
    this.observer.disconnect();
    document.removeEventListener("themechange", this.redraw);
  }
}

/**
 * Dragging across a plot. `moved(x1, x2)` while it lasts (null, null when it ends or is given up), `done(x1, x2)` for a
 * drag of more than a few pixels, `clicked(x)` for less.
 */
export function trackDrag(element, { moved, done, clicked }) {
  let start = null;
  const position = (event) => event.clientX - element.getBoundingClientRect().left;
  const stop = () => {
    start = null;
    moved(null, null);
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = position(event);
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if (start !== null) moved(start, position(event));
  });
  element.addEventListener("pointerup", (event) => {
    if (start === null) return;
    const [from, to] = [Math.min(start, position(event)), Math.max(start, position(event))];
    const isDrag = to - from > 4;
    const at = start;
    stop();
    if (isDrag) done(from, to);
    else clicked?.(at);
  });
  element.addEventListener("pointercancel", stop);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && start !== null) stop();
  });
}
