import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { test } from "node:test";
import { parseAnsi } from "../src/parts/log/ansi.ts";
import {
  cutRuns,
  hits,
  patternOf,
  SEARCH_LINES,
  searchLog,
  step,
} from "../src/parts/log/search.ts";

const PLAIN = { matchCase: false, regex: false };

function pattern(text: string, more: object = {}): RegExp {
  const found = patternOf({ text, ...PLAIN, ...more });
  if (found === null) throw new Error("no pattern");
  return found;
}

test("text is looked for as it is, without regard to case", () => {
  deepStrictEqual(hits("a.b A.B axb", pattern("a.b")), [
    [0, 3],
    [4, 7],
  ]);
  deepStrictEqual(hits("a.b A.B", pattern("A.B", { matchCase: true })), [[4, 7]]);
  strictEqual(patternOf({ text: "", ...PLAIN }), null);
});

test("an expression is one if asked for, and never matches nothing", () => {
  deepStrictEqual(hits("xx1 y22", pattern("[0-9]+", { regex: true })), [
    [2, 3],
    [5, 7],
  ]);
  deepStrictEqual(hits("abc", pattern("x*", { regex: true })), []);
  throws(() => pattern("(", { regex: true }), SyntaxError);
});

test("runs are cut at hits, which may span them", () => {
  const runs = parseAnsi("one \u001b[31mtwo\u001b[0m three");
  const cut = cutRuns(runs, pattern("e two t"));
  deepStrictEqual(
    cut.map((run) => [run.text, run.hit, run.style.fg]),
    [
      ["on", false, null],
      ["e ", true, null],
      ["two", true, 1],
      [" t", true, null],
      ["hree", false, null],
    ],
  );
  strictEqual(cut.map((run) => run.text).join(""), "one two three");
});

test("a line without a hit stays as it is", () => {
  deepStrictEqual(
    cutRuns(parseAnsi("abc"), pattern("x")).map((run) => [run.text, run.hit]),
    [["abc", false]],
  );
});

test("the whole log is searched, piece by piece, without channels and colours", async () => {
  const total = SEARCH_LINES + 3;
  const log = Array.from(
    { length: total },
    (_, i) => (i % 5_000 === 0 ? "eer\u001b[1mror" : "ook"),
  );
  const asked: number[][] = [];
  const read = async (offset: number, limit: number) => {
    asked.push([offset, limit]);
    return log.slice(offset, offset + limit);
  };
  let last: unknown;
  for await (const found of searchLog(pattern("error"), total, true, read)) last = { ...found };
  deepStrictEqual(asked, [
    [0, SEARCH_LINES],
    [SEARCH_LINES, 3],
  ]);
  deepStrictEqual(last, { lines: [1, 5_001, 10_001], searched: total });
  for await (const found of searchLog(pattern("ook"), 3, true, read)) last = { ...found };
  deepStrictEqual(last, { lines: [], searched: 3 });
});

test("next and previous go round", () => {
  strictEqual(step([3, 7, 9], 3, 1), 1);
  strictEqual(step([3, 7, 9], 9, 1), 0);
  strictEqual(step([3, 7, 9], 3, -1), 2);
  strictEqual(step([3, 7, 9], 8, -1), 1);
  strictEqual(step([], 8, 1), -1);
});
