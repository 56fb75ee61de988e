import { useCallback, useEffect, useState } from "preact/hooks";
import { call, ConfirmFirst } from "../../data/account.ts";
import { copyText } from "../../parts/clipboard.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { Banner, Empty, Loading } from "../../parts/Notice.tsx";
import { usePage, useTitle } from "../../parts/page.tsx";
import { Ago } from "../../parts/Time.tsx";
import { trouble } from "../account/AccountPage.tsx";
import { Confirm } from "../account/Confirm.tsx";
import { AdminHead } from "../admin/AdminHead.tsx";
import "../../parts/fields.css";
import "../../parts/table.css";
import "../account/account.css";

interface Account {
  name: string;
  email: string;
  email_verified: boolean;
  full_name: string;
  groups: string[];
  administrator: boolean;
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

/** Everybody who has an account in the server's database, for administrators. */
export function AccountsPage() {
  useTitle("Accounts");
  const { config } = usePage();
  const [accounts, setAccounts] = useState<Account[] | null>(null);
  const [adding, setAdding] = useState(false);
  const [code, setCode] = useState<{ name: string; text: string } | null>(null);
  const [failed, setFailed] = useState("");
  const [asked, setAsked] = useState<{ first: ConfirmFirst; again: () => void } | null>(null);

  const load = useCallback(async () => {
    try {
      setAccounts((await call<{ accounts: Account[] }>("GET", "admin/accounts")).accounts);
    } catch (error) {
      setFailed(trouble(error));
    }
  }, []);
  useEffect(() => void load(), []);

  const doing = async (work: () => Promise<Answer | null>) => {
    setFailed("");
    try {
      const answer = await work();
      if (answer?.password_code) setCode({ name: answer.account.name, text: answer.password_code });
      await load();
    } catch (error) {
      if (error instanceof ConfirmFirst) {
        setAsked({ first: error, again: () => void doing(work) });
      } else setFailed(trouble(error));
    }
  };
  const change = (account: Account, body: object) =>
    doing(() => call<Answer>("POST", `admin/accounts/${encodeURIComponent(account.name)}`, body));

  return (
    <>
      <AdminHead />
      <div class="section-head">
        <h2>Accounts of this server</h2>
        <div class="actions">
          <button type="button" onClick={() => setAdding(true)}>New account</button>
        </div>
      </div>
      {failed !== "" && <Banner kind="error">{failed}</Banner>}
      {code !== null && <Code {...code} onDone={() => setCode(null)} />}
      {accounts === null && failed === "" && <Loading what="accounts" />}
      {accounts?.length === 0 && <Empty>Nobody has an account yet.</Empty>}
      {accounts !== null && accounts.length > 0 && (
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
              {accounts.map((account) => (
                <tr key={account.name}>
                  <th scope="row" title={account.full_name}>{account.name}</th>
                  <td>
                    {account.email}
                    {account.email !== "" && !account.email_verified && " (not confirmed)"}
                  </td>
                  <td>{account.groups.join(", ")}</td>
                  <td>{state(account)}</td>
                  <td>
                    {account.last_login_at === null ? "never" : <Ago at={account.last_login_at} />}
                  </td>
                  <td class="row-actions">
                    <div class="actions">
                      <button
                        type="button"
                        onClick={() => void change(account, { locked: !account.locked })}
                      >
                        {account.locked ? "Unlock" : "Lock"}
                      </button>
                      <button
                        type="button"
                        onClick={() =>
                          void change(account, { administrator: !account.administrator })}
                      >
                        {account.administrator ? "No administrator" : "Administrator"}
                      </button>
                      <button
                        type="button"
                        onClick={() => {
                          const groups = prompt(
                            "Groups, with commas between",
                            account.groups.join(", "),
                          );
                          if (groups !== null) void change(account, { groups: words(groups) });
                        }}
                      >
                        Groups
                      </button>
                      <button
                        type="button"
                        onClick={() => void change(account, { password_code: true })}
                      >
                        New code
                      </button>
                      {account.second_factor && (
                        <button
                          type="button"
                          onClick={() => void change(account, { second_factor: false })}
                        >
                          Take second factor away
                        </button>
                      )}
                      <button
                        type="button"
                        onClick={() => {
                          if (!confirm(`Remove the account ${account.name}?`)) return;
                          void doing(async () => {
                            const path = `admin/accounts/${encodeURIComponent(account.name)}`;
                            await call("DELETE", path);
                            return null;
                          });
                        }}
                      >
                        Remove
                      </button>
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {adding && (
        <NewAccount
          onClose={() => setAdding(false)}
          onAdd={(body) => {
            setAdding(false);
            void doing(() => call<Answer>("POST", "admin/accounts", body));
          }}
        />
      )}
      {asked !== null && (
        <Confirm
          how={asked.first.how}
          way={asked.first.way}
          username={config.user.username ?? ""}
          onClose={() => setAsked(null)}
          onConfirmed={() => {
            setAsked(null);
            asked.again();
          }}
        />
      )}
    </>
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

function words(text: string): string[] {
  return text.split(",").map((one) => one.trim()).filter((one) => one !== "");
}

function Code({ name, text, onDone }: { name: string; text: string; onDone: () => void }) {
  return (
    <Banner kind="info">
      <p>
        With this code {name} chooses a password on the page{" "}
        <a href="#/password">#/password</a>, once and within a day. It is shown only now.
      </p>
      <div class="secret">
        <code class="token">{text}</code>
        <button type="button" onClick={() => void copyText(text)}>Copy</button>
        <button type="button" onClick={onDone}>Done</button>
      </div>
    </Banner>
  );
}

function NewAccount({ onClose, onAdd }: { onClose: () => void; onAdd: (body: object) => void }) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [fullName, setFullName] = useState("");
  const [groups, setGroups] = useState("");
  const [administrator, setAdministrator] = useState(false);
  const texts: [string, string, string, (text: string) => void, boolean][] = [
    ["new-name", "User name", name, setName, true],
    ["new-full-name", "Full name", fullName, setFullName, false],
    ["new-email", "E-mail address", email, setEmail, false],
    ["new-groups", "Groups, with commas between", groups, setGroups, false],
  ];
  return (
    <Dialog title="New account" onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          onAdd({ name, email, full_name: fullName, groups: words(groups), administrator });
        }}
      >
        {texts.map(([id, label, value, set, required]) => (
          <div class="field" key={id}>
            <label for={id}>{label}</label>
            <input
              id={id}
              type="text"
              autoComplete="off"
              autoCapitalize="none"
              spellcheck={false}
              required={required}
              value={value}
              onInput={(e) => set(e.currentTarget.value)}
            />
          </div>
        ))}
        <label class="also">
          <input
            type="checkbox"
            checked={administrator}
            onChange={(e) => setAdministrator(e.currentTarget.checked)}
          />
          Administers this server
        </label>
        <footer class="dialog-foot">
          <button type="button" onClick={onClose}>Cancel</button>
          <button type="submit" class="primary">Add</button>
        </footer>
      </form>
    </Dialog>
  );
}
