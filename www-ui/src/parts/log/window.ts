// Which lines of a log to hold, to ask for and to draw. No more than a bounded part of a log is
// ever in memory; lines are counted from 0.

/** Lines per request. */
export const PAGE = 500;
/** Pages held at most; those furthest from what is shown go first. */
export const MOST_PAGES = 20;

export interface Span {
  offset: number;
  limit: number;
}

/** The part of a log that is held, in pages of equal size. */
export class LogPages {
  readonly #pages = new Map<number, string[]>();

  line(n: number): string | undefined {
    return this.#pages.get(Math.floor(n / PAGE))?.[n % PAGE];
  }

  /** The next thing to ask for so that the lines first..last (exclusive) can be shown. */
  missing(first: number, last: number, total: number): Span | null {
    const end = Math.min(last, total);
    for (let page = Math.floor(Math.max(0, first) / PAGE); page * PAGE < end; page++) {
      const have = this.#pages.get(page)?.length ?? 0;
      const there = Math.min(PAGE, total - page * PAGE);
      // Pages fill from their start: the rest of a page that has grown is one request.
      const needed = Math.min(there, end - page * PAGE);
      if (have < needed) return { offset: page * PAGE + have, limit: there - have };
    }
    return null;
  }

  /** Takes in an answer. Lines that would leave a gap in their page are dropped. */
  put(offset: number, lines: readonly string[]): void {
    for (let i = 0; i < lines.length; i++) {
      const page = Math.floor((offset + i) / PAGE);
      const at = (offset + i) % PAGE;
      let held = this.#pages.get(page);
      if (held === undefined) this.#pages.set(page, held = []);
      if (at <= held.length) held[at] = lines[i]!;
    }
  }

  /** Forgets pages far from the line that is being looked at, until the bound holds. */
  keepAround(line: number): void {
    const centre = Math.floor(line / PAGE);
    const far = [...this.#pages.keys()].sort((a, b) => Math.abs(b - centre) - Math.abs(a - centre));
    for (const page of far) {
      if (this.#pages.size <= MOST_PAGES) return;
      this.#pages.delete(page);
    }
  }

  get size(): number {
    return this.#pages.size;
  }
}

/** The lines of an answer's content: each ends with a newline, the last one too. */
export function splitContent(content: string): string[] {
  if (content === "") return [];
  const lines = content.split("\n");
  if (lines[lines.length - 1] === "") lines.pop();
  return lines;
}

export interface View {
  first: number;
  /** Exclusive. */
  last: number;
  /** Where the first drawn row stands, in pixels from the top of the scrolled area. */
  top: number;
  /** Height of the scrolled area in pixels. */
  height: number;
}

/** Browsers stop at some height (Firefox near 17.8 million pixels): beyond, scrolling is scaled. */
export const TALLEST = 8_000_000;

/** The rows to draw for a scroll position. */
export function viewOf(
  scrollTop: number,
  viewport: number,
  total: number,
  row: number,
  overscan: number,
): View {
  const real = total * row;
  const height = Math.min(real, TALLEST);
  const scrolled = Math.max(0, Math.min(scrollTop, Math.max(0, height - viewport)));
  const at = realTop(scrolled, viewport, real, height);
  const firstShown = Math.floor(at / row);
  const first = Math.max(0, firstShown - overscan);
  const last = Math.min(total, Math.ceil((at + viewport) / row) + overscan);
  return { first, last, top: scrolled - (at - first * row), height };
}

/** The scroll position at which a line stands at the top. */
export function scrollTopOf(line: number, viewport: number, total: number, row: number): number {
  const real = total * row;
  const height = Math.min(real, TALLEST);
  const span = Math.max(0, real - viewport);
  const wanted = Math.max(0, Math.min(line * row, span));
  return real <= TALLEST || span === 0 ? wanted : (wanted / span) * (height - viewport);
}

function realTop(scrolled: number, viewport: number, real: number, height: number): number {
  if (real <= height || height <= viewport) return scrolled;
  return (scrolled / (height - viewport)) * (real - viewport);
}

export type Channel = "o" | "e" | "h" | "";

export interface Line {
  channel: Channel;
  text: string;
}

/** Lines of a stdio log start with their channel: o output, e errors, h headers. */
export function splitChannel(line: string, stdio: boolean): Line {
  if (!stdio) return { channel: "", text: line };
  const first = line.charAt(0);
  if (first === "o" || first === "e" || first === "h") {
    return { channel: first, text: line.slice(1) };
  }
  return { channel: "", text: line };
}
