import { deepStrictEqual, strictEqual } from "node:assert";
import { test } from "node:test";
import { browserName, patterns } from "../src/data/account.ts";
import { ApiError, errorText } from "../src/data/rest.ts";

test("what went wrong is a sentence", () => {
  strictEqual(errorText(new ApiError(403, "this code is not good")), "This code is not good");
  strictEqual(errorText(new ApiError(400, "'b b' is no name")), "'b b' is no name");
  strictEqual(errorText(new ApiError(400, "")), "");
  strictEqual(errorText(new TypeError("failed to fetch")), "The server cannot be reached.");
  strictEqual(errorText(new Error("élan")), "Error: élan");
});

test("patterns are typed with commas or lines, and none means all", () => {
  deepStrictEqual(patterns("linux-*, docs,,\n web "), ["linux-*", "docs", "web"]);
  deepStrictEqual(patterns("a b"), ["a b"]);
  strictEqual(patterns(" ,\n"), null);
  strictEqual(patterns(""), null);
});

test("browsers are called what people call them", () => {
  strictEqual(
    browserName("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    "Firefox on Linux",
  );
  strictEqual(
    browserName(
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) " +
        "Version/18.0 Safari/605.1.15",
    ),
    "Safari on macOS",
  );
  strictEqual(
    browserName(
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) " +
        "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
    ),
    "Edge on Windows",
  );
  strictEqual(browserName("curl/8.5.0"), "curl");
  strictEqual(browserName("python-requests/2"), "python-requests/2");
  strictEqual(browserName(""), "Unknown");
});
