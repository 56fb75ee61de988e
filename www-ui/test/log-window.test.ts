import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { test } from "node:test";
import {
  LogPages,
  MOST_PAGES,
  PAGE,
  scrollTopOf,
  splitChannel,
  splitContent,
  TALLEST,
  viewOf,
} from "../src/parts/log/window.ts";

function lines(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `line ${from + i}`);
}

test("content is whole lines, the last one ended too", () => {
  deepStrictEqual(splitContent(""), []);
  deepStrictEqual(splitContent("a\nb\n"), ["a", "b"]);
  deepStrictEqual(splitContent("\n\n"), ["", ""]);
  deepStrictEqual(splitContent("a\r\n"), ["a\r"]);
});

test("the first character of a stdio line is its channel", () => {
  deepStrictEqual(splitChannel("ohello", true), { channel: "o", text: "hello" });
  deepStrictEqual(splitChannel("e", true), { channel: "e", text: "" });
  deepStrictEqual(splitChannel("ohello", false), { channel: "", text: "ohello" });
});

test("a small log is asked for once and then complete", () => {
  const pages = new LogPages();
  deepStrictEqual(pages.missing(0, 100, 30), { offset: 0, limit: 30 });
  pages.put(0, lines(0, 30));
  strictEqual(pages.missing(0, 100, 30), null);
  strictEqual(pages.line(29), "line 29");
  strictEqual(pages.line(30), undefined);
});

test("growth is asked for from where the page ends", () => {
  const pages = new LogPages();
  pages.put(0, lines(0, 30));
  deepStrictEqual(pages.missing(10, 40, 34), { offset: 30, limit: 4 });
  pages.put(30, lines(30, 4));
  strictEqual(pages.missing(10, 40, 34), null);
});

test("only the pages that are looked at are asked for, whole", () => {
  const pages = new LogPages();
  const first = 10 * PAGE - 5;
  deepStrictEqual(pages.missing(first, first + 10, 100 * PAGE), {
    offset: 9 * PAGE,
    limit: PAGE,
  });
  pages.put(9 * PAGE, lines(9 * PAGE, PAGE));
  deepStrictEqual(pages.missing(first, first + 10, 100 * PAGE), {
    offset: 10 * PAGE,
    limit: PAGE,
  });
});

test("growth elsewhere is not asked for", () => {
  const pages = new LogPages();
  pages.put(0, lines(0, PAGE));
  strictEqual(pages.missing(0, 40, 50 * PAGE), null);
});

test("an answer shorter than asked leaves the rest to be asked for", () => {
  const pages = new LogPages();
  pages.put(0, lines(0, 10));
  deepStrictEqual(pages.missing(0, 40, 40), { offset: 10, limit: 30 });
});

test("an answer may span pages", () => {
  const pages = new LogPages();
  pages.put(0, lines(0, PAGE + 3));
  strictEqual(pages.line(PAGE + 2), `line ${PAGE + 2}`);
  strictEqual(pages.missing(0, PAGE + 3, PAGE + 3), null);
});

test("memory is bounded, and what is near stays", () => {
  const pages = new LogPages();
  for (let page = 0; page < 50; page++) {
    pages.put(page * PAGE, lines(page * PAGE, PAGE));
    pages.keepAround(page * PAGE);
  }
  strictEqual(pages.size, MOST_PAGES);
  strictEqual(pages.line(49 * PAGE), `line ${49 * PAGE}`);
  strictEqual(pages.line(0), undefined);
  deepStrictEqual(pages.missing(0, 10, 50 * PAGE), { offset: 0, limit: PAGE });
});

test("the drawn rows cover the view and the margin around it", () => {
  const view = viewOf(1000, 400, 10_000, 20, 5);
  deepStrictEqual(view, { first: 45, last: 75, top: 900, height: 200_000 });
});

test("the view ends where the log does", () => {
  deepStrictEqual(viewOf(0, 400, 3, 20, 5), { first: 0, last: 3, top: 0, height: 60 });
  const end = viewOf(1e9, 400, 1000, 20, 5);
  strictEqual(end.last, 1000);
  strictEqual(end.first, 975);
  deepStrictEqual(viewOf(0, 400, 0, 20, 5), { first: 0, last: 0, top: 0, height: 0 });
});

test("a log taller than browsers can scroll reaches both ends", () => {
  const total = 5_000_000;
  const end = viewOf(TALLEST - 400, 400, total, 20, 5);
  strictEqual(end.height, TALLEST);
  strictEqual(end.last, total);
  // The last row stands at the bottom of the view.
  const bottom = end.top + (end.last - end.first) * 20;
  ok(Math.abs(bottom - TALLEST) < 1, `${bottom}`);
  strictEqual(viewOf(0, 400, total, 20, 5).first, 0);
});

test("a line can be scrolled to, also in a very tall log", () => {
  strictEqual(scrollTopOf(100, 400, 1000, 20), 2000);
  strictEqual(scrollTopOf(999, 400, 1000, 20), 1000 * 20 - 400);
  const total = 5_000_000;
  const view = viewOf(scrollTopOf(3_000_000, 400, total, 20), 400, total, 20, 0);
  ok(Math.abs(view.first - 3_000_000) <= 1, `${view.first}`);
});
