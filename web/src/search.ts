/** The field that finds a street or a point; a list of suggestions that the keyboard can walk. */

import { readPoint } from "./address.ts";
import { byId, el } from "./dom.ts";
import { _ } from "./messages.ts";
import { readStreets } from "./site.ts";
import { findStreets, type Street } from "./street.ts";

interface Found {
  point: (lat: number, lon: number) => void;
  street: (street: Street) => void;
}

/** Bring the search to life. */
export function bindSearch(found: Found): void {
  const form = document.querySelector<HTMLFormElement>("[data-find]")!;
  const field = byId("find") as HTMLInputElement;
  const list = byId("found");
  const status = form.querySelector<HTMLElement>("[data-find-status]")!;
  let streets: Promise<Street[]> | undefined;
  let shown: Street[] = [];
  let active = -1;
  form.hidden = false;

  const close = (): void => {
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (street: Street): void => {
    field.value = street[0];
    close();
    status.textContent = "";
    found.street(street);
  };
  const mark = (next: number): void => {
    active = (next + shown.length) % shown.length;
    for (const [i, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(i === active));
    }
    field.setAttribute("aria-activedescendant", `found-${active}`);
  };
  const suggest = async (): Promise<void> => {
    status.textContent = "";
    if (readPoint(field.value)) return close();
    streets ??= readStreets();
    const text = field.value;
    const all = await streets.catch(() => []);
    if (text !== field.value) return;
    shown = findStreets(all, text);
    list.replaceChildren(
      ...shown.map((street, i) => {
        const option = el("li", { role: "option", id: `found-${i}`, "aria-selected": "false" }, street[0]);
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          choose(street);
        });
        return option;
      }),
    );
    active = -1;
    list.hidden = !shown.length;
    field.setAttribute("aria-expanded", String(shown.length > 0));
  };

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
    void suggest().then(() => {
      const street = shown[Math.max(active, 0)];
      if (street) choose(street);
      else status.textContent = _("No street of that name is mapped here. A point is two numbers, latitude first.");
    });
  });
}
