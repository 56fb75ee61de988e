import type { BuildRequest } from "../data/resources.ts";
import { href } from "../router.ts";
import { statusOfRequest } from "../status.ts";
import { StatusBadge } from "./Status.tsx";
import { Ago } from "./Time.tsx";
import "./table.css";

/** Requests that wait. `builderNames` adds a column that says for whom. */
export function RequestsTable({
  requests,
  builderNames,
}: {
  requests: BuildRequest[];
  builderNames?: Map<number, string>;
}) {
  return (
    <div class="table-box">
      <table>
        <caption class="sr-only">Requests that wait for a worker</caption>
        <thead>
          <tr>
            <th scope="col">Request</th>
            {builderNames && <th scope="col">Builder</th>}
            <th scope="col">State</th>
            <th scope="col">Priority</th>
            <th scope="col">Submitted</th>
          </tr>
        </thead>
        <tbody>
          {requests.map((r) => (
            <tr key={r.buildrequestid}>
              <td class="number">
                <a href={href("buildrequests", r.buildrequestid)}>{r.buildrequestid}</a>
              </td>
              {builderNames && (
                <td>
                  <a href={href("builders", r.builderid)}>
                    {builderNames.get(r.builderid) ?? `Builder ${r.builderid}`}
                  </a>
                </td>
              )}
              <td>
                <StatusBadge status={statusOfRequest(r)} />
              </td>
              <td>{r.priority}</td>
              <td class="quiet">
                <Ago at={r.submitted_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
