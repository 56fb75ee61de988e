import { ApiError, refusal, serverUrl, withCode } from "./rest.ts";

/** What somebody sees of an API token; the token itself is in no list. Times in seconds. */
export interface Token {
  id: string;
  name: string;
  scopes: string[];
  builders: string[] | null;
  projects: string[] | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
  used_from: string;
  state: "active" | "suspended" | "revoked" | "expired";
  ended_at: number | null;
  ended_why: string;
  suspended_why: string;
}

export interface Tokens {
  tokens: Token[];
  scopes: string[];
  max_age: number;
  default_age: number;
  per_user: number;
}

export interface NewToken {
  name: string;
  scopes: string[];
  builders: string[] | null;
  projects: string[] | null;
  expires_in: number;
}

/** A browser in which somebody is logged in. */
export interface Session {
  id: string;
  current: boolean;
  realm: string;
  address: string;
  agent: string;
  started_at: number;
  used_at: number;
  expires_at: number;
}

/** Where somebody is asked again who he is; he comes back to the same page. */
export function confirmationAt(way: string, page: string): string {
  const back = encodeURIComponent(page === "" ? "/" : page);
  return serverUrl(`auth/login?way=${encodeURIComponent(way)}&confirm=true&redirect=${back}`);
}

/** A call below `/auth`. Throws an ApiError that says why not, and what there is to confirm first. */
export function call<T>(method: string, path: string, body?: object): Promise<T> {
  return withCode(async () => {
    const response = await fetch(serverUrl(`auth/${path}`), {
      method,
      cache: "no-store",
      headers: {
        Accept: "application/json",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (!response.ok) throw await refusal(response);
    return (await response.json()) as T;
  });
}

export async function logOutEverywhere(alsoTokens: boolean): Promise<void> {
  const response = await fetch(
    serverUrl(`auth/logout?everywhere=true${alsoTokens ? "&tokens=true" : ""}`),
    { method: "POST", redirect: "manual", cache: "no-store" },
  );
  if (response.type !== "opaqueredirect" && !response.ok) {
    throw new ApiError(response.status, `Logout failed: the server answered ${response.status}.`);
  }
}

/** Names or patterns, as somebody types them: by commas, blanks at the ends, or lines. None is all. */
export function patterns(text: string): string[] | null {
  const found = text.split(/[,\n]/).map((one) => one.trim()).filter((one) => one !== "");
  return found.length === 0 ? null : found;
}

/** "Firefox on Linux", as far as it can be told; else what the browser calls itself. */
export function browserName(agent: string): string {
  const browsers: [RegExp, string][] = [
    [/Edg\//, "Edge"],
    [/Firefox\//, "Firefox"],
    [/Chrom(e|ium)\//, "Chrome"],
    [/Safari\//, "Safari"],
    [/^curl\//, "curl"],
  ];
  const systems: [RegExp, string][] = [
    [/Android/, "Android"],
    [/iPhone|iPad/, "iOS"],
    [/Windows/, "Windows"],
    [/Mac OS X/, "macOS"],
    [/Linux/, "Linux"],
  ];
  const browser = browsers.find(([pattern]) => pattern.test(agent))?.[1];
  const system = systems.find(([pattern]) => pattern.test(agent))?.[1];
  if (browser === undefined) return agent === "" ? "Unknown" : agent;
  return system === undefined ? browser : `${browser} on ${system}`;
}
