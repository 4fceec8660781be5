/** The legend as vectors: what the page's own legend shows now. */

import { svgLegendSign, svgSign } from "./icons.ts";
import { MIDDLES } from "./bands.ts";
import { _ } from "./messages.ts";
import { PALETTES } from "./palette.ts";
import type { Theme } from "./toggle.ts";
import type { Key } from "./vector.ts";

/** Return the grammar of least, expected and most, and every sign of the legend that is not hidden. */
export function legendOf(theme: Theme): Key[] {
  const shown = [...document.querySelectorAll<HTMLCanvasElement>("canvas[data-sign]")].filter(
    (canvas) => !canvas.closest("[data-legend][hidden]"),
  );
  return [
    ...grammar(theme),
    ...shown.map((canvas) => ({
      svg: svgLegendSign(canvas.dataset["sign"] ?? "", theme),
      label: canvas.nextElementSibling?.textContent ?? "",
    })),
    {
      svg: `<path d="M-14 0H14" stroke="${PALETTES[theme].ink}" stroke-width="3" stroke-linecap="round" stroke-dasharray="0 6.4"/>`,
      label: _("cameras on private homes: counted, shown only as a stretch of street"),
    },
  ];
}

/** Return how least, expected and most are drawn. */
export function grammar(theme: Theme, expected = PALETTES[theme].watched): Key[] {
  const { watched, edge } = PALETTES[theme];
  const rect = (x: number, width: number, look: string): string =>
    `<rect x="${x}" y="-8" width="${width}" height="16" ${look}/>`;
  const frame = rect(-20, 40, `fill="none" stroke="${edge}"`);
  const hatch = svgSign(`hatch-${theme}`, { madeUp: "" })?.svg ?? "";
  const chances = MIDDLES.slice(0, -1);
  return [
    { svg: rect(-20, 40, `fill="${watched}"`) + frame, label: _("least: certainly in view") },
    {
      svg: chances.map((p, i) => rect(-20 + 8 * i, 8, `fill="${expected}" fill-opacity="${p}"`)).join(""),
      label: _("expected: the denser, the likelier"),
    },
    {
      svg: `<pattern id="legend-hatch" width="8" height="8" patternUnits="userSpaceOnUse"><g transform="translate(4 4)">${hatch}</g></pattern>${rect(-20, 40, 'fill="url(#legend-hatch)"')}${frame}`,
      label: _("most: as far as mapped cameras could see"),
    },
  ];
}
