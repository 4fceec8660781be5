/** The map's style: a quiet base, and the grammar of uncertainty on it. */

import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from "maplibre-gl";
import { at, ground, labels, STRONG } from "./base.ts";
import { MIDDLES } from "./bands.ts";
import { PALETTES, type Palette } from "./palette.ts";
import { inViewAt } from "./tiles.ts";
import type { Theme } from "./toggle.ts";

/** What the style depends on. */
export interface Look {
  theme: Theme;
  level: string;
  shown: ReadonlySet<string>;
  /** What colours the ground: views, overlap, certain, space, surveyed, home, walks or nothing. */
  ground: string;
  synthetic: boolean;
  /** Slug of the camera whose view is shown alone. */
  selected: string | null;
  /** Slugs of the cameras that are shown; null for all. */
  narrowed: readonly string[] | null;
  /** Zooms between which ground in view comes forth, if from so far that many views are one spot. */
  emerges?: readonly [number, number];
  boundary: [number, number][][];
  sources: StyleSpecification["sources"];
}

/** From here on cameras are drawn one by one; before, as counts. */
export const EYES_FROM = 15;

/** Return an opacity that is the probability, up to the one that certainty has. */
function byChance(most: number): ExpressionSpecification {
  const steps = MIDDLES.slice(0, -1).flatMap((p, band) => [band, p * most * 0.8]);
  return ["match", ["get", "band"], ...steps, most] as unknown as ExpressionSpecification;
}

/** Return the colour of certainty, or another one for what is not certain. */
function certainOr(other: string, p: Palette): ExpressionSpecification {
  return ["match", ["get", "band"], MIDDLES.length - 1, p.watched, other];
}

/** Ground in view is drawn close up; from afar the streets tell enough, unless few cameras are shown. */
function fadingIn(opacity: ExpressionSpecification | number, look: Look): ExpressionSpecification {
  const [none, full] = look.emerges ?? (look.narrowed ? [13, 13.6] : [14.8, 15.6]);
  return ["interpolate", ["linear"], ["zoom"], none, 0, full, opacity] as unknown as ExpressionSpecification;
}

/** Only what belongs to a camera that is shown; `key` holds its slug. */
function ofShown(key: string, { narrowed, selected }: Look): ExpressionSpecification | boolean {
  if (!narrowed) return true;
  const slugs = new Set(selected ? [...narrowed, selected] : narrowed);
  return slugs.size ? ["match", ["get", key], [...slugs], true, false] : false;
}

export function style(look: Look): StyleSpecification {
  const p = PALETTES[look.theme];
  return {
    version: 8,
    sources: look.sources,
    transition: { duration: 0, delay: 0 },
    layers: [
      ...ground(p),
      ...coloured(p, look),
      ...watched(p, look),
      ...labels(p),
      ...years(p, look),
      ...walked(p, look),
      ...cameras(p, look),
      ...asked(p),
      ...walker(p),
      ...(look.synthetic ? mark(look.theme) : []),
    ],
  };
}

/** Return the tone of the map's one ramp that a property asks for. */
function toned(p: Palette, key: string): ExpressionSpecification {
  const tones = Object.entries(p.depth).flatMap(([least, tone]) => [Number(least), tone]);
  return ["match", ["get", key], ...tones, p.label] as unknown as ExpressionSpecification;
}

/** What the ground is coloured by, beside the chance of being in view. */
function coloured(p: Palette, look: Look): LayerSpecification[] {
  const tiles = { source: "ground", minzoom: 12, type: "fill" } as const;
  const show = (...grounds: string[]): ReturnType<typeof visible> =>
    visible(grounds.includes(look.ground) && !look.selected);
  const named = (start: string, key: string): ExpressionSpecification =>
    ["concat", start, ["to-string", ["get", key]], `-${look.theme}`] as ExpressionSpecification;
  return [
    {
      ...tiles,
      id: "overlap",
      "source-layer": "overlap",
      filter: [
        "all",
        ["==", ["get", "level"], look.level],
        ["==", ["get", "certain"], look.ground === "certain" ? 1 : 0],
      ],
      layout: show("overlap", "certain"),
      paint: {
        "fill-color": toned(p, "cameras"),
        "fill-opacity": 0.6,
        // made in squares, whose edges shall not show
        "fill-antialias": false,
      },
    },
    {
      ...tiles,
      id: "space",
      "source-layer": "space",
      layout: show("space"),
      paint: { "fill-pattern": named("space-", "kind"), "fill-antialias": false },
    },
    {
      ...tiles,
      id: "surveyed",
      "source-layer": "surveyed",
      minzoom: 9,
      layout: show("surveyed"),
      paint: { "fill-pattern": named("look-", "rank"), "fill-antialias": false },
    },
    {
      id: "surveyed-edge",
      type: "line",
      source: "ground",
      "source-layer": "surveyed",
      layout: show("surveyed"),
      paint: { "line-color": p.looked, "line-width": 1.4 },
    },
  ];
}

