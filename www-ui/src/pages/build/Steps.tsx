import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useQuery } from "../../data/useQuery.ts";
import type { Log, Step } from "../../data/resources.ts";
import { absence, Empty } from "../../parts/Notice.tsx";
import { LogView } from "../../parts/log/LogView.tsx";
import { StatusIcon } from "../../parts/Status.tsx";
import { Took } from "../../parts/Time.tsx";
import { parseHash } from "../../router.ts";
import { isProblem, LOOKS, statusOf } from "../../status.ts";
import { localFragment } from "./links.ts";

type Opening = "auto" | "all" | "none";

/** The steps of a build; what runs or went wrong is open. */
export function Steps({
  buildid,
  buildHref,
  anchor,
  children,
}: {
  buildid: number;
  buildHref: string;
  /** What stays in sight beside the tools. */
  children?: ComponentChildren;
  /** The step that the address names, as `bb-step-N`. */
  anchor: string;
}) {
  const steps = useQuery<Step>(`builds/${buildid}/steps`, { order: "number" });
  const [opening, setOpening] = useState<Opening>("auto");
  const shown = steps.rows.filter((s) => !s.hidden);
  const running = shown.find((s) => statusOf(s) === "running");
  const [following, setFollowing] = useFollowing(running ? stepAnchor(running) : null);
  const absent = absence(steps, "steps");
  if (absent !== null) return <>{absent}</>;
  if (shown.length === 0) return <Empty>No step has started yet.</Empty>;
  const choices: [Opening, string][] = [
    ["auto", "Running and failed"],
    ["all", "All"],
    ["none", "None"],
  ];
  return (
    <>
      <div class="step-tools" role="group" aria-label="Which steps are open">
        <span class="quiet">Open:</span>
        {choices.map(([value, text]) => (
          <button
            type="button"
            key={value}
            class="small"
            aria-pressed={opening === value}
            onClick={() => setOpening(value)}
          >
            {text}
          </button>
        ))}
        {running !== undefined && (
          <button
            type="button"
            class="small"
            aria-pressed={following}
            onClick={() => setFollowing(!following)}
          >
            Follow the running step
          </button>
        )}
        <span class="step-summary" aria-hidden="true">
          {children}
        </span>
      </div>
      <ol class="steps">
        {shown.map((step, i) => (
          <StepItem
            key={step.stepid}
            step={step}
            buildHref={buildHref}
            opening={opening}
            linked={anchor === stepAnchor(step)}
            isLast={i === shown.length - 1}
          />
        ))}
      </ol>
    </>
  );
}

function stepAnchor(step: Step): string {
  return `bb-step-${step.number}`;
}

const UPWARDS = new Set(["ArrowUp", "PageUp", "Home"]);

