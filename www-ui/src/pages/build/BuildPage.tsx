import { useState } from "preact/hooks";
import { control, errorText, segment } from "../../data/rest.ts";
import { useOne, useQuery } from "../../data/useQuery.ts";
import type { Build, Builder, BuildRequest, Buildset, Worker } from "../../data/resources.ts";
import { PageHead } from "../../parts/Crumbs.tsx";
import { Fact } from "../../parts/Fact.tsx";
import { absence, Banner, Nothing } from "../../parts/Notice.tsx";
import { navigate, usePage, useTitle } from "../../parts/page.tsx";
import { PropertiesTable } from "../../parts/PropertiesTable.tsx";
import { StatusBadge, StatusIcon } from "../../parts/Status.tsx";
import { Ago, Took } from "../../parts/Time.tsx";
import { href } from "../../router.ts";
import { LOOKS, statusOf } from "../../status.ts";
import { Changes } from "./Changes.tsx";
import { Steps } from "./Steps.tsx";
import "./build.css";
import "../../parts/tabs.css";

const TABS = [
  ["steps", "Steps"],
  ["properties", "Properties"],
  ["changes", "Changes"],
] as const;

export function BuildPage({ builder: named, number }: { builder: string; number: string }) {
  const { config, location, askLogin } = usePage();
  const n = Number(number);
  const foundBuilder = useOne<Builder>(`builders/${segment(named)}`);
  const builder = foundBuilder.row;
  const found = useOne<Build>(
    builder && Number.isInteger(n) ? `builders/${builder.builderid}/builds/${n}` : null,
  );
  const build = found.row;
  const status = build === undefined ? null : statusOf(build);
  useTitle(builder ? `${builder.name} #${number}` : `Build ${number}`, status);

  const neighbours = useQuery<Build>(builder ? `builders/${builder.builderid}/builds` : null, {
    number__eq: [n - 1, n + 1],
  });
  const request = useOne<BuildRequest>(build ? `buildrequests/${build.buildrequestid}` : null).row;
  const buildset = useOne<Buildset>(request ? `buildsets/${request.buildsetid}` : null).row;
  const worker = useOne<Worker>(
    build && build.workerid !== null ? `workers/${build.workerid}` : null,
  ).row;
  const [refusal, setRefusal] = useState<string>("");
  const [asked, setAsked] = useState<"" | "stop" | "rebuild">("");

  const absentBuilder = absence(foundBuilder, "builder");
  if (absentBuilder !== null || builder === undefined) return <>{absentBuilder}</>;
  if (!Number.isInteger(n) || found.state === "missing") {
    return (
      <Nothing title={`No build ${number} of ${builder.name}`}>
        <p>
          It does not exist, or you may not see it.{" "}
          <a href={href("builders", named)}>All builds of {builder.name}</a>
        </p>
      </Nothing>
    );
  }
  const absent = absence(found, "build");
  if (absent !== null || build === undefined || status === null) return <>{absent}</>;

  const address = href("builders", named, "builds", n);
  const tab = location.query.get("tab") ?? "steps";

  const act = async (method: "stop" | "rebuild") => {
    setRefusal("");
    setAsked(method);
    try {
      const result = await control<[number, Record<string, number>] | null>(
        `builds/${build.buildid}`,
        method,
        method === "stop" ? { reason: "Stopped by hand" } : {},
      );
      if (method === "rebuild" && result !== null) {
        const id = result[1][String(build.builderid)] ?? Object.values(result[1])[0];
        if (id !== undefined) navigate(`${href("buildrequests", id)}?redirect_to_build=true`);
      }
      if (method === "rebuild") setAsked("");
    } catch (error) {
      setRefusal(errorText(error));
      setAsked("");
    }
  };

  return (
    <>
      <PageHead
        title={
          <>
            {builder.name} <span class="build-number">#{build.number}</span>
          </>
        }
        crumbs={[
          { text: "Builders", href: "#/builders" },
          { text: builder.name, href: href("builders", named) },
          { text: `#${build.number}` },
        ]}
        actions={
          <>
            <Pager builder={named} builds={neighbours.rows} number={n} />
            {build.complete
              ? (
                <button
                  type="button"
                  disabled={asked === "rebuild"}
                  onClick={() => void act("rebuild")}
                >
                  Rebuild
                </button>
              )
              : (
                <button
                  type="button"
                  class="danger"
                  disabled={asked !== ""}
                  onClick={() => void act("stop")}
                >
                  {asked === "stop" ? "Stopping…" : "Stop"}
                </button>
              )}
          </>
        }
      >
        <div class={`build-head is-${status}`}>
          <div
            class="build-status"
            data-testid="build-status"
            data-results={build.complete ? String(build.results) : "running"}
            aria-live="polite"
          >
            <StatusIcon status={status} />
            <span class="build-word">{LOOKS[status].word}</span>
            <span class="build-state">{build.state_string}</span>
          </div>
          <dl class="facts">
            <Fact term={build.complete ? "Took" : "Running for"}>
              <Took from={build.started_at} to={build.complete_at} />
            </Fact>
            <Fact term={build.complete ? "Finished" : "Started"}>
              <Ago at={build.complete_at ?? build.started_at} />
            </Fact>
            {worker && (
              <Fact term="Worker">
                <a href={href("workers", worker.workerid)}>{worker.name}</a>
              </Fact>
            )}
            {buildset && <Fact term="Reason">{buildset.reason}</Fact>}
            {buildset?.sourcestamps.map((s) =>
              s.revision || s.branch
                ? (
                  <Fact key={s.ssid} term={s.codebase ? `Source ${s.codebase}` : "Source"}>
                    {s.branch} {s.revision && <code>{s.revision.slice(0, 12)}</code>}
                  </Fact>
                )
                : null
            )}
            {request && (
              <Fact term="Request">
                <a href={href("buildrequests", request.buildrequestid)}>{request.buildrequestid}</a>
              </Fact>
            )}
          </dl>
        </div>
      </PageHead>
      {refusal !== "" && (
        <Banner kind="error">
          {refusal}
          {config.user.anonymous && (
            <>
              {" "}
              <button type="button" class="link" onClick={askLogin}>
                Log in to control builds
              </button>
            </>
          )}
        </Banner>
      )}
      <nav class="tabs" aria-label="Parts of this build">
        {TABS.map(([key, text]) => (
          <a
            key={key}
            href={key === "steps" ? address : `${address}?tab=${key}`}
            aria-current={tab === key ? "page" : undefined}
          >
            {text}
          </a>
        ))}
      </nav>
      {tab === "properties"
        ? <PropertiesTable path={`builds/${build.buildid}/properties`} />
        : tab === "changes"
        ? <Changes buildid={build.buildid} />
        : (
          <Steps
            key={build.buildid}
            buildid={build.buildid}
            buildHref={address}
            anchor={location.anchor}
          >
            <StatusBadge status={status} /> <Took from={build.started_at} to={build.complete_at} />
          </Steps>
        )}
    </>
  );
}

function Pager({ builder, builds, number }: { builder: string; builds: Build[]; number: number }) {
  const at = (n: number) => builds.find((b) => b.number === n);
  const previous = at(number - 1);
  const next = at(number + 1);
  return (
    <nav class="pager" aria-label="Neighbouring builds">
      {previous && (
        <a href={href("builders", builder, "builds", previous.number)} rel="prev" class="button">
          <span aria-hidden="true">←</span> Previous{" "}
          <StatusIcon status={statusOf(previous)} label />
        </a>
      )}
      {next && (
        <a href={href("builders", builder, "builds", next.number)} rel="next" class="button">
          <StatusIcon status={statusOf(next)} label /> Next <span aria-hidden="true">→</span>
        </a>
      )}
    </nav>
  );
}
