import { ApiError, serverUrl } from "./rest.ts";

/** The part of an OpenAPI document that people are shown. */
export interface Description {
  tags: { name: string; "x-events"?: string[] }[];
  paths: Record<string, PathItem>;
  components: { schemas: Record<string, Schema> };
}

interface PathItem {
  get?: Operation;
  post?: Operation;
}

interface Operation {
  tags: string[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  const?: string;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  additionalProperties?: Schema | boolean;
  properties?: Record<string, Schema>;
}

export interface Kind {
  plural: string;
  paths: { path: string; methods: string[] }[];
  events: string[];
  fields: { name: string; type: string; doc: string }[];
}

export async function loadDescription(): Promise<Description> {
  const response = await fetch(serverUrl("api/v2/openapi.json"));
  if (!response.ok) throw new ApiError(response.status, `The server answered ${response.status}.`);
  return (await response.json()) as Description;
}

/** What there is, by name, with its paths and fields. */
export function kinds(description: Description): Kind[] {
  const { schemas } = description.components;
  return description.tags
    .map((tag) => ({
      plural: tag.name,
      paths: Object.entries(description.paths)
        .filter(([, item]) => item.get?.tags.includes(tag.name) === true)
        .map(([path, item]) => ({ path, methods: methods(item) })),
      events: tag["x-events"] ?? [],
      fields: fields(rowSchema(schemas, tag.name)),
    }))
    .sort((a, b) => a.plural.localeCompare(b.plural));
}

/** `stop`, `rebuild`: what POST can do there. */
function methods(item: PathItem): string[] {
  const schema = item.post?.requestBody?.content["application/json"]?.schema;
  if (schema === undefined) return [];
  return (schema.oneOf ?? [schema])
    .map((call) => call.properties?.["method"]?.const ?? "")
    .filter((name) => name !== "");
}

function rowSchema(schemas: Record<string, Schema>, plural: string): Schema {
  const rows = schemas[`${plural}.answer`]?.properties?.[plural];
  return schemas[nameOf(rows?.items?.anyOf?.[0])] ?? {};
}

function fields(row: Schema): Kind["fields"] {
  return Object.entries(row.properties ?? {}).map(([name, schema]) => ({
    name,
    type: typeText(schema),
    doc: schema.description ?? "",
  }));
}

function nameOf(schema: Schema | undefined): string {
  return schema?.$ref?.split("/").pop() ?? "";
}

/** A type in few words: `integer or null`, `list of string`. */
export function typeText(schema: Schema): string {
  if (schema.$ref !== undefined) return nameOf(schema);
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeText).join(" or ");
  if (schema.format === "epoch-seconds") {
    return Array.isArray(schema.type) ? "time or null" : "time";
  }
  if (schema.items !== undefined) return `list of ${typeText(schema.items)}`;
  if (Array.isArray(schema.type)) return schema.type.join(" or ");
  return schema.type ?? "anything";
}
