import { useState } from "preact/hooks";
import { useOne, useQuery } from "../../data/useQuery.ts";
import type { Build, Builder, Change } from "../../data/resources.ts";
import { BuildsTable } from "../../parts/BuildsTable.tsx";
import { ChangeList } from "../../parts/ChangeList.tsx";
import { PageHead } from "../../parts/Crumbs.tsx";
import { absence, Empty } from "../../parts/Notice.tsx";
import { useTitle } from "../../parts/page.tsx";

const STEP = 50;

export function ChangesPage() {
  useTitle("Changes");
  const [limit, setLimit] = useState(STEP);
  const changes = useQuery<Change>("changes", { order: "-changeid", limit });
  return (
    <>
      <PageHead title="Latest changes" />
      {absence(changes, "changes") ??
        (changes.rows.length === 0 ? <Empty>No change has come in yet.</Empty> : (
          <>
            <ChangeList changes={changes.rows} />
            {changes.rows.length >= limit && (
              <p class="more">
                <button type="button" onClick={() => setLimit(limit + STEP)}>
                  Show older changes
                </button>
              </p>
            )}
          </>
        ))}
    </>
  );
}

export function ChangePage({ id }: { id: string }) {
  const found = useOne<Change>(`changes/${Number(id)}`);
  const change = found.row;
  useTitle(`Change ${id}`);
  const builds = useQuery<Build>(change ? `changes/${change.changeid}/builds` : null);
  const builders = useQuery<Builder>("builders");
  const absent = absence(found, "change");
  if (absent !== null || change === undefined) return <>{absent}</>;
  const names = new Map(builders.rows.map((b) => [b.builderid, b.name]));
  return (
    <>
      <PageHead
        title={`Change ${change.changeid}`}
        crumbs={[{ text: "Changes", href: "#/changes" }, { text: String(change.changeid) }]}
      />
      <ChangeList changes={[change]} open />
      <section aria-labelledby="builds">
        <h2 id="builds">Builds</h2>
        {absence(builds, "builds") ??
          (builds.rows.length === 0
            ? <Empty>Nothing has been built with it yet.</Empty>
            : <BuildsTable builds={builds.rows} caption="Builds" builderNames={names} />)}
      </section>
    </>
  );
}
