// Pages are fragments: `#/builders/1/builds/2?tab=properties#bb-step-3`.

export interface Location {
  /** Decoded; names may hold slashes. */
  segments: string[];
  query: URLSearchParams;
  /** What a second `#` names inside the page; empty if none. */
  anchor: string;
}

export function parseHash(hash: string): Location {
  let rest = hash.startsWith("#") ? hash.slice(1) : hash;
  let anchor = "";
  const second = rest.indexOf("#");
  if (second >= 0) {
    anchor = rest.slice(second + 1);
    rest = rest.slice(0, second);
  }
  const question = rest.indexOf("?");
  const query = new URLSearchParams(question < 0 ? "" : rest.slice(question + 1));
  const path = question < 0 ? rest : rest.slice(0, question);
  const segments = path
    .split("/")
    .filter((s) => s !== "")
    .map(decoded);
  return { segments, query, anchor };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `href('builders', 'a/b')` is `#/builders/a%2Fb`. */
export function href(...segments: (string | number)[]): string {
  return `#/${segments.map((s) => encodeURIComponent(String(s))).join("/")}`;
}

export type RouteParams = Record<string, string>;

/** The values of a pattern like `builders/:builderid`, or null if the path is of another form. */
export function match(pattern: string, segments: string[]): RouteParams | null {
  const parts = pattern === "" ? [] : pattern.split("/");
  if (parts.length !== segments.length) return null;
  const params: RouteParams = {};
  for (const [i, part] of parts.entries()) {
    const actual = segments[i] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = actual;
    else if (part !== actual) return null;
  }
  return params;
}

export interface LineRange {
  first: number;
  last: number;
}

/** `L12` or `L12-20`, counted from 1. */
export function lineAnchor(anchor: string): LineRange | null {
  const found = /^L(\d+)(?:-L?(\d+))?$/.exec(anchor);
  if (found === null) return null;
  const a = Number(found[1]);
  const b = found[2] === undefined ? a : Number(found[2]);
  return a < 1 || b < 1 ? null : { first: Math.min(a, b), last: Math.max(a, b) };
}
