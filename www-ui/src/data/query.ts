// The query language of the data API as the browser needs it: events carry whole objects, so
// filter, order and limit are computed again here whenever one arrives.

export type ParamValue = string | number | boolean;
export type Params = Record<string, ParamValue | ParamValue[]>;
export type Item = Record<string, unknown>;

const NOT_FILTERS = new Set(["field", "limit", "offset", "order", "property"]);
const TRUE_WORDS = new Set(["on", "true", "yes", "1"]);
const FALSE_WORDS = new Set(["off", "false", "no", "0"]);

function valuesOf(params: Params, name: string): ParamValue[] {
  const value = params[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** `?a=1&b=2&b=3`, or nothing. Names keep their order, so equal queries give equal text. */
export function queryString(params: Params): string {
  const pairs: string[] = [];
  for (const name of Object.keys(params)) {
    for (const value of valuesOf(params, name)) {
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
    }
  }
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** The subscription that covers a REST path: every event of the rows that the path can show. */
export function socketPath(path: string): string {
  const segments = path.split("/");
  if (segments[segments.length - 1] === "properties") return `${path}/*`;
  return segments.length % 2 === 1 ? `${path}/*/*` : `${path}/*`;
}

/** Whether an event's topic belongs to a subscription; `*` stands for exactly one segment. */
export function topicMatches(pattern: string, topic: string): boolean {
  const want = pattern.split("/");
  const have = topic.split("/");
  return want.length === have.length && want.every((w, i) => w === "*" || w === have[i]);
}

function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  // A null sorts first, as in the server's default order.
  if (a === null || a === undefined) return -1;
  if (b === null || b === undefined) return 1;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : 1;
  return Number(a) - Number(b);
}

/** The filter's value as the type that the field has in this item. */
function converted(value: ParamValue, like: unknown): unknown {
  if (typeof like === "boolean") {
    const word = String(value).toLowerCase();
    if (TRUE_WORDS.has(word)) return true;
    if (FALSE_WORDS.has(word)) return false;
    return value;
  }
  return typeof like === "number" ? Number(value) : String(value);
}

function holds(item: Item, name: string, wanted: ParamValue[]): boolean {
  const cut = name.lastIndexOf("__");
  const field = cut < 0 ? name : name.slice(0, cut);
  const operator = cut < 0 ? "eq" : name.slice(cut + 2);
  const actual = item[field];
  if (actual === undefined) return true;
  // What is not claimed has a third state: cancelled, never to be claimed.
  if (field === "claimed" && operator === "eq" && converted(wanted[0] ?? true, true) === false) {
    return actual === false && item["complete"] !== true;
  }
  const values = wanted.map((w) => converted(w, actual));
  const first = values[0];
  switch (operator) {
    case "eq":
    case "in":
      return values.includes(actual);
    case "ne":
    case "notin":
      return !values.includes(actual);
    case "lt":
      return actual !== null && compare(actual, first) < 0;
    case "le":
      return actual !== null && compare(actual, first) <= 0;
    case "gt":
      return actual !== null && compare(actual, first) > 0;
    case "ge":
      return actual !== null && compare(actual, first) >= 0;
    case "contains":
      if (Array.isArray(actual)) return wanted.some((w) => actual.map(String).includes(String(w)));
      return wanted.some((w) => String(actual).includes(String(w)));
    default:
      return true;
  }
}

export function matches(item: Item, params: Params): boolean {
  return Object.keys(params).every(
    (name) => NOT_FILTERS.has(name) || holds(item, name, valuesOf(params, name)),
  );
}

/** The rows that the query's answer would have, out of all that are known. */
export function applyQuery<T extends object>(items: Iterable<T>, params: Params): T[] {
  const rows: T[] = [];
  for (const item of items) if (matches(item as Item, params)) rows.push(item);
  const order = valuesOf(params, "order").map(String);
  if (order.length > 0) {
    rows.sort((a, b) => {
      for (const key of order) {
        const down = key.startsWith("-");
        const field = down ? key.slice(1) : key;
        const by = compare((a as Item)[field], (b as Item)[field]);
        if (by !== 0) return down ? -by : by;
      }
      return 0;
    });
  }
  const offset = Number(valuesOf(params, "offset")[0] ?? 0);
  const limit = valuesOf(params, "limit")[0];
  return rows.slice(offset, limit === undefined ? undefined : offset + Number(limit));
}
