import { PageHead } from "../../parts/Crumbs.tsx";
import { usePage } from "../../parts/page.tsx";
import "../../parts/tabs.css";

/** Each page of administrators: the segment after `admin`, and what it is called. */
const PAGES: [string, string][] = [
  ["sessions", "Sessions"],
  ["accounts", "Accounts"],
  ["audit", "Audit log"],
];

export function AdminHead() {
  const { location } = usePage();
  return (
    <PageHead title="Administration">
      <nav class="tabs" aria-label="Administration">
        {PAGES.map(([path, text]) => (
          <a
            key={path}
            href={`#/admin/${path}`}
            aria-current={location.segments[1] === path ? "page" : undefined}
          >
            {text}
          </a>
        ))}
      </nav>
    </PageHead>
  );
}
