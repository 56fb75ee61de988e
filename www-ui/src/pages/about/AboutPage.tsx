import { PageHead } from "../../parts/Crumbs.tsx";
import { usePage, useTitle } from "../../parts/page.tsx";
import "../../parts/table.css";

export function AboutPage() {
  const { config } = usePage();
  useTitle("About");
  const link = /^https?:\/\//i.test(config.titleURL) ? config.titleURL : null;
  return (
    <>
      <PageHead title={`About ${config.title}`}>
        {link !== null && (
          <p class="lead">
            <a href={link} rel="noopener noreferrer">
              {link}
            </a>
          </p>
        )}
      </PageHead>
      <section aria-labelledby="versions">
        <h2 id="versions">Versions</h2>
        <div class="table-box narrow">
          <table>
            <caption class="sr-only">Versions of the parts of this server</caption>
            <tbody>
              {config.versions.map(([name, version]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{version}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section aria-labelledby="inside">
        <h2 id="inside">Inside</h2>
        <ul class="inline-list">
          <li>
            <a href="#/schedulers">Schedulers</a>
          </li>
          <li>
            <a href="#/masters">Build masters</a>
          </li>
          <li>
            <a href="#/pendingbuildrequests">Waiting requests</a>
          </li>
        </ul>
      </section>
      <section aria-labelledby="api">
        <h2 id="api">Data</h2>
        <p>
          Everything on these pages comes from the{" "}
          <a href="#/api">data API</a>, which scripts may use too.
        </p>
      </section>
    </>
  );
}
