import { useOne } from "../data/useQuery.ts";
import type { Properties } from "../data/resources.ts";
import { absence, Empty } from "./Notice.tsx";
import "./table.css";

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Name, value and source of every property behind a path that ends in `/properties`. */
export function PropertiesTable({ path }: { path: string }) {
  const found = useOne<Properties>(path);
  const absent = absence(found, "properties");
  if (absent !== null) return <>{absent}</>;
  const names = Object.keys(found.row ?? {}).sort();
  if (names.length === 0) return <Empty>No properties.</Empty>;
  return (
    <div class="table-box">
      <table class="properties">
        <caption class="sr-only">Properties</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <code class="value">{shown(found.row?.[name]?.[0])}</code>
              </td>
              <td class="quiet">{found.row?.[name]?.[1]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
