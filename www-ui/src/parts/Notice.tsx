import type { ComponentChildren } from "preact";

/** Something went wrong or wants attention; read out when it appears. */
export function Banner({
  kind,
  children,
}: {
  kind: "error" | "warning" | "info";
  children: ComponentChildren;
}) {
  return (
    <div class={`banner banner-${kind}`} role={kind === "error" ? "alert" : "status"}>
      {children}
    </div>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <p class="loading" role="status">
      Loading {what}…
    </p>
  );
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

/** A whole page that says why there is nothing to show. */
export function Nothing({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <section class="nothing">
      <h1>{title}</h1>
      {children}
      <p>
        <a href="#/builders">All builders</a>
      </p>
    </section>
  );
}

/** What to show instead of a thing that is not there (yet); null if it is. */
export function absence(
  one: { state: string; error: string },
  what: string,
): ComponentChildren | null {
  switch (one.state) {
    case "ready":
      return null;
    case "missing":
      return (
        <Nothing title={`No such ${what}`}>
          <p>It does not exist, or you may not see it.</p>
        </Nothing>
      );
    case "denied":
      return (
        <Nothing title="Not allowed">
          <p>{one.error}</p>
        </Nothing>
      );
    case "failed":
      return (
        <Banner kind="error">
          The {what} could not be loaded. {one.error} Trying again…
        </Banner>
      );
    default:
      return <Loading what={what} />;
  }
}
