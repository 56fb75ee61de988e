import "./fields.css";

/** For what an authenticator shows, or a recovery code. */
export function CodeField({
  id,
  value,
  onInput,
}: {
  id: string;
  value: string;
  onInput: (value: string) => void;
}) {
  return (
    <div class="field">
      <label for={id}>Code</label>
      <input
        id={id}
        type="text"
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellcheck={false}
        required
        value={value}
        onInput={(e) => onInput(e.currentTarget.value)}
      />
    </div>
  );
}
