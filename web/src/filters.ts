/** Controls that narrow the map to some of its cameras: a list with counts for each facet. */

import { FACETS, chosen, counts, narrowing, type Camera, type Choice, type Facet } from "./cameras.ts";
import { el } from "./dom.ts";
import { _, ngettext, number } from "./messages.ts";
import { plain } from "./names.ts";
import type { Site } from "./site.ts";

/** Longer lists get a field to search them with. */
const LONG = 8;

/** What is known of one facet's controls. */
interface Part {
  facet: Facet;
  about: HTMLElement;
  /** By value: the box that chooses it, and where its count stands. */
  options: Map<string, { box: HTMLInputElement; count: HTMLElement; row: HTMLElement }>;
}

export class Filters {
  private choice: Choice = {};
  private readonly parts: Part[];
  private readonly banner = document.querySelector<HTMLElement>("[data-narrowed]")!;

  /** `changed` is told what a reader chose, not what `show` was given. */
  constructor(
    private readonly site: Site,
    private readonly cameras: readonly Camera[],
    private readonly changed: (choice: Choice) => void,
  ) {
    const all = document.querySelector<HTMLElement>("[data-filters]")!;
    this.parts = FACETS.map((facet) => this.build(facet));
    all.querySelector("[data-facets]")!.append(...this.parts.map(({ about }) => about));
    all.hidden = !cameras.length;
    this.banner.querySelector("button")!.addEventListener("click", () => {
      this.show({});
      this.changed({});
      document.querySelector<HTMLElement>("#map canvas")?.focus();
    });
  }

  /** Show a choice; the boxes of values that no camera has are not there to be ticked. */
  show(choice: Choice): void {
    this.choice = choice;
    const narrowed = narrowing(choice) !== null;
    this.banner.hidden = !narrowed;
    this.banner.querySelector("[data-shown]")!.textContent = narrowed ? this.shown() : "";
    for (const part of this.parts) this.update(part);
    for (const hint of document.querySelectorAll<HTMLElement>("[data-about-all]")) hint.hidden = !narrowed;
  }

  /** Return the cameras that are shown. */
  left(): readonly Camera[] {
    return chosen(this.cameras, this.choice);
  }

  /** Return the slugs of the cameras that are shown, or null for all. */
  slugs(): string[] | null {
    return narrowing(this.choice) && this.left().map(({ slug }) => slug);
  }

  /** Return in words what is chosen, for captions; “” for all cameras. */
  sentence(): string {
    if (!narrowing(this.choice)) return "";
    const parts = FACETS.filter((facet) => this.choice[facet]?.length).map(
      (facet) => `${title(facet)}: ${this.choice[facet]!.map((v) => this.label(facet, v)).join(", ")}`,
    );
    return _("%(shown)s %(choice)s. The figures are about all mapped cameras.", {
      shown: this.shown(),
      choice: parts.join("; "),
    });
  }

  private shown(): string {
    return ngettext(
      "%(shown)s of %(count)s camera is shown.",
      "%(shown)s of %(count)s cameras are shown.",
      this.cameras.length,
      { shown: number(this.left().length) },
    );
  }

  private build(facet: Facet): Part {
    const summary = el(
      "summary",
      {},
      el("span", {}, title(facet)),
      " ",
      el("span", { class: "chosen" }, _("all")),
    );
    const about = el("details", { class: "facet" }, summary);
    const part: Part = { facet, about, options: new Map() };
    // A city may have hundreds of operators: their boxes are made when somebody looks.
    about.addEventListener("toggle", () => this.fill(part), { once: true });
    return part;
  }

  private fill(part: Part): void {
    const { facet, about, options } = part;
    const levels = this.site.levels.map(({ key }) => key);
    for (const [value] of counts(this.cameras, {}, facet, levels)) {
      const box = el("input", { type: "checkbox", value });
      const count = el("span", { class: "count" });
      const name = el("span", {}, this.label(facet, value));
      options.set(value, { box, count, row: el("li", {}, el("label", {}, box, name, count)) });
    }
    const list = el(
      "ul",
      { class: "choices", role: "group", "aria-label": title(facet) },
      ...[...options.values()].map(({ row }) => row),
    );
    list.addEventListener("change", () => this.choose(part));
    if (options.size > LONG) about.append(this.finder(part));
    about.append(list);
    this.update(part);
  }

  /** Return a field that leaves only those values whose names hold what is typed, and those chosen. */
  private finder({ facet, options }: Part): HTMLElement {
    const words = _("Find among %(count)s", { count: number(options.size) });
    const field = el("input", {
      type: "search",
      placeholder: words,
      "aria-label": `${title(facet)}: ${words}`,
      autocomplete: "off",
      spellcheck: "false",
    });
    const names = new Map([...options.keys()].map((value) => [value, plain(this.label(facet, value))]));
    field.addEventListener("input", () => {
      const wanted = plain(field.value);
      for (const [value, { row, box }] of options) {
        row.hidden = !box.checked && !names.get(value)!.includes(wanted);
      }
    });
    return field;
  }

  private choose({ facet, options }: Part): void {
    const ticked = [...options].filter(([, { box }]) => box.checked).map(([value]) => value);
    const choice = narrowing({ ...this.choice, [facet]: ticked }) ?? {};
    this.show(choice);
    this.changed(choice);
  }

  private update({ facet, about, options }: Part): void {
    const values = this.choice[facet] ?? [];
    about.querySelector(".chosen")!.textContent =
      values.length > 1
        ? _("%(count)s chosen", { count: number(values.length) })
        : values.length
          ? this.label(facet, values[0]!)
          : _("all");
    about.classList.toggle("narrowing", values.length > 0);
    const found = new Map(options.size ? counts(this.cameras, this.choice, facet) : []);
    for (const [value, { box, count, row }] of options) {
      const cameras = found.get(value) ?? 0;
      box.checked = values.includes(value);
      count.textContent = number(cameras);
      row.classList.toggle("none", !cameras);
    }
  }

  private label(facet: Facet, value: string): string {
    switch (facet) {
      case "operator":
        return value || _("nobody mapped who runs it");
      case "kind":
        return this.site.kinds[value] ?? value;
      case "zone":
        return value ? (this.site.zones[value] ?? value) : _("nobody mapped what it watches");
      case "detail":
        return this.site.levels.find(({ key }) => key === value)?.name ?? _("no view of the street");
      case "year":
        return value || _("nobody recorded when");
    }
  }
}

function title(facet: Facet): string {
  switch (facet) {
    case "operator":
      return _("Who runs it");
    case "kind":
      return _("Kind of camera");
    case "zone":
      return _("What it watches");
    case "detail":
      return _("Detail it could give at best");
    case "year":
      return _("Last checked or edited");
  }
}
