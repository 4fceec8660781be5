/** What a screen reader is told of the map, whenever what it shows has changed and come to rest. */

import { within, type Camera } from "./cameras.ts";
import { byId } from "./dom.ts";
import { _, ngettext } from "./messages.ts";
import type { CityMap } from "./view.ts";

/** Tell what the map shows: how many cameras, the street in its middle, the level, the colours. */
export function bindSpoken(view: CityMap, cameras: () => readonly Camera[]): void {
  const place = byId("map-shows");
  view.map.on("idle", () => {
    const text = sentence(view, cameras());
    // Said again only if it is something else.
    if (place.textContent !== text) place.textContent = text;
  });
}

function sentence(view: CityMap, cameras: readonly Camera[]): string {
  const count = within(view.box(), cameras).length;
  const street = view.street();
  return [
    ngettext(
      "%(count)s mapped camera stands in the part of the map that is shown.",
      "%(count)s mapped cameras stand in the part of the map that is shown.",
      count,
    ),
    street ? _("In the middle: %(street)s.", { street }) : "",
    _("Level: %(level)s. Ground: %(ground)s.", { level: chosen("level"), ground: chosen("ground") }),
  ].join(" ");
}

/** Return the label of what is chosen. */
function chosen(name: string): string {
  const label = document.querySelector(`input[name=${name}]:checked`)?.closest("label");
  return (label?.querySelector(".level-name") ?? label)?.textContent?.trim() ?? "";
}
