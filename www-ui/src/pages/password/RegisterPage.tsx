import { useState } from "preact/hooks";
import { usePage } from "../../parts/page.tsx";
import { AskByMail, NotOffered } from "./AskByMail.tsx";

const TITLE = "Register";

/** Whoever has no account gets one by himself: `#/register`. */
export function RegisterPage() {
  const { auth } = usePage().config;
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  if (auth.registration !== true) {
    return <NotOffered title={TITLE} what="Nobody can register here alone." />;
  }
  return (
    <AskByMail
      title={TITLE}
      path="register"
      body={{ name, email }}
      button="Register"
      done="A mail is on its way to the address. With the link in it you confirm the address and choose a password."
    >
      <div class="field">
        <label for="register-name">User name</label>
        <input
          id="register-name"
          type="text"
          autoComplete="username"
          autoCapitalize="none"
          spellcheck={false}
          required
          maxLength={64}
          value={name}
          onInput={(e) => setName(e.currentTarget.value)}
        />
        <p class="field-hint">Letters, digits, and . _ - + @. Others see it.</p>
      </div>
      <div class="field">
        <label for="register-email">E-mail address</label>
        <input
          id="register-email"
          type="email"
          autoComplete="email"
          required
          maxLength={254}
          value={email}
          onInput={(e) => setEmail(e.currentTarget.value)}
        />
      </div>
    </AskByMail>
  );
}
