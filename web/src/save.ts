/** Hand a file to the reader that this page has made itself. */

import { el } from "./dom.ts";

export function save(file: Blob, name: string): void {
  const link = el("a", { href: URL.createObjectURL(file), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}
