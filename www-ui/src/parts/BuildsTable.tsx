import type { Build, Worker } from "../data/resources.ts";
import { href } from "../router.ts";
import { statusOf } from "../status.ts";
import { StatusBadge } from "./Status.tsx";
import { Ago, Took } from "./Time.tsx";
import "./table.css";

function property(build: Build, name: string): string {
  const value = build.properties[name]?.[0];
  return typeof value === "string" ? value : "";
}

function shortRevision(build: Build): string {
  return (property(build, "got_revision") || property(build, "revision")).slice(0, 10);
}

/** Builds, newest first. `builderNames` adds a column that says whose they are. */
export function BuildsTable({
  builds,
  caption,
  builderNames,
  workers,
}: {
  builds: Build[];
  caption: string;
  builderNames?: Map<number, string>;
  workers?: Map<number, Worker>;
}) {
  const withSource = builds.some((b) => property(b, "branch") !== "" || shortRevision(b) !== "");
  return (
    <div class="table-box">
      <table class="builds">
        <caption class="sr-only">{caption}</caption>
        <thead>
          <tr>
            {builderNames && <th scope="col">Builder</th>}
            <th scope="col">Build</th>
            <th scope="col">Result</th>
            <th scope="col" class="wide">State</th>
            {withSource && (
              <th scope="col" class="wide">
                Source
              </th>
            )}
            {workers && (
              <th scope="col" class="wide">
                Worker
              </th>
            )}
            <th scope="col">Started</th>
            <th scope="col" class="wide">
              Duration
            </th>
          </tr>
        </thead>
        <tbody>
          {builds.map((build) => (
            <tr key={build.buildid} class={`is-${statusOf(build)}`}>
              {builderNames && (
                <td>
                  <a href={href("builders", build.builderid)}>
                    {builderNames.get(build.builderid) ?? `Builder ${build.builderid}`}
                  </a>
                </td>
              )}
              <td class="number">
                <a href={href("builders", build.builderid, "builds", build.number)}>
                  #{build.number}
                </a>
              </td>
              <td>
                <StatusBadge status={statusOf(build)} />
              </td>
              <td class="wide">
                <span class="clip" title={build.state_string}>
                  {build.state_string}
                </span>
              </td>
              {withSource && (
                <td class="wide">
                  <span class="source">
                    {property(build, "branch")}
                    {shortRevision(build) && <code>{shortRevision(build)}</code>}
                  </span>
                </td>
              )}
              {workers && (
                <td class="wide">
                  {build.workerid === null ? "" : workers.get(build.workerid)?.name}
                </td>
              )}
              <td class="quiet">
                <Ago at={build.started_at} />
              </td>
              <td class="quiet nowrap wide">
                <Took from={build.started_at} to={build.complete_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
