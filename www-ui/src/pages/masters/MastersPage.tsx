import { useQuery } from "../../data/useQuery.ts";
import type { Master } from "../../data/resources.ts";
import { PageHead } from "../../parts/Crumbs.tsx";
import { absence } from "../../parts/Notice.tsx";
import { useTitle } from "../../parts/page.tsx";
import { Ago } from "../../parts/Time.tsx";
import "../../parts/table.css";

export function MastersPage() {
  useTitle("Build masters");
  const masters = useQuery<Master>("masters", { order: "name" });
  return (
    <>
      <PageHead title="Build masters" />
      {absence(masters, "masters") ?? (
        <div class="table-box">
          <table>
            <caption class="sr-only">Build masters</caption>
            <thead>
              <tr>
                <th scope="col">Master</th>
                <th scope="col">State</th>
                <th scope="col">Last active</th>
              </tr>
            </thead>
            <tbody>
              {masters.rows.map((master) => (
                <tr key={master.masterid}>
                  <th scope="row">{master.name}</th>
                  <td>{master.active ? "Active" : "Not active"}</td>
                  <td class="quiet">
                    <Ago at={master.last_active} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
