import { type Item, topicMatches } from "./query.ts";

export type Listener = (message: Item | null, topic: string) => void;
export type SocketState = "connecting" | "open" | "lost";

interface Subscribers {
  listeners: Set<Listener>;
  /** Settles when the server has confirmed the subscription on the present connection. */
  confirmed: Promise<void>;
}

interface Pending {
  resolve: () => void;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
const PING_MS = 25_000;
/** A dead connection may never say so: this long without an answer, and it counts as lost. */
const SILENCE_MS = 10_000;
/** A subscription that is not confirmed by then is taken as made; the fetch follows anyway. */
const CONFIRM_MS = 5_000;
/** How long a page's first queries wait for the connection, so that they are fetched once only. */
const OPENING_MS = 1_000;

/**
 * The page's one WebSocket. It comes back by itself; after each return every path is subscribed
 * again and `onReturn` is told, so that whoever shows data can fetch what was missed.
 */
export class EventSocket {
  readonly #url: () => string;
  #socket: WebSocket | null = null;
  #state: SocketState = "connecting";
  #delay = FIRST_DELAY_MS;
  #nextId = 1;
  /** Whether something was fetched without a confirmed subscription, and may have missed news. */
  #missed = false;
  #opening: Promise<void>;
  #openingOver: () => void = () => {};
  #retry: ReturnType<typeof setTimeout> | undefined;
  #ping: ReturnType<typeof setInterval> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  readonly #paths = new Map<string, Subscribers>();
  readonly #pending = new Map<number, Pending>();
  readonly #returned = new Set<() => void>();
  readonly #watchers = new Set<(state: SocketState) => void>();

  constructor(url: () => string) {
    this.#url = url;
    this.#opening = this.#newOpening();
  }

  #newOpening(): Promise<void> {
    return new Promise((over) => {
      const timer = setTimeout(() => this.#openingOver(), OPENING_MS);
      this.#openingOver = () => {
        clearTimeout(timer);
        if (this.#state !== "open") this.#missed = true;
        over();
      };
    });
  }

  start(): void {
    this.#connect();
    globalThis.addEventListener("online", () => this.#retryNow());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#retryNow();
    });
  }

  /** Ends the connection for good. */
  stop(): void {
    this.#drop();
  }

  get state(): SocketState {
    return this.#state;
  }

  watch(watcher: (state: SocketState) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  onReturn(listener: () => void): () => void {
    this.#returned.add(listener);
    return () => this.#returned.delete(listener);
  }

  /** A new connection, because who we are has changed. */
  reconnect(): void {
    this.#delay = FIRST_DELAY_MS;
    this.#drop();
    this.#missed = true;
    this.#become("connecting");
    this.#opening = this.#newOpening();
    this.#connect();
  }

  /** Settles when news of the path will reach the listener; at once while there is no connection. */
  async subscribe(path: string, listener: Listener): Promise<void> {
    let subscribers = this.#paths.get(path);
    if (subscribers === undefined) {
      subscribers = { listeners: new Set(), confirmed: this.#opening };
      this.#paths.set(path, subscribers);
      if (this.#state === "open") subscribers.confirmed = this.#command("startConsuming", path);
    }
    subscribers.listeners.add(listener);
    await subscribers.confirmed;
  }

  unsubscribe(path: string, listener: Listener): void {
    const subscribers = this.#paths.get(path);
    if (subscribers === undefined) return;
    subscribers.listeners.delete(listener);
    if (subscribers.listeners.size > 0) return;
    this.#paths.delete(path);
    if (this.#state === "open") void this.#command("stopConsuming", path);
  }

  #connect(): void {
    clearTimeout(this.#retry);
    const socket = new WebSocket(this.#url());
    this.#socket = socket;
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = (event) => this.#received(String(event.data));
    socket.onclose = () => {
      if (this.#socket === socket) this.#lost();
    };
  }

  #opened(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#delay = FIRST_DELAY_MS;
    this.#become("open");
    const confirmations: Promise<void>[] = [];
    for (const [path, subscribers] of this.#paths) {
      subscribers.confirmed = this.#command("startConsuming", path);
      confirmations.push(subscribers.confirmed);
    }
    this.#ping = setInterval(() => {
      this.#send({ cmd: "ping" });
      this.#silence ??= setTimeout(() => this.#lost(), SILENCE_MS);
    }, PING_MS);
    const missed = this.#missed;
    this.#missed = false;
    void Promise.all(confirmations).then(() => {
      if (this.#socket !== socket) return;
      this.#openingOver();
      if (missed) { for (const listener of this.#returned) listener(); }
    });
  }

  #received(text: string): void {
    clearTimeout(this.#silence);
    this.#silence = undefined;
    const frame = JSON.parse(text) as { k?: string; m?: Item | null; _id?: number };
    if (frame.k !== undefined) {
      for (const [path, subscribers] of this.#paths) {
        if (!topicMatches(path, frame.k)) continue;
        for (const listener of subscribers.listeners) listener(frame.m ?? null, frame.k);
      }
    } else if (frame._id !== undefined && frame._id !== null) {
      this.#pending.get(frame._id)?.resolve();
    }
  }

  #command(cmd: string, path: string): Promise<void> {
    return new Promise((done) => {
      const id = this.#send({ cmd, path });
      const timer = setTimeout(() => resolve(), CONFIRM_MS);
      const resolve = () => {
        clearTimeout(timer);
        this.#pending.delete(id);
        done();
      };
      this.#pending.set(id, { resolve });
    });
  }

  #send(command: { cmd: string; path?: string }): number {
    const id = this.#nextId++;
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ ...command, _id: id }));
    }
    return id;
  }

  #drop(): void {
    clearInterval(this.#ping);
    clearTimeout(this.#silence);
    clearTimeout(this.#retry);
    this.#silence = undefined;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    for (const pending of [...this.#pending.values()]) pending.resolve();
  }

  #lost(): void {
    this.#drop();
    this.#missed = true;
    this.#become("lost");
    this.#openingOver();
    // Spread out, so that all pages do not come back to a restarted server in one moment.
    const wait = this.#delay * (0.75 + Math.random() / 2);
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  #retryNow(): void {
    if (this.#state !== "lost" || this.#socket !== null) return;
    this.#delay = FIRST_DELAY_MS;
    this.#connect();
  }

  #become(state: SocketState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const watcher of this.#watchers) watcher(state);
  }
}
