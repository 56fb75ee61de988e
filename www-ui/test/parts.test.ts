import { deepStrictEqual, strictEqual } from "node:assert";
import { test } from "node:test";
import { cycled, describeTag, showsTags } from "../src/pages/builders/tags.ts";
import { duration, relativeTime } from "../src/parts/time.ts";
import { isProblem, LOOKS, statusOf, statusOfCode, statusOfRequest } from "../src/status.ts";

test("durations have a unit that fits them", () => {
  strictEqual(duration(0), "0 s");
  strictEqual(duration(59.9), "59 s");
  strictEqual(duration(65), "1 min 05 s");
  strictEqual(duration(3660), "1 h 01 min");
  strictEqual(duration(90_000), "1 d 1 h");
  strictEqual(duration(-3), "0 s");
});

test("times are told relative to now", () => {
  strictEqual(relativeTime(1000, 1004), "just now");
  strictEqual(relativeTime(1060, 1000), "just now");
  strictEqual(relativeTime(1000, 1030), "30 seconds ago");
  strictEqual(relativeTime(1000, 1000 + 3 * 3600), "3 hours ago");
  strictEqual(relativeTime(1000, 1000 + 2 * 86_400), "2 days ago");
});

test("every result code has a state of its own", () => {
  deepStrictEqual(
    [0, 1, 2, 3, 4, 5, 6].map((code) => statusOfCode(code)),
    ["success", "warnings", "failure", "skipped", "exception", "retry", "cancelled"],
  );
  strictEqual(statusOfCode(99), "unknown");
});

test("every state has a word and a shape of its own", () => {
  const looks = Object.values(LOOKS);
  strictEqual(new Set(looks.map((l) => l.word)).size, looks.length);
  strictEqual(new Set(looks.map((l) => JSON.stringify(l.icon))).size, looks.length);
});

test("what has started runs, what has not waits", () => {
  strictEqual(statusOf({ complete: false, results: null, started_at: 5 }), "running");
  strictEqual(statusOf({ complete: false, results: null, started_at: null }), "waiting");
  strictEqual(statusOf({ complete: true, results: 2, started_at: 5 }), "failure");
  strictEqual(statusOfRequest({ complete: false, claimed: false, results: -1 }), "waiting");
  strictEqual(statusOfRequest({ complete: false, claimed: true, results: -1 }), "running");
});

test("what went well or was left out is no problem", () => {
  strictEqual(isProblem("success"), false);
  strictEqual(isProblem("skipped"), false);
  strictEqual(isProblem("failure"), true);
  strictEqual(isProblem("exception"), true);
});

test("a tag goes from off to must, must not, may, and off", () => {
  let chosen: string[] = ["x"];
  const seen: string[] = [];
  for (let i = 0; i < 4; i++) {
    chosen = cycled(chosen, "t");
    seen.push(describeTag(chosen, "t"));
  }
  deepStrictEqual(seen, ["all", "none", "any", "off"]);
  deepStrictEqual(chosen, ["x"]);
});

test("tags filter by must, must not, and one of", () => {
  strictEqual(showsTags(["a", "b"], ["+a", "+b"]), true);
  strictEqual(showsTags(["a"], ["+a", "+b"]), false);
  strictEqual(showsTags(["a"], ["-a"]), false);
  strictEqual(showsTags(["b"], ["a", "b"]), true);
  strictEqual(showsTags(["c"], ["a", "b"]), false);
  strictEqual(showsTags([], []), true);
});
