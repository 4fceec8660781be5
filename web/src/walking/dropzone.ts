/** Where a recorded walk is dropped or chosen. */

import { el } from "../dom.ts";
import { _ } from "../messages.ts";

/** Return the zone; `read` is given the file that a reader chose. A file that is dropped falls through to the page. */
export function dropZone(read: (file: File) => void): HTMLElement {
  const input = el("input", {
    type: "file",
    id: "walk-file",
    class: "visually-hidden",
    accept: ".gpx,.geojson,.json,application/gpx+xml,application/geo+json",
  });
  const zone = el(
    "div",
    { class: "drop" },
    el("p", {}, _("Drop a GPX or GeoJSON file on this page, or choose one.")),
    el("label", { class: "file" }, input, _("Choose a file")),
    el("p", { class: "hint" }, _("It is read in this page, and goes nowhere.")),
  );
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file) read(file);
  });
  for (const [event, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]] as const) {
    zone.addEventListener(event, () => zone.classList.toggle("over", over));
  }
  return zone;
}
