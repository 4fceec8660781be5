/** Ways between two points on a notebook's map: the quickest, the least watched, and those between. */

import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { PALETTES } from "./palette.ts";
import type { Theme } from "./toggle.ts";
import type { Key } from "./vector.ts";

/** Return the lines of ways, drawn upon what is in view of them. */
export function wayLayers(theme: Theme): LayerSpecification[] {
  const p = PALETTES[theme];
  const byRole = (quickest: unknown, least: unknown, between: unknown): ExpressionSpecification =>
    ["match", ["get", "role"], "quickest", quickest, "least", least, between] as unknown as ExpressionSpecification;
  return [
    {
      id: "way-lines",
      type: "line",
      source: "streets",
      layout: {
        "line-cap": "round",
        "line-join": "round",
        // where several take one street, the quickest is seen, and the least watched upon those between
        "line-sort-key": byRole(2, 1, 0),
      },
      paint: { "line-color": byRole(p.ink, p.looked, p.label), "line-width": byRole(2.5, 2.5, 1.2) },
    },
  ];
}

/** Return what the legend says of them. */
export function wayKeys(theme: Theme, between: boolean): Key[] {
  const p = PALETTES[theme];
  const key = (colour: string, width: number, label: string): Key => ({
    svg: `<path d="M-20 0H20" stroke="${colour}" stroke-width="${width}"/>`,
    label,
  });
  return [
    key(p.ink, 4, "the quickest way"),
    ...(between ? [key(p.label, 2, "ways between")] : []),
    key(p.looked, 4, "the way least watched by them"),
  ];
}
