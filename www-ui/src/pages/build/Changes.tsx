import { useQuery } from '../../data/useQuery.ts';
import type { Change } from '../../data/resources.ts';
import { absence, Empty } from '../../parts/Notice.tsx';
import { Ago } from '../../parts/Time.tsx';

/** What came in since the last successful build. */
export function Changes({ buildid }: { buildid: number }) {
  const changes = useQuery<Change>(`builds/${buildid}/changes`);
  const absent = absence(changes, 'changes');
  if (absent !== null) return <>{absent}</>;
  if (changes.rows.length === 0) return <Empty>No changes are known for this build.</Empty>;
  return <ChangeList changes={changes.rows} />;
}

export function ChangeList({ changes }: { changes: Change[] }) {
  return (
    <ul class="changes">
      {changes.map((change) => (
        <li key={change.changeid} class="change">
          <details>
            <summary>
              <span class="change-title">{change.comments.split('\n')[0]}</span>
              <span class="quiet">
                {change.author.replace(/\s*<[^>]*>$/, '')} · <Ago at={change.when_timestamp} />
              </span>
            </summary>
            <pre>{change.comments.trim()}</pre>
            <dl class="facts">
              <div>
                <dt>Revision</dt>
                <dd>
                  {/^https?:\/\//i.test(change.revlink ?? '') ? (
                    <a href={change.revlink ?? ''} rel="noopener noreferrer">
                      <code>{change.revision}</code>
                    </a>
                  ) : (
                    <code>{change.revision}</code>
                  )}
                </dd>
              </div>
              <div>
                <dt>Branch</dt>
                <dd>{change.branch ?? '–'}</dd>
              </div>
              <div>
                <dt>Repository</dt>
                <dd>{change.repository}</dd>
              </div>
            </dl>
            {change.files.length > 0 && (
              <ul class="files">
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
