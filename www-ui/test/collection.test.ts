import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { test } from "node:test";
import { Collection } from "../src/data/collection.ts";
import type { Item, Params } from "../src/data/query.ts";

function build(buildid: number, more: Item = {}): Item {
  return {
    buildid,
    number: buildid,
    complete: false,
    results: null,
    state_string: "",
    properties: {},
    ...more,
  };
}

function loaded(params: Params, ...rows: Item[]): Collection<Item> {
  const collection = new Collection<Item>("builds", params);
  collection.begin();
  collection.load(rows);
  return collection;
}

function ids(collection: Collection<Item>): unknown[] {
  return collection.view().map((row) => row["buildid"]);
}

test("an event of a new row adds it in its place", () => {
  const builds = loaded({ order: "-number" }, build(1), build(3));
  strictEqual(builds.apply(build(2)), false);
  deepStrictEqual(ids(builds), [3, 2, 1]);
});

test("the limit holds when rows come in", () => {
  const builds = loaded({ order: "-number", limit: 2 }, build(2), build(1));
  builds.apply(build(3));
  deepStrictEqual(ids(builds), [3, 2]);
});

test("a row that no longer fits the filter leaves", () => {
  const running = loaded({ complete: false }, build(1), build(2));
  running.apply(build(1, { complete: true, results: 0 }));
  deepStrictEqual(ids(running), [2]);
});

test("a row of somebody else does not come in", () => {
  const mine = loaded({ builderid: 7 }, build(1, { builderid: 7 }));
  mine.apply(build(2, { builderid: 8 }));
  deepStrictEqual(ids(mine), [1]);
});

test("an event during a fetch is newer than the answer", () => {
  const builds = loaded({}, build(1));
  builds.begin();
  builds.apply(build(1, { complete: true, results: 2 }));
  builds.apply(build(2));
  builds.load([build(1)]);
  deepStrictEqual(ids(builds), [1, 2]);
  strictEqual(builds.view()[0]?.["results"], 2);
});

test("an answer replaces what was known before the fetch", () => {
  const builds = loaded({}, build(1), build(2));
  builds.begin();
  builds.load([build(2), build(3)]);
  deepStrictEqual(ids(builds), [2, 3]);
});

test("properties survive events, which carry none", () => {
  const properties = { branch: ["main", "x"] };
  const builds = loaded({ property: "branch" }, build(1, { properties }));
  builds.apply(build(1, { state_string: "building" }));
  deepStrictEqual(builds.view()[0]?.["properties"], properties);
  strictEqual(builds.view()[0]?.["state_string"], "building");
});

test("a part of a row changes the row that is known", () => {
  const builders = new Collection<Item>("builders", {});
  builders.begin();
  builders.load([{ builderid: 1, name: "a", tags: ["t"], masterids: [1] }]);
  strictEqual(builders.apply({ builderid: 1, masterid: 1, name: "b" }), false);
  deepStrictEqual(builders.view()[0]?.["tags"], ["t"]);
  strictEqual(builders.view()[0]?.["name"], "b");
});

test("an empty message, and a part of an unknown row, ask for a fetch", () => {
  const builders = new Collection<Item>("builders", {});
  builders.begin();
  builders.load([]);
  strictEqual(builders.apply(null), true);
  strictEqual(builders.apply({ changed: ["x", "y"] }), true);
  strictEqual(builders.apply({ builderid: 1, masterid: 1, name: "b" }), true);
});

test("a page that stays open holds a bounded number of rows", () => {
  const recent = loaded({ complete: true, order: "-number", limit: 20 });
  for (let id = 1; id <= 5_000; id++) {
    recent.apply(build(id));
    recent.apply(build(id, { complete: true, results: 0 }));
  }
  ok(recent.size <= 220, `${recent.size}`);
  deepStrictEqual(
    ids(recent),
    Array.from({ length: 20 }, (_, i) => 5_000 - i),
  );
});

test("a row moves up when one that is shown leaves", () => {
  const running = loaded({ complete: false, order: "-number", limit: 2 }, build(3), build(2));
  running.apply(build(4));
  running.apply(build(4, { complete: true }));
  deepStrictEqual(ids(running), [3, 2]);
});
