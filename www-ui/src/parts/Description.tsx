import { useLayoutEffect, useRef } from "preact/hooks";

interface Sanitising extends HTMLDivElement {
  /** Inserts HTML of which nothing can run; newer browsers have it. */
  setHTML?: (html: string) => void;
}

/** A description: as the server has rendered it where the browser can make that safe, else as typed. */
export function Description({ text, html }: { text: string; html: string | null | undefined }) {
  const box = useRef<Sanitising>(null);
  const rendered = html && "setHTML" in Element.prototype ? html : null;
  useLayoutEffect(() => {
    if (rendered !== null) box.current?.setHTML?.(rendered);
  }, [rendered]);
  if (rendered === null) return <p class="lead">{text}</p>;
  return <div class="lead" ref={box} key={rendered} />;
}
