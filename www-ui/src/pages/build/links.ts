/** The fragment of a step's link that leads to a page of this very server; null for any other. */
export function localFragment(url: string, base: string): string | null {
  const hash = url.indexOf("#/");
  if (hash < 0) return null;
  const own = base.split("#")[0]!.split("?")[0];
  return url.slice(0, hash) === "" || url.slice(0, hash) === own ? url.slice(hash) : null;
}
