import { useState } from "preact/hooks";
import { control, errorText } from "../../data/rest.ts";
import { useQuery } from "../../data/useQuery.ts";
import type { Scheduler } from "../../data/resources.ts";
import { PageHead } from "../../parts/Crumbs.tsx";
import { absence, Banner, Empty } from "../../parts/Notice.tsx";
import { useTitle } from "../../parts/page.tsx";
import "../../parts/table.css";

export function SchedulersPage() {
  useTitle("Schedulers");
  const schedulers = useQuery<Scheduler>("schedulers", { order: "name" });
  const [refusal, setRefusal] = useState("");

  const enable = async (scheduler: Scheduler, box: HTMLInputElement) => {
    const enabled = box.checked;
    setRefusal("");
    try {
      await control(`schedulers/${scheduler.schedulerid}`, "enable", { enabled });
    } catch (error) {
      box.checked = scheduler.enabled;
      setRefusal(`${scheduler.name}: ${errorText(error)}`);
    }
  };

  return (
    <>
      <PageHead title="Schedulers" />
      {refusal !== "" && <Banner kind="error">{refusal}</Banner>}
      {absence(schedulers, "schedulers") ??
        (schedulers.rows.length === 0
          ? <Empty>No schedulers are configured.</Empty>
          : (
            <div class="table-box">
              <table>
                <caption class="sr-only">Schedulers</caption>
                <thead>
                  <tr>
                    <th scope="col">Scheduler</th>
                    <th scope="col">Enabled</th>
                    <th scope="col">Master</th>
                  </tr>
                </thead>
                <tbody>
                  {schedulers.rows.map((scheduler) => (
                    <tr key={scheduler.schedulerid}>
                      <th scope="row">{scheduler.name}</th>
                      <td>
                        <input
                          type="checkbox"
                          aria-label={`${scheduler.name} enabled`}
                          checked={scheduler.enabled}
                          onChange={(e) => void enable(scheduler, e.currentTarget)}
                        />
                      </td>
                      <td class="quiet">{scheduler.master?.name ?? "no longer configured"}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          ))}
    </>
  );
}
