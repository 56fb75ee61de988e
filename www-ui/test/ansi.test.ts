import { deepStrictEqual, strictEqual } from "node:assert";
import { test } from "node:test";
import { paletteColour, parseAnsi, PLAIN, plainText, type Style } from "../src/parts/log/ansi.ts";

const ESC = "\u001b";

/** The runs as [text, what is not plain about it]. */
function runs(line: string): [string, Partial<Style>][] {
  return parseAnsi(line).map(({ text, style }) => [
    text,
    Object.fromEntries(
      Object.entries(style).filter(([key, value]) => value !== PLAIN[key as keyof Style]),
    ),
  ]);
}

test("a line without sequences is one plain run", () => {
  deepStrictEqual(runs("a <b> & c"), [["a <b> & c", {}]]);
  deepStrictEqual(runs(""), []);
});

test("the sixteen colours come from 30, 40, 90 and 100", () => {
  deepStrictEqual(runs(`${ESC}[31mred${ESC}[0m plain`), [
    ["red", { fg: 1 }],
    [" plain", {}],
  ]);
  deepStrictEqual(runs(`${ESC}[97;104mx`), [["x", { fg: 15, bg: 12 }]]);
  deepStrictEqual(runs(`${ESC}[32;44ma${ESC}[39mb${ESC}[49mc`), [
    ["a", { fg: 2, bg: 4 }],
    ["b", { bg: 4 }],
    ["c", {}],
  ]);
});

test("attributes switch on and off one by one", () => {
  deepStrictEqual(runs(`${ESC}[1;4ma${ESC}[22mb${ESC}[24mc`), [
    ["a", { bold: true, underline: true }],
    ["b", { underline: true }],
    ["c", {}],
  ]);
  deepStrictEqual(runs(`${ESC}[3;7;9mx`), [["x", { italic: true, inverse: true, strike: true }]]);
});

test("a reset without a number resets", () => {
  deepStrictEqual(runs(`${ESC}[1;31ma${ESC}[mb`), [
    ["a", { bold: true, fg: 1 }],
    ["b", {}],
  ]);
});

test("palette and RGB colours come in both spellings", () => {
  deepStrictEqual(runs(`${ESC}[38;5;208mx`), [["x", { fg: 208 }]]);
  deepStrictEqual(runs(`${ESC}[48;2;1;2;3mx`), [["x", { bg: "rgb(1, 2, 3)" }]]);
  deepStrictEqual(runs(`${ESC}[38:2::10:20:30mx`), [["x", { fg: "rgb(10, 20, 30)" }]]);
  deepStrictEqual(runs(`${ESC}[38;5;208;1mx`), [["x", { fg: 208, bold: true }]]);
});

test("a colour out of range or cut short is left out", () => {
  deepStrictEqual(runs(`${ESC}[38;5;999mx`), [["x", {}]]);
  deepStrictEqual(runs(`${ESC}[38;2;1;2mx`), [["x", {}]]);
  deepStrictEqual(runs(`${ESC}[38mx`), [["x", {}]]);
});

test("the palette is a cube and a row of greys", () => {
  strictEqual(paletteColour(16), "rgb(0, 0, 0)");
  strictEqual(paletteColour(208), "rgb(255, 135, 0)");
  strictEqual(paletteColour(231), "rgb(255, 255, 255)");
  strictEqual(paletteColour(232), "rgb(8, 8, 8)");
  strictEqual(paletteColour(255), "rgb(238, 238, 238)");
});

test("a carriage return writes over the line from its start", () => {
  strictEqual(plainText("10%\r20%\rdone"), "done");
  strictEqual(plainText("downloading\rok"), "okwnloading");
  strictEqual(plainText(`downloading\r${ESC}[Kok`), "ok");
  strictEqual(plainText("line\r"), "line");
});

test("what is written over takes the new style only", () => {
  deepStrictEqual(runs(`${ESC}[31mred\r${ESC}[32mgr`), [
    ["gr", { fg: 2 }],
    ["d", { fg: 1 }],
  ]);
});

test("cursor movement and backspace move within the line", () => {
  strictEqual(plainText(`abc${ESC}[2Dx`), "axc");
  strictEqual(plainText(`a${ESC}[3Cb`), "a   b");
  strictEqual(plainText(`abc${ESC}[1Gx`), "xbc");
  strictEqual(plainText("abc\bx"), "abx");
});

test("an absurd movement does not make an absurd line", () => {
  strictEqual(plainText(`${ESC}[999999999Cx`).length, 1001);
});

test("other sequences vanish", () => {
  strictEqual(plainText(`${ESC}[?25lhidden cursor${ESC}[?25h`), "hidden cursor");
  strictEqual(plainText(`${ESC}]0;title\u0007text`), "text");
  strictEqual(plainText(`${ESC}(Btext${ESC}7`), "text");
  strictEqual(plainText("bell\u0007"), "bell");
  strictEqual(plainText(`cut ${ESC}[3`), "cut 3");
});

test("links are kept if they lead to the web", () => {
  deepStrictEqual(runs(`${ESC}]8;;https://example.org/x${ESC}\\here${ESC}]8;;${ESC}\\ and`), [
    ["here", { link: "https://example.org/x" }],
    [" and", {}],
  ]);
  deepStrictEqual(runs(`${ESC}]8;;javascript:alert(1)\u0007here`), [["here", {}]]);
});

test("characters outside the basic plane stay whole", () => {
  strictEqual(plainText(`${ESC}[1m✓ 🚀 ok`), "✓ 🚀 ok");
});

test("tabs stay", () => {
  strictEqual(plainText(`a\tb${ESC}[0m`), "a\tb");
});
