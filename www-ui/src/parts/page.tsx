import { createContext } from "preact";
import { useContext, useEffect } from "preact/hooks";
import type { Config } from "../data/config.ts";
import type { Location } from "../router.ts";
import type { Status } from "../status.ts";

/** What every page may know: the server's configuration and where the reader is. */
export interface Page {
  config: Config;
  location: Location;
  askLogin: () => void;
  /** Somebody else, or nobody, is logged in now: everything is asked for again. */
  identityMoved: () => Promise<void>;
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error("no page around this part");
  return page;
}

/** The browser tab's title, and its icon in the colour of a state. */
export function useTitle(title: string, status: Status | null = null): void {
  const { config } = usePage();
  useEffect(() => {
    document.title = `${title} · ${config.title}`;
  }, [title, config.title]);
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    if (link === null || status === null) return undefined;
    link.href = `assets/favicon-${iconName(status)}.svg`;
    return () => {
      link.href = "favicon.svg";
    };
  }, [status]);
}

function iconName(status: Status): string {
  switch (status) {
    case "success":
    case "warnings":
    case "running":
      return status;
    case "failure":
    case "exception":
      return "failure";
    default:
      return "other";
  }
}

export function navigate(hash: string, replace = false): void {
  if (replace) location.replace(hash);
  else location.hash = hash;
}
