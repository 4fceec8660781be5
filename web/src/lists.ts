/** Two lists compared, on the map of a document: which row may be which, and what each list says. */

import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { STRONG } from "./base.ts";
import { el } from "./dom.ts";
import { svgLegendSign } from "./icons.ts";
import { PALETTES } from "./palette.ts";
import type { Theme } from "./toggle.ts";
import type { Key } from "./vector.ts";

/** What a list says of a row, by name; nothing if it has none. */
type Says = Record<string, string>;

/** A row, or two that may be the same camera. */
type Pair = [standing: string, told: string, one: Says, other: Says];

/** What is compared (`vidik.report.comparison_page`). */
export interface Lists {
  names: [string, string];
  pairs: Pair[];
}

/** Layers of signs that a click may meet. */
export const ROWS = ["rows", "row-chosen"];

/** Return the layers of rows and of the lines between them; `chosen` stands out. */
export function listLayers(theme: Theme, chosen: number | null): LayerSpecification[] {
  const p = PALETTES[theme];
  const own: ExpressionSpecification = ["==", ["get", "pair"], chosen ?? -1];
  const size = ["interpolate", ["linear"], ["zoom"], 10, 0.5, 14, 0.75, 17, 1] as unknown as number;
  const sign = ["concat", "row-", ["get", "sign"], `-${theme}`] as unknown as ExpressionSpecification;
  const upon = { "icon-image": sign, "icon-allow-overlap": true, "icon-ignore-placement": true };
  return [
    {
      id: "district-lines",
      type: "line",
      source: "districts",
      paint: { "line-color": p.label, "line-width": 1, "line-dasharray": [3, 3], "line-opacity": 0.7 },
    },
    {
      id: "district-names",
      type: "symbol",
      source: "districts",
      layout: { "text-field": ["get", "name"], "text-font": STRONG, "text-size": 15 },
      paint: { "text-color": p.label, "text-halo-color": p.halo, "text-halo-width": 1.6 },
    },
    {
      id: "joins",
      type: "line",
      source: "joins",
      filter: ["==", ["get", "unclear"], 0],
      paint: { "line-color": p.ink, "line-width": 2 },
    },
    {
      id: "joins-unclear",
      type: "line",
      source: "joins",
      filter: ["==", ["get", "unclear"], 1],
      paint: { "line-color": p.ink, "line-width": 2, "line-dasharray": [2, 1.6] },
    },
    {
      id: "row-ring",
      type: "circle",
      source: "rows",
      filter: own,
      paint: {
        "circle-color": p.paper,
        "circle-radius": 17,
        "circle-stroke-color": p.ink,
        "circle-stroke-width": 3,
      },
    },
    {
      id: "rows",
      type: "symbol",
      source: "rows",
      // what is unclear lies above what is not
      layout: { ...upon, "icon-size": size, "symbol-sort-key": ["get", "above"] },
    },
    { id: "row-chosen", type: "symbol", source: "rows", filter: own, layout: { ...upon, "icon-size": 1 } },
  ];
}

/** Return the signs of rows and lines, and what each means. */
export function listKeys(theme: Theme, { names: [one, other] }: Lists): Key[] {
  const { ink } = PALETTES[theme];
  const sign = (name: string, x: number): string =>
    `<g transform="translate(${x} 0)">${svgLegendSign(`row-${name}`, theme)}</g>`;
  const joined = (name: string, dash: string): string =>
    `<path d="M-11 0H11" stroke="${ink}" stroke-width="2"${dash}/>${sign(`${name}-one`, -11)}${sign(`${name}-other`, 11)}`;
  return [
    { svg: joined("matched", ""), label: `the same camera: full in “${one}”, hollow in “${other}”` },
    { svg: joined("ambiguous", ' stroke-dasharray="4 3"'), label: "unclear: one camera or two" },
    { svg: sign("alone-one", 0), label: `only in “${one}”` },
    { svg: sign("alone-other", 0), label: `only in “${other}”` },
  ];
}

/** Return what is said of a pair: how sure it is, and what each list says. */
export function listSaid({ names, pairs }: Lists, number: number): Node[] {
  const [, told, one, other] = pairs[number]!;
  const fields = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const sides = [one, other].map((says, side) => ({ says, name: names[side]! }));
  const saying = sides.filter(({ says }) => Object.keys(says).length);
  return [
    el("p", {}, told),
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, el("td"), ...saying.map(({ name }) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, ...fields.map((field) =>
        el("tr", {}, el("th", { scope: "row" }, field), ...saying.map(({ says }) => el("td", {}, says[field] ?? ""))),
      )),
    ),
  ];
}
