import { ApiError, refusal, serverUrl } from "./rest.ts";

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

/** By password, at the site that somebody came from, or by a whole new login. */
export type Confirmation = "password" | "provider" | "login";

/** The server wants to know again who asks. */
export class ConfirmFirst extends ApiError {
  readonly how: Confirmation;
  /** Of the site, as the server calls it. */
  readonly way: string;

  constructor(message: string, how: Confirmation, way: string) {
    super(403, message);
    this.how = how;
    this.way = way;
  }
}

/** Where somebody is asked again who he is; he comes back to the same page. */
export function confirmationAt(way: string, page: string): string {
  const back = encodeURIComponent(page === "" ? "/" : page);
  return serverUrl(`auth/login?way=${encodeURIComponent(way)}&confirm=true&redirect=${back}`);
}

/** A call below `/auth`. Throws ConfirmFirst, or an ApiError that says why not. */
export async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(serverUrl(`auth/${path}`), {
    method,
    cache: "no-store",
    headers: {
      Accept: "application/json",
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (response.ok) return (await response.json()) as T;
  if (response.status === 403) {
    const said = (await response.clone().json().catch(() => ({}))) as {
      error?: string;
      confirm?: Confirmation;
      way?: string;
    };
    if (said.confirm) throw new ConfirmFirst(said.error ?? "", said.confirm, said.way ?? "");
  }
  throw await refusal(response);
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