/** Keeps the running step in sight as its log grows, until the reader moves the page upwards. */
function useFollowing(running: string | null): [boolean, (on: boolean) => void] {
  const [following, setFollowing] = useState(true);
  useEffect(() => {
    const item = running === null ? null : document.getElementById(running);
    if (!following || item === null) return undefined;
    const observer = new ResizeObserver(() => item.scrollIntoView({ block: "nearest" }));
    observer.observe(item);
    const onWheel = (event: WheelEvent) => {
      if (event.deltaY < 0) setFollowing(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (UPWARDS.has(event.key)) setFollowing(false);
    };
    const onTouch = () => setFollowing(false);
    window.addEventListener("wheel", onWheel, { passive: true });
    window.addEventListener("touchmove", onTouch, { passive: true });
    window.addEventListener("keydown", onKey);
    return () => {
      observer.disconnect();
      window.removeEventListener("wheel", onWheel);
      window.removeEventListener("touchmove", onTouch);
      window.removeEventListener("keydown", onKey);
    };
  }, [following, running]);
  return [following, setFollowing];
}

function StepItem({
  step,
  buildHref,
  opening,
  linked,
  isLast,
}: {
  step: Step;
  buildHref: string;
  opening: Opening;
  linked: boolean;
  isLast: boolean;
}) {
  const status = statusOf(step);
  const item = useRef<HTMLLIElement>(null);
  const notable = status === "running" || isProblem(status);
  const [open, setOpen] = useState(linked || opening === "all" || (opening === "auto" && notable));
  // What the reader has opened, closed or worked in is the reader's.
  const touched = useRef(false);

  useEffect(() => {
    if (!touched.current && opening === "auto" && notable) setOpen(true);
  }, [notable]);
  useEffect(() => {
    // Watched live, a step that went well makes room once the next one has started.
    if (!touched.current && opening === "auto" && step.complete && !notable && !isLast && !linked) {
      setOpen(false);
    }
  }, [isLast, step.complete, notable]);
  const before = useRef(opening);
  useEffect(() => {
    if (before.current === opening) return;
    before.current = opening;
    touched.current = false;
    setOpen(opening === "all" || (opening === "auto" && notable));
  }, [opening]);
  useEffect(() => {
    if (!linked) return;
    setOpen(true);
    item.current?.scrollIntoView({ block: "start" });
  }, [linked]);

  const touch = () => {
    touched.current = true;
  };
  const id = stepAnchor(step);
  const panel = `step-${step.stepid}-panel`;
  return (
    <li
      ref={item}
      id={id}
      class={`step is-${status}`}
      data-testid="step"
      data-step-name={step.name}
      data-results={step.complete ? String(step.results) : "running"}
    >
      <div class="step-head">
        <h2>
          <button
            type="button"
            aria-expanded={open}
            aria-controls={panel}
            onClick={() => {
              touch();
              setOpen(!open);
            }}
          >
            <svg class="chevron" viewBox="0 0 16 16" aria-hidden="true">
              <path d="M6 4l4 4-4 4" />
            </svg>
            <StatusIcon status={status} />
            <span class="sr-only">{LOOKS[status].word}:</span>
            <span class="step-name">{step.name}</span>
            <span class="step-state">{step.state_string}</span>
          </button>
        </h2>
        <span class="step-time">
          <Took from={step.started_at} to={step.complete_at} />
        </span>
        <a class="anchor" href={`${buildHref}#${id}`} aria-label={`Link to step ${step.name}`}>
          #
        </a>
      </div>
      {step.urls.length > 0 && (
        <ul class="step-urls">
          {step.urls.map((u) => (
            <li key={u.url}>
              <StepUrl name={u.name} url={u.url} />
            </li>
          ))}
        </ul>
      )}
      <div id={panel} class="step-panel" hidden={!open} onWheel={touch} onPointerDown={touch}>
        {open && <StepLogs step={step} buildHref={buildHref} bad={isProblem(status)} />}
      </div>
    </li>
  );
}

function StepUrl({ name, url }: { name: string; url: string }) {
  const local = localFragment(url, document.baseURI);
  if (local !== null) {
    return <a href={local}>{name || parseHash(local).segments.join(" ")}</a>;
  }
  if (!/^https?:\/\//i.test(url)) return <span>{name || url}</span>;
  return (
    <a href={url} rel="noopener noreferrer">
      {name || url}
    </a>
  );
}

function StepLogs({ step, buildHref, bad }: { step: Step; buildHref: string; bad: boolean }) {
  const logs = useQuery<Log>(`steps/${step.stepid}/logs`, { order: "logid" });
  const absent = absence(logs, "logs");
  if (absent !== null) return <>{absent}</>;
  if (logs.rows.length === 0) {
    return <p class="log-note">{step.complete ? "This step has no logs." : "No output yet."}</p>;
  }
  // A log called "summary" is what its author wants to be read first.
  const ordered = [...logs.rows].sort(
    (a, b) => Number(b.name === "summary") - Number(a.name === "summary"),
  );
  return (
    <>
      {ordered.map((log) => (
        <StepLog
          key={log.logid}
          log={log}
          alone={ordered.length === 1 || log.name === "summary" || log.name === "stdio"}
          startAtEnd={bad}
          page={`${buildHref}/steps/${step.number}/logs/${encodeURIComponent(log.slug)}`}
        />
      ))}
    </>
  );
}

function StepLog({
  log,
  alone,
  startAtEnd,
  page,
}: {
  log: Log;
  alone: boolean;
  startAtEnd: boolean;
  page: string;
}) {
  const [open, setOpen] = useState(alone);
  if (!open) {
    return (
      <button type="button" class="log-closed" onClick={() => setOpen(true)}>
        Show log “{log.name}” ({log.num_lines} lines)
      </button>
    );
  }
  return (
    <LogView
      log={log}
      startAtEnd={startAtEnd}
      lineHref={(line) => (line === 0 ? page : `${page}#L${line}`)}
    />
  );
}
