import { useState } from "preact/hooks";
import { call, type NewToken, patterns, type Tokens } from "../../data/account.ts";
import { copyText } from "../../parts/clipboard.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { FormDialog } from "../../parts/FormDialog.tsx";
import type { Confirming } from "./Confirm.tsx";

const DAY = 86_400;

const MEANS: Record<string, string> = {
  read: "see builds, logs and events",
  force: "start builds by the force forms",
  control: "every action: stop, rebuild, pause, force, …",
  hooks: "send changes",
  admin: "this page, and the administrator's pages if you are one",
};

export function TokenDialog({
  known,
  confirming,
  onClose,
}: {
  known: Tokens;
  confirming: Confirming;
  onClose: () => void;
}) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["read"]);
  const [builders, setBuilders] = useState("");
  const [projects, setProjects] = useState("");
  const [age, setAge] = useState(known.default_age);
  const [made, setMade] = useState("");

  const make = async () => {
    const wanted: NewToken = {
      name,
      scopes,
      builders: patterns(builders),
      projects: patterns(projects),
      expires_in: age,
    };
    await confirming(async () => {
      setMade((await call<{ token: string }>("POST", "tokens", wanted)).token);
    });
  };

  if (made !== "") return <Shown token={made} onClose={onClose} />;
  return (
    <FormDialog
      title="New API token"
      button="Make token"
      ready={scopes.length > 0}
      wide
      onClose={onClose}
      onSubmit={make}
    >
      <div class="field">
        <label for="token-name">Name</label>
        <input
          id="token-name"
          type="text"
          required
          maxLength={100}
          placeholder="what it is for"
          value={name}
          onInput={(e) => setName(e.currentTarget.value)}
        />
      </div>
      <fieldset class="nest">
        <legend>It may</legend>
        <ul class="scopes">
          {known.scopes.map((scope) => (
            <li key={scope}>
              <label>
                <input
                  type="checkbox"
                  checked={scopes.includes(scope)}
                  onChange={(e) =>
                    setScopes(
                      e.currentTarget.checked
                        ? [...scopes, scope]
                        : scopes.filter((one) => one !== scope),
                    )}
                />
                <span>
                  <code>{scope}</code> <span class="quiet">{MEANS[scope] ?? ""}</span>
                </span>
              </label>
            </li>
          ))}
        </ul>
      </fieldset>
      <div class="field-columns field-columns-2">
        <div class="field">
          <label for="token-builders">Builders</label>
          <input
            id="token-builders"
            type="text"
            placeholder="all"
            aria-describedby="token-globs"
            value={builders}
            onInput={(e) => setBuilders(e.currentTarget.value)}
          />
        </div>
        <div class="field">
          <label for="token-projects">Projects</label>
          <input
            id="token-projects"
            type="text"
            placeholder="all"
            aria-describedby="token-globs"
            value={projects}
            onInput={(e) => setProjects(e.currentTarget.value)}
          />
        </div>
      </div>
      <p class="field-hint" id="token-globs">
        Names or patterns such as <code>linux-*</code>, with commas between them.
      </p>
      <div class="field">
        <label for="token-age">It lasts</label>
        <select
          id="token-age"
          value={String(age)}
          onChange={(e) => setAge(Number(e.currentTarget.value))}
        >
          {ages(known).map((seconds) => (
            <option key={seconds} value={String(seconds)}>{ageText(seconds)}</option>
          ))}
        </select>
      </div>
    </FormDialog>
  );
}

/** The token, this once. */
function Shown({ token, onClose }: { token: string; onClose: () => void }) {
  const [copied, setCopied] = useState("");
  return (
    <Dialog title="Your new API token" onClose={onClose} wide>
      <div class="dialog-body">
        <p>Copy it now: it is not kept here, and cannot be shown again.</p>
        <div class="secret">
          <output class="token" data-testid="token">{token}</output>
          <button
            type="button"
            onClick={() =>
              copyText(token).then(
                () => setCopied("Copied."),
                () => setCopied("Your browser does not let this page copy: mark it and copy it."),
              )}
          >
            Copy
          </button>
        </div>
        <p role="status" class="field-hint">{copied}</p>
        <footer class="dialog-foot">
          <button type="button" class="primary" onClick={onClose}>Done</button>
        </footer>
      </div>
    </Dialog>
  );
}

function ages(known: Tokens): number[] {
  const usual = [1, 7, 30, 90, 180, 365].map((days) => days * DAY);
  return [...new Set([...usual, known.default_age, known.max_age])]
    .filter((seconds) => seconds <= known.max_age)
    .sort((a, b) => a - b);
}

function ageText(seconds: number): string {
  const days = Math.round(seconds / DAY);
  if (seconds < DAY) return `${Math.max(1, Math.round(seconds / 3600))} hours`;
  return days === 1 ? "1 day" : `${days} days`;
}
