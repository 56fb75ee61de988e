import { segment } from "../../data/rest.ts";
import { useOne, useQuery } from "../../data/useQuery.ts";
import type { Build, Builder, Log, Step } from "../../data/resources.ts";
import { PageHead } from "../../parts/Crumbs.tsx";
import { LogView } from "../../parts/log/LogView.tsx";
import { absence, Nothing } from "../../parts/Notice.tsx";
import { usePage, useTitle } from "../../parts/page.tsx";
import { href, lineAnchor } from "../../router.ts";

/** One log on a page of its own, where single lines have addresses. */
export function LogPage({
  builder: named,
  number,
  step: stepNumber,
  slug,
}: {
  builder: string;
  number: string;
  step: string;
  slug: string;
}) {
  const { location } = usePage();
  const foundBuilder = useOne<Builder>(`builders/${segment(named)}`);
  const builder = foundBuilder.row;
  const foundBuild = useOne<Build>(
    builder ? `builders/${builder.builderid}/builds/${segment(number)}` : null,
  );
  const build = foundBuild.row;
  const steps = useQuery<Step>(build ? `builds/${build.buildid}/steps` : null);
  const step = steps.rows.find((s) => String(s.number) === stepNumber || s.name === stepNumber);
  const logs = useQuery<Log>(step ? `steps/${step.stepid}/logs` : null);
  const log = logs.rows.find((l) => l.slug === slug);
  useTitle(`${slug} of ${step?.name ?? "step"}`);

  const absent = absence(foundBuilder, "builder") ?? absence(foundBuild, "build") ??
    absence(steps, "steps");
  if (absent !== null || builder === undefined) return <>{absent}</>;
  if (step === undefined || (logs.state === "ready" && log === undefined)) {
    return (
      <Nothing title="No such log">
        <p>
          <a href={href("builders", named, "builds", number)}>Build {number}</a>{" "}
          has no log “{slug}” in step {stepNumber}.
        </p>
      </Nothing>
    );
  }
  if (log === undefined) return <>{absence(logs, "log")}</>;
  const page = href("builders", named, "builds", number, "steps", stepNumber, "logs", slug);
  return (
    <>
      <PageHead
        title={
          <>
            {step.name} <span class="build-number">{log.name}</span>
          </>
        }
        crumbs={[
          { text: builder.name, href: href("builders", named) },
          { text: `#${number}`, href: href("builders", named, "builds", number) },
          {
            text: step.name,
            href: `${href("builders", named, "builds", number)}#bb-step-${step.number}`,
          },
          { text: log.name },
        ]}
      />
      <LogView
        log={log}
        startAtEnd={false}
        lineHref={(line) => (line === 0 ? page : `${page}#L${line}`)}
        marked={lineAnchor(location.anchor)}
        full
      />
    </>
  );
}
