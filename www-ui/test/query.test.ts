import { deepStrictEqual, strictEqual } from "node:assert";
import { test } from "node:test";
import { applyQuery, matches, queryString, socketPath, topicMatches } from "../src/data/query.ts";

test("repeated parameters are sent one by one, encoded", () => {
  strictEqual(queryString({}), "");
  strictEqual(
    queryString({ property: ["a b", "c"], limit: 3, complete: false }),
    "?property=a%20b&property=c&limit=3&complete=false",
  );
});

test("a collection is subscribed two levels down, a single thing one", () => {
  strictEqual(socketPath("builds"), "builds/*/*");
  strictEqual(socketPath("builders/5"), "builders/5/*");
  strictEqual(socketPath("builders/5/forceschedulers"), "builders/5/forceschedulers/*/*");
  strictEqual(socketPath("builds/9/steps"), "builds/9/steps/*/*");
  strictEqual(socketPath("builders/5/builds/2"), "builders/5/builds/2/*");
  strictEqual(socketPath("builds/9/properties"), "builds/9/properties/*");
});

test("a star stands for exactly one segment", () => {
  strictEqual(topicMatches("builds/*/*", "builds/3/new"), true);
  strictEqual(topicMatches("builds/*/*", "builders/1/builds/3/new"), false);
  strictEqual(topicMatches("*/*/new", "changes/7/new"), true);
  strictEqual(topicMatches("builds/3/*", "builds/4/new"), false);
});

const ROW = { number: 7, complete: false, name: "linux", results: null, tags: ["a", "b"] };

test("a plain name and __eq mean equal, in the type of the field", () => {
  strictEqual(matches(ROW, { number: "7" }), true);
  strictEqual(matches(ROW, { number__eq: 8 }), false);
  strictEqual(matches(ROW, { name: "linux" }), true);
});

test("booleans have their words", () => {
  for (const word of ["false", "off", "no", "0", "OFF"]) {
    strictEqual(matches(ROW, { complete: word }), true, word);
  }
  for (const word of ["true", "on", "yes", "1"]) {
    strictEqual(matches(ROW, { complete: word }), false, word);
  }
});

test("comparisons compare, and a null is never compared", () => {
  strictEqual(matches(ROW, { number__lt: 8 }), true);
  strictEqual(matches(ROW, { number__lt: 7 }), false);
  strictEqual(matches(ROW, { number__le: 7 }), true);
  strictEqual(matches(ROW, { number__gt: 7 }), false);
  strictEqual(matches(ROW, { number__ge: 7 }), true);
  strictEqual(matches(ROW, { results__lt: 7 }), false);
});

test("several values are alternatives", () => {
  strictEqual(matches(ROW, { number__eq: [6, 7] }), true);
  strictEqual(matches(ROW, { number__ne: [6, 7] }), false);
  strictEqual(matches(ROW, { number__in: [1, 2] }), false);
  strictEqual(matches(ROW, { number__notin: [1, 2] }), true);
});

test("contains looks into text and lists", () => {
  strictEqual(matches(ROW, { name__contains: "inu" }), true);
  strictEqual(matches(ROW, { tags__contains: "b" }), true);
  strictEqual(matches(ROW, { tags__contains: "c" }), false);
});

test("what is not claimed is not complete either", () => {
  strictEqual(matches({ claimed: false, complete: false }, { claimed: false }), true);
  strictEqual(matches({ claimed: false, complete: true }, { claimed: false }), false);
  strictEqual(matches({ claimed: true, complete: false }, { claimed: false }), false);
});

test("field, limit, offset, order and property are no filters", () => {
  strictEqual(matches(ROW, { field: "x", limit: 1, offset: 2, order: "y", property: "z" }), true);
});

test("rows are ordered by several keys, nulls first, and cut", () => {
  const rows = [
    { id: 1, p: 1, at: 5 },
    { id: 2, p: 2, at: null },
    { id: 3, p: 2, at: 9 },
    { id: 4, p: 1, at: 7 },
  ];
  const ids = (params: Parameters<typeof applyQuery>[1]) =>
    applyQuery(rows, params).map((r) => (r as { id: number }).id);
  deepStrictEqual(ids({ order: "-id" }), [4, 3, 2, 1]);
  deepStrictEqual(ids({ order: ["-p", "-at"] }), [3, 2, 4, 1]);
  deepStrictEqual(ids({ order: "at" }), [2, 1, 4, 3]);
  deepStrictEqual(ids({ order: "-id", limit: 2 }), [4, 3]);
  deepStrictEqual(ids({ order: "-id", limit: 2, offset: 1 }), [3, 2]);
  deepStrictEqual(ids({}), [1, 2, 3, 4]);
});
