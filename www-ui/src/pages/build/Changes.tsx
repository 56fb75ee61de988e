import { useQuery } from "../../data/useQuery.ts";
import type { Change } from "../../data/resources.ts";
import { ChangeList } from "../../parts/ChangeList.tsx";
import { absence, Empty } from "../../parts/Notice.tsx";

/** What came in since the last successful build. */
export function Changes({ buildid }: { buildid: number }) {
  const changes = useQuery<Change>(`builds/${buildid}/changes`);
  const absent = absence(changes, "changes");
  if (absent !== null) return <>{absent}</>;
  if (changes.rows.length === 0) return <Empty>No changes are known for this build.</Empty>;
  return <ChangeList changes={changes.rows} />;
}
