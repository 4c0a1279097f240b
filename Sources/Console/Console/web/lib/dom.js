// Building the page. Log lines are hostile input: everything here makes nodes and text, nothing parses markup.

/**
 * @typedef {string | number | Node | null | undefined | false} Child
 */

/**
 * Creates an element.
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `on` holds listeners by event name; true sets an empty attribute, and
 *     false, null and undefined leave it out; all else is set as an attribute.
 * @param {...(Child | Child[])} children strings become text nodes
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "on") {
      for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Replaces all children of an element. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

const drawings = {
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.6 10.6 14 14",
  refresh: "M13.5 3v3.5H10M13.2 6.5A5.5 5.5 0 1 0 13.5 9",
  clock: "M8 14.5A6.5 6.5 0 1 0 8 1.5a6.5 6.5 0 0 0 0 13ZM8 4.5V8l2.5 1.5",
  chevron: "m4 6 4 4 4-4",
  plus: "M8 3.5v9M3.5 8h9",
  minus: "M3.5 8h9",
  copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
  timeline: "M2 3.5h6M5 8h7M9 12.5h5",
  sun:
    "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13" +
    "M3 13l1.1-1.1M11.9 4.1 13 3",
  moon: "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z",
  help: "M6 6a2 2 0 1 1 2.7 1.9c-.5.2-.7.6-.7 1.1v.5M8 12v.1M8 14.5A6.5 6.5 0 1 0 8 1.5a6.5 6.5 0 0 0 0 13Z",
  close: "m4 4 8 8M12 4l-8 8",
  history: "M2.5 8A5.5 5.5 0 1 0 4.2 4M2.5 2.5V5H5M8 5v3l2 1.5",
  external: "M9 2.5h4.5V7M13.5 2.5 7.5 8.5M11.5 9v4.5h-9v-9H7",
  play: "M5 3.5v9l7-4.5z",
};

/** A 16 px line drawing in the colour of the text, hidden from screen readers. */
export function icon(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  setAttributes(svg, { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" });
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", drawings[name]);
  svg.append(path);
  return svg;
}

/** A link to another part of the console; `hash` starts with "#". */
export function hashLink(hash, attributes, ...children) {
  return el("a", { href: hash, ...attributes }, ...children);
}

/** A link to another server, only for http and https; anything else stays text. */
export function outsideLink(url, ...children) {
  const isWeb = /^https?:\/\//i.test(url);
  if (!isWeb) return el("span", {}, ...children);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** Puts text on the clipboard and says so on the button for a moment. */
export async function copyText(text, button) {
  const before = button.getAttribute("aria-label");
  try {
    await navigator.clipboard.writeText(text);
    button.setAttribute("aria-label", "Copied");
    button.classList.add("done");
  } catch {
    button.setAttribute("aria-label", "The browser did not allow copying");
  }
  setTimeout(() => {
    button.classList.remove("done");
    button.setAttribute("aria-label", before ?? "Copy");
  }, 1200);
}

/** Value of a custom property of style.css, for drawing on canvas. */
export function cssColour(name, element = document.documentElement) {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

/** Calls `action` at most once a frame, however often the returned function is called. */
export function oncePerFrame(action) {
  let pending = 0;
  return () => {
    if (pending) return;
    pending = requestAnimationFrame(() => {
      pending = 0;
      action();
    });
  };
}
