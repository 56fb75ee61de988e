import { type Params, queryString } from "./query.ts";

/** An answer that says no. `fields` holds texts for single fields of a force dialog. */
export class ApiError extends Error {
  readonly status: number;
  readonly fields: Record<string, string>;

  constructor(status: number, message: string, fields: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
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

export async function refusal(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    const error = (JSON.parse(text) as { error: unknown }).error;
    if (typeof error === "string") return new ApiError(response.status, error);
    const message = (error as { message: unknown }).message;
    if (typeof message === "string") return new ApiError(response.status, message);
    return new ApiError(
      response.status,
      "Some values were not accepted.",
      message as Record<string, string>,
    );
  } catch {
    return new ApiError(response.status, `The server answered ${response.status}.`);
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
  lastId += 1;
  const response = await fetch(apiUrl(path), {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: lastId, method, params }),
  });
  if (!response.ok) throw await refusal(response);
  return ((await response.json()) as { result: R }).result;
}

/** Path segment: names may hold blanks, slashes and anything else. */
export function segment(text: string | number): string {
  return encodeURIComponent(String(text));
}

export function errorText(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  if (error instanceof TypeError) return "The server cannot be reached.";
  return String(error);
}
