import type { ComponentChildren } from "preact";
import "./facts.css";

/** One line of a `facts` list. */
export function Fact({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
