import { useOne, useQuery } from "../../data/useQuery.ts";
import type { Build, Builder, Worker } from "../../data/resources.ts";
import { BuildsTable } from "../../parts/BuildsTable.tsx";
import { PageHead } from "../../parts/Crumbs.tsx";
import { Fact } from "../../parts/Fact.tsx";
import { absence, Empty } from "../../parts/Notice.tsx";
import { useTitle } from "../../parts/page.tsx";
import { href } from "../../router.ts";
import "../../parts/table.css";

export function WorkersPage() {
  useTitle("Workers");
  const workers = useQuery<Worker>("workers", { order: "name" });
  const builders = useQuery<Builder>("builders");
  const names = new Map(builders.rows.map((b) => [b.builderid, b.name]));
  return (
    <>
      <PageHead title="Workers" />
      {absence(workers, "workers") ??
        (workers.rows.length === 0 ? <Empty>No workers are known.</Empty> : (
          <div class="table-box">
            <table>
              <caption class="sr-only">Workers</caption>
              <thead>
                <tr>
                  <th scope="col">Worker</th>
                  <th scope="col">State</th>
                  <th scope="col" class="wide">
                    Builders
                  </th>
                  <th scope="col" class="wide">
                    Host
                  </th>
                  <th scope="col" class="wide">
                    Version
                  </th>
                </tr>
              </thead>
              <tbody>
                {workers.rows.map((worker) => (
                  <tr key={worker.workerid}>
                    <th scope="row">
                      <a class="strong" href={href("workers", worker.workerid)}>
                        {worker.name}
                      </a>
                    </th>
                    <td>
                      <WorkerState worker={worker} />
                    </td>
                    <td class="wide">
                      {[...new Set(worker.configured_on.map((c) => c.builderid))].map((id, i) => (
                        <span key={id}>
                          {i > 0 && ", "}
                          <a href={href("builders", id)}>{names.get(id) ?? id}</a>
                        </span>
                      ))}
                    </td>
                    <td class="wide quiet">{info(worker, "host")}</td>
                    <td class="wide quiet">{info(worker, "version")}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        ))}
    </>
  );
}

export function WorkerPage({ id }: { id: string }) {
  const found = useOne<Worker>(`workers/${Number(id)}`);
  const worker = found.row;
  useTitle(worker?.name ?? "Worker");
  const builds = useQuery<Build>(worker ? "builds" : null, {
    workerid: worker?.workerid ?? 0,
    order: "-buildid",
    limit: 50,
  });
  const builders = useQuery<Builder>("builders");
  const absent = absence(found, "worker");
  if (absent !== null || worker === undefined) return <>{absent}</>;
  const names = new Map(builders.rows.map((b) => [b.builderid, b.name]));
  return (
    <>
      <PageHead
        title={worker.name}
        crumbs={[{ text: "Workers", href: "#/workers" }, { text: worker.name }]}
      >
        <p class="status-line">
          <WorkerState worker={worker} />
        </p>
        <dl class="facts">
          {Object.keys(worker.workerinfo)
            .sort()
            .filter((key) => typeof worker.workerinfo[key] !== "object")
            .map((key) => (
              <Fact key={key} term={key}>
                {info(worker, key)}
              </Fact>
            ))}
        </dl>
      </PageHead>
      <section aria-labelledby="builds">
        <h2 id="builds">Builds</h2>
        {absence(builds, "builds") ??
          (builds.rows.length === 0
            ? <Empty>This worker has not built anything yet.</Empty>
            : (
              <BuildsTable
                builds={builds.rows}
                caption={`Builds on ${worker.name}`}
                builderNames={names}
              />
            ))}
      </section>
    </>
  );
}

function WorkerState({ worker }: { worker: Worker }) {
  const connected = worker.connected_to.length > 0;
  const word = connected
    ? worker.paused ? "Paused" : worker.graceful ? "Leaving when idle" : "Connected"
    : "Not connected";
  const good = connected && !worker.paused && !worker.graceful;
  return (
    <span
      class={`worker-state ${good ? "is-success" : connected ? "is-warnings" : "is-cancelled"}`}
    >
      <svg viewBox="0 0 10 10" aria-hidden="true">
        {connected
          ? <circle cx="5" cy="5" r="4" />
          : <circle class="hollow" cx="5" cy="5" r="3.5" />}
      </svg>
      {word}
      {worker.paused && worker.pause_reason ? `: ${worker.pause_reason}` : ""}
    </span>
  );
}

function info(worker: Worker, key: string): string {
  const value = worker.workerinfo[key];
  return value === null || value === undefined ? "" : String(value);
}
