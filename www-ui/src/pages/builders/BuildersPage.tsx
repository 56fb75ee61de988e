import { useMemo, useState } from "preact/hooks";
import { useQuery } from "../../data/useQuery.ts";
import type { Build, Builder } from "../../data/resources.ts";
import { PageHead } from "../../parts/Crumbs.tsx";
import { absence, Empty } from "../../parts/Notice.tsx";
import { BuildChip } from "../../parts/Status.tsx";
import { navigate, usePage, useTitle } from "../../parts/page.tsx";
import { href } from "../../router.ts";
import { cycled, describeTag, showsTags } from "./tags.ts";
import "../../parts/table.css";
import "../../parts/tags.css";
import "./builders.css";

const FETCHED_BUILDS = 200;
const SHOWN_BUILDS = 10;
const ROWS = 200;

export function BuildersPage() {
  const { location } = usePage();
  useTitle("Builders");
  const [search, setSearch] = useState("");
  const [old, setOld] = useState(false);
  const [most, setMost] = useState(ROWS);
  const builders = useQuery<Builder>("builders", { order: "name" });
  const builds = useQuery<Build>("builds", { order: "-started_at", limit: FETCHED_BUILDS });
  const chosen = location.query.getAll("tags");

  const byBuilder = useMemo(() => {
    const map = new Map<number, Build[]>();
    for (const build of builds.rows) {
      const list = map.get(build.builderid);
      if (list === undefined) map.set(build.builderid, [build]);
      else if (list.length < SHOWN_BUILDS) list.push(build);
    }
    return map;
  }, [builds.rows]);

  const inService = (b: Builder) => b.masterids.length > 0 || b.tags.includes("_virtual_");
  const wanted = search.trim().toLowerCase();
  const shown = builders.rows.filter(
    (b) =>
      (old || inService(b)) && b.name.toLowerCase().includes(wanted) && showsTags(b.tags, chosen),
  );
  const hidden = builders.rows.filter((b) => !inService(b)).length;
  const tags = [...new Set(builders.rows.flatMap((b) => b.tags))].sort();

  const toggle = (tag: string) => {
    const query = cycled(chosen, tag)
      .map((t) => `tags=${encodeURIComponent(t)}`)
      .join("&");
    navigate(query === "" ? "#/builders" : `#/builders?${query}`, true);
  };

  return (
    <>
      <PageHead title="Builders" />
      <div class="filters">
        <label class="search">
          <span class="sr-only">Search builders by name</span>
          <input
            type="search"
            placeholder="Search by name"
            value={search}
            onInput={(e) => setSearch(e.currentTarget.value)}
          />
        </label>
        {hidden > 0 && (
          <label class="check">
            <input
              type="checkbox"
              checked={old}
              onChange={(e) => setOld(e.currentTarget.checked)}
            />
            Show old builders ({hidden})
          </label>
        )}
        {tags.length > 0 && (
          <div class="tag-filter" role="group" aria-label="Filter by tag">
            {tags.map((tag) => {
              const state = describeTag(chosen, tag);
              return (
                <button
                  type="button"
                  key={tag}
                  class={`tag ${state === "off" ? "" : "tag-on"}`}
                  aria-pressed={state !== "off"}
                  title={{
                    off: "Not filtered",
                    all: "Must have this tag",
                    none: "Must not have this tag",
                    any: "May have this tag, or another one so marked",
                  }[state]}
                  onClick={() => toggle(tag)}
                >
                  {{ off: "", all: "+", none: "−", any: "" }[state]}
                  {tag}
                </button>
              );
            })}
          </div>
        )}
      </div>
      {absence(builders, "builders") ??
        (shown.length === 0
          ? (
            <Empty>
              {builders.rows.length === 0
                ? "No builders are configured."
                : "No builder fits this filter."}
            </Empty>
          )
          : (
            <div class="table-box">
              <table class="stacked">
                <caption class="sr-only">Builders and their latest builds</caption>
                <thead>
                  <tr>
                    <th scope="col">Builder</th>
                    <th scope="col">Latest builds</th>
                    <th scope="col" class="wide">Tags</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.slice(0, most).map((builder) => (
                    <tr key={builder.builderid}>
                      <th scope="row">
                        <a class="strong" href={href("builders", builder.builderid)}>
                          {builder.name}
                        </a>
                        {!inService(builder) && <span class="note">not in service</span>}
                        {builder.description && <div class="quiet clip">{builder.description}</div>}
                      </th>
                      <td>
                        <div class="chips">
                          {(byBuilder.get(builder.builderid) ?? []).map((build) => (
                            <BuildChip
                              key={build.buildid}
                              build={build}
                              builderName={builder.name}
                            />
                          ))}
                          {!byBuilder.has(builder.builderid) && builds.state === "ready" && (
                            <span class="quiet">no recent builds</span>
                          )}
                        </div>
                      </td>
                      <td class="wide">
                        <div class="chips">
                          {builder.tags.map((tag) => (
                            <span class="tag" key={tag}>
                              {tag}
                            </span>
                          ))}
                        </div>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {shown.length > most && (
                <p class="table-more">
                  <button type="button" onClick={() => setMost(most + ROWS)}>
                    Show more ({most} of {shown.length})
                  </button>
                </p>
              )}
            </div>
          ))}
    </>
  );
}
