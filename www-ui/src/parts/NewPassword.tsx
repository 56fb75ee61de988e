import { useState } from "preact/hooks";
import "./fields.css";

/** A field for a password that somebody chooses; it can be looked at on purpose. */
export function NewPassword({
  value,
  shortest,
  onInput,
}: {
  value: string;
  shortest: number;
  onInput: (value: string) => void;
}) {
  const [shown, setShown] = useState(false);
  return (
    <div class="field">
      <label for="new-password">New password</label>
      <input
        id="new-password"
        type={shown ? "text" : "password"}
        autoComplete="new-password"
        autoCapitalize="none"
        spellcheck={false}
        required
        aria-describedby="new-password-hint"
        value={value}
        onInput={(e) => onInput(e.currentTarget.value)}
      />
      <p class="field-hint" id="new-password-hint">
        {shortest > 0 && `${shortest} characters or more. `}
        A few words that have nothing to do with each other are good.
      </p>
      <label class="reveal">
        <input
          type="checkbox"
          checked={shown}
          onChange={(e) => setShown(e.currentTarget.checked)}
        />
        Show it
      </label>
    </div>
  );
}
