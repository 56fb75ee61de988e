import { strictEqual } from "node:assert";
import { test } from "node:test";
import { visible } from "../src/parts/visible.ts";

test("what is seen anyway stays as it is", () => {
  strictEqual(visible("Älice O'Brien <b>&amp; 金 😀"), "Älice O'Brien <b>&amp; 金 😀");
});

test("controls, direction marks and joiners show themselves", () => {
  strictEqual(visible("\u001b[2Jx"), "‹U+001B›[2Jx");
  strictEqual(visible("ad\u202enim"), "ad‹U+202E›nim");
  strictEqual(visible("a\u200bb\u2066c\u2069"), "a‹U+200B›b‹U+2066›c‹U+2069›");
  strictEqual(visible("a\nb\u2028c"), "a‹U+000A›b‹U+2028›c");
  strictEqual(visible("\ud800"), "‹U+D800›");
  strictEqual(visible("tag\u{e0041}"), "tag‹U+E0041›");
});
