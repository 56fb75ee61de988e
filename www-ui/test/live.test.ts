import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { test } from "node:test";
import type { LiveQuery, Result } from "../src/data/client.ts";

// The data layer over a real HTTP server and real WebSockets, in one process.

interface Row {
  buildid: number;
  complete: boolean;
}

const server = {
  rows: [] as Row[],
  fetches: [] as string[],
  commands: [] as string[],
  sockets: new Set<WebSocket>(),
  /** Runs between a request and its answer. */
  meanwhile: async () => {},

  send(topic: string, message: unknown) {
    for (const socket of this.sockets) socket.send(JSON.stringify({ k: topic, m: message }));
  },

  handle(request: Request): Response | Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/ci/ws") {
      const { socket, response } = Deno.upgradeWebSocket(request);
      socket.onopen = () => this.sockets.add(socket);
      socket.onclose = () => this.sockets.delete(socket);
      socket.onmessage = (event) => {
        const command = JSON.parse(event.data);
        this.commands.push(`${command.cmd} ${command.path}`);
        socket.send(JSON.stringify({ msg: "OK", code: 200, _id: command._id }));
      };
      return response;
    }
    this.fetches.push(url.pathname + url.search);
    if (url.pathname === "/ci/api/v2/builds/404") {
      return Response.json({ error: "not found" }, { status: 404 });
    }
    if (request.method === "POST") {
      const message = { reason: "needed" };
      return Response.json({ error: { code: -32602, message } }, { status: 400 });
    }
    const body = Response.json({ builds: this.rows, meta: { total: this.rows.length } });
    return this.meanwhile().then(() => body);
  },
};

const http = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (r) => server.handle(r));
// What the data layer needs of a page. Hidden pages draw by timer, without frames.
Object.assign(globalThis, {
  document: {
    baseURI: `http://127.0.0.1:${http.addr.port}/ci/#/builders`,
    visibilityState: "hidden",
    addEventListener() {},
  },
});
const { LiveQuery: Query, socket, startClient } = await import("../src/data/client.ts");
const { ApiError, control } = await import("../src/data/rest.ts");

startClient();

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`never came true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function withQuery(
  path: string,
  params: Record<string, string | number | boolean>,
  use: (latest: () => Result<Row>, query: LiveQuery<Row>) => Promise<void>,
): Promise<void> {
  let latest: Result<Row> = { state: "loading", rows: [], error: "" };
  server.fetches.length = 0;
  server.commands.length = 0;
  const query = new Query<Row>(path, params, (result: Result<Row>) => (latest = result));
  await query.start();
  try {
    await use(() => latest, query);
  } finally {
    query.stop();
    server.meanwhile = async () => {};
  }
}

test("a query subscribes, fetches once below the context path, and shows the rows", async () => {
  server.rows = [{ buildid: 1, complete: true }];
  await withQuery("builds", { order: "-buildid", limit: 5 }, async (latest) => {
    await until(() => latest().state === "ready");
    deepStrictEqual(server.commands, ["startConsuming builds/*/*"]);
    deepStrictEqual(server.fetches, ["/ci/api/v2/builds?order=-buildid&limit=5"]);
    deepStrictEqual(latest().rows, server.rows);
  });
});

test("an event changes the rows without another fetch", async () => {
  server.rows = [{ buildid: 1, complete: true }];
  await withQuery("builds", { order: "-buildid" }, async (latest) => {
    await until(() => latest().state === "ready");
    server.send("builds/2/new", { buildid: 2, complete: false, a: 1, b: 2 });
    await until(() => latest().rows.length === 2);
    strictEqual(latest().rows[0]?.buildid, 2);
    strictEqual(server.fetches.length, 1);
  });
});

test("an event between the subscription and the answer is not lost", async () => {
  server.rows = [{ buildid: 1, complete: false }];
  server.meanwhile = async () => {
    server.send("builds/1/finished", { buildid: 1, complete: true, a: 1, b: 2 });
    // The answer must come after the event: what is confirmed on the same socket came after it.
    await socket.subscribe("after/*", () => {});
  };
  await withQuery("builds", {}, async (latest) => {
    await until(() => latest().state === "ready");
    strictEqual(latest().rows[0]?.complete, true);
  });
});

test("after a lost connection it subscribes again and fetches again", async () => {
  server.rows = [{ buildid: 1, complete: true }];
  await withQuery("builds", {}, async (latest) => {
    await until(() => latest().state === "ready");
    const states: string[] = [];
    const stop = socket.watch((state) => states.push(state));
    server.rows = [...server.rows, { buildid: 7, complete: true }];
    for (const connection of server.sockets) connection.close();
    await until(() => latest().rows.length === 2);
    stop();
    deepStrictEqual(states, ["lost", "open"]);
    strictEqual(server.commands.filter((c) => c === "startConsuming builds/*/*").length, 2);
  });
});

test("what is not shown any more is unsubscribed", async () => {
  await withQuery("builds", {}, async (latest) => {
    await until(() => latest().state === "ready");
  });
  await until(() => server.commands.includes("stopConsuming builds/*/*"));
});

test("two queries of one path share its subscription", async () => {
  await withQuery("builds", { limit: 1 }, async (first) => {
    await until(() => first().state === "ready");
    const more = new Query<Row>("builds", { limit: 2 }, () => {});
    await more.start();
    more.stop();
    deepStrictEqual(server.commands, ["startConsuming builds/*/*"]);
  });
});

test("something unknown is missing, not loading for ever", async () => {
  await withQuery("builds/404", {}, async (latest) => {
    await until(() => latest().state === "missing");
    deepStrictEqual(latest().rows, []);
  });
});

test("a refused force tells its fields apart", async () => {
  try {
    await control("forceschedulers/x", "force", {});
    ok(false, "it was not refused");
  } catch (error) {
    ok(error instanceof ApiError);
    strictEqual(error.status, 400);
    deepStrictEqual(error.fields, { reason: "needed" });
  }
});

test("the connection ends when it is told to", async () => {
  socket.stop();
  await until(() => server.sockets.size === 0);
  await http.shutdown();
});
