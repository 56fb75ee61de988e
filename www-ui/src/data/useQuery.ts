import { useEffect, useState } from "preact/hooks";
import { LiveQuery, LOADING, type Result, socket } from "./client.ts";
import { type Params, queryString } from "./query.ts";
import type { SocketState } from "./socket.ts";

/** The rows that a query has now and, for as long as the page shows them, from now on. */
export function useQuery<T extends object>(path: string | null, params: Params = {}): Result<T> {
  const key = path === null ? null : path + queryString(params);
  const [held, hold] = useState<{ key: string | null; result: Result<T> }>({
    key: null,
    result: LOADING,
  });
  useEffect(() => {
    if (path === null) return undefined;
    const query = new LiveQuery<T>(path, params, (result) => hold({ key, result }));
    void query.start();
    return () => query.stop();
  }, [key]);
  // Rows of the former query must not be shown under the new one's heading.
  return held.key === key && key !== null ? held.result : LOADING;
}

/** One thing instead of a list: the only row, once it is there. */
export interface One<T> {
  state: Result<T>["state"];
  row: T | undefined;
  error: string;
}

export function useOne<T extends object>(path: string | null, params: Params = {}): One<T> {
  const { state, rows, error } = useQuery<T>(path, params);
  return { state: state === "ready" && rows.length === 0 ? "missing" : state, row: rows[0], error };
}

export function useSocketState(): SocketState {
  const [state, setState] = useState(socket.state);
  useEffect(() => {
    setState(socket.state);
    return socket.watch(setState);
  }, []);
  return state;
}
