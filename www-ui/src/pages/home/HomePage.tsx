import type { ComponentChildren } from "preact";
import { serverUrl } from "../../data/rest.ts";
import { useQuery } from "../../data/useQuery.ts";
import type { Build, Builder, BuildRequest } from "../../data/resources.ts";
import { BuildsTable } from "../../parts/BuildsTable.tsx";
import { absence, Banner, Empty } from "../../parts/Notice.tsx";
import { usePage, useTitle } from "../../parts/page.tsx";
import "./home.css";

const RECENT = 20;
const MOST_RUNNING = 100;

export function HomePage() {
  const { config } = usePage();
  useTitle("Home");
  const builders = useQuery<Builder>("builders");
  const running = useQuery<Build>("builds", {
    complete: false,
    order: "-started_at",
    limit: MOST_RUNNING,
  });
  const recent = useQuery<Build>("builds", { complete: true, order: "-buildid", limit: RECENT });
  const waiting = useQuery<BuildRequest>("buildrequests", { claimed: false, limit: MOST_RUNNING });
  const here = serverUrl(".");
  const names = new Map(builders.rows.map((b) => [b.builderid, b.name]));

  return (
    <>
      <h1 class="sr-only">{config.title}</h1>
      {here !== config.buildbotURL && (
        <Banner kind="warning">
          The server takes its address to be <code>{config.buildbotURL}</code>, but you are at{" "}
          <code>{here}</code>. Links that it sends may not work, and it may refuse to be controlled
          from here. The setting is <code>buildbotURL</code>.
        </Banner>
      )}
      <dl class="figures">
        <Figure label="Running" value={running.rows.length} ready={running.state === "ready"} />
        <Figure
          label={<a href="#/pendingbuildrequests">Waiting</a>}
          value={waiting.rows.length}
          ready={waiting.state === "ready"}
        />
        <Figure
          label={<a href="#/builders">Builders</a>}
          value={builders.rows.length}
          ready={builders.state === "ready"}
        />
      </dl>
      <section aria-labelledby="running">
        <h2 id="running">Running now</h2>
        {absence(running, "running builds") ??
          (running.rows.length === 0
            ? (
              <Empty>
                Nothing is running. Choose a <a href="#/builders">builder</a> to start a build.
              </Empty>
            )
            : <BuildsTable builds={running.rows} caption="Running builds" builderNames={names} />)}
      </section>
      <section aria-labelledby="recent">
        <h2 id="recent">Recently finished</h2>
        {absence(recent, "recent builds") ??
          (recent.rows.length === 0
            ? <Empty>No build has finished yet.</Empty>
            : <BuildsTable builds={recent.rows} caption="Recent builds" builderNames={names} />)}
      </section>
    </>
  );
}

function Figure({
  label,
  value,
  ready,
}: {
  label: ComponentChildren;
  value: number;
  ready: boolean;
}) {
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd>{!ready ? "–" : value === MOST_RUNNING ? `${value}+` : value}</dd>
    </div>
  );
}
