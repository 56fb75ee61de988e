import { useState } from "preact/hooks";
import { logIn, waysToAnAccount } from "../../data/config.ts";
import { errorText } from "../../data/rest.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { Banner } from "../../parts/Notice.tsx";
import { usePage } from "../../parts/page.tsx";
import "../../parts/fields.css";

export function LoginDialog({
  title,
  onClose,
  onLoggedIn,
}: {
  title: string;
  onClose: () => void;
  onLoggedIn: () => Promise<void>;
}) {
  const ways = waysToAnAccount(usePage().config.auth);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);

  const submit = async () => {
    setBusy(true);
    setTrouble("");
    try {
      await logIn(name, password);
      await onLoggedIn();
    } catch (error) {
      setTrouble(errorText(error));
      setBusy(false);
    }
  };

  return (
    <Dialog title={`Welcome to ${title}`} onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit();
        }}
      >
        {trouble !== "" && <Banner kind="error">{trouble}</Banner>}
        <div class="field">
          <label for="login-name">User name</label>
          <input
            id="login-name"
            type="text"
            autoComplete="username"
            autoCapitalize="none"
            spellcheck={false}
            required
            value={name}
            onInput={(e) => setName(e.currentTarget.value)}
          />
        </div>
        <div class="field">
          <label for="login-password">Password</label>
          <input
            id="login-password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onInput={(e) => setPassword(e.currentTarget.value)}
          />
        </div>
        {ways.length > 0 && (
          <ul>
            {ways.map(([page, text]) => (
              <li key={page}>
                <a href={`#/${page}`}>{text}</a>
              </li>
            ))}
          </ul>
        )}
        <footer class="dialog-foot">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={busy}>
            Log in
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
