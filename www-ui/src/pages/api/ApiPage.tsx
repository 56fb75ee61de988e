import { useEffect, useState } from "preact/hooks";
import { type Kind, kinds, loadDescription } from "../../data/openapi.ts";
import { errorText } from "../../data/rest.ts";
import { PageHead } from "../../parts/Crumbs.tsx";
import { Nothing } from "../../parts/Notice.tsx";
import { useTitle } from "../../parts/page.tsx";
import "../../parts/table.css";

/** The data API for people: every kind of thing, where it is, what it consists of. */
export function ApiPage() {
  useTitle("Data API");
  const [all, setAll] = useState<Kind[] | null>(null);
  const [fault, setFault] = useState("");
  useEffect(() => {
    loadDescription().then(
      (description) => setAll(kinds(description)),
      (error: unknown) => setFault(errorText(error)),
    );
  }, []);
  return (
    <>
      <PageHead title="Data API">
        <p class="lead">
          All paths are below <code>api/v2</code>. Programs read the same from{" "}
          <a href="api/v2/openapi.json">openapi.json</a>.
        </p>
      </PageHead>
      {fault !== "" && (
        <Nothing title="The description cannot be shown">
          <p>{fault}</p>
        </Nothing>
      )}
      {(all ?? []).map((kind) => <KindSection key={kind.plural} kind={kind} />)}
    </>
  );
}

function KindSection({ kind }: { kind: Kind }) {
  const id = `kind-${kind.plural}`;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{kind.plural}</h2>
      <ul>
        {kind.paths.map(({ path, methods }) => (
          <li key={path}>
            <code>{path}</code>
            {methods.length > 0 && ` – POST: ${methods.join(", ")}`}
          </li>
        ))}
        {kind.events.map((path) => (
          <li key={path}>
            events on <code>{path}</code>
          </li>
        ))}
      </ul>
      {kind.fields.length > 0 && <Fields kind={kind} />}
    </section>
  );
}

function Fields({ kind }: { kind: Kind }) {
  return (
    <div class="table-box">
      <table>
        <caption class="sr-only">Fields of {kind.plural}</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Type</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {kind.fields.map((field) => (
            <tr key={field.name}>
              <th scope="row">
                <code>{field.name}</code>
              </th>
              <td>{field.type}</td>
              <td>{field.doc}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
