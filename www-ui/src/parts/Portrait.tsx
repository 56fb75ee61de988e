import { serverUrl } from "../data/rest.ts";
import { usePage } from "./page.tsx";
import "./portrait.css";

/** A picture of somebody, where the server was told to look for some. It adds nothing to the name beside it. */
export function Portrait(
  { email, username }: { email?: string | undefined; username?: string | undefined },
) {
  const { config } = usePage();
  const methods = config.avatar_methods;
  if (!Array.isArray(methods) || methods.length === 0) return null;
  const wanted = new URLSearchParams({ size: "48" });
  if (username) wanted.set("username", username);
  if (email) wanted.set("email", email);
  return <img class="portrait" src={serverUrl(`avatar?${wanted}`)} alt="" loading="lazy" />;
}

/** The address in "Homer Simpson <homer@example.org>"; a name without one stands for itself. */
export function addressOf(author: string): string {
  return /<([^>]*)>\s*$/.exec(author)?.[1] ?? author;
}
