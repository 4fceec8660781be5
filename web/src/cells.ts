/** What is said of the homes in a square: how near the first camera is, how much of walks is in view. */

import { el } from "./dom.ts";
import { _, metres, number, percent } from "./messages.ts";

/** The figures of the homes in a square, at one level. */
export interface Cell {
  homes: number;
  /** Shares of walks: least, expected, most. */
  shares: [number, number, number];
  /** Metres to the first camera: nearest, expected, farthest; null where no way leads to one. */
  first: [number | null, number | null, number | null];
}

/** Return the figures that a feature of the tiles holds. */
export function cellOf(properties: Record<string, unknown>): Cell {
  const [least = 0, expected = 0, most = 0] = String(properties["shares"]).split(" ").map(Number);
  const far = (key: string): number | null =>
    properties[key] === undefined ? null : Number(properties[key]);
  return {
    homes: Number(properties["homes"]),
    shares: [least, expected, most],
    first: [far("near"), far("expected"), far("far")],
  };
}

/** Return how near the first camera is to half of the homes, in words. */
export function firstSentence({ homes, first: [nearest, expected, farthest] }: Cell): string {
  const count = number(homes);
  if (expected === null) {
    return _("About %(count)s homes. From fewer than half of them a way leads to a metre of street that one of the mapped cameras shown sees more likely than not.", { count });
  }
  const said = { count, expected: metres(expected), nearest: metres(nearest ?? 0) };
  if (farthest === null) {
    return _("About %(count)s homes. From half of them the first of the mapped cameras shown is at most %(expected)s away, as expected, or %(nearest)s if all that may be seen is seen.", said);
  }
  return _("About %(count)s homes. From half of them the first of the mapped cameras shown is at most %(expected)s away, as expected: %(nearest)s if all that may be seen is seen, %(farthest)s if only what is certain.", {
    ...said,
    farthest: metres(farthest),
  });
}

/** Return what the sheet says about the homes around a point. */
export function cellView(cell: Cell | null, level: string): Node[] {
  if (!cell) {
    return [el("p", {}, _("In the square around this point there are too few homes to say anything of them."))];
  }
  const row = (name: string, values: string[]): HTMLElement =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, name),
      ...values.map((value) => el("td", { class: "n" }, value)),
    );
  const heads = [_("Least"), _("Expected"), _("Most")];
  return [
    el("h3", {}, _("Homes in the square around")),
    el("p", {}, firstSentence(cell)),
    el(
      "table",
      { class: "chances" },
      el("caption", {}, _("Share of their walks in view, at the level %(level)s", { level })),
      el(
        "thead",
        {},
        el("tr", {}, el("td", {}), ...heads.map((head) => el("th", { scope: "col", class: "n" }, head))),
      ),
      el("tbody", {}, row(_("Share of walks"), cell.shares.map((share) => percent(share)))),
    ),
  ];
}
