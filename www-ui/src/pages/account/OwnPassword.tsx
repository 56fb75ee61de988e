import { useState } from "preact/hooks";
import { call } from "../../data/account.ts";
import { errorText } from "../../data/rest.ts";
import { NewPassword } from "../../parts/NewPassword.tsx";
import { Banner } from "../../parts/Notice.tsx";
import type { Own } from "./OwnAccount.tsx";
import "../../parts/fields.css";
import "./account.css";

/** The old password and the new one; every other browser is logged out. */
export function OwnPassword({ own, onChanged }: { own: Own; onChanged: () => Promise<void> }) {
  const [old, setOld] = useState("");
  const [wanted, setWanted] = useState("");
  const [said, setSaid] = useState<{ kind: "error" | "info"; text: string } | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async () => {
    setBusy(true);
    setSaid(null);
    try {
      await call("POST", "account/password", { old_password: old, new_password: wanted });
      setOld("");
      setWanted("");
      setSaid({
        kind: "info",
        text: "You have a new password. Your other browsers were logged out.",
      });
      await onChanged();
    } catch (error) {
      setSaid({ kind: "error", text: errorText(error) });
    }
    setBusy(false);
  };

  return (
    <section aria-labelledby="own-password">
      <h2 id="own-password">Password</h2>
      {own.must_change && (
        <Banner kind="error">
          Please choose a new password. Until then you can look, and do nothing.
        </Banner>
      )}
      {said !== null && <Banner kind={said.kind}>{said.text}</Banner>}
      <form
        class="narrow"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit();
        }}
      >
        <input
          type="text"
          class="sr-only"
          autoComplete="username"
          value={own.username}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <div class="field">
          <label for="old-password">Old password</label>
          <input
            id="old-password"
            type="password"
            autoComplete="current-password"
            required
            value={old}
            onInput={(e) => setOld(e.currentTarget.value)}
          />
        </div>
        <NewPassword value={wanted} shortest={own.password_min ?? 0} onInput={setWanted} />
        <button type="submit" class="primary" disabled={busy}>Change password</button>
      </form>
    </section>
  );
}
