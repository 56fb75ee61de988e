import { useEffect, useState } from "preact/hooks";

/** The time in epoch seconds. The part is drawn again every `period` seconds, unless that is null. */
export function useNow(period: number | null): number {
  const [, setTicks] = useState(0);
  useEffect(() => {
    if (period === null) return undefined;
    const timer = setInterval(() => setTicks((n) => n + 1), period * 1000);
    return () => clearInterval(timer);
  }, [period]);
  return Date.now() / 1000;
}
