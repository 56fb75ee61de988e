import { useState } from "preact/hooks";
import { call } from "../../data/account.ts";
import { useAsked } from "../../parts/asked.ts";
import { CodeField } from "../../parts/CodeField.tsx";
import { Banner } from "../../parts/Notice.tsx";
import type { Confirming } from "./Confirm.tsx";
import "../../parts/fields.css";
import "./second-factor.css";

interface State {
  set_up: boolean;
  shown: boolean;
  recovery_codes: number;
}

interface Offer {
  secret: string;
  uri: string;
  picture: string[];
}

export function SecondFactor({ confirming }: { confirming: Confirming }) {
  const { known: state, failed, doing } = useAsked(() =>
    call<State>("GET", "account/second-factor")
  );
  const [offer, setOffer] = useState<Offer | null>(null);
  const [recovery, setRecovery] = useState<string[]>([]);
  const confirmed = (work: () => Promise<void>) => doing(() => confirming(work));
  const sent = (path: string, code: string) =>
    call<{ recovery_codes: string[] | number }>("POST", `account/second-factor/${path}`, { code });

  if (state === null) return null;
  return (
    <section aria-labelledby="second-factor">
      <h2 id="second-factor">Second factor</h2>
      {failed !== "" && <Banner kind="error">{failed}</Banner>}
      {recovery.length > 0 && <Recovery codes={recovery} onDone={() => setRecovery([])} />}
      {!state.set_up && offer === null && (
        <>
          <p class="lead">
            An authenticator on your phone shows a code beside your password, so that a password
            alone opens nothing.
          </p>
          <button
            type="button"
            onClick={() =>
              void confirmed(async () =>
                setOffer(await call<Offer>("POST", "account/second-factor/offer", {}))
              )}
          >
            Set up an authenticator
          </button>
        </>
      )}
      {offer !== null && (
        <>
          <p>Read this with your authenticator, or type the key. It is shown only now.</p>
          <Picture rows={offer.picture} />
          <p>
            <code class="key">{offer.secret.replace(/(.{4})/g, "$1 ").trim()}</code>
          </p>
          <Code
            text="Confirm"
            onCode={(code) =>
              confirmed(async () => {
                setRecovery((await sent("confirm", code)).recovery_codes as string[]);
                setOffer(null);
              })}
          />
        </>
      )}
      {state.set_up && !state.shown && (
        <>
          <p>
            Enter the code that your authenticator shows, to do more than look. A recovery code does
            as well.
          </p>
          <Code
            text="Enter"
            onCode={(code) => confirmed(async () => void (await sent("show", code)))}
          />
        </>
      )}
      {state.set_up && state.shown && (
        <>
          <p>
            You have shown it in this browser. {state.recovery_codes} recovery codes are left.
          </p>
          <div class="actions">
            <button
              type="button"
              onClick={() =>
                void confirmed(async () => {
                  const fresh = await call<{ recovery_codes: string[] }>(
                    "POST",
                    "account/second-factor/recovery-codes",
                    {},
                  );
                  setRecovery(fresh.recovery_codes);
                })}
            >
              New recovery codes
            </button>
            <button
              type="button"
              onClick={() =>
                void confirmed(async () => void (await call("DELETE", "account/second-factor")))}
            >
              Do without
            </button>
          </div>
        </>
      )}
    </section>
  );
}

function Code({ text, onCode }: { text: string; onCode: (code: string) => Promise<void> }) {
  const [code, setCode] = useState("");
  return (
    <form
      class="narrow"
      onSubmit={(event) => {
        event.preventDefault();
        void onCode(code).then(() => setCode(""));
      }}
    >
      <CodeField id="one-time-code" value={code} onInput={setCode} />
      <button type="submit" class="primary">{text}</button>
    </form>
  );
}

/** A QR code, with the white margin that readers need. */
function Picture({ rows }: { rows: string[] }) {
  const path = rows
    .flatMap((row, y) =>
      [...row].map((module, x) => (module === "1" ? `M${x + 4} ${y + 4}h1v1h-1z` : ""))
    )
    .join("");
  const size = rows.length + 8;
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label="The key as a QR code">
      <path class="qr-paper" d={`M0 0h${size}v${size}h-${size}z`} />
      <path class="qr-ink" d={path} />
    </svg>
  );
}

function Recovery({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  return (
    <Banner kind="info">
      <p>
        Keep these recovery codes where nobody finds them. Each works once, when you do not have
        your authenticator. They are shown only now.
      </p>
      <ul class="recovery">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <button type="button" onClick={onDone}>I have kept them</button>
    </Banner>
  );
}
