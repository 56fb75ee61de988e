import { deepStrictEqual } from "node:assert";
import { test } from "node:test";
import { waysToAnAccount } from "../src/data/config.ts";

test("the login names the ways to an account that the server offers, and no others", () => {
  const code = ["password", "I have a code to choose a password"];
  deepStrictEqual(waysToAnAccount({ name: "UserPasswordAuth" }), []);
  deepStrictEqual(waysToAnAccount({ name: "DatabaseAuth" }), [code]);
  deepStrictEqual(
    waysToAnAccount({ name: "LDAPAuth", others: [{ name: "DatabaseAuth" }] }),
    [code],
  );
  deepStrictEqual(
    waysToAnAccount({ name: "DatabaseAuth", registration: true, forgotten_password: true }),
    [["register", "Register"], ["forgotten", "Forgotten password"], code],
  );
  deepStrictEqual(
    waysToAnAccount({ name: "DatabaseAuth", registration: true, forgotten_password: false }),
    [["register", "Register"], code],
  );
});
