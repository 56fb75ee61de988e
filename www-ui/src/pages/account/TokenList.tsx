import { useState } from "preact/hooks";
import { call, type Token, type Tokens } from "../../data/account.ts";
import { useAsked } from "../../parts/asked.ts";
import { Banner, Empty, Loading } from "../../parts/Notice.tsx";
import { SureButton } from "../../parts/SureButton.tsx";
import { Ago } from "../../parts/Time.tsx";
import { exactTime } from "../../parts/time.ts";
import type { Confirming } from "./Confirm.tsx";
import { TokenDialog } from "./TokenDialog.tsx";
import "../../parts/table.css";

export function TokenList({ confirming }: { confirming: Confirming }) {
  const { known, failed, load, doing } = useAsked(() => call<Tokens>("GET", "tokens"));
  const [making, setMaking] = useState(false);

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
                    onRevoke={() =>
                      void doing(() => confirming(() => call("DELETE", `tokens/${token.id}`)))}
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
        {usable && <SureButton what="Revoke" of={token.name} onSure={onRevoke} />}
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
