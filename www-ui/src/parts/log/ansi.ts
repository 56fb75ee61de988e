// Colours and the few cursor movements that programs write into logs, as runs of styled text.
// A line starts plain whatever the line before it left switched on: a log is shown from anywhere.

/** 0–255 is a palette entry; a text is an RGB colour in CSS. */
export type Colour = number | string;

export interface Style {
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  inverse: boolean;
  strike: boolean;
  fg: Colour | null;
  bg: Colour | null;
  link: string | null;
}

export interface Run {
  text: string;
  style: Style;
}

export const PLAIN: Style = {
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  strike: false,
  fg: null,
  bg: null,
  link: null,
};

interface Cell {
  char: string;
  style: Style;
}

// CSI sequences, OSC sequences (ended by BEL or ST), other two-character escapes, controls.
const ESCAPE =
  /\u001b\[([0-?]*)[ -/]*([@-~])|\u001b\]([^\u0007\u001b]*)(?:\u0007|\u001b\\|$)|\u001b[ -/]*[0-~]?|[\u0000-\u0008\u000b-\u001f\u007f]/g;
// Anything that plain text does not have.
const SPECIAL = /[\u0000-\u0008\u000b-\u001f\u007f]/;
// What writes elsewhere than at the end of the line.
const MOVES = /[\r\b]|\u001b\[[0-?]*[ -/]*[KGCD]/;
/** The cursor cannot be sent further right than this by a sequence. */
const WIDEST = 1_000;

/** The line as runs of one style each, in order. Empty runs are left out. */
export function parseAnsi(line: string): Run[] {
  if (!SPECIAL.test(line)) return line === "" ? [] : [{ text: line, style: PLAIN }];

  const cells: Cell[] = [];
  let column = 0;
  let style = PLAIN;
  const write = (text: string) => {
    for (const char of text) {
      while (cells.length < column) cells.push({ char: " ", style: PLAIN });
      cells[column] = { char, style };
      column += 1;
    }
  };

  let at = 0;
  for (const found of line.matchAll(ESCAPE)) {
    write(line.slice(at, found.index));
    at = found.index + found[0].length;
    const [whole, parameters, final, osc] = found;
    if (final === "m") style = sgr(style, parameters ?? "");
    else if (final === "K") erase(cells, column, parameters ?? "");
    else if (final === "G") column = bounded(Number(parameters || 1) - 1);
    else if (final === "C") column = bounded(column + Number(parameters || 1));
    else if (final === "D") column = bounded(column - Number(parameters || 1));
    else if (osc !== undefined) style = hyperlink(style, osc);
    else if (whole === "\r") column = 0;
    else if (whole === "\b") column = Math.max(0, column - 1);
  }
  write(line.slice(at));
  return joined(cells);
}

/** The line without any of it, for searching and copying. */
export function plainText(line: string): string {
  if (!SPECIAL.test(line)) return line;
  if (!MOVES.test(line)) return line.replace(ESCAPE, "");
  return parseAnsi(line)
    .map((run) => run.text)
    .join("");
}

function bounded(column: number): number {
  return Number.isFinite(column) ? Math.min(Math.max(0, column), WIDEST) : 0;
}

function erase(cells: Cell[], column: number, mode: string): void {
  if (mode === "" || mode === "0") cells.length = Math.min(cells.length, column);
  else if (mode === "2") cells.length = 0;
  else if (mode === "1") {
    for (let i = 0; i < Math.min(column + 1, cells.length); i++) {
      cells[i] = { char: " ", style: PLAIN };
    }
  }
}

function joined(cells: Cell[]): Run[] {
  const runs: Run[] = [];
  for (const { char, style } of cells) {
    const last = runs[runs.length - 1];
    if (last !== undefined && last.style === style) last.text += char;
    else runs.push({ text: char, style });
  }
  return runs;
}

/** OSC 8: `8;parameters;address` starts a link, an empty address ends it. */
function hyperlink(style: Style, osc: string): Style {
  const found = /^8;[^;]*;(.*)$/.exec(osc);
  if (found === null) return style;
  const address = found[1] ?? "";
  // Whatever a program prints must not become a script or a file address.
  return { ...style, link: /^https?:\/\//i.test(address) ? address : null };
}

function sgr(style: Style, parameters: string): Style {
  let next = { ...style };
  // `38:2::r:g:b` is the standard's spelling of `38;2;r;g;b`, with a place for a colour space.
  const codes = parameters
    .split(";")
    .flatMap((part) => {
      if (!part.includes(":")) return [part];
      const sub = part.split(":");
      return sub[1] === "2" && sub.length >= 6 ? [sub[0]!, "2", ...sub.slice(-3)] : sub;
    })
    .map((part) => (part === "" ? 0 : Number(part)));
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === 0) next = { ...PLAIN, link: style.link };
    else if (code === 1) next.bold = true;
    else if (code === 2) next.dim = true;
    else if (code === 3) next.italic = true;
    else if (code === 4) next.underline = true;
    else if (code === 7) next.inverse = true;
    else if (code === 9) next.strike = true;
    else if (code === 21 || code === 22) {
      next.bold = false;
      next.dim = false;
    } else if (code === 23) next.italic = false;
    else if (code === 24) next.underline = false;
    else if (code === 27) next.inverse = false;
    else if (code === 29) next.strike = false;
    else if (code >= 30 && code <= 37) next.fg = code - 30;
    else if (code === 39) next.fg = null;
    else if (code >= 40 && code <= 47) next.bg = code - 40;
    else if (code === 49) next.bg = null;
    else if (code >= 90 && code <= 97) next.fg = code - 90 + 8;
    else if (code >= 100 && code <= 107) next.bg = code - 100 + 8;
    else if (code === 38 || code === 48) {
      const [colour, used] = extended(codes.slice(i + 1));
      i += used;
      if (colour === null) continue;
      if (code === 38) next.fg = colour;
      else next.bg = colour;
    }
  }
  return next;
}

/** What follows 38 or 48: `5;n` or `2;r;g;b`. Answers the colour and how many codes it took. */
function extended(codes: number[]): [Colour | null, number] {
  if (codes[0] === 5 && codes.length >= 2) {
    const n = codes[1]!;
    return [n >= 0 && n <= 255 ? n : null, 2];
  }
  if (codes[0] === 2 && codes.length >= 4) {
    const rgb = codes.slice(1, 4);
    return [rgb.every((c) => c >= 0 && c <= 255) ? `rgb(${rgb.join(", ")})` : null, 4];
  }
  return [null, codes.length];
}

const CUBE = [0, 95, 135, 175, 215, 255];

/** Palette entries from 16: a 6 × 6 × 6 cube and 24 greys. Those below 16 belong to the theme. */
export function paletteColour(n: number): string {
  if (n >= 232) {
    const grey = 8 + (n - 232) * 10;
    return `rgb(${grey}, ${grey}, ${grey})`;
  }
  const i = n - 16;
  return `rgb(${CUBE[Math.floor(i / 36)]}, ${CUBE[Math.floor(i / 6) % 6]}, ${CUBE[i % 6]})`;
}
