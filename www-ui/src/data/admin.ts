// What administrators ask about people: no part of the data API, and never cached.

import { call } from "./account.ts";

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

function query(parts: Record<string, string | number>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) {
    if (value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}

export function auditPage(filter: AuditFilter, before: string): Promise<AuditPage> {
  return call("GET", `admin/audit${query({ ...filter, before, limit: 100 })}`);
}

export async function sessionsOf(username: string): Promise<SomebodysSession[]> {
  const answer = await call<{ sessions: SomebodysSession[] }>(
    "GET",
    `admin/sessions${query({ username })}`,
  );
  return answer.sessions;
}

export function endSession(id: string): Promise<unknown> {
  return call("DELETE", `admin/sessions/${encodeURIComponent(id)}`);
}

export function logOutEverywhere(username: string): Promise<{ sessions: number }> {
  return call("POST", "admin/logout", { username });
}
