import { useState } from "preact/hooks";
import { browserName, call, logOutEverywhere, type Session } from "../../data/account.ts";
import { useAsked } from "../../parts/asked.ts";
import { Banner, Loading } from "../../parts/Notice.tsx";
import { Ago } from "../../parts/Time.tsx";
import { usePage } from "../../parts/page.tsx";
import type { Confirming } from "./Confirm.tsx";
import "../../parts/table.css";

export function SessionList({ confirming }: { confirming: Confirming }) {
  const { identityMoved } = usePage();
  const { known, failed, attempt, doing } = useAsked(() =>
    call<{ sessions: Session[] }>("GET", "sessions")
  );
  const [alsoTokens, setAlsoTokens] = useState(false);

  return (
    <section aria-labelledby="sessions">
      <div class="section-head">
        <h2 id="sessions">Where you are logged in</h2>
        <div class="actions">
          <label class="also">
            <input
              type="checkbox"
              checked={alsoTokens}
              onChange={(e) => setAlsoTokens(e.currentTarget.checked)}
            />
            and revoke my tokens
          </label>
          <button
            type="button"
            onClick={() =>
              void attempt(async () => {
                await logOutEverywhere(alsoTokens);
                await identityMoved();
              })}
          >
            Log out everywhere
          </button>
        </div>
      </div>
      {failed !== "" && <Banner kind="error">{failed}</Banner>}
      {known === null ? failed === "" && <Loading what="sessions" /> : (
        <div class="table-box">
          <table class="stacked">
            <caption class="sr-only">Sessions</caption>
            <thead>
              <tr>
                <th scope="col">Browser</th>
                <th scope="col">Address</th>
                <th scope="col">Began</th>
                <th scope="col">Last used</th>
                <th scope="col">
                  <span class="sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {known.sessions.map((session) => (
                <tr key={session.id}>
                  <th scope="row" title={session.agent}>
                    {browserName(session.agent)}
                    {session.current && <span class="note">this one</span>}
                  </th>
                  <td>{session.address}</td>
                  <td>
                    <Ago at={session.started_at} />
                  </td>
                  <td>
                    <Ago at={session.used_at} />
                  </td>
                  <td class="row-actions">
                    {!session.current && (
                      <button
                        type="button"
                        class="small"
                        aria-label={`End the session of ${
                          browserName(session.agent)
                        } at ${session.address}`}
                        onClick={() =>
                          void doing(() =>
                            confirming(() => call("DELETE", `sessions/${session.id}`))
                          )}
                      >
                        End
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
