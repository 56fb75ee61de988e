import { useCallback, useEffect, useState } from "preact/hooks";
import { browserName, call, logOutEverywhere, type Session } from "../../data/account.ts";
import { Banner, Loading } from "../../parts/Notice.tsx";
import { Ago } from "../../parts/Time.tsx";
import { usePage } from "../../parts/page.tsx";
import { type Confirming, trouble } from "./AccountPage.tsx";
import "../../parts/table.css";

export function SessionList({ confirming }: { confirming: Confirming }) {
  const { identityMoved } = usePage();
  const [sessions, setSessions] = useState<Session[] | null>(null);
  const [failed, setFailed] = useState("");
  const [alsoTokens, setAlsoTokens] = useState(false);

  const load = useCallback(async () => {
    try {
      setSessions((await call<{ sessions: Session[] }>("GET", "sessions")).sessions);
      setFailed("");
    } catch (error) {
      setFailed(trouble(error));
    }
  }, []);
  useEffect(() => void load(), []);

  const doing = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      setFailed(trouble(error));
    }
  };

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
              void doing(async () => {
                await logOutEverywhere(alsoTokens);
                await identityMoved();
              })}
          >
            Log out everywhere
          </button>
        </div>
      </div>
      {failed !== "" && <Banner kind="error">{failed}</Banner>}
      {sessions === null ? failed === "" && <Loading what="sessions" /> : (
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
              {sessions.map((session) => (
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
                          void doing(async () => {
                            await confirming(() => call("DELETE", `sessions/${session.id}`));
                            await load();
                          })}
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
