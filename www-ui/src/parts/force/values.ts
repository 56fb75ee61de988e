import type { ForceField } from "../../data/resources.ts";

// What a force dialog holds and sends. Values are kept by a field's full name.

export type FieldValue = string | boolean | string[];
export type FieldValues = Record<string, FieldValue>;

/** Every field that can have a value, nests taken apart. */
export function leaves(fields: readonly ForceField[]): ForceField[] {
  return fields.flatMap((field) => field.type === "nested" ? leaves(field.fields ?? []) : [field]);
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

function initialValue(field: ForceField): FieldValue {
  const value = field.default;
  if (field.type === "bool") return value === true || value === 1;
  if (field.multiple) {
    if (Array.isArray(value)) return value.map(String);
    return textOf(value) === "" ? [] : [textOf(value)];
  }
  if (field.type === "list") {
    const text = textOf(Array.isArray(value) ? value[0] : value);
    const choices = field.choices ?? [];
    // A strict list cannot show a default that is not among its choices: the first one shows.
    if (field.strict !== false && !choices.includes(text)) return choices[0] ?? "";
    return text;
  }
  return textOf(value);
}

export function initialValues(fields: readonly ForceField[]): FieldValues {
  const values: FieldValues = {};
  for (const field of leaves(fields)) {
    if (field.fullName !== null) values[field.fullName] = initialValue(field);
  }
  return values;
}

/** Choosing a value may fill other fields: those that the field's `autopopulate` names for it. */
export function changed(
  fields: readonly ForceField[],
  values: FieldValues,
  fullName: string,
  value: FieldValue,
): FieldValues {
  const next = { ...values, [fullName]: value };
  const all = leaves(fields);
  const field = all.find((f) => f.fullName === fullName);
  const filled = typeof value === "string" ? field?.autopopulate?.[value] : undefined;
  for (const [name, to] of Object.entries(filled ?? {})) {
    const target = all.find((f) => f.fullName === name || f.name === name);
    if (target?.fullName) next[target.fullName] = initialValue({ ...target, default: to });
  }
  return next;
}

/** Not asked of this user: fixed and hidden fields, and the name of somebody already known. */
export function isShown(field: ForceField, user: { anonymous?: boolean; email?: string }): boolean {
  if (field.hide || field.type === "fixed") return false;
  if (field.type === "username") return user.anonymous === true || !user.email;
  if (field.type === "nested") return (field.fields ?? []).some((f) => isShown(f, user));
  return true;
}

/**
 * The parameters of `force`. Numbers go as text, since the server reads and judges them; a field
 * that was not shown is left to the server's default.
 */
export function collect(
  fields: readonly ForceField[],
  values: FieldValues,
  user: { anonymous?: boolean; email?: string },
): Record<string, FieldValue> {
  const params: Record<string, FieldValue> = {};
  const visit = (list: readonly ForceField[]) => {
    for (const field of list) {
      if (!isShown(field, user)) continue;
      if (field.type === "nested") visit(field.fields ?? []);
      else if (field.fullName !== null) {
        const value = values[field.fullName] ?? initialValue(field);
        params[field.fullName] = typeof value === "string" ? value.replaceAll("\r\n", "\n") : value;
      }
    }
  };
  visit(fields);
  return params;
}

/** Columns that a nest's children stand in: as configured, else two from four shown children. */
export function columnsOf(
  field: ForceField,
  user: { anonymous?: boolean; email?: string },
): number {
  if (field.columns !== undefined && field.columns > 0) return Math.min(field.columns, 4);
  return (field.fields ?? []).filter((f) => isShown(f, user)).length >= 4 ? 2 : 1;
}
