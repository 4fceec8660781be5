/** What is wider than the page scrolls by itself; the keyboard must be able to get there. */

/** Let the keyboard into those tables that have to be scrolled, by the name of their heading. */
export function bindScrolling(): void {
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) reach(target as HTMLElement);
  });
  for (const part of document.querySelectorAll(".scroll")) watch.observe(part);
}

function reach(part: HTMLElement): void {
  if (part.scrollWidth <= part.clientWidth) {
    for (const name of ["tabindex", "role", "aria-label"]) part.removeAttribute(name);
    return;
  }
  part.tabIndex = 0;
  part.setAttribute("role", "group");
  part.setAttribute("aria-label", nameOf(part));
}

/** Return the caption of a table, or the heading above it. */
function nameOf(part: HTMLElement): string {
  const headings = document.querySelectorAll("main :is(h1, h2, h3)");
  const above = [...headings].findLast(
    (one) => one.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return (part.querySelector("caption") ?? above)?.textContent?.trim() ?? "";
}