/** The year of the last look, written upon its ground: tones alone do not tell years. */
function years(p: Palette, look: Look): LayerSpecification[] {
  return [
    {
      id: "surveyed-year",
      type: "symbol",
      source: "ground",
      "source-layer": "surveyed",
      layout: {
        ...visible(look.ground === "surveyed" && !look.selected),
        "text-field": ["to-string", ["get", "year"]],
        "text-font": STRONG,
        "text-size": 14,
      },
      paint: { "text-color": p.ink, "text-halo-color": p.halo, "text-halo-width": 1.6 },
    },
  ];
}

/** Ground and streets in view at the chosen level: the grammar of uncertainty. */
function watched(p: Palette, look: Look): LayerSpecification[] {
  const atLevel: ExpressionSpecification = ["==", ["get", "level"], look.level];
  const unsure: FilterSpecification = ["all", atLevel, ["<", ["get", "band"], 5]];
  // A camera that is selected stands alone.
  const whose: ExpressionSpecification = [
    "all",
    atLevel,
    look.selected ? ["==", ["get", "camera"], look.selected] : ofShown("camera", look),
  ];
  // Of a level that nobody looks at nothing is fetched.
  const source = inViewAt(look.level);
  const views = { source, "source-layer": "views", minzoom: 13 } as const;
  const streets = { source, "source-layer": "watched", minzoom: 11, type: "line" } as const;
  const drawn = look.ground === "views" || look.selected !== null;
  const showViews = visible(drawn);
  // Which camera a stretch of street is watched by is not in it.
  const streetsToo = look.shown.has("watched") && !look.selected && !look.narrowed;
  const showStreets = visible(streetsToo);
  return [
    {
      ...views,
      id: "views",
      type: "fill",
      filter: whose,
      layout: showViews,
      paint: {
        "fill-color": look.emerges ? certainOr(p.expected, p) : p.watched,
        "fill-opacity": fadingIn(byChance(look.emerges ? 1 : 0.45), look),
        "fill-antialias": false,
      },
    },
    {
      ...views,
      id: "views-hatch",
      type: "fill",
      filter: ["all", whose, ["<", ["get", "band"], 5]],
      layout: showViews,
      paint: {
        "fill-pattern": `hatch-${look.theme}`,
        "fill-opacity": fadingIn(look.selected ? 0.5 : 0.17, look),
        "fill-antialias": false,
      },
    },
    {
      id: "buildings",
      type: "fill",
      source: "base",
      "source-layer": "buildings",
      minzoom: 12,
      paint: {
        "fill-color": p.building,
        "fill-outline-color": p.casing,
        "fill-opacity": ["interpolate", ["linear"], ["zoom"], 12, 0.3, 14, 1],
      },
    },
    {
      // upon buildings: they are where the homes are
      id: "cells",
      type: "fill",
      source: "ground",
      "source-layer": "cells",
      minzoom: 10,
      filter: atLevel,
      layout: visible((look.ground === "home" || look.ground === "walks") && !look.selected),
      paint: {
        "fill-color": toned(p, look.ground === "walks" ? "walks" : "first"),
        "fill-opacity": 0.5,
        "fill-antialias": false,
      },
    },
    {
      ...streets,
      id: "watched-most",
      minzoom: 15.5,
      filter: unsure,
      // Where the ground in view is drawn, its hatching already tells the most.
      layout: {
        ...visible(streetsToo && !drawn),
        "line-cap": "butt",
      },
      paint: {
        "line-color": p.edge,
        "line-width": at(11, 0.3, 15, 0.8, 18, 1.2),
        "line-gap-width": at(11, 1, 14, 2.4, 18, 6),
        "line-dasharray": [3, 2],
      },
    },
    {
      ...streets,
      id: "watched-edge",
      filter: atLevel,
      layout: { ...showStreets, "line-cap": "butt" },
      paint: {
        "line-color": p.edge,
        "line-width": at(11, 0.3, 14, 0.6, 18, 1),
        "line-gap-width": at(11, 1, 14, 2.4, 18, 6),
        "line-opacity": byChance(1),
      },
    },
    {
      ...streets,
      id: "watched",
      filter: atLevel,
      layout: { ...showStreets, "line-cap": "butt" },
      paint: {
        "line-color": p.watched,
        "line-width": at(11, 1, 14, 2.4, 18, 6),
        "line-opacity": byChance(1),
      },
    },
    {
      id: "private",
      type: "line",
      source: "watch",
      "source-layer": "private",
      minzoom: 14,
      // Nothing is shown of them that one could choose by.
      layout: { ...visible(look.shown.has("cameras") && !look.narrowed), "line-cap": "round" },
      paint: {
        "line-color": p.ink,
        "line-width": at(14, 1.8, 16, 3, 18, 4),
        "line-dasharray": [0, 2.2],
      },
    },
    {
      id: "outside",
      type: "fill",
      source: "outside",
      paint: { "fill-color": p.land, "fill-opacity": 0.86 },
    },
    {
      id: "boundary",
      type: "line",
      source: "outside",
      paint: { "line-color": p.label, "line-width": 1, "line-dasharray": [1, 3], "line-opacity": 0.8 },
    },
  ];
}

