import { Collection } from "./collection.ts";
import { type Config, loadConfig } from "./config.ts";
import { type Item, type Params, socketPath } from "./query.ts";
import { ApiError, errorText, get, serverUrl } from "./rest.ts";
import { EventSocket } from "./socket.ts";

export const socket = new EventSocket(() => serverUrl("ws").replace(/^http/, "ws"));

export interface Result<T> {
  /** `missing`: no such thing. `denied`: not for this user. `failed`: no answer; it is tried again. */
  state: "loading" | "ready" | "missing" | "denied" | "failed";
  rows: T[];
  error: string;
}

export const LOADING: Result<never> = { state: "loading", rows: [], error: "" };

const RETRY_MS = 3_000;
/** Events that need a fetch often come in bursts. */
const BURST_MS = 400;

const active = new Set<LiveQuery<object>>();

/**
 * "Give me this query and keep it fresh": subscribes, then fetches, then applies events. After a
 * lost connection it fetches again. `changed` is called at most once per drawn frame.
 */
export class LiveQuery<T extends object> {
  readonly #path: string;
  readonly #params: Params;
  readonly #changed: (result: Result<T>) => void;
  #collection: Collection<T> | null = null;
  #early: (Item | null)[] = [];
  #result: Result<T> = LOADING;
  #abort: AbortController | null = null;
  #fetching = false;
  #again: ReturnType<typeof setTimeout> | undefined;
  #drawing = false;
  #stopped = false;

  constructor(path: string, params: Params, changed: (result: Result<T>) => void) {
    this.#path = path;
    this.#params = params;
    this.#changed = changed;
  }

  async start(): Promise<void> {
    active.add(this as unknown as LiveQuery<object>);
    await socket.subscribe(socketPath(this.#path), this.#received);
    if (!this.#stopped) await this.fetch();
  }

  stop(): void {
    this.#stopped = true;
    active.delete(this as unknown as LiveQuery<object>);
    clearTimeout(this.#again);
    this.#abort?.abort();
    socket.unsubscribe(socketPath(this.#path), this.#received);
  }

  async fetch(): Promise<void> {
    clearTimeout(this.#again);
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.#fetching = true;
    this.#collection?.begin();
    this.#early = [];
    try {
      const answer = await get<T>(this.#path, this.#params, abort.signal);
      if (this.#abort !== abort || this.#stopped) return;
      if (this.#collection === null) {
        this.#collection = new Collection<T>(answer.plural, this.#params);
        this.#collection.begin();
        for (const message of this.#early) this.#collection.apply(message);
      }
      this.#collection.load(answer.rows);
      this.#draw();
    } catch (error) {
      if (abort.signal.aborted || this.#stopped) return;
      if (error instanceof ApiError && error.status === 404) this.#fail("missing", error);
      else if (error instanceof ApiError && [401, 403].includes(error.status)) {
        this.#fail("denied", error);
      } else {
        this.#fail("failed", error);
        this.#fetchIn(RETRY_MS);
      }
    } finally {
      // A newer fetch that has taken this one's place goes on.
      if (this.#abort === abort) this.#fetching = false;
    }
  }

  readonly #received = (message: Item | null, topic: string): void => {
    if (this.#collection === null) {
      if (this.#fetching) this.#early.push(message);
      else if (this.#result.state === "missing") this.#fetchIn(BURST_MS);
      return;
    }
    const due = this.#collection.apply(message);
    const kind = topic.slice(topic.lastIndexOf("/") + 1);
    const propertiesMoved = this.#params["property"] !== undefined &&
      (kind === "new" || kind === "finished");
    if (due || propertiesMoved) this.#fetchIn(BURST_MS);
    this.#draw();
  };

  #fail(state: "missing" | "denied" | "failed", error: unknown): void {
    // What was shown stays: a short outage should not empty the page.
    if (state === "failed" && this.#collection !== null) return;
    this.#collection = null;
    this.#result = { state, rows: [], error: errorText(error) };
    this.#changed(this.#result);
  }

  #fetchIn(ms: number): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.fetch(), ms);
  }

  #draw(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    const draw = () => {
      this.#drawing = false;
      if (this.#stopped || this.#collection === null) return;
      this.#result = { state: "ready", rows: this.#collection.view(), error: "" };
      this.#changed(this.#result);
    };
    // A hidden page draws no frames; its title and icon must change all the same.
    if (document.visibilityState === "visible") requestAnimationFrame(draw);
    else setTimeout(draw, 100);
  }
}

export function refetchAll(): void {
  for (const query of active) void query.fetch();
}

/** After login or logout: everything may look different to the new user. */
export async function identityChanged(): Promise<Config> {
  const config = await loadConfig();
  socket.reconnect();
  refetchAll();
  return config;
}

/** Without a connection, as behind a proxy that lets no WebSocket through, the page looks again. */
const LOST_REFETCH_MS = 15_000;

export function startClient(): void {
  socket.onReturn(refetchAll);
  setInterval(() => {
    if (socket.state === "lost" && document.visibilityState === "visible") refetchAll();
  }, LOST_REFETCH_MS);
  socket.start();
}
