import { ApiError, serverUrl } from "./rest.ts";

export interface User {
  anonymous?: boolean;
  username?: string;
  email?: string;
  full_name?: string;
}

/** How people log in; what is not offered is not there. */
export interface Auth {
  name: string;
  oauth2?: boolean;
  others?: { name: string }[];
  administers?: boolean;
  /** People can get an account by themselves, with a mail. */
  registration?: boolean;
  /** Whoever has forgotten his password gets a mail. */
  forgotten_password?: boolean;
}

/** The part of the server's configuration that it tells to every page. */
export interface Config {
  title: string;
  titleURL: string;
  buildbotURL: string;
  auth: Auth;
  /** An object where one method was configured as such; pages show pictures for a list only. */
  avatar_methods?: { name: string } | { name: string }[];
  user: User;
  versions: [string, string][];
  user_any_access_allowed?: boolean;
  /** Why the reader was not logged in by a proxy. */
  on_load_warning?: string;
}

export async function loadConfig(): Promise<Config> {
  const response = await fetch(serverUrl("config"), { headers: { Accept: "application/json" } });
  if (!response.ok) throw new ApiError(response.status, `The server answered ${response.status}.`);
  return (await response.json()) as Config;
}

/** Where somebody goes who cannot log in: pages, and what their links say. */
export function waysToAnAccount(auth: Auth): [page: string, text: string][] {
  const ways: [string, string][] = [];
  if (auth.registration === true) ways.push(["register", "Register"]);
  if (auth.forgotten_password === true) ways.push(["forgotten", "Forgotten password"]);
  if ([auth, ...(auth.others ?? [])].some((way) => way.name === "DatabaseAuth")) {
    ways.push(["password", "I have a code to choose a password"]);
  }
  return ways;
}

export function userName(user: User): string {
  return user.full_name || user.username || user.email || "somebody";
}

function basic(name: string, password: string): string {
  const bytes = new TextEncoder().encode(`${name}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/** Success is a redirect, which a script may not look into. */
function accepted(response: Response): boolean {
  return response.type === "opaqueredirect" || response.ok;
}

/** Logs in; the session is a cookie. Throws an ApiError that says why not. */
export async function logIn(name: string, password: string): Promise<void> {
  // A browser answers a refusal with a password box of its own, unless it is told who has asked.
  const response = await fetch(serverUrl("auth/login"), {
    method: "POST",
    headers: { Authorization: basic(name, password), "X-Requested-With": "fetch" },
    redirect: "manual",
    cache: "no-store",
  });
  if (accepted(response)) return;
  if (response.status === 401) throw new ApiError(401, "User name or password is wrong.");
  if (response.status === 429) {
    throw new ApiError(429, "Too many attempts. Please wait a moment before you try again.");
  }
  const text = (await response.text()).trim();
  throw new ApiError(
    response.status,
    text.length > 0 && text.length < 200 && !text.startsWith("<")
      ? text
      : `Login failed: the server answered ${response.status}.`,
  );
}

export async function logOut(): Promise<void> {
  const response = await fetch(serverUrl("auth/logout"), { redirect: "manual", cache: "no-store" });
  if (!accepted(response)) {
    throw new ApiError(response.status, `Logout failed: the server answered ${response.status}.`);
  }
}
