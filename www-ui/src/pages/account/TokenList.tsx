import { useCallback, useEffect, useState } from "preact/hooks";
import { call, type Token, type Tokens } from "../../data/account.ts";
import { Banner, Empty, Loading } from "../../parts/Notice.tsx";
import { Ago } from "../../parts/Time.tsx";
import { exactTime } from "../../parts/time.ts";
import { type Confirming, trouble } from "./AccountPage.tsx";
import { TokenDialog } from "./TokenDialog.tsx";
import "../../parts/table.css";

export function TokenList({ confirming }: { confirming: Confirming }) {
  const [known, setKnown] = useState<Tokens | null>(null);
  const [failed, setFailed] = useState("");
  const [making, setMaking] = useState(false);

  const load = useCallback(async () => {
    try {
      setKnown(await call<Tokens>("GET", "tokens"));
      setFailed("");
    } catch (error) {
      setFailed(trouble(error));
    }
  }, []);
  useEffect(() => void load(), []);

  const revoke = async (token: Token) => {
    try {
      await confirming(() => call("DELETE", `tokens/${token.id}`));
    } catch (error) {
      setFailed(trouble(error));
      return;
    }
    await load();
  };

  return (
    <section aria-labelledby="tokens">
      <div class="section-head">
        <h2 id="tokens">API tokens</h2>
        {known !== null && known.per_user > 0 && (
          <button
            type="button"
            onClick={() => setMaking(true)}
          >
            New token…
          </button>
        )}
      </div>
      <p class="lead">
        For scripts: <code>Authorization: Bearer gh_…</code>. A token may do at most what you may.
      </p>
      {failed !== "" && <Banner kind="error">{failed}</Banner>}
      {known === null
        ? failed === "" && <Loading what="tokens" />
        : known.tokens.length === 0
        ? (
          <Empty>
            {known.per_user > 0 ? "You have no tokens." : "There are no tokens on this server."}
          </Empty>
        )
        : (
          <div class="table-box">
            <table class="stacked">
              <caption class="sr-only">API tokens</caption>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">May</th>
                  <th scope="col">For</th>
                  <th scope="col">Last used</th>
                  <th scope="col">State</th>
                  <th scope="col">
                    <span class="sr-only">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {known.tokens.map((token) => (
                  <Row
                    key={token.id}
                    token={token}
                    onRevoke={() => void revoke(token)}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
      {making && known !== null && (
        <TokenDialog
          known={known}
          confirming={confirming}
          onClose={() => {
            setMaking(false);
            void load();
          }}
        />
      )}
    </section>
  );
}

function Row({ token, onRevoke }: { token: Token; onRevoke: () => void }) {
  const [sure, setSure] = useState(false);
  const usable = token.state === "active" || token.state === "suspended";
  const only = [...(token.builders ?? []), ...(token.projects ?? []).map((p) => `project ${p}`)];
  return (
    <tr class={usable ? "" : "quiet"}>
      <th scope="row">
        <span class="strong">{token.name}</span> <code class="quiet">{token.id}</code>
      </th>
      <td>{token.scopes.join(", ")}</td>
      <td>{only.length === 0 ? "all builders" : only.join(", ")}</td>
      <td>
        {token.used_at === null
          ? <span class="quiet">never</span>
          : (
            <span title={`from ${token.used_from}`}>
              <Ago at={token.used_at} />
            </span>
          )}
      </td>
      <td>{stateOf(token)}</td>
      <td class="row-actions">
        {usable && (
          <button
            type="button"
            class={sure ? "small danger" : "small"}
            aria-label={`${sure ? "Really revoke" : "Revoke"} ${token.name}`}
            onBlur={() => setSure(false)}
            onClick={() => sure ? onRevoke() : setSure(true)}
          >
            {sure ? "Really revoke?" : "Revoke"}
          </button>
        )}
      </td>
    </tr>
  );
}

function stateOf(token: Token) {
  switch (token.state) {
    case "active":
      return <>until {exactTime(token.expires_at)}</>;
    case "suspended":
      return <>rests until you log in again: {token.suspended_why}</>;
    case "expired":
      return <>has expired</>;
    case "revoked":
      return <>revoked: {token.ended_why}</>;
  }
}
