import { useNow } from "./now.ts";
import { duration, exactTime, relativeTime } from "./time.ts";

/** "3 minutes ago", with the exact time to hover. */
export function Ago({ at }: { at: number | null }) {
  const now = useNow(at === null ? null : 20);
  if (at === null) return null;
  return (
    <time dateTime={new Date(at * 1000).toISOString()} title={exactTime(at)}>
      {relativeTime(at, now)}
    </time>
  );
}

/** How long something took, or has taken so far. */
export function Took({ from, to }: { from: number | null; to: number | null }) {
  const now = useNow(from !== null && to === null ? 1 : null);
  if (from === null) return null;
  return <span class="took">{duration((to ?? now) - from)}</span>;
}
