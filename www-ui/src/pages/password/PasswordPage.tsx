import { useState } from "preact/hooks";
import { call } from "../../data/account.ts";
import { errorText } from "../../data/rest.ts";
import { PageHead } from "../../parts/Crumbs.tsx";
import { NewPassword } from "../../parts/NewPassword.tsx";
import { Banner } from "../../parts/Notice.tsx";
import { usePage, useTitle } from "../../parts/page.tsx";
import "../../parts/fields.css";
import "../account/account.css";

/** Whoever has a code chooses a password: `#/password`, or with the code behind it, from a mail. */
export function PasswordPage({ given = "" }: { given?: string }) {
  useTitle("Choose a password");
  const { config, askLogin } = usePage();
  const [code, setCode] = useState(given);
  const [password, setPassword] = useState("");
  const [failed, setFailed] = useState("");
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);

  const submit = async () => {
    setBusy(true);
    setFailed("");
    try {
      setName((await call<{ username: string }>("POST", "password", { code, password })).username);
      // The code is worth nothing now, and need not stay in the browser's history.
      history.replaceState(null, "", "#/password");
    } catch (error) {
      setFailed(errorText(error));
    }
    setBusy(false);
  };

  if (name !== "") {
    return (
      <>
        <PageHead title="Choose a password" />
        <Banner kind="info">
          {name} has a new password.{" "}
          {config.user.anonymous && <button type="button" onClick={askLogin}>Log in</button>}
        </Banner>
      </>
    );
  }
  return (
    <>
      <PageHead title="Choose a password" />
      {failed !== "" && <Banner kind="error">{failed}</Banner>}
      <form
        class="narrow"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit();
        }}
      >
        <div class="field">
          <label for="code">Code</label>
          <input
            id="code"
            type="text"
            autoComplete="off"
            autoCapitalize="none"
            spellcheck={false}
            required
            value={code}
            onInput={(e) => setCode(e.currentTarget.value)}
          />
          <p class="field-hint">An administrator has given it to you, or a mail.</p>
        </div>
        <NewPassword value={password} shortest={0} onInput={setPassword} />
        <button type="submit" class="primary" disabled={busy}>Choose this password</button>
      </form>
    </>
  );
}
