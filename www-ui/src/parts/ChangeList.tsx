import type { Change } from "../data/resources.ts";
import { href } from "../router.ts";
import { Fact } from "./Fact.tsx";
import { addressOf, Portrait } from "./Portrait.tsx";
import { Ago } from "./Time.tsx";
import "./changes.css";

/** Changes, each with its first line; the rest unfolds. */
export function ChangeList({ changes, open = false }: { changes: Change[]; open?: boolean }) {
  return (
    <ul class="changes">
      {changes.map((change) => (
        <li key={change.changeid} class="change">
          <details open={open}>
            <summary>
              <span class="change-title">{change.comments.split("\n")[0] || "(no comment)"}</span>
              <span class="quiet">
                <Portrait email={addressOf(change.author)} />
                {change.author.replace(/\s*<[^>]*>$/, "")} · <Ago at={change.when_timestamp} />
              </span>
            </summary>
            <pre>{change.comments.trim()}</pre>
            <dl class="facts">
              <Fact term="Revision">
                <Revision change={change} />
              </Fact>
              <Fact term="Branch">{change.branch ?? "–"}</Fact>
              {change.repository && <Fact term="Repository">{change.repository}</Fact>}
              <Fact term="Change">
                <a href={href("changes", change.changeid)}>{change.changeid}</a>
              </Fact>
            </dl>
            {change.files.length > 0 && (
              <ul class="files" aria-label="Files">
                {change.files.map((file) => (
                  <li key={file}>
                    <code>{file}</code>
                  </li>
                ))}
              </ul>
            )}
          </details>
        </li>
      ))}
    </ul>
  );
}

function Revision({ change }: { change: Change }) {
  const revision = <code>{change.revision ?? "–"}</code>;
  // A change may come from anybody: only web addresses become links.
  if (!/^https?:\/\//i.test(change.revlink ?? "")) return revision;
  return (
    <a href={change.revlink ?? ""} rel="noopener noreferrer">
      {revision}
    </a>
  );
}
