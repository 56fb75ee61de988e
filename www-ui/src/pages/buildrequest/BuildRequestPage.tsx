import { useEffect, useState } from "preact/hooks";
import { control, errorText } from "../../data/rest.ts";
import { useOne, useQuery } from "../../data/useQuery.ts";
import type { Build, Builder, BuildRequest, Buildset, Worker } from "../../data/resources.ts";
import { BuildsTable } from "../../parts/BuildsTable.tsx";
import { PageHead } from "../../parts/Crumbs.tsx";
import { absence, Banner } from "../../parts/Notice.tsx";
import { navigate, usePage, useTitle } from "../../parts/page.tsx";
import { PropertiesTable } from "../../parts/PropertiesTable.tsx";
import { StatusBadge } from "../../parts/Status.tsx";
import { Ago } from "../../parts/Time.tsx";
import { href } from "../../router.ts";
import { statusOfRequest } from "../../status.ts";

export function BuildRequestPage({ id }: { id: string }) {
  const { location } = usePage();
  useTitle(`Build request ${id}`);
  const found = useOne<BuildRequest>(`buildrequests/${Number(id)}`);
  const request = found.row;
  const builder = useOne<Builder>(request ? `builders/${request.builderid}` : null).row;
  const buildset = useOne<Buildset>(request ? `buildsets/${request.buildsetid}` : null).row;
  const builds = useQuery<Build>(request ? "builds" : null, {
    buildrequestid: request?.buildrequestid ?? 0,
    order: "-number",
  });
  const workers = useQuery<Worker>(request ? `builders/${request.builderid}/workers` : null);
  const [refusal, setRefusal] = useState("");

  const redirect = location.query.get("redirect_to_build") === "true";
  const newest = builds.rows[0];
  useEffect(() => {
    if (redirect && newest !== undefined) {
      navigate(href("builders", newest.builderid, "builds", newest.number), true);
    }
  }, [redirect, newest?.buildid]);

  const absent = absence(found, "build request");
  if (absent !== null || request === undefined) return <>{absent}</>;
  const status = statusOfRequest(request);
  const connected = workers.rows.some((w) => w.connected_to.length > 0 && !w.paused && !w.graceful);

  const cancel = async () => {
    setRefusal("");
    try {
      await control(`buildrequests/${request.buildrequestid}`, "cancel");
    } catch (error) {
      setRefusal(errorText(error));
    }
  };

  return (
    <>
      <PageHead
        title={`Build request ${request.buildrequestid}`}
        crumbs={[
          { text: "Builders", href: "#/builders" },
          { text: builder?.name ?? "…", href: href("builders", request.builderid) },
          { text: `Request ${request.buildrequestid}` },
        ]}
        actions={!request.complete && (
          <button type="button" onClick={() => void cancel()}>
            Cancel request
          </button>
        )}
      >
        <p class="status-line" aria-live="polite">
          <StatusBadge status={status} />
          <span class="quiet">
            {buildset?.reason}
            {buildset?.reason && " · "}
            submitted <Ago at={request.submitted_at} />
          </span>
        </p>
      </PageHead>
      {refusal !== "" && <Banner kind="error">{refusal}</Banner>}
      {status === "waiting" && (
        <Banner kind={connected || workers.state !== "ready" ? "info" : "warning"}>
          {connected || workers.state !== "ready"
            ? "Waiting for a free worker. This page goes to the build as soon as it starts."
            : "No worker of this builder is connected. The build starts when one comes."}
        </Banner>
      )}
      {builds.rows.length > 0 && (
        <section aria-labelledby="builds">
          <h2 id="builds">Builds</h2>
          <BuildsTable builds={builds.rows} caption="Builds of this request" />
        </section>
      )}
      <section aria-labelledby="properties">
        <h2 id="properties">Properties</h2>
        <PropertiesTable path={`buildsets/${request.buildsetid}/properties`} />
      </section>
    </>
  );
}
