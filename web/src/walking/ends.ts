/** A field for a place: a street by its name, a point, or whatever is clicked on the map. */

import { _ } from "../messages.ts";
import { bindFinder } from "../search.ts";
import { fieldOf } from "./field.ts";
import type { Stand, Wanted } from "./worker.ts";

interface Listener {
  /** Somebody wants a place. */
  wanted: (wanted: Wanted) => void;
  /** Somebody wants to choose it on the map. */
  chosen: () => void;
}

/** A field for one place. */
export class End {
  readonly element: HTMLFormElement;
  private readonly field: HTMLInputElement;
  private readonly button: HTMLButtonElement;
  private readonly status: HTMLElement;
  stand: Stand | null = null;

  constructor(key: string, label: string, listener: Listener) {
    const finder = fieldOf(key, label, _("A street, or the map"), _("Streets and places found"));
    ({ form: this.element, field: this.field, button: this.button, status: this.status } = finder);
    this.button.addEventListener("click", () => listener.chosen());
    bindFinder(
      finder,
      {
        point: (lat, lon) => listener.wanted({ lat, lon }),
        named: ({ kind, name, box: [west, south, east, north] }) =>
          listener.wanted({
            lon: (west + east) / 2,
            lat: (south + north) / 2,
            ...(kind === "street" ? { street: name } : {}),
          }),
      },
    );
  }

  /** Whether a click on the map is meant for this place. */
  set active(active: boolean) {
    this.button.setAttribute("aria-pressed", String(active));
  }

  /** Show the place that was found. */
  show(stand: Stand): void {
    this.stand = stand;
    this.field.value = stand.street || _("a way without a name");
    this.status.textContent = "";
  }

  /** Say why there is none. */
  say(text: string): void {
    this.status.textContent = text;
  }
}
