/** The quiet base map, made from the same extract as everything else: no icons, no shops. */

import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from "maplibre-gl";
import type { Palette } from "./palette.ts";

/** Families of site.css; MapLibre reads the weight from the name. */
export const TEXT = ["Vidik"];
export const STRONG = ["Vidik-Semibold"];

/** From here on streets have their names. */
export const NAMES_FROM = 14;

const WIDE = ["motorway", "trunk", "primary", "secondary", "tertiary"];
const PATHS = ["footway", "path", "steps", "cycleway", "pedestrian", "track", "bridleway", "corridor"];

/** Return a size that grows with the zoom: zoom, size, zoom, size, … */
export const at = (...stops: number[]): ExpressionSpecification =>
  ["interpolate", ["exponential", 1.6], ["zoom"], ...stops] as unknown as ExpressionSpecification;

/** Land, water, green, rails and streets. */
export function ground(p: Palette): LayerSpecification[] {
  const isPath: FilterSpecification = ["in", ["get", "kind"], ["literal", PATHS]];
  const isWide: FilterSpecification = ["in", ["get", "kind"], ["literal", WIDE]];
  const base = { source: "base", type: "line", layout: { "line-cap": "round", "line-join": "round" } } as const;
  return [
    { id: "land", type: "background", paint: { "background-color": p.land } },
    fill("green", p.green),
    fill("water", p.water),
    {
      ...base,
      id: "waterways",
      "source-layer": "water",
      filter: ["==", ["geometry-type"], "LineString"],
      paint: { "line-color": p.water, "line-width": at(12, 1, 16, 4) },
    },
    {
      ...base,
      id: "rail",
      "source-layer": "rail",
      paint: { "line-color": p.rail, "line-width": at(12, 0.6, 17, 1.6), "line-dasharray": [4, 3] },
    },
    {
      ...base,
      id: "paths",
      "source-layer": "streets",
      minzoom: 14,
      filter: isPath,
      paint: { "line-color": p.casing, "line-width": at(14, 0.5, 16, 1.4, 19, 7) },
    },
    {
      ...base,
      id: "street-casing",
      "source-layer": "streets",
      filter: ["!", isPath] as FilterSpecification,
      paint: {
        "line-color": p.casing,
        "line-width": ["case", isWide, 1, 0.8] as unknown as number,
        "line-gap-width": streetWidth(isWide),
      },
    },
    {
      ...base,
      id: "streets",
      "source-layer": "streets",
      filter: ["!", isPath] as FilterSpecification,
      paint: { "line-color": p.street, "line-width": streetWidth(isWide) },
    },
    {
      ...base,
      id: "paths-inner",
      "source-layer": "streets",
      minzoom: 16,
      filter: isPath,
      paint: { "line-color": p.path, "line-width": at(16, 0.4, 19, 5) },
    },
  ];

  function fill(layer: string, color: string): LayerSpecification {
    return {
      id: layer,
      type: "fill",
      source: "base",
      "source-layer": layer,
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": color },
    };
  }
}

function streetWidth(isWide: FilterSpecification): ExpressionSpecification {
  const width = (wide: number, narrow: number): unknown => ["case", isWide, wide, narrow];
  const stops = [11, width(1, 0.3), 14, width(3.5, 1.6), 16, width(9, 6), 19, width(42, 30)];
  return ["interpolate", ["exponential", 1.6], ["zoom"], ...stops] as unknown as ExpressionSpecification;
}

/** Names of streets, waters and quarters. */
export function labels(p: Palette): LayerSpecification[] {
  const halo = { "text-halo-color": p.halo, "text-halo-width": 1.4 };
  return [
    {
      id: "street-names",
      type: "symbol",
      source: "base",
      "source-layer": "streets",
      minzoom: NAMES_FROM,
      filter: ["!=", ["coalesce", ["get", "name"], ""], ""],
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 320,
        "text-field": ["get", "name"],
        "text-font": TEXT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 14, 11, 18, 15],
        "text-padding": 6,
        "text-max-angle": 30,
      },
      paint: { "text-color": p.label, ...halo },
    },
    {
      id: "water-names",
      type: "symbol",
      source: "base",
      "source-layer": "water",
      minzoom: 12,
      filter: ["!=", ["coalesce", ["get", "name"], ""], ""],
      layout: {
        "text-field": ["get", "name"],
        "text-font": ["Vidik-Italic"],
        "text-size": 13,
        "text-max-width": 7,
      },
      paint: { "text-color": p.waterLabel, ...halo },
    },
    {
      id: "place-names",
      type: "symbol",
      source: "base",
      "source-layer": "places",
      filter: ["!=", ["coalesce", ["get", "name"], ""], ""],
      maxzoom: 17,
      layout: {
        "text-field": ["get", "name"],
        "text-font": STRONG,
        "text-size": ["interpolate", ["linear"], ["zoom"], 11, 12, 16, 16],
        "text-letter-spacing": 0.04,
        "text-max-width": 8,
        "text-padding": 6,
        // Beside a cluster of cameras, where one lies upon its place.
        "text-variable-anchor": ["center", "top", "bottom", "left", "right"],
        "text-radial-offset": 1.1,
        "text-justify": "auto",
      },
      paint: { "text-color": p.ink, "text-opacity": 0.85, ...halo },
    },
  ];
}
