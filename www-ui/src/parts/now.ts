import { useEffect, useState } from 'preact/hooks';

/** The time in epoch seconds, moving on every `period` seconds; standing still if that is null. */
export function useNow(period: number | null): number {
  const [now, setNow] = useState(() => Date.now() / 1000);
  useEffect(() => {
    if (period === null) return undefined;
    setNow(Date.now() / 1000);
    const timer = setInterval(() => setNow(Date.now() / 1000), period * 1000);
    return () => clearInterval(timer);
  }, [period]);
  return now;
}
