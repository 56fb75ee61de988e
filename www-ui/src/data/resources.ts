// What the server's data API answers, field by field. Times are epoch seconds, UTC.

export interface Builder {
  builderid: number;
  name: string;
  masterids: number[];
  description: string | null;
  description_format?: string | null;
  description_html?: string | null;
  projectid?: number | null;
  tags: string[];
}

/** Property name → [value, where it was set]. */
export type Properties = Record<string, [unknown, string]>;

export interface Build {
  buildid: number;
  number: number;
  builderid: number;
  buildrequestid: number;
  masterid: number;
  workerid: number | null;
  started_at: number;
  complete: boolean;
  complete_at: number | null;
  locks_duration_s?: number;
  results: number | null;
  state_string: string;
  /** Empty unless the query asked for properties. */
  properties: Properties;
}

export interface BuildRequest {
  buildrequestid: number;
  buildsetid: number;
  builderid: number;
  priority: number;
  claimed: boolean;
  claimed_at: number | null;
  claimed_by_masterid: number | null;
  complete: boolean;
  complete_at: number | null;
  /** -1 while pending. */
  results: number | null;
  submitted_at: number;
  waited_for: boolean;
  properties: Properties | null;
}

export interface Buildset {
  bsid: number;
  external_idstring: string | null;
  reason: string;
  rebuilt_buildid?: number | null;
  submitted_at: number;
  complete: boolean;
  complete_at: number | null;
  results: number | null;
  sourcestamps: Sourcestamp[];
  parent_buildid: number | null;
  parent_relationship: string | null;
}

export interface Sourcestamp {
  ssid: number;
  branch: string | null;
  revision: string | null;
  repository: string;
  project: string;
  codebase: string;
  created_at: number;
  patch: Patch | null;
}

export interface Patch {
  patchid: number;
  level: number;
  subdir: string;
  author: string;
  comment: string;
  body: null;
}

export interface Change {
  changeid: number;
  parent_changeids: number[];
  author: string;
  committer: string | null;
  files: string[];
  comments: string;
  revision: string | null;
  branch: string | null;
  category: string | null;
  revlink: string | null;
  when_timestamp: number;
  properties: Properties;
  repository: string;
  project: string;
  codebase: string;
  sourcestamp: Sourcestamp;
}

export interface Step {
  stepid: number;
  /** From 0. */
  number: number;
  buildid: number;
  name: string;
  started_at: number | null;
  locks_acquired_at?: number | null;
  complete: boolean;
  complete_at: number | null;
  results: number | null;
  state_string: string;
  urls: { name: string; url: string }[];
  hidden: boolean;
}

/** s: lines with a channel character, t: text, h: HTML, d: deleted. */
export type LogType = "s" | "t" | "h" | "d";

export interface Log {
  logid: number;
  name: string;
  slug: string;
  stepid: number;
  complete: boolean;
  num_lines: number;
  type: LogType;
}

export interface LogChunk {
  logid: number;
  firstline: number;
  content: string;
}

export interface Worker {
  workerid: number;
  name: string;
  connected_to: { masterid: number }[];
  configured_on: { masterid: number; builderid: number }[];
  workerinfo: Record<string, unknown>;
  paused: boolean;
  pause_reason?: string | null;
  graceful: boolean;
}

export interface Master {
  masterid: number;
  name: string;
  active: boolean;
  last_active: number;
}

export interface Scheduler {
  schedulerid: number;
  name: string;
  enabled: boolean;
  master: Master | null;
}

export interface ForceScheduler {
  name: string;
  label: string;
  button_name: string;
  enabled: boolean;
  builder_names: string[];
  all_fields: ForceField[];
}

/** One field of a force dialog. Which of the optional keys are there depends on its type. */
export interface ForceField {
  name: string;
  /** The key to send; null for a nest without a name. */
  fullName: string | null;
  label: string;
  tablabel: string;
  type: "fixed" | "text" | "textarea" | "int" | "bool" | "username" | "list" | "file" | "nested";
  default: unknown;
  required: boolean;
  multiple: boolean;
  hide: boolean;
  maxsize: number | null;
  autopopulate: Record<string, Record<string, unknown>> | null;
  tooltip?: string;
  size?: number;
  cols?: number;
  rows?: number;
  choices?: string[];
  strict?: boolean;
  need_email?: boolean;
  layout?: "vertical" | "simple" | "tabs";
  columns?: number;
  fields?: ForceField[];
}

/** The field that names a resource among its kind. */
export const ID_FIELDS: Record<string, string> = {
  builders: "builderid",
  builds: "buildid",
  buildrequests: "buildrequestid",
  buildsets: "bsid",
  changes: "changeid",
  forceschedulers: "name",
  logs: "logid",
  masters: "masterid",
  projects: "projectid",
  schedulers: "schedulerid",
  sourcestamps: "ssid",
  steps: "stepid",
  workers: "workerid",
};
