import { deepStrictEqual, strictEqual } from "node:assert";
import { test } from "node:test";
import { type Description, kinds, typeText } from "../src/data/openapi.ts";

const DESCRIPTION: Description = {
  tags: [{ name: "workers" }, { name: "builds", "x-events": ["/builds/:buildid"] }],
  paths: {
    "/builds": { get: { tags: ["builds"] } },
    "/builds/{buildid}": {
      get: { tags: ["builds"] },
      post: {
        tags: ["builds"],
        requestBody: {
          content: {
            "application/json": {
              schema: {
                oneOf: [
                  { properties: { method: { const: "stop" } } },
                  { properties: { method: { const: "rebuild" } } },
                ],
              },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      build: {
        properties: { buildid: { type: "integer", description: "The id." } },
      },
      "builds.answer": {
        properties: {
          builds: { items: { anyOf: [{ $ref: "#/components/schemas/build" }] } },
        },
      },
    },
  },
};

test("every kind has its paths, what can be done there, its events and its fields", () => {
  const [builds, workers] = kinds(DESCRIPTION);
  deepStrictEqual(builds, {
    plural: "builds",
    paths: [
      { path: "/builds", methods: [] },
      { path: "/builds/{buildid}", methods: ["stop", "rebuild"] },
    ],
    events: ["/builds/:buildid"],
    fields: [{ name: "buildid", type: "integer", doc: "The id." }],
  });
  deepStrictEqual(workers, { plural: "workers", paths: [], events: [], fields: [] });
});

test("types are said in few words", () => {
  strictEqual(typeText({ type: ["integer", "null"] }), "integer or null");
  strictEqual(typeText({ type: "array", items: { type: "string" } }), "list of string");
  strictEqual(typeText({ type: ["integer", "null"], format: "epoch-seconds" }), "time or null");
  strictEqual(typeText({ anyOf: [{ $ref: "#/x/Patch" }, { type: "null" }] }), "Patch or null");
  strictEqual(typeText({}), "anything");
});
