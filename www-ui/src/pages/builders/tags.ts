// The tag filter, kept in the address: `+tag` must be there, `-tag` must not, plain tags are
// alternatives of which one must be.

export type TagState = "off" | "all" | "none" | "any";

export function describeTag(chosen: readonly string[], tag: string): TagState {
  if (chosen.includes(`+${tag}`)) return "all";
  if (chosen.includes(`-${tag}`)) return "none";
  return chosen.includes(tag) ? "any" : "off";
}

/** The next state of one tag: off, must, must not, may, off again. */
export function cycled(chosen: readonly string[], tag: string): string[] {
  const rest = chosen.filter((c) => c !== tag && c !== `+${tag}` && c !== `-${tag}`);
  switch (describeTag(chosen, tag)) {
    case "off":
      return [...rest, `+${tag}`];
    case "all":
      return [...rest, `-${tag}`];
    case "none":
      return [...rest, tag];
    case "any":
      return rest;
  }
}

export function showsTags(tags: readonly string[], chosen: readonly string[]): boolean {
  const all = chosen.filter((c) => c.startsWith("+")).map((c) => c.slice(1));
  const none = chosen.filter((c) => c.startsWith("-")).map((c) => c.slice(1));
  const any = chosen.filter((c) => !c.startsWith("+") && !c.startsWith("-"));
  return (
    all.every((t) => tags.includes(t)) &&
    !none.some((t) => tags.includes(t)) &&
    (any.length === 0 || any.some((t) => tags.includes(t)))
  );
}
