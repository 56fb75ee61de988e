import { useState } from "preact/hooks";
import { segment } from "../../data/rest.ts";
import { useOne, useQuery } from "../../data/useQuery.ts";
import type { Build, Builder, BuildRequest, ForceScheduler, Worker } from "../../data/resources.ts";
import { BuildsTable } from "../../parts/BuildsTable.tsx";
import { PageHead } from "../../parts/Crumbs.tsx";
import { Description } from "../../parts/Description.tsx";
import { ForceDialog } from "../../parts/force/ForceDialog.tsx";
import { absence, Banner, Empty } from "../../parts/Notice.tsx";
import { navigate, useTitle } from "../../parts/page.tsx";
import { RequestsTable } from "../../parts/RequestsTable.tsx";
import { Tags } from "../../parts/Tags.tsx";
import { href } from "../../router.ts";

const BUILDS_STEP = 50;
const MOST_REQUESTS = 50;

export function BuilderPage(
  { builder: named, scheduler }: { builder: string; scheduler?: string },
) {
  const found = useOne<Builder>(`builders/${segment(named)}`);
  const builder = found.row;
  const id = builder?.builderid;
  useTitle(builder?.name ?? "Builder");
  const [limit, setLimit] = useState(BUILDS_STEP);
  const builds = useQuery<Build>(id === undefined ? null : `builders/${id}/builds`, {
    order: "-number",
    limit,
    property: ["branch", "revision", "got_revision"],
  });
  const requests = useQuery<BuildRequest>(
    id === undefined ? null : `builders/${id}/buildrequests`,
    {
      claimed: false,
      order: ["-priority", "-submitted_at"],
      limit: MOST_REQUESTS,
    },
  );
  const forces = useQuery<ForceScheduler>(
    id === undefined ? null : `builders/${id}/forceschedulers`,
    { order: "name" },
  );
  const workers = useQuery<Worker>(id === undefined ? null : `builders/${id}/workers`, {
    order: "name",
  });

  const absent = absence(found, "builder");
  if (absent !== null || builder === undefined) return <>{absent}</>;

  const open = scheduler === undefined ? undefined : forces.rows.find((f) => f.name === scheduler);
  const byId = new Map(workers.rows.map((w) => [w.workerid, w]));
  const connected = workers.rows.filter((w) => w.connected_to.length > 0 && !w.paused);
  const page = href("builders", named);

  return (
    <>
      <PageHead
        title={builder.name}
        crumbs={[{ text: "Builders", href: "#/builders" }, { text: builder.name }]}
        actions={forces.rows
          .filter((f) => f.enabled)
          .map((f) => (
            <button
              type="button"
              key={f.name}
              class={open === undefined ? "primary" : "primary behind-dialog"}
              onClick={() => navigate(href("builders", named, "force", f.name))}
            >
              {f.button_name || f.label || f.name}
            </button>
          ))}
      >
        {builder.description && (
          <Description text={builder.description} html={builder.description_html} />
        )}
        <Tags tags={builder.tags} />
      </PageHead>

      {builder.masterids.length === 0 && (
        <Banner kind="warning">This builder is not in service: no active master has it.</Banner>
      )}
      {scheduler !== undefined && forces.state === "ready" && open === undefined && (
        <Banner kind="error">This builder has no force scheduler “{scheduler}”.</Banner>
      )}
      {workers.state === "ready" && requests.rows.length > 0 && connected.length === 0 && (
        <Banner kind="warning">
          No worker of this builder is connected. Requests wait until one comes.
        </Banner>
      )}

      {requests.rows.length > 0 && (
        <section aria-labelledby="pending">
          <h2 id="pending">Waiting requests</h2>
          <RequestsTable requests={requests.rows} />
        </section>
      )}

      <section aria-labelledby="builds">
        <h2 id="builds">Builds</h2>
        {absence(builds, "builds") ??
          (builds.rows.length === 0 ? <Empty>Nothing has been built here yet.</Empty> : (
            <>
              <BuildsTable
                builds={builds.rows}
                caption={`Builds of ${builder.name}`}
                workers={byId}
              />
              {builds.rows.length >= limit && (
                <p class="more">
                  <button type="button" onClick={() => setLimit(limit + 4 * BUILDS_STEP)}>
                    Show older builds
                  </button>
                </p>
              )}
            </>
          ))}
      </section>

      {workers.rows.length > 0 && (
        <section aria-labelledby="workers">
          <h2 id="workers">Workers</h2>
          <ul class="inline-list">
            {workers.rows.map((w) => (
              <li key={w.workerid}>
                <a href={href("workers", w.workerid)}>{w.name}</a>{" "}
                <span class="quiet">
                  {w.paused ? "paused" : w.connected_to.length > 0 ? "connected" : "not connected"}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}

      {open !== undefined && (
        <ForceDialog
          scheduler={open}
          builder={builder}
          onClose={() => navigate(page)}
          onStarted={(request) =>
            navigate(`${href("buildrequests", request)}?redirect_to_build=true`)}
        />
      )}
    </>
  );
}
