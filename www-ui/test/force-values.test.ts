import { deepStrictEqual, strictEqual } from "node:assert";
import { test } from "node:test";
import type { ForceField } from "../src/data/resources.ts";
import { changed, collect, columnsOf, initialValues, isShown } from "../src/parts/force/values.ts";

const KNOWN = { email: "ada@example.org" };
const ANONYMOUS = { anonymous: true };

function field(fullName: string | null, more: Partial<ForceField> = {}): ForceField {
  return {
    name: fullName ?? "",
    fullName,
    label: fullName ?? "",
    tablabel: fullName ?? "",
    type: "text",
    default: "",
    required: false,
    multiple: false,
    hide: false,
    maxsize: null,
    autopopulate: null,
    ...more,
  };
}

function sent(fields: ForceField[], user: object = KNOWN): Record<string, unknown> {
  return collect(fields, initialValues(fields), user);
}

test("fields are sent by their full names, nests taken apart", () => {
  const fields = [
    field(null, {
      type: "nested",
      fields: [field("reason", { default: "force build" })],
    }),
    field("cb", {
      type: "nested",
      fields: [
        field("cb_branch", { default: "main" }),
        field("cb_patch", { type: "nested", fields: [field("cb_patch_body", { type: "file" })] }),
      ],
    }),
  ];
  deepStrictEqual(sent(fields), { reason: "force build", cb_branch: "main", cb_patch_body: "" });
});

test("booleans are sent as booleans", () => {
  deepStrictEqual(
    sent([
      field("yes", { type: "bool", default: true }),
      field("no", { type: "bool", default: false }),
      field("none", { type: "bool", default: "" }),
    ]),
    { yes: true, no: false, none: false },
  );
});

test("a number is sent as it was typed, for the server to judge", () => {
  const fields = [field("n", { type: "int", default: 5 })];
  deepStrictEqual(sent(fields), { n: "5" });
  deepStrictEqual(collect(fields, { n: "five" }, KNOWN), { n: "five" });
});

test("a strict list shows its first choice if the default is none of them", () => {
  const list = { type: "list", choices: ["m", "d"] } as const;
  deepStrictEqual(
    sent([
      field("a", { ...list, choices: ["m", "d"], default: "d" }),
      field("b", { ...list, choices: ["m", "d"], default: "x" }),
      field("c", { ...list, choices: [], strict: false, default: "typed" }),
    ]),
    { a: "d", b: "m", c: "typed" },
  );
});

test("a list of several is an array", () => {
  deepStrictEqual(
    sent([
      field("a", { type: "list", multiple: true, default: ["x", "y"] }),
      field("b", { type: "list", multiple: true, default: "x" }),
      field("c", { type: "list", multiple: true }),
    ]),
    { a: ["x", "y"], b: ["x"], c: [] },
  );
});

test("fixed and hidden fields are neither shown nor sent", () => {
  deepStrictEqual(
    sent([field("a", { type: "fixed", hide: true, default: 1 }), field("b", { hide: true })]),
    {},
  );
});

test("a nest of which nothing is shown is not shown", () => {
  const nest = field("n", { type: "nested", fields: [field("n_a", { type: "fixed" })] });
  strictEqual(isShown(nest, KNOWN), false);
});

test("a user name is asked only of somebody without an address", () => {
  const fields = [field("username", { type: "username" })];
  deepStrictEqual(sent(fields, KNOWN), {});
  deepStrictEqual(sent(fields, ANONYMOUS), { username: "" });
});

test("choosing a value fills the fields that it names", () => {
  const fields = [
    field("kind", {
      type: "list",
      choices: ["fast", "full"],
      autopopulate: { full: { n_tests: "all", n_slow: true } },
    }),
    field("n", {
      type: "nested",
      fields: [field("n_tests", { default: "some" }), field("n_slow", { type: "bool" })],
    }),
  ];
  const start = initialValues(fields);
  deepStrictEqual(changed(fields, start, "kind", "full"), {
    kind: "full",
    n_tests: "all",
    n_slow: true,
  });
  deepStrictEqual(changed(fields, start, "kind", "fast"), { ...start, kind: "fast" });
});

test("lines are sent with plain newlines", () => {
  const fields = [field("t", { type: "textarea" })];
  deepStrictEqual(collect(fields, { t: "a\r\nb" }, KNOWN), { t: "a\nb" });
});

test("columns are as configured, at most four, else two from four children", () => {
  const four = ["a", "b", "c", "d"].map((n) => field(n));
  strictEqual(columnsOf(field("n", { columns: 3, fields: four }), KNOWN), 3);
  strictEqual(columnsOf(field("n", { columns: 9, fields: four }), KNOWN), 4);
  strictEqual(columnsOf(field("n", { fields: four }), KNOWN), 2);
  strictEqual(columnsOf(field("n", { fields: four.slice(1) }), KNOWN), 1);
});
