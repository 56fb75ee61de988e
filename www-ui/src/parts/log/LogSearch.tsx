import { useEffect, useRef, useState } from "preact/hooks";
import { errorText, get } from "../../data/rest.ts";
import type { Log, LogChunk } from "../../data/resources.ts";
import { type Found, patternOf, searchLog, step } from "./search.ts";
import { splitContent } from "./window.ts";

const NOTHING: Found = { lines: [], searched: 0 };
/** Typing goes on for a moment before the search starts. */
const PAUSE_MS = 250;

/** The search box of a log: counts what it finds and goes from one hit to the next. */
export function LogSearch({
  log,
  onPattern,
  onGoTo,
}: {
  log: Log;
  onPattern: (pattern: RegExp | null) => void;
  /** Called with a line, counted from 1. */
  onGoTo: (line: number) => void;
}) {
  const [text, setText] = useState("");
  const [matchCase, setMatchCase] = useState(false);
  const [regex, setRegex] = useState(false);
  const [found, setFound] = useState(NOTHING);
  const [at, setAt] = useState(-1);
  const [trouble, setTrouble] = useState("");
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    let over = false;
    setTrouble("");
    setFound(NOTHING);
    setAt(-1);
    const timer = setTimeout(async () => {
      try {
        const pattern = patternOf({ text, matchCase, regex });
        onPattern(pattern);
        if (pattern === null) return;
        const read = async (offset: number, limit: number) => {
          const answer = await get<LogChunk>(`logs/${log.logid}/contents`, { offset, limit });
          return splitContent(answer.rows[0]?.content ?? "");
        };
        let first = true;
        for await (const now of searchLog(pattern, log.num_lines, log.type === "s", read)) {
          if (over) return;
          setFound({ ...now });
          if (first && now.lines.length > 0) {
            first = false;
            setAt(0);
            onGoTo(now.lines[0]!);
          }
        }
      } catch (error) {
        if (!over) {
          setTrouble(error instanceof SyntaxError ? "No such expression" : errorText(error));
        }
      }
    }, PAUSE_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [text, matchCase, regex, log.complete]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const find = (event.ctrlKey || event.metaKey) && event.key === "f";
      // Asked twice, the browser's own search comes.
      if (!find || document.activeElement === input.current) return;
      event.preventDefault();
      input.current?.select();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  const go = (by: 1 | -1) => {
    const next = step(found.lines, found.lines[at] ?? 0, by);
    if (next < 0) return;
    setAt(next);
    onGoTo(found.lines[next]!);
  };

  const searching = text !== "" && trouble === "" && found.searched < log.num_lines;
  const said = text === "" ? "" : trouble ||
    `${at + 1} of ${found.lines.length.toLocaleString("en-GB")} lines${searching ? "…" : ""}`;
  return (
    <div class="log-search" role="search">
      <input
        ref={input}
        type="search"
        aria-label="Search in this log"
        placeholder="Search"
        value={text}
        onInput={(e) => setText(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key === "Enter") go(e.shiftKey ? -1 : 1);
          else if (e.key === "ArrowDown") go(1);
          else if (e.key === "ArrowUp") go(-1);
          else return;
          e.preventDefault();
        }}
      />
      <button
        type="button"
        aria-pressed={matchCase}
        aria-label="Match case"
        title="Match case"
        onClick={() => setMatchCase(!matchCase)}
      >
        Aa
      </button>
      <button
        type="button"
        aria-pressed={regex}
        aria-label="Regular expression"
        title="Regular expression"
        onClick={() => setRegex(!regex)}
      >
        .*
      </button>
      <button type="button" aria-label="Previous" title="Previous" onClick={() => go(-1)}>
        ↑
      </button>
      <button type="button" aria-label="Next" title="Next" onClick={() => go(1)}>
        ↓
      </button>
      <span class="log-said" role="status">
        {said}
      </span>
    </div>
  );
}
