import { memo } from "../memo.ts";
import { type Colour, paletteColour, parseAnsi, type Run, type Style } from "./ansi.ts";
import { cutRuns } from "./search.ts";
import { splitChannel } from "./window.ts";

/** A longer line is cut where it is drawn; the download has it whole. */
const LONGEST = 4_000;

const CHANNELS = {
  o: null,
  e: { sign: "!", word: "standard error" },
  h: { sign: "›", word: "header" },
  "": null,
};

interface LineProps {
  /** From 1. */
  number: number;
  /** Not there yet if undefined. */
  line: string | undefined;
  stdio: boolean;
  href: string;
  marked: boolean;
  /** What the reader looks for. */
  find: RegExp | null;
  /** The found line at which the search stands. */
  current: boolean;
}

/** One line of a log: its number, what kind of output it is, and its coloured text. */
export const LogLine = memo(function LogLine(props: LineProps) {
  const { number, line, stdio, href, marked, find, current } = props;
  const { channel, text } = splitChannel(line ?? "", stdio);
  const kind = CHANNELS[channel];
  const over = text.length - LONGEST;
  return (
    <div
      class={`log-line${channel ? ` log-${channel}` : ""}${marked ? " log-marked" : ""}${
        current ? " log-current" : ""
      }`}
      data-testid="log-line"
      data-line={number}
    >
      <a class="log-number" href={href} aria-label={`Line ${number}`} data-number={number} />
      <span class="log-channel" {...(kind ? { title: kind.word, "data-sign": kind.sign } : {})}>
        {kind && <span class="sr-only">{kind.word}:</span>}
      </span>
      <span class="log-text">
        {line === undefined ? <span class="log-absent">…</span> : (
          pieces(over > 0 ? text.slice(0, LONGEST) : text, find).map((run, i) => (
            <Piece key={i} run={run} />
          ))
        )}
        {over > 0 && <em class="log-cut">… {over.toLocaleString("en-GB")} more characters</em>}
      </span>
    </div>
  );
});

type PieceRun = Run & { hit?: boolean };

function pieces(text: string, find: RegExp | null): PieceRun[] {
  const runs = parseAnsi(text);
  return find === null ? runs : cutRuns(runs, find);
}

function Piece({ run }: { run: PieceRun }) {
  const { style } = run;
  const look = lookOf(style);
  if (run.hit) return <mark>{run.text}</mark>;
  if (style.link !== null) {
    return (
      <a class={look.class} style={look.style} href={style.link} rel="noopener noreferrer nofollow">
        {run.text}
      </a>
    );
  }
  if (look.class === "" && Object.keys(look.style).length === 0) return <>{run.text}</>;
  return (
    <span class={look.class} style={look.style}>
      {run.text}
    </span>
  );
}

function lookOf(s: Style): { class: string; style: Record<string, string> } {
  const classes: string[] = [];
  const style: Record<string, string> = {};
  if (s.bold) classes.push("ansi-bold");
  if (s.dim) classes.push("ansi-dim");
  if (s.italic) classes.push("ansi-italic");
  if (s.underline) classes.push("ansi-underline");
  if (s.strike) classes.push("ansi-strike");
  const front = s.inverse ? (s.bg ?? "var(--log-bg)") : s.fg;
  const back = s.inverse ? (s.fg ?? "var(--log-text)") : s.bg;
  if (front !== null) style["color"] = css(front);
  if (back !== null) style["background-color"] = css(back);
  return { class: classes.join(" "), style };
}

function css(colour: Colour): string {
  if (typeof colour === "string") return colour;
  return colour < 16 ? `var(--ansi-${colour})` : paletteColour(colour);
}
