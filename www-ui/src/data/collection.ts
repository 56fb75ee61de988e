import { applyQuery, type Item, matches, type Params } from "./query.ts";
import { ID_FIELDS } from "./resources.ts";

/** Rows held beyond the query's limit, to move up when one that is shown leaves. */
const SPARE = 100;

/**
 * The rows behind one query: what REST answered, kept fresh by events.
 *
 * An event that arrives while a fetch is under way is newer than the fetch's answer, whatever
 * order the two reach us in; `begin` and `load` mark that span.
 */
export class Collection<T extends object> {
  readonly #params: Params;
  #idField: string;
  #rows = new Map<unknown, T>();
  #since: Item[] | null = null;

  /** `plural` is the kind of row, e.g. `builds`; it names the field that identifies one. */
  constructor(plural: string, params: Params) {
    this.#idField = ID_FIELDS[plural] ?? "id";
    this.#params = params;
  }

  /** A fetch starts: from now on events are remembered until its answer is loaded. */
  begin(): void {
    this.#since = [];
  }

  /** The fetch's answer replaces all rows; events that came meanwhile are put on top of it. */
  load(rows: readonly T[]): void {
    this.#rows = new Map(rows.map((row) => [(row as Item)[this.#idField], row]));
    const since = this.#since ?? [];
    this.#since = null;
    for (const message of since) this.#put(message);
  }

  /**
   * Takes in an event's message. Answers whether the rows alone cannot tell the new state, so
   * that a fetch is due: the message is empty, or is only part of a row that is not known.
   */
  apply(message: Item | null): boolean {
    if (message === null || message[this.#idField] === undefined) return true;
    this.#since?.push(message);
    return this.#put(message);
  }

  #put(message: Item): boolean {
    const id = message[this.#idField];
    const old = this.#rows.get(id) as Item | undefined;
    const next = { ...old, ...message };
    // Events never carry properties; an empty set of them is no news.
    const properties = message["properties"];
    if (old?.["properties"] && (!properties || Object.keys(properties).length === 0)) {
      next["properties"] = old["properties"];
    }
    // What does not fit is not kept: a page may stay open for weeks of events.
    if (matches(next, this.#params)) this.#rows.set(id, next as T);
    else this.#rows.delete(id);
    this.#prune();
    const partial = old === undefined && Object.keys(message).length <= 3;
    return partial;
  }

  #prune(): void {
    const limit = this.#params["limit"];
    if (limit === undefined || this.#rows.size <= Number(limit) + 2 * SPARE) return;
    const kept = applyQuery(this.#rows.values(), { ...this.#params, limit: Number(limit) + SPARE });
    this.#rows = new Map(kept.map((row) => [(row as Item)[this.#idField], row]));
  }

  /** How many rows are held. */
  get size(): number {
    return this.#rows.size;
  }

  /** The answer as it would be now. */
  view(): T[] {
    return applyQuery(this.#rows.values(), this.#params);
  }
}
