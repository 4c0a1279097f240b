import assert from "node:assert/strict";
import test from "node:test";

globalThis.location = { hash: "" };
globalThis.addEventListener = () => {};
globalThis.history = { pushState() {}, replaceState() {} };
const { Store, defaults, formatHash, parseHash } = await import("../../../Sources/Console/Console/web/lib/state.js");

test("the address holds the whole state", () => {
  const state = { ...defaults, view: "logs", q: 'a:"b & c" AND #1?', from: "now-1h", trace: "ab" };
  assert.deepEqual(parseHash(formatHash(state)), state);
  assert.equal(formatHash({ ...defaults, view: "overview" }), "#/overview");
});

test("strange addresses are the overview, and unknown keys nothing", () => {
  for (const hash of ["", "#", "#main", "#/nowhere?x=1", "#/__proto__", "#?%"]) assert.equal(
    parseHash(hash).view,
    "overview",
    hash,
  );
  assert.equal(Object.hasOwn(parseHash("#/logs?evil=1&__proto__=2"), "evil"), false);
  assert.equal(parseHash("#/logs?q=a%3D1?b").q, "a=1?b");
});

test("a change is said once, and none when nothing changes", () => {
  const store = new Store();
  const said = [];
  store.addEventListener("change", ({ detail }) => said.push([detail.previous.view, detail.next.view]));
  store.set({ view: "logs" });
  store.set({ view: "logs" });
  assert.deepEqual(said, [["overview", "logs"]]);
});
