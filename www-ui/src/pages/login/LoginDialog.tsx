import { useState } from "preact/hooks";
import { logIn, waysToAnAccount } from "../../data/config.ts";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { usePage } from "../../parts/page.tsx";

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

  const enter = async () => {
    await logIn(name, password);
    await onLoggedIn();
  };

  return (
    <FormDialog
      title={`Welcome to ${title}`}
      button="Log in"
      onClose={onClose}
      onSubmit={enter}
    >
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
    </FormDialog>
  );
}
