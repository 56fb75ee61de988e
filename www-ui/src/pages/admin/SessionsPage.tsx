import { useEffect, useState } from "preact/hooks";
import {
  endSession,
  logOutEverywhere,
  sessionsOf,
  type SomebodysSession,
} from "../../data/admin.ts";
import { errorText } from "../../data/rest.ts";
import { Banner, Empty, Loading } from "../../parts/Notice.tsx";
import { useTitle } from "../../parts/page.tsx";
import { Ago } from "../../parts/Time.tsx";
import { visible } from "../../parts/visible.ts";
import { AdminHead } from "./AdminHead.tsx";
import "../../parts/fields.css";
import "../../parts/table.css";
import "./admin.css";

export function SessionsPage() {
  useTitle("Sessions");
  const [username, setUsername] = useState("");
  const [shown, setShown] = useState("");
  const [sessions, setSessions] = useState<SomebodysSession[] | null>(null);
  const [trouble, setTrouble] = useState("");
  const [done, setDone] = useState("");

  const load = async (name: string) => {
    try {
      setSessions(await sessionsOf(name));
      setShown(name);
    } catch (error) {
      setTrouble(errorText(error));
    }
  };
  const act = async (work: () => Promise<string>) => {
    setTrouble("");
    setDone("");
    try {
      setDone(await work());
    } catch (error) {
      setTrouble(errorText(error));
    }
    await load(shown);
  };
  useEffect(() => void load(""), []);

  return (
    <>
      <AdminHead />
      <form
        class="admin-filter"
        onSubmit={(event) => {
          event.preventDefault();
          setTrouble("");
          setDone("");
          void load(username);
        }}
      >
        <div class="field">
          <label for="sessions-user">User name</label>
          <input
            id="sessions-user"
            type="text"
            autoCapitalize="none"
            spellcheck={false}
            value={username}
            onInput={(e) => setUsername(e.currentTarget.value)}
          />
        </div>
        <button type="submit" class="primary">
          Show
        </button>
        {shown !== "" && (
          <button
            type="button"
            onClick={() =>
              void act(async () => {
                const ended = await logOutEverywhere(shown);
                return `${ended.sessions} sessions of ${visible(shown)} were ended.`;
              })}
          >
            Log out {visible(shown)} everywhere
          </button>
        )}
      </form>
      {trouble !== "" && <Banner kind="error">{trouble}</Banner>}
      {done !== "" && <Banner kind="info">{done}</Banner>}
      {sessions === null
        ? trouble === "" && <Loading what="sessions" />
        : sessions.length === 0
        ? <Empty>Nobody of this name is logged in.</Empty>
        : (
          <Table
            sessions={sessions}
            onEnd={(one) =>
              void act(async () => {
                await endSession(one.id);
                return `A session of ${visible(one.username)} was ended.`;
              })}
          />
        )}
    </>
  );
}

function Table(
  { sessions, onEnd }: { sessions: SomebodysSession[]; onEnd: (one: SomebodysSession) => void },
) {
  return (
    <div class="table-box">
      <table class="stacked">
        <caption class="sr-only">Sessions, the one used last first</caption>
        <thead>
          <tr>
            <th scope="col">User</th>
            <th scope="col">Realm</th>
            <th scope="col">Address</th>
            <th scope="col" class="wide">Browser</th>
            <th scope="col">Begun</th>
            <th scope="col">Last used</th>
            <th scope="col">
              <span class="sr-only">End it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <bdi>{visible(one.username)}</bdi>
                {one.current && <span class="note">this one</span>}
              </th>
              <td>{one.realm === "" ? "Buildbot" : visible(one.realm)}</td>
              <td>{visible(one.address)}</td>
              <td class="wide quiet">
                <span class="clip" title={visible(one.agent)}>
                  {visible(one.agent)}
                </span>
              </td>
              <td class="quiet">
                <Ago at={one.started_at} />
              </td>
              <td class="quiet">
                <Ago at={one.used_at} />
              </td>
              <td>
                <button
                  type="button"
                  aria-label={`End the session of ${visible(one.username)}`}
                  onClick={() => onEnd(one)}
                >
                  End
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
