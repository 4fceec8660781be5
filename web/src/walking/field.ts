/** A field of the panel of walks: a search, and a button that lets the map be clicked instead. */

import { el } from "../dom.ts";
import { _ } from "../messages.ts";
import type { Finder } from "../search.ts";

/** A search and its button. */
export interface Field extends Finder {
  button: HTMLButtonElement;
}

/** Return a field: what it is called, what stands in it while it is empty, and what is found in it. */
export function fieldOf(key: string, label: string, empty: string, offered: string): Field {
  const [id, listId] = [`walk-${key}`, `walk-${key}-found`];
  const field = el("input", {
    id,
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": listId,
    "aria-autocomplete": "list",
    placeholder: empty,
  });
  const list = el("ul", { id: listId, class: "found", role: "listbox", "aria-label": offered, hidden: true });
  const status = el("p", { class: "hint", role: "status" });
  const button = el("button", { type: "button", "aria-pressed": "false" }, _("On the map"));
  const form = el(
    "form",
    { class: "find end" },
    el("label", { for: id }, label),
    el("div", { class: "end-row" }, field, button),
    list,
    status,
  );
  return { form, field, list, status, button };
}
