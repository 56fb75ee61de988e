import { useQuery } from "../../data/useQuery.ts";
import type { Builder, BuildRequest } from "../../data/resources.ts";
import { PageHead } from "../../parts/Crumbs.tsx";
import { absence, Empty } from "../../parts/Notice.tsx";
import { useTitle } from "../../parts/page.tsx";
import { RequestsTable } from "../../parts/RequestsTable.tsx";

const MOST = 200;

export function PendingPage() {
  useTitle("Waiting requests");
  const builders = useQuery<Builder>("builders");
  const requests = useQuery<BuildRequest>("buildrequests", {
    claimed: false,
    order: ["-priority", "-submitted_at"],
    limit: MOST,
  });
  const names = new Map(builders.rows.map((b) => [b.builderid, b.name]));
  return (
    <>
      <PageHead title="Waiting requests" />
      {absence(requests, "requests") ??
        (requests.rows.length === 0 ? <Empty>Nothing is waiting.</Empty> : (
          <>
            <RequestsTable requests={requests.rows} builderNames={names} />
            {requests.rows.length === MOST && (
              <p class="more quiet">These are the first {MOST}; more are waiting.</p>
            )}
          </>
        ))}
    </>
  );
}
