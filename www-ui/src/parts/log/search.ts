import { plainText, type Run } from "./ansi.ts";
import { splitChannel } from "./window.ts";

// Finding text in a log of any length. What is searched is what is seen: neither colour sequences
// nor channel characters.

export interface Wish {
  text: string;
  matchCase: boolean;
  regex: boolean;
}

/** Lines per request while searching. */
export const SEARCH_LINES = 10_000;
/** Found lines held at most. */
export const MOST_FOUND = 20_000;
/** Hits coloured in one line at most. */
const MOST_HITS = 200;

/** What to look for; null for nothing. Throws a SyntaxError for a regular expression that is none. */
export function patternOf(wish: Wish): RegExp | null {
  if (wish.text === "") return null;
  const source = wish.regex ? wish.text : wish.text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(source, wish.matchCase ? "g" : "gi");
}

/** Where a text matches: starts and ends, in order. */
export function hits(text: string, pattern: RegExp): [number, number][] {
  const found: [number, number][] = [];
  for (const match of text.matchAll(pattern)) {
    // An expression like `x*` matches nothing in between everything.
    if (match[0] !== "") found.push([match.index, match.index + match[0].length]);
    if (found.length === MOST_HITS) break;
  }
  return found;
}

/** The runs of a line, cut where hits start and end. */
export function cutRuns(runs: readonly Run[], pattern: RegExp): (Run & { hit: boolean })[] {
  const found = hits(runs.map((run) => run.text).join(""), pattern);
  const cut: (Run & { hit: boolean })[] = [];
  let at = 0;
  let next = 0;
  for (const run of runs) {
    let rest = run.text;
    while (rest !== "") {
      while (next < found.length && found[next]![1] <= at) next += 1;
      const [start, end] = found[next] ?? [Infinity, Infinity];
      const hit = at >= start;
      const length = Math.min(rest.length, (hit ? end : start) - at);
      cut.push({ ...run, text: rest.slice(0, length), hit });
      rest = rest.slice(length);
      at += length;
    }
  }
  return cut;
}

export interface Found {
  /** Counted from 1, ascending. */
  lines: number[];
  /** How much of the log has been looked at. */
  searched: number;
}

/** Looks through a log from its start, telling what it has found after each piece. */
export async function* searchLog(
  pattern: RegExp,
  total: number,
  stdio: boolean,
  read: (offset: number, limit: number) => Promise<string[]>,
): AsyncGenerator<Found> {
  const lines: number[] = [];
  let searched = 0;
  while (searched < total && lines.length < MOST_FOUND) {
    const piece = await read(searched, Math.min(SEARCH_LINES, total - searched));
    if (piece.length === 0) break;
    for (const [i, raw] of piece.entries()) {
      const text = plainText(splitChannel(raw, stdio).text);
      if (lines.length < MOST_FOUND && hits(text, pattern).length > 0) lines.push(searched + i + 1);
    }
    searched += piece.length;
    yield { lines, searched };
  }
}

/** The place among the found lines that comes after (or before) a line, going round at the ends. */
export function step(lines: readonly number[], from: number, by: 1 | -1): number {
  if (lines.length === 0) return -1;
  if (by === 1) {
    const i = lines.findIndex((line) => line > from);
    return i < 0 ? 0 : i;
  }
  const i = lines.findLastIndex((line) => line < from);
  return i < 0 ? lines.length - 1 : i;
}
