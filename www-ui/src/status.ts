// What each state of a build, step or request is called, how it looks, and its colours. Colour is
// never the only sign: every state has its own word and its own shape.

export type Status =
  | "success"
  | "warnings"
  | "failure"
  | "skipped"
  | "exception"
  | "retry"
  | "cancelled"
  | "running"
  | "waiting"
  | "unknown";

interface Look {
  word: string;
  /** Drawn in a 16 × 16 box. `d` is a stroked path, `dot` the centre of a filled point. */
  icon: { ring: boolean; d: string; dot?: [number, number] };
  /** On a light page, on a dark one. */
  colour: [string, string];
}

export const LOOKS: Record<Status, Look> = {
  success: {
    word: "Success",
    icon: { ring: true, d: "M5 8.3l2.1 2.1L11 6.2" },
    colour: ["#1a7037", "#4cc266"],
  },
  warnings: {
    word: "Warnings",
    icon: { ring: false, d: "M8 2L14.7 13.5H1.3ZM8 6.3v3.2", dot: [8, 11.5] },
    colour: ["#8a5a00", "#e0ab35"],
  },
  failure: {
    word: "Failed",
    icon: { ring: true, d: "M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8" },
    colour: ["#c01f2e", "#ff7b72"],
  },
  skipped: {
    word: "Skipped",
    icon: { ring: true, d: "M5 5.5L7.5 8 5 10.5M8.5 5.5L11 8l-2.5 2.5" },
    colour: ["#57636f", "#9aa7b4"],
  },
  exception: {
    word: "Exception",
    icon: { ring: false, d: "M5 1.8h6L14.2 5v6L11 14.2H5L1.8 11V5ZM8 4.8v3.8", dot: [8, 11] },
    colour: ["#7c3fc4", "#c297ff"],
  },
  retry: {
    word: "Retry",
    icon: { ring: false, d: "M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 1.5V4.5H10.5" },
    colour: ["#a8480a", "#f0925a"],
  },
  cancelled: {
    word: "Cancelled",
    icon: { ring: true, d: "M3.9 12.1l8.2-8.2" },
    colour: ["#57636f", "#9aa7b4"],
  },
  running: {
    word: "Running",
    icon: { ring: false, d: "M8 1.8A6.2 6.2 0 1 1 1.8 8" },
    colour: ["#1a5fc8", "#6cb0ff"],
  },
  waiting: {
    word: "Waiting",
    icon: { ring: true, d: "M8 4.6V8l2.4 1.6" },
    colour: ["#7a6200", "#d6bd4a"],
  },
  unknown: {
    word: "Unknown",
    icon: { ring: true, d: "M6.2 6.3a1.9 1.9 0 1 1 2.6 1.8C8.2 8.3 8 8.6 8 9.2", dot: [8, 11.3] },
    colour: ["#57636f", "#9aa7b4"],
  },
};

const BY_CODE: Status[] = [
  "success",
  "warnings",
  "failure",
  "skipped",
  "exception",
  "retry",
  "cancelled",
];

export function statusOfCode(results: number | null): Status {
  return results === null ? "unknown" : (BY_CODE[results] ?? "unknown");
}

/** Builds and steps: not complete means running once started, waiting before. */
export function statusOf(thing: {
  complete: boolean;
  results: number | null;
  started_at?: number | null;
}): Status {
  if (thing.complete) return statusOfCode(thing.results);
  return thing.started_at === null ? "waiting" : "running";
}

export function statusOfRequest(request: {
  complete: boolean;
  claimed: boolean;
  results: number | null;
}): Status {
  if (request.complete) return statusOfCode(request.results);
  return request.claimed ? "running" : "waiting";
}

/** Whether somebody should look at it. */
export function isProblem(status: Status): boolean {
  return ["failure", "exception", "warnings", "retry", "cancelled"].includes(status);
}

/** Hands the colours to the style sheets as `--status-WORD`. */
export function publishColours(root: HTMLElement): void {
  for (const [status, look] of Object.entries(LOOKS)) {
    root.style.setProperty(`--status-${status}`, `light-dark(${look.colour.join(", ")})`);
  }
}
