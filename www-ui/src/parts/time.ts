// Times and durations in words. Everything comes in epoch seconds and seconds.

const RELATIVE = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" });
const EXACT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

export function exactTime(seconds: number): string {
  return EXACT.format(new Date(seconds * 1000));
}

export function relativeTime(seconds: number, now: number): string {
  const ago = seconds - now;
  const size = Math.abs(ago);
  // Clocks differ a little: nothing that has happened lies in the future.
  if (size < 10 || (ago > 0 && ago < 300)) return "just now";
  if (size < 60) return RELATIVE.format(Math.round(ago), "second");
  if (size < 3600) return RELATIVE.format(Math.round(ago / 60), "minute");
  if (size < 86_400) return RELATIVE.format(Math.round(ago / 3600), "hour");
  if (size < 30 * 86_400) return RELATIVE.format(Math.round(ago / 86_400), "day");
  if (size < 365 * 86_400) return RELATIVE.format(Math.round(ago / (30 * 86_400)), "month");
  return RELATIVE.format(Math.round(ago / (365 * 86_400)), "year");
}

/** `0 s`, `42 s`, `3 min 05 s`, `2 h 04 min`, `3 d 1 h`. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}
