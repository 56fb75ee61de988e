import { deepStrictEqual, strictEqual } from "node:assert";
import { test } from "node:test";
import { localFragment } from "../src/pages/build/links.ts";
import { href, lineAnchor, match, parseHash } from "../src/router.ts";

test("no fragment is the home page", () => {
  deepStrictEqual(parseHash("").segments, []);
  deepStrictEqual(parseHash("#/").segments, []);
  deepStrictEqual(match("", []), {});
});

test("a fragment has a path, a query and a place inside the page", () => {
  const at = parseHash("#/builders/1/builds/2?tab=properties&x=a%2Bb#bb-step-3");
  deepStrictEqual(at.segments, ["builders", "1", "builds", "2"]);
  strictEqual(at.query.get("tab"), "properties");
  strictEqual(at.query.get("x"), "a+b");
  strictEqual(at.anchor, "bb-step-3");
});

test("the place may come without a query", () => {
  const at = parseHash("#/builders/1/builds/2#bb-step-3");
  deepStrictEqual(at.segments, ["builders", "1", "builds", "2"]);
  strictEqual(at.anchor, "bb-step-3");
});

test("any name survives the way into an address and back", () => {
  for (const name of ["a/b", "ü 100%", "x?y#z", "+1"]) {
    deepStrictEqual(parseHash(href("builders", name)).segments, ["builders", name]);
  }
});

test("a bad escape is taken as it is", () => {
  deepStrictEqual(parseHash("#/builders/100%").segments, ["builders", "100%"]);
});

test("patterns fit paths of their own length only", () => {
  deepStrictEqual(match("builders/:id", ["builders", "x y"]), { id: "x y" });
  strictEqual(match("builders/:id", ["builders"]), null);
  strictEqual(match("builders/:id", ["builders", "1", "builds"]), null);
  strictEqual(match("builders/:id", ["workers", "1"]), null);
});

test("lines are named alone or as a range", () => {
  deepStrictEqual(lineAnchor("L12"), { first: 12, last: 12 });
  deepStrictEqual(lineAnchor("L12-20"), { first: 12, last: 20 });
  deepStrictEqual(lineAnchor("L20-L12"), { first: 12, last: 20 });
  strictEqual(lineAnchor("L0"), null);
  strictEqual(lineAnchor("bb-step-1"), null);
});

test("only links to this very server become pages", () => {
  const base = "https://ci.example.org/ci/#/builders/1";
  strictEqual(
    localFragment("https://ci.example.org/ci/#/buildrequests/7", base),
    "#/buildrequests/7",
  );
  strictEqual(localFragment("#/builders/1/builds/2", base), "#/builders/1/builds/2");
  strictEqual(localFragment("https://other.example.org/#/builders/1", base), null);
  strictEqual(localFragment("https://example.org/x", base), null);
});
