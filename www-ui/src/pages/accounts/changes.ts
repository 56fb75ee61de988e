/** What an administrator says of somebody. */
export interface Details {
  full_name: string;
  email: string;
  groups: string[];
  administrator: boolean;
}

/** Names as somebody types them, with commas between. */
export function words(text: string): string[] {
  return text.split(",").map((one) => one.trim()).filter((one) => one !== "");
}

/** The fields that are to be otherwise: some of them the server wants confirmed, and none ends sessions in vain. */
export function changes(before: Details, now: Details): Partial<Details> {
  const changed: Partial<Details> = {};
  if (now.full_name !== before.full_name) changed.full_name = now.full_name;
  if (now.email !== before.email) changed.email = now.email;
  if (now.groups.join("\n") !== before.groups.join("\n")) changed.groups = now.groups;
  if (now.administrator !== before.administrator) changed.administrator = now.administrator;
  return changed;
}
