import { type Params, queryString } from "./query.ts";

/** What somebody has to show before the same may be tried again. */
export type Wanted = "password" | "provider" | "login" | "code";

/**
 * An answer that says no. `fields` holds texts for single fields of a force dialog; `confirm` is there where
 * showing something more would help, at the site `way` where that is how.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly fields: Record<string, string>;
  readonly confirm: Wanted | undefined;
  readonly way: string;

  constructor(
    status: number,
    message: string,
    fields: Record<string, string> = {},
    confirm?: Wanted,
    way = "",
  ) {
    super(message);
    this.status = status;
    this.fields = fields;
    this.confirm = confirm;
    this.way = way;
  }
}

export interface Answer<T> {
  plural: string;
  rows: T[];
}

/** A path of the server, below whatever context path this page was served from. */
export function serverUrl(path: string): string {
  return new URL(path, document.baseURI).href;
}

function apiUrl(path: string, params: Params = {}): string {
  return serverUrl(`api/v2/${path}${queryString(params)}`);
}

export function rawLogUrl(logid: number, inline = false): string {
  return apiUrl(`logs/${logid}/${inline ? "raw_inline" : "raw"}`);
}

/** A whole log as text, with whatever colour sequences it has. */
export async function rawLog(logid: number): Promise<string> {
  const response = await fetch(rawLogUrl(logid));
  if (!response.ok) throw await refusal(response);
  return response.text();
}

interface Refusal {
  error: string | { message: string | Record<string, string>; data?: { confirm?: Wanted } };
  confirm?: Wanted;
  way?: string;
}

export async function refusal(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    const { error, confirm, way } = JSON.parse(text) as Refusal;
    if (typeof error === "string") return new ApiError(response.status, error, {}, confirm, way);
    const { message } = error;
    if (typeof message === "string") {
      return new ApiError(response.status, message, {}, error.data?.confirm);
    }
    return new ApiError(response.status, "Some values were not accepted.", message);
  } catch {
    return new ApiError(response.status, `The server answered ${response.status}.`);
  }
}

type AskForCode = () => Promise<boolean>;

let askForCode: AskForCode | null = null;
let asking: Promise<boolean> | null = null;

/** Who asks for a code of the second factor, and says whether it was shown. */
export function onCodeWanted(ask: AskForCode | null): void {
  askForCode = ask;
}

/** Does something; where the server wants a code of the second factor first, asks for it and tries once more. */
export async function withCode<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError) || error.confirm !== "code" || askForCode === null) {
      throw error;
    }
    asking ??= askForCode().finally(() => {
      asking = null;
    });
    if (!(await asking)) throw error;
    return await work();
  }
}

export async function get<T>(
  path: string,
  params: Params = {},
  signal: AbortSignal | null = null,
): Promise<Answer<T>> {
  const response = await fetch(apiUrl(path, params), {
    headers: { Accept: "application/json" },
    signal,
  });
  if (!response.ok) throw await refusal(response);
  const body = (await response.json()) as Record<string, unknown>;
  const plural = Object.keys(body).find((key) => key !== "meta") ?? "";
  return { plural, rows: body[plural] as T[] };
}

let lastId = 0;

export async function control<R>(
  path: string,
  method: string,
  params: Record<string, unknown> = {},
): Promise<R> {
  return await withCode(async () => {
    lastId += 1;
    const response = await fetch(apiUrl(path), {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: lastId, method, params }),
    });
    if (!response.ok) throw await refusal(response);
    return ((await response.json()) as { result: R }).result;
  });
}

/** Path segment: names may hold blanks, slashes and anything else. */
export function segment(text: string | number): string {
  return encodeURIComponent(String(text));
}

/** What went wrong, as a sentence: servers and browsers begin with whatever letter they like. */
export function errorText(error: unknown): string {
  const text = told(error);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function told(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  if (error instanceof TypeError) return "The server cannot be reached.";
  return String(error);
}