function cameras(p: Palette, look: Look): LayerSpecification[] {
  const shown = visible(look.shown.has("cameras"));
  const tile = { source: "watch", "source-layer": "cameras", type: "symbol", minzoom: EYES_FROM } as const;
  const rounded = (key: string): unknown => ["*", 10, ["round", ["/", ["get", key], 10]]];
  const spread: ExpressionSpecification = ["coalesce", ["get", "spread"], 0];
  const size = ["interpolate", ["linear"], ["zoom"], 15, 0.62, 17, 0.9, 19, 1.15];
  const doubt: unknown = ["case", ["has", "direction"], "", "-doubt"];
  return [
    {
      ...tile,
      id: "cones",
      filter: ["all", ["has", "direction"], ofShown("slug", look)],
      layout: {
        ...shown,
        "icon-image": [
          "concat",
          ["case", [">", spread, 0], "arc-", "cone-"],
          ["to-string", ["case", [">", spread, 0], rounded("spread"), rounded("fov")]],
          `-${look.theme}`,
        ] as unknown as ExpressionSpecification,
        "icon-rotate": ["get", "direction"],
        "icon-rotation-alignment": "map",
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "icon-size": size as unknown as ExpressionSpecification,
      },
    },
    {
      id: "selected",
      type: "circle",
      source: "watch",
      "source-layer": "cameras",
      minzoom: EYES_FROM,
      filter: ["==", ["get", "slug"], look.selected ?? ""],
      paint: {
        "circle-color": p.watched,
        "circle-radius": 17,
        "circle-stroke-color": p.ink,
        "circle-stroke-width": 2,
      },
    },
    {
      ...tile,
      id: "eyes",
      filter: ofShown("slug", look),
      layout: {
        ...shown,
        "icon-image": [
          "concat",
          "eye-",
          ["get", "kind"],
          doubt,
          `-${look.theme}`,
        ] as unknown as ExpressionSpecification,
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "icon-size": size as unknown as ExpressionSpecification,
      },
      paint: {
        "icon-opacity": ["case", ["==", ["get", "indoor"], 1], 0.5, 1] as ExpressionSpecification,
      },
    },
    {
      id: "clusters",
      type: "circle",
      source: "places",
      maxzoom: EYES_FROM,
      filter: ["has", "point_count"],
      layout: shown,
      paint: {
        "circle-color": p.paper,
        "circle-radius": ["interpolate", ["linear"], ["sqrt", ["get", "point_count"]], 1, 10, 20, 26],
        "circle-stroke-color": p.ink,
        "circle-stroke-width": 1.5,
      },
    },
    {
      id: "cluster-counts",
      type: "symbol",
      source: "places",
      maxzoom: EYES_FROM,
      filter: ["has", "point_count"],
      layout: {
        ...shown,
        "text-field": ["to-string", ["get", "point_count"]],
        "text-font": STRONG,
        "text-size": 13,
        "text-allow-overlap": true,
        // No name is written where a cluster would lie upon it.
        "text-padding": 5,
      },
      paint: { "text-color": p.ink },
    },
    {
      id: "singles",
      type: "circle",
      source: "places",
      maxzoom: EYES_FROM,
      filter: ["!", ["has", "point_count"]],
      layout: shown,
      paint: {
        "circle-color": p.ink,
        "circle-radius": 4,
        "circle-stroke-color": p.paper,
        "circle-stroke-width": 1.5,
      },
    },
  ];
}

