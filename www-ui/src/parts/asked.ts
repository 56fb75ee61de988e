import { useEffect, useState } from "preact/hooks";
import { errorText } from "../data/rest.ts";
import { usePage } from "./page.tsx";

/** What a page has asked the server for, and what is done about it. */
export interface Asked<T> {
  /** Null until the first answer. */
  known: T | null;
  /** What went wrong last, as a sentence; empty: nothing. */
  failed: string;
  load: () => Promise<void>;
  /** Does something and tells what went wrong; false where anything did. */
  attempt: (work: () => Promise<unknown>) => Promise<boolean>;
  /** The same, and asks anew: it may look different now, even where it went wrong. */
  doing: (work: () => Promise<unknown>) => Promise<void>;
}

/** Asks when the page is shown, and again whenever somebody has shown who he is. */
export function useAsked<T>(ask: () => Promise<T>): Asked<T> {
  const { config } = usePage();
  const [known, setKnown] = useState<T | null>(null);
  const [failed, setFailed] = useState("");

  const load = async () => {
    try {
      setKnown(await ask());
    } catch (error) {
      setFailed(errorText(error));
    }
  };
  const attempt = async (work: () => Promise<unknown>) => {
    setFailed("");
    try {
      await work();
      return true;
    } catch (error) {
      setFailed(errorText(error));
      return false;
    }
  };
  const doing = async (work: () => Promise<unknown>) => {
    await attempt(work);
    await load();
  };
  useEffect(() => void load(), [config]);
  return { known, failed, load, attempt, doing };
}
