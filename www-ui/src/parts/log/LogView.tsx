import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { errorText, get, rawLog, rawLogUrl } from "../../data/rest.ts";
import type { Log, LogChunk } from "../../data/resources.ts";
import type { LineRange } from "../../router.ts";
import { copyText } from "../clipboard.ts";
import { Banner } from "../Notice.tsx";
import { LogLine } from "./LogLine.tsx";
import { LogSearch } from "./LogSearch.tsx";
import { LogPages, scrollTopOf, splitContent, viewOf } from "./window.ts";
import "./log.css";

/** Pixels; `.log-line` has the same height in the style sheet. */
const ROW = 20;
const OVERSCAN = 20;
/** Room that a log inside a step takes at most; the log's own page fills the window. */
const MOST_ROWS = 24;
const RETRY_MS = 3_000;
/** More than this is not put on the clipboard; there is the download. */
const MOST_COPIED = 20_000_000;

/**
 * A log of any length, of which only a window is held and drawn. While it grows, the view follows
 * the end until the reader scrolls away from it.
 */
export function LogView({
  log,
  startAtEnd,
  lineHref,
  marked,
  full = false,
}: {
  log: Log;
  startAtEnd: boolean;
  /** The address of a line, counted from 1. */
  lineHref: (line: number) => string;
  marked?: LineRange | null;
  full?: boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  const pages = useRef(new LogPages());
  const fetching = useRef(false);
  const [scroll, setScroll] = useState({ top: 0, height: MOST_ROWS * ROW });
  const [, drawAgain] = useState(0);
  const [following, setFollowing] = useState(!log.complete);
  const [trouble, setTrouble] = useState("");
  const [copied, setCopied] = useState("");
  const [find, setFind] = useState<RegExp | null>(null);
  const [current, setCurrent] = useState(0);
  const placed = useRef(false);
  const gone = useRef(false);

  const total = log.num_lines;
  const view = viewOf(scroll.top, scroll.height, total, ROW, OVERSCAN);
  const wanted = useRef(view);
  wanted.current = view;
  const totalNow = useRef(total);
  totalNow.current = total;

  // One request at a time; the newest wish is looked at when an answer has come.
  const fill = useCallback(async () => {
    if (fetching.current) return;
    fetching.current = true;
    try {
      for (;;) {
        const { first, last } = wanted.current;
        const span = pages.current.missing(first, last, totalNow.current);
        if (span === null || gone.current) break;
        const answer = await get<LogChunk>(`logs/${log.logid}/contents`, { ...span });
        const lines = splitContent(answer.rows[0]?.content ?? "");
        if (lines.length === 0) break;
        pages.current.put(span.offset, lines);
        pages.current.keepAround((first + last) / 2);
        setTrouble("");
        drawAgain((n) => n + 1);
      }
    } catch (error) {
      if (!gone.current) {
        setTrouble(errorText(error));
        setTimeout(() => void fill(), RETRY_MS);
      }
    } finally {
      fetching.current = false;
    }
  }, [log.logid]);

  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);

  useEffect(() => {
    // A moment later: the first place to look at may only just have been found.
    const timer = setTimeout(() => void fill());
    return () => clearTimeout(timer);
  }, [view.first, view.last, total]);

  const goTo = (line: number) => {
    const element = box.current;
    if (element === null) return;
    element.scrollTop = scrollTopOf(line, element.clientHeight, total, ROW);
    measure();
  };
  const goToEnd = () => {
    const element = box.current;
    if (element === null) return;
    element.scrollTop = element.scrollHeight;
    measure();
  };
  const measure = () => {
    const element = box.current;
    if (element === null) return;
    setScroll((old) =>
      old.top === element.scrollTop && old.height === element.clientHeight
        ? old
        : { top: element.scrollTop, height: element.clientHeight }
    );
  };

  // Where the reader starts: at a linked line, at the end, or at the beginning.
  useLayoutEffect(() => {
    if (placed.current || total === 0) return;
    placed.current = true;
    if (marked) goTo(Math.max(0, marked.first - 4));
    else if (startAtEnd) goToEnd();
    else measure();
  }, [total]);
  useLayoutEffect(() => {
    if (!placed.current || !marked) return;
    const line = marked.first - 1;
    if (line < view.first + OVERSCAN || line >= view.last - OVERSCAN) goTo(Math.max(0, line - 3));
  }, [marked?.first]);
  useLayoutEffect(() => {
    if (following) goToEnd();
  }, [total, following]);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => measure());
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const lastTop = useRef(0);
  const onScroll = () => {
    const element = box.current;
    if (element === null) return;
    const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - ROW;
    // Only a movement upwards is the reader's: growth moves the end away without one.
    if (element.scrollTop < lastTop.current - 1 && !atEnd) setFollowing(false);
    else if (atEnd && !log.complete) setFollowing(true);
    lastTop.current = element.scrollTop;
    measure();
  };

  const copy = async () => {
    try {
      const text = await rawLog(log.logid);
      if (text.length > MOST_COPIED) setCopied("Too long to copy: please download it.");
      else {
        await copyText(text);
        setCopied("Copied.");
      }
    } catch {
      setCopied("Could not copy: please download it.");
    }
    setTimeout(() => setCopied(""), 4_000);
  };

  const stdio = log.type === "s";
  const rows = [];
  for (let n = view.first; n < view.last; n++) {
    rows.push(
      <LogLine
        key={n}
        number={n + 1}
        line={pages.current.line(n)}
        stdio={stdio}
        href={lineHref(n + 1)}
        marked={!!marked && n + 1 >= marked.first && n + 1 <= marked.last}
        find={find}
        current={find !== null && current === n + 1}
      />,
    );
  }

  return (
    <div class={full ? "log-view log-full" : "log-view"}>
      <div class="log-bar">
        <span class="log-name">{log.name}</span>
        <span class="log-size">
          {total === 1 ? "1 line" : `${total.toLocaleString("en-GB")} lines`}
          {!log.complete && ", growing"}
        </span>
        {full && (
          <LogSearch
            log={log}
            onPattern={setFind}
            onGoTo={(line) => {
              setFollowing(false);
              setCurrent(line);
              goTo(Math.max(0, line - 1 - Math.floor(scroll.height / ROW / 3)));
            }}
          />
        )}
        <span class="log-tools">
          <span class="log-said" role="status">
            {copied}
          </span>
          {!log.complete &&
            (following
              ? (
                <button type="button" aria-pressed="true" onClick={() => setFollowing(false)}>
                  Following the end
                </button>
              )
              : (
                <button type="button" aria-pressed="false" onClick={() => setFollowing(true)}>
                  Follow the end
                </button>
              ))}
          {total > MOST_ROWS && (
            <>
              <button
                type="button"
                onClick={() => {
                  setFollowing(false);
                  goTo(0);
                }}
              >
                Top
              </button>
              {log.complete && (
                <button type="button" onClick={goToEnd}>
                  End
                </button>
              )}
            </>
          )}
          <button type="button" onClick={() => void copy()}>
            Copy
          </button>
          {!full && (
            <a class="button" href={lineHref(0)}>
              Full page
            </a>
          )}
          <a class="button" href={rawLogUrl(log.logid)} download>
            Download
          </a>
        </span>
      </div>
      {trouble !== "" && <Banner kind="warning">{trouble} Trying again…</Banner>}
      {log.type === "h" && (
        <p class="log-note">
          This log is an HTML page; here is its source.{" "}
          <a href={rawLogUrl(log.logid, true)} target="_blank" rel="noopener noreferrer">
            Open the page
          </a>
        </p>
      )}
      {log.type === "d"
        ? <p class="log-note">The contents of this log have been deleted from the database.</p>
        : total === 0
        ? <p class="log-note">{log.complete ? "This log is empty." : "No output yet."}</p>
        : (
          <div
            class="log"
            ref={box}
            data-testid="log"
            role="region"
            aria-label={`Log ${log.name}`}
            tabIndex={0}
            onScroll={onScroll}
            style={{
              "--digits": String(total).length,
              ...(full ? {} : { height: `${Math.min(total, MOST_ROWS) * ROW + 12}px` }),
            }}
          >
            <div class="log-space" style={{ height: `${view.height}px` }}>
              <div class="log-rows" style={{ transform: `translateY(${view.top}px)` }}>
                {rows}
              </div>
            </div>
          </div>
        )}
    </div>
  );
}
