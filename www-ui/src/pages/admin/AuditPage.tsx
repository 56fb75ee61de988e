import { useEffect, useState } from "preact/hooks";
import { type AuditFilter, type AuditLine, auditPage } from "../../data/admin.ts";
import { errorText } from "../../data/rest.ts";
import { Banner, Empty, Loading } from "../../parts/Notice.tsx";
import { useTitle } from "../../parts/page.tsx";
import { exactTime } from "../../parts/time.ts";
import { visible } from "../../parts/visible.ts";
import { AdminHead } from "./AdminHead.tsx";
import "../../parts/fields.css";
import "../../parts/table.css";
import "./admin.css";

const NOTHING_CHOSEN: AuditFilter = { event: "", username: "", since: "" };

/** These have columns of their own. */
const COLUMNS = new Set(["time", "event", "user", "address"]);

export function AuditPage() {
  useTitle("Audit log");
  const [filter, setFilter] = useState(NOTHING_CHOSEN);
  const [lines, setLines] = useState<AuditLine[] | null>(null);
  const [before, setBefore] = useState<string | null>(null);
  const [unreadable, setUnreadable] = useState(0);
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);

  const load = async (wanted: AuditFilter, mark: string, shown: AuditLine[]) => {
    setBusy(true);
    setTrouble("");
    try {
      const page = await auditPage(wanted, mark);
      setLines([...shown, ...page.lines]);
      setBefore(page.before);
      setUnreadable((n) => (mark === "" ? 0 : n) + page.unreadable);
    } catch (error) {
      setTrouble(errorText(error));
    }
    setBusy(false);
  };
  useEffect(() => void load(filter, "", []), []);

  return (
    <>
      <AdminHead />
      <Filter
        busy={busy}
        onChosen={(chosen) => {
          setFilter(chosen);
          void load(chosen, "", []);
        }}
      />
      {trouble !== "" && <Banner kind="error">{trouble}</Banner>}
      {unreadable > 0 && (
        <Banner kind="warning">
          {unreadable}{" "}
          lines of the file are none of this server's: something else has written there.
        </Banner>
      )}
      {lines === null
        ? trouble === "" && <Loading what="audit log" />
        : lines.length === 0 && before === null
        ? <Empty>Nothing of this kind has been written down.</Empty>
        : <Lines lines={lines} />}
      {before !== null && (
        <p class="more">
          <button
            type="button"
            disabled={busy}
            onClick={() => void load(filter, before, lines ?? [])}
          >
            Older
          </button>
        </p>
      )}
    </>
  );
}

function Filter({ busy, onChosen }: { busy: boolean; onChosen: (filter: AuditFilter) => void }) {
  const [event, setEvent] = useState("");
  const [username, setUsername] = useState("");
  const [since, setSince] = useState("");
  return (
    <form
      class="admin-filter"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        onChosen({
          event: event.trim(),
          username,
          since: since === "" ? "" : new Date(since).toISOString(),
        });
      }}
    >
      <div class="field">
        <label for="audit-event">Event</label>
        <input
          id="audit-event"
          type="text"
          placeholder="login.*"
          spellcheck={false}
          value={event}
          onInput={(e) => setEvent(e.currentTarget.value)}
        />
      </div>
      <div class="field">
        <label for="audit-user">User name</label>
        <input
          id="audit-user"
          type="text"
          autoCapitalize="none"
          spellcheck={false}
          value={username}
          onInput={(e) => setUsername(e.currentTarget.value)}
        />
      </div>
      <div class="field">
        <label for="audit-since">Since</label>
        <input
          id="audit-since"
          type="datetime-local"
          value={since}
          onInput={(e) => setSince(e.currentTarget.value)}
        />
      </div>
      <button type="submit" class="primary" disabled={busy}>
        Show
      </button>
    </form>
  );
}

function Lines({ lines }: { lines: AuditLine[] }) {
  return (
    <div class="table-box">
      <table class="audit stacked">
        <caption class="sr-only">The audit log, the newest line first</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Event</th>
            <th scope="col">User</th>
            <th scope="col">Address</th>
            <th scope="col">More</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, i) => (
            <tr key={i}>
              <td>
                <When time={text(line.time)} />
              </td>
              <td>{text(line.event)}</td>
              <td>
                <bdi>{text(line["user"])}</bdi>
              </td>
              <td>{text(line["address"])}</td>
              <td>
                <dl class="audit-more">
                  {Object.keys(line)
                    .filter((name) => !COLUMNS.has(name))
                    .map((name) => (
                      <div key={name}>
                        <dt>{visible(name)}</dt>
                        <dd>
                          <bdi>{text(line[name])}</bdi>
                        </dd>
                      </div>
                    ))}
                </dl>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function When({ time }: { time: string }) {
  const at = Date.parse(time);
  return Number.isNaN(at) ? <>{time}</> : (
    <time dateTime={time} title={time}>
      {exactTime(at / 1000)}
    </time>
  );
}

function text(value: unknown): string {
  if (value === undefined || value === null) return "";
  return visible(typeof value === "string" ? value : JSON.stringify(value));
}
