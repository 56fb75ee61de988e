import { useState } from "preact/hooks";
import { logIn } from "../../data/config.ts";
import { errorText } from "../../data/rest.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { Banner } from "../../parts/Notice.tsx";
import "../../parts/fields.css";

/** Asks again who somebody is. A right password is a new login, in place of the old one. */
export function Confirm({
  how,
  username,
  onClose,
  onConfirmed,
}: {
  how: "password" | "login";
  username: string;
  onClose: () => void;
  onConfirmed: () => void;
}) {
  const [password, setPassword] = useState("");
  const [failed, setFailed] = useState("");
  const [busy, setBusy] = useState(false);

  if (how === "login") {
    return (
      <Dialog title="Confirm who you are" onClose={onClose}>
        <div class="dialog-body">
          <p>Log out and in again; for ten minutes after that you can do this.</p>
          <footer class="dialog-foot">
            <button type="button" onClick={onClose}>Close</button>
          </footer>
        </div>
      </Dialog>
    );
  }
  const submit = async () => {
    setBusy(true);
    setFailed("");
    try {
      await logIn(username, password);
      onConfirmed();
    } catch (error) {
      setFailed(errorText(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title="Confirm who you are" onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit();
        }}
      >
        {failed !== "" && <Banner kind="error">{failed}</Banner>}
        <p>It is a while since you logged in.</p>
        <input
          type="text"
          class="sr-only"
          autoComplete="username"
          value={username}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <div class="field">
          <label for="confirm-password">Password of {username}</label>
          <input
            id="confirm-password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onInput={(e) => setPassword(e.currentTarget.value)}
          />
        </div>
        <footer class="dialog-foot">
          <button type="button" onClick={onClose}>Cancel</button>
          <button type="submit" class="primary" disabled={busy}>Confirm</button>
        </footer>
      </form>
    </Dialog>
  );
}
