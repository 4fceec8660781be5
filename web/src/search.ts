/** The field that finds a street, a place or a point; suggestions that the keyboard can walk. */

import { readPoint } from "./address.ts";
import { byId, el } from "./dom.ts";
import { _ } from "./messages.ts";
import { Names, type Named } from "./names.ts";
import { readNames } from "./site.ts";

interface Found {
  point: (lat: number, lon: number) => void;
  named: (place: Named) => void;
}

/** What may be found by its name, and what then happens. */
interface Offers<T extends { name: string }> {
  /** All of it; rejects where it cannot be had. */
  names: () => Promise<readonly T[]>;
  /** What one is, beside its name. */
  kind: (one: T) => string;
  chosen: (one: T) => void;
  /** A point that was typed; without it a point is a text like any other. */
  point?: (lat: number, lon: number) => void;
  /** So many are offered at most. */
  most?: number;
  /** Said where nothing has such a name. */
  nothing: string;
}

/** What a search is made of. */
export interface Finder {
  form: HTMLFormElement;
  field: HTMLInputElement;
  list: HTMLElement;
  status: HTMLElement;
}

/** Bring the search of the page to life. */
export function bindSearch(found: Found): void {
  const form = document.querySelector<HTMLFormElement>("[data-find]")!;
  const field = byId("find") as HTMLInputElement;
  const status = form.querySelector<HTMLElement>("[data-find-status]")!;
  const named = (place: Named): void => {
    status.replaceChildren(
      ...(place.slug
        ? [
            el(
              "a",
              { href: `street/${place.slug}/` },
              _("How watched is %(street)s?", { street: place.name }),
            ),
          ]
        : []),
    );
    found.named(place);
  };
  bindFinder({ form, field, list: byId("found"), status }, { ...found, named });
  form.hidden = false;
}

/** Bring a search for streets and places to life. */
export function bindFinder(finder: Finder, { point, named }: Found): void {
  bindOffers(finder, {
    names: async () => (await readNames()).names,
    kind: ({ kind }) => kindName(kind),
    chosen: named,
    point,
    nothing: _("Nothing of that name is mapped here. A point is two numbers, latitude first."),
  });
}

/** Bring a search for what has a name to life. */
export function bindOffers<T extends { name: string }>({ form, field, list, status }: Finder, offers: Offers<T>): void {
  let names: Promise<Names<T>> | undefined;
  let shown: T[] = [];
  let active = -1;

  const close = (): void => {
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (one: T): void => {
    field.value = one.name;
    close();
    offers.chosen(one);
  };
  const pointOf = (text: string): [number, number] | null => (offers.point ? readPoint(text) : null);
  const mark = (next: number): void => {
    active = (next + shown.length) % shown.length;
    for (const [i, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(i === active));
    }
    list.children[active]!.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", `${list.id}-${active}`);
  };
  const read = (): Promise<Names<T>> => {
    names ??= offers.names().then((all) => new Names(all));
    names.catch(() => (names = undefined));
    return names;
  };
  const suggest = async (): Promise<void> => {
    status.textContent = "";
    if (pointOf(field.value)) return close();
    const text = field.value;
    const all = await read().catch(() => null);
    if (text !== field.value) return;
    shown = all?.find(text, offers.most) ?? [];
    list.replaceChildren(
      ...shown.map((place, i) => {
        const option = el(
          "li",
          { role: "option", id: `${list.id}-${i}`, "aria-selected": "false" },
          el("span", {}, place.name),
          " ",
          el("span", { class: "kind" }, offers.kind(place)),
        );
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          choose(place);
        });
        return option;
      }),
    );
    active = -1;
    list.hidden = !shown.length;
    field.setAttribute("aria-expanded", String(shown.length > 0));
    if (!all) status.textContent = _("The list of names could not be fetched. Try again in a moment.");
  };

  // Names are made ready while the reader still thinks of one.
  field.addEventListener("focus", () => void read().catch(() => undefined));
  field.addEventListener("input", () => void suggest());
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) close();
    else if (!list.hidden && event.key === "ArrowDown") mark(active + 1);
    else if (!list.hidden && event.key === "ArrowUp") mark(active - 1);
    else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const point = pointOf(field.value);
    if (point) {
      status.textContent = "";
      return offers.point!(...point);
    }
    const chosen = shown[active];
    if (chosen) return choose(chosen);
    void suggest().then(() => {
      const [first] = shown;
      if (first) choose(first);
      else if (!status.textContent) status.textContent = offers.nothing;
    });
  });
}

/** Return what a kind of named thing is called. */
function kindName(kind: string): string {
  switch (kind) {
    case "street":
      return _("street");
    case "square":
      return _("square");
    case "green":
      return _("park or green");
    case "water":
      return _("water");
    default:
      return _("part of town");
  }
}
