import { useState } from "preact/hooks";

/** For what cannot be taken back: asks once more, in its own place. */
export function SureButton({
  what,
  of,
  onSure,
}: {
  /** What it does, as a word or two. */
  what: string;
  /** What to, for those who do not see where it stands. */
  of: string;
  onSure: () => void;
}) {
  const [sure, setSure] = useState(false);
  const text = sure ? `Really ${what.charAt(0).toLowerCase()}${what.slice(1)}` : what;
  return (
    <button
      type="button"
      class={sure ? "small danger" : "small"}
      aria-label={`${text} ${of}`}
      onBlur={() => setSure(false)}
      onClick={() => {
        if (sure) onSure();
        setSure(!sure);
      }}
    >
      {sure ? `${text}?` : text}
    </button>
  );
}
