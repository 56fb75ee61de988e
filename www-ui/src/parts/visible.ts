// Names that strangers chose, for people who must be able to trust what they read.

/** Controls, marks that turn the reading direction or join letters, and separators of lines. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** Whatever would not be seen, or would change what is seen around it, as `‹U+202E›`. */
export function visible(text: string): string {
  return text.replace(
    HIDDEN,
    (mark) => `‹U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}›`,
  );
}
