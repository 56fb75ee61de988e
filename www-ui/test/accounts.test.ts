import { deepStrictEqual, strictEqual } from "node:assert";
import { test } from "node:test";

// What the pages need of a browser.
const asked: string[] = [];
const answers: Response[] = [];
Object.assign(globalThis, {
  document: { baseURI: "http://127.0.0.1/ci/", addEventListener() {} },
  fetch: (url: string, options: RequestInit) => {
    asked.push(`${options.method} ${url} ${options.body}`);
    return Promise.resolve(answers.shift());
  },
});
const { changes, words } = await import("../src/pages/accounts/changes.ts");
const { call } = await import("../src/data/account.ts");
const { ApiError, control, onCodeWanted } = await import("../src/data/rest.ts");

function refusal(body: object): Response {
  return Response.json(body, { status: 403 });
}

async function refused(work: Promise<unknown>): Promise<InstanceType<typeof ApiError>> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ApiError) return error;
  }
  throw new Error("it was not refused");
}

test("groups are typed with commas between", () => {
  deepStrictEqual(words(" staff, ops,,the few "), ["staff", "ops", "the few"]);
  deepStrictEqual(words(""), []);
});

test("of an account only what is to be otherwise is sent", () => {
  const before = { full_name: "Al", email: "a@b.example", groups: ["ops"], administrator: true };
  deepStrictEqual(changes(before, { ...before }), {});
  deepStrictEqual(changes(before, { ...before, groups: ["ops", "staff"] }), {
    groups: ["ops", "staff"],
  });
  deepStrictEqual(changes(before, { ...before, email: "", administrator: false }), {
    email: "",
    administrator: false,
  });
});

test("a code that is wanted is asked for, and the same is done once more", async () => {
  let asks = 0;
  onCodeWanted(() => {
    asks += 1;
    return Promise.resolve(true);
  });
  answers.push(
    refusal({ error: { code: -32600, message: "a code", data: { confirm: "code" } } }),
    Response.json({ result: 7 }),
    refusal({ error: "a code", confirm: "code" }),
    Response.json({ done: true }),
  );
  asked.length = 0;
  strictEqual(await control("builds/1", "stop"), 7);
  deepStrictEqual(await call("DELETE", "tokens/1"), { done: true });
  strictEqual(asks, 2);
  strictEqual(asked.length, 4);
  strictEqual(asked[2], asked[3]);
});

test("a code that is not shown leaves the refusal", async () => {
  onCodeWanted(() => Promise.resolve(false));
  answers.push(refusal({ error: "a code", confirm: "code" }));
  strictEqual((await refused(call("GET", "admin/accounts"))).message, "a code");
  onCodeWanted(null);
  answers.push(refusal({ error: "a code", confirm: "code" }));
  strictEqual((await refused(call("GET", "admin/accounts"))).confirm, "code");
});

test("a code that does not help is asked for once", async () => {
  let asks = 0;
  onCodeWanted(() => {
    asks += 1;
    return Promise.resolve(true);
  });
  const again = { error: "a code", confirm: "code" };
  answers.push(refusal(again), refusal(again));
  strictEqual((await refused(call("GET", "admin/accounts"))).message, "a code");
  strictEqual(asks, 1);
});

test("another confirmation is the page's matter", async () => {
  answers.push(refusal({ error: "confirm", confirm: "password" }));
  strictEqual((await refused(call("POST", "tokens", {}))).confirm, "password");
});
