import { useState } from "preact/hooks";
import { call } from "../../data/account.ts";
import { serverUrl } from "../../data/rest.ts";
import { useAsked } from "../../parts/asked.ts";
import { copyText } from "../../parts/clipboard.ts";
import { Banner, Empty, Loading } from "../../parts/Notice.tsx";
import { useTitle } from "../../parts/page.tsx";
import { SureButton } from "../../parts/SureButton.tsx";
import { Ago } from "../../parts/Time.tsx";
import { useConfirming } from "../account/Confirm.tsx";
import { AdminHead } from "../admin/AdminHead.tsx";
import { AccountDialog } from "./AccountDialog.tsx";
import type { Details } from "./changes.ts";
import "../../parts/table.css";
import "../account/account.css";

interface Account extends Details {
  name: string;
  email_verified: boolean;
  locked: boolean;
  must_change: boolean;
  has_password: boolean;
  second_factor: boolean;
  created_at: number;
  last_login_at: number | null;
}

interface Answer {
  account: Account;
  password_code?: string;
}

function pathOf(account: Account): string {
  return `admin/accounts/${encodeURIComponent(account.name)}`;
}

/** Everybody who has an account in the server's database, for administrators. */
export function AccountsPage() {
  useTitle("Accounts");
  const { known, failed, load, doing } = useAsked(() =>
    call<{ accounts: Account[] }>("GET", "admin/accounts")
  );
  const [confirming, confirmation] = useConfirming();
  const [open, setOpen] = useState<Account | "new" | null>(null);
  const [code, setCode] = useState<{ name: string; text: string } | null>(null);

  const send = (path: string, body: object) =>
    confirming(async () => {
      const answer = await call<Answer>("POST", path, body);
      if (answer.password_code) setCode({ name: answer.account.name, text: answer.password_code });
    });

  return (
    <>
      <AdminHead />
      <div class="section-head">
        <h2>Accounts of this server</h2>
        <div class="actions">
          <button type="button" onClick={() => setOpen("new")}>New account…</button>
        </div>
      </div>
      {failed !== "" && <Banner kind="error">{failed}</Banner>}
      {code !== null && <Code {...code} onDone={() => setCode(null)} />}
      {known === null
        ? failed === "" && <Loading what="accounts" />
        : known.accounts.length === 0
        ? <Empty>Nobody has an account yet.</Empty>
        : (
          <div class="table-box">
            <table class="stacked">
              <caption class="sr-only">Accounts</caption>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">E-mail</th>
                  <th scope="col">Groups</th>
                  <th scope="col">State</th>
                  <th scope="col">Last login</th>
                  <th scope="col">
                    <span class="sr-only">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {known.accounts.map((account) => (
                  <Row
                    key={account.name}
                    account={account}
                    onOpen={() => setOpen(account)}
                    onChange={(body) => void doing(() => send(pathOf(account), body))}
                    onRemove={() =>
                      void doing(() => confirming(() => call("DELETE", pathOf(account))))}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
      {open !== null && (
        <AccountDialog
          of={open === "new" ? null : open}
          onClose={() => setOpen(null)}
          onSend={async (body) => {
            if (Object.keys(body).length === 0) return;
            await send(open === "new" ? "admin/accounts" : pathOf(open), body);
            await load();
          }}
        />
      )}
      {confirmation}
    </>
  );
}

function Row({
  account,
  onOpen,
  onChange,
  onRemove,
}: {
  account: Account;
  onOpen: () => void;
  onChange: (body: object) => void;
  onRemove: () => void;
}) {
  const { name, locked } = account;
  return (
    <tr class={locked ? "quiet" : ""}>
      <th scope="row">
        <span class="strong">{name}</span> <span class="quiet">{account.full_name}</span>
      </th>
      <td>
        {account.email}
        {account.email !== "" && !account.email_verified && " (not confirmed)"}
      </td>
      <td>{account.groups.join(", ")}</td>
      <td>{state(account)}</td>
      <td>
        {account.last_login_at === null
          ? <span class="quiet">never</span>
          : <Ago at={account.last_login_at} />}
      </td>
      <td class="row-actions">
        <div class="actions">
          <button type="button" class="small" aria-label={`Change ${name}`} onClick={onOpen}>
            Change…
          </button>
          <button
            type="button"
            class="small"
            aria-label={`${locked ? "Unlock" : "Lock"} ${name}`}
            onClick={() => onChange({ locked: !locked })}
          >
            {locked ? "Unlock" : "Lock"}
          </button>
          <button
            type="button"
            class="small"
            aria-label={`New code for ${name}`}
            onClick={() => onChange({ password_code: true })}
          >
            New code
          </button>
          {account.second_factor && (
            <SureButton
              what="Take second factor away"
              of={`from ${name}`}
              onSure={() => onChange({ second_factor: false })}
            />
          )}
          <SureButton what="Remove" of={name} onSure={onRemove} />
        </div>
      </td>
    </tr>
  );
}

function state(account: Account): string {
  const words = [
    account.administrator && "administrator",
    account.locked && "locked",
    !account.has_password && "no password yet",
    account.must_change && "has to choose a password",
    account.second_factor && "second factor",
  ];
  return words.filter((word) => word !== false).join(", ");
}

function Code({ name, text, onDone }: { name: string; text: string; onDone: () => void }) {
  return (
    <Banner kind="info">
      <p>
        With this code {name} chooses a password at{" "}
        <a href="#/password">{serverUrl("#/password")}</a>, once and within a day. It is shown only
        now.
      </p>
      <div class="secret">
        <code class="token" data-testid="code">{text}</code>
        <button type="button" onClick={() => void copyText(text)}>Copy</button>
        <button type="button" onClick={onDone}>Done</button>
      </div>
    </Banner>
  );
}
