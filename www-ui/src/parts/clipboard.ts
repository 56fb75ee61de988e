/** Puts a text on the clipboard; throws if the browser will not have it. */
export async function copyText(text: string): Promise<void> {
  // Only pages that came over TLS or from this machine have the new way.
  if (window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "sr-only";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("the browser refused to copy");
}
