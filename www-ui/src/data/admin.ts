// What administrators ask about people: no part of the data API, and never cached.

import { ApiError, serverUrl } from "./rest.ts";

export interface AuditLine {
  time?: string;
  event?: string;
  [field: string]: unknown;
}

export interface AuditPage {
  lines: AuditLine[];
  /** Where the next page begins; null at the end. */
  before: string | null;
  /** Lines that something else has written into the file. */
  unreadable: number;
}

export interface AuditFilter {
  event: string;
  username: string;
  since: string;
}

export interface SomebodysSession {
  id: string;
  realm: string;
  username: string;
  address: string;
  agent: string;
  started_at: number;
  used_at: number;
  expires_at: number;
  /** The one that asks. */
  current: boolean;
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(serverUrl(`auth/admin/${path}`), {
    method,
    headers: {
      Accept: "application/json",
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    },
    body: body === undefined ? null : JSON.stringify(body),
    cache: "no-store",
  });
  const text = await response.text();
  let answer: unknown = null;
  try {
    answer = text === "" ? null : JSON.parse(text);
  } catch {
    // Said below.
  }
  if (response.ok) return answer as T;
  const error = (answer as { error?: unknown } | null)?.error;
  throw new ApiError(
    response.status,
    typeof error === "string" ? error : `The server answered ${response.status}.`,
  );
}

function query(parts: Record<string, string | number>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) {
    if (value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}

export function auditPage(filter: AuditFilter, before: string): Promise<AuditPage> {
  return ask("GET", `audit${query({ ...filter, before, limit: 100 })}`);
}

export async function sessionsOf(username: string): Promise<SomebodysSession[]> {
  const answer = await ask<{ sessions: SomebodysSession[] }>(
    "GET",
    `sessions${query({ username })}`,
  );
  return answer.sessions;
}

export function endSession(id: string): Promise<unknown> {
  return ask("DELETE", `sessions/${encodeURIComponent(id)}`);
}

export function logOutEverywhere(username: string): Promise<{ sessions: number }> {
  return ask("POST", "logout", { username });
}
