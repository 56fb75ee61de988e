import type { ComponentChildren } from "preact";

export interface Crumb {
  text: string;
  href?: string;
}

export function Crumbs({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav class="crumbs" aria-label="Breadcrumb">
      <ol>
        {crumbs.map((crumb, i) => (
          <li key={i}>
            {crumb.href
              ? <a href={crumb.href}>{crumb.text}</a>
              : <span aria-current="page">{crumb.text}</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** The head of a page: what it is, and what can be done here. */
export function PageHead({
  title,
  crumbs,
  children,
  actions,
}: {
  title: ComponentChildren;
  crumbs?: Crumb[];
  children?: ComponentChildren;
  actions?: ComponentChildren;
}) {
  return (
    <header class="page-head">
      {crumbs && <Crumbs crumbs={crumbs} />}
      <div class="page-title">
        <h1>{title}</h1>
        {actions && <div class="actions">{actions}</div>}
      </div>
      {children}
    </header>
  );
}
