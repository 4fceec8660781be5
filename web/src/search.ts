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

/** Bring the search to life. */
export function bindSearch(found: Found): void {
  const form = document.querySelector<HTMLFormElement>("[data-find]")!;
  const field = byId("find") as HTMLInputElement;
  const list = byId("found");
  const status = form.querySelector<HTMLElement>("[data-find-status]")!;
  let names: Promise<Names> | undefined;
  let shown: Named[] = [];
  let active = -1;
  form.hidden = false;

  const close = (): void => {
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (place: Named): void => {
    field.value = place.name;
    close();
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
  const mark = (next: number): void => {
    active = (next + shown.length) % shown.length;
    for (const [i, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(i === active));
    }
    field.setAttribute("aria-activedescendant", `found-${active}`);
  };
  const read = (): Promise<Names> => {
    names ??= readNames().then((all) => new Names(all.names));
    names.catch(() => (names = undefined));
    return names;
  };
  const suggest = async (): Promise<void> => {
    status.textContent = "";
    if (readPoint(field.value)) return close();
    const text = field.value;
    const all = await read().catch(() => null);
    if (text !== field.value) return;
    shown = all?.find(text) ?? [];
    list.replaceChildren(
      ...shown.map((place, i) => {
        const option = el(
          "li",
          { role: "option", id: `found-${i}`, "aria-selected": "false" },
          el("span", {}, place.name),
          " ",
          el("span", { class: "kind" }, kindName(place.kind)),
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
    const point = readPoint(field.value);
    if (point) {
      status.textContent = "";
      return found.point(...point);
    }
    const chosen = shown[active];
    if (chosen) return choose(chosen);
    void suggest().then(() => {
      const [first] = shown;
      if (first) choose(first);
      else if (!status.textContent) {
        status.textContent = _(
          "Nothing of that name is mapped here. A point is two numbers, latitude first.",
        );
      }
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
