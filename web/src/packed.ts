/** What a document has packed into it: compressed, as text that no markup can hide in. */

/** Return a part of the document, of the type that is asked for. */
export async function unpacked(part: string, type = ""): Promise<Blob> {
  const held = document.getElementById(part)?.textContent;
  if (!held) throw new Error(`the document has no ${part}`);
  const bytes = Uint8Array.from(atob(held), (letter) => letter.charCodeAt(0));
  const whole = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Blob([await new Response(whole).arrayBuffer()], { type });
}
