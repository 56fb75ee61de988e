import { useState } from "preact/hooks";
import { usePage } from "../../parts/page.tsx";
import { AskByMail, NotOffered } from "./AskByMail.tsx";

const TITLE = "Forgotten password";

/** Whoever has forgotten his password asks for a mail: `#/forgotten`. */
export function ForgottenPage() {
  const { auth } = usePage().config;
  const [user, setUser] = useState("");
  if (auth.forgotten_password !== true) {
    return <NotOffered title={TITLE} what="This server sends no passwords by mail." />;
  }
  return (
    <AskByMail
      title={TITLE}
      path="forgotten"
      body={{ user }}
      button="Send me a link"
      done="If there is such an account, a mail with a link to choose a new password is on its way to its address."
    >
      <div class="field">
        <label for="forgotten-user">User name or e-mail address</label>
        <input
          id="forgotten-user"
          type="text"
          autoComplete="username"
          autoCapitalize="none"
          spellcheck={false}
          required
          value={user}
          onInput={(e) => setUser(e.currentTarget.value)}
        />
        <p class="field-hint">The link goes to the address of your account, and nowhere else.</p>
      </div>
    </AskByMail>
  );
}