/** The point that was asked about, and the lines to the cameras that could see it. */
function asked(p: Palette): LayerSpecification[] {
  const line = { type: "line", source: "asked", layout: { "line-cap": "round" } } as const;
  return [
    {
      ...line,
      id: "sight-certain",
      filter: ["==", ["get", "sight"], "certain"],
      paint: { "line-color": p.ink, "line-width": 1.6 },
    },
    {
      ...line,
      id: "sight-doubt",
      filter: ["==", ["get", "sight"], "doubt"],
      paint: { "line-color": p.ink, "line-width": 1.2, "line-dasharray": [1, 3] },
    },
    {
      id: "point",
      type: "circle",
      source: "asked",
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-color": p.watched,
        "circle-radius": 6,
        "circle-stroke-color": p.ink,
        "circle-stroke-width": 2,
      },
    },
  ];
}

/** Ways that were found, or a walk that was recorded; what of it is in view, as of streets. */
function walked(p: Palette, look: Look): LayerSpecification[] {
  const line = (kind: string, ...and: ExpressionSpecification[]) =>
    ({
      type: "line",
      source: "walk",
      filter: ["all", ["==", ["get", "kind"], kind], ...and] as FilterSpecification,
      layout: { "line-cap": "round", "line-join": "round" },
    }) as const;
  const wide = at(11, 3, 15, 5, 18, 8);
  const chance = ["coalesce", ["get", "share"], 1] as unknown as ExpressionSpecification;
  return [
    {
      ...line("other"),
      id: "walk-other",
      paint: { "line-color": p.label, "line-width": at(11, 1.4, 15, 2.2, 18, 3), "line-dasharray": [2, 1.6] },
    },
    {
      ...line("way"),
      id: "walk-casing",
      paint: { "line-color": p.ink, "line-width": at(11, 5, 15, 8, 18, 12) },
    },
    { ...line("way"), id: "walk-way", paint: { "line-color": p.halo, "line-width": wide } },
    {
      ...line("seen", ["==", ["get", "sure"], false]),
      id: "walk-most",
      layout: { "line-cap": "butt", "line-join": "round" },
      paint: { "line-pattern": `hatch-${look.theme}`, "line-width": wide },
    },
    {
      ...line("seen"),
      id: "walk-seen",
      layout: { "line-cap": "butt", "line-join": "round" },
      paint: { "line-color": p.watched, "line-width": wide, "line-opacity": chance },
    },
    {
      ...line("lost"),
      id: "walk-lost",
      layout: { "line-cap": "butt", "line-join": "round" },
      paint: { "line-color": p.looked, "line-width": wide, "line-opacity": chance },
    },
    {
      id: "walk-lit",
      type: "circle",
      source: "walker",
      filter: ["==", ["get", "kind"], "lit"],
      paint: {
        "circle-color": p.watched,
        "circle-opacity": ["case", ["boolean", ["get", "sure"], false], 0.95, 0.6] as ExpressionSpecification,
        "circle-radius": at(11, 7, 15, 16, 18, 22),
        "circle-stroke-color": p.ink,
        "circle-stroke-width": ["case", ["boolean", ["get", "sure"], false], 2.5, 1] as ExpressionSpecification,
      },
    },
  ];
}

/** Where a walk begins and ends, and who walks it. */
function walker(p: Palette): LayerSpecification[] {
  const circle = (source: string, kind: string) =>
    ({
      type: "circle",
      source,
      filter: ["==", ["get", "kind"], kind] as FilterSpecification,
    }) as const;
  return [
    {
      ...circle("walker", "sight"),
      id: "walker-sight",
      type: "line",
      paint: { "line-color": p.ink, "line-width": 1.2, "line-dasharray": [1, 3] },
    },
    {
      ...circle("walk", "start"),
      id: "walk-start",
      paint: { "circle-color": p.paper, "circle-radius": 7, "circle-stroke-color": p.ink, "circle-stroke-width": 3 },
    },
    {
      ...circle("walk", "end"),
      id: "walk-end",
      paint: { "circle-color": p.ink, "circle-radius": 7, "circle-stroke-color": p.paper, "circle-stroke-width": 2 },
    },
    {
      ...circle("walk", "gone"),
      id: "walk-gone",
      paint: {
        "circle-color": "rgba(0, 0, 0, 0)",
        "circle-radius": at(11, 5, 15, 12, 18, 18),
        "circle-stroke-color": p.ink,
        "circle-stroke-width": 3,
      },
    },
    {
      ...circle("walker", "walker"),
      id: "walker",
      paint: { "circle-color": p.looked, "circle-radius": 8, "circle-stroke-color": p.paper, "circle-stroke-width": 2.5 },
    },
  ];
}

/** Made-up data carries its mark over everything. */
function mark(theme: Theme): LayerSpecification[] {
  return [
    { id: "made-up", type: "background", paint: { "background-pattern": `made-up-${theme}` } },
  ];
}

function visible(shown: boolean): { visibility: "visible" | "none" } {
  return { visibility: shown ? "visible" : "none" };
}
