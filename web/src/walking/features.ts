/** What is drawn on the map of ways and walks. */

import type { Feature } from "geojson";
import type { Journey, Place } from "./journey.ts";
import type { WhatIf } from "./worker.ts";

type Properties = Record<string, unknown>;

export function lineOf(kind: string, coordinates: Place[], properties: Properties = {}): Feature {
  return { type: "Feature", properties: { kind, ...properties }, geometry: { type: "LineString", coordinates } };
}

export function pointOf(kind: string, coordinates: Place, properties: Properties = {}): Feature {
  return { type: "Feature", properties: { kind, ...properties }, geometry: { type: "Point", coordinates } };
}

/** Return a journey and what of it is in view. */
export function journeyLines(journey: Journey): Feature[] {
  return [
    lineOf("way", journey.line),
    ...journey.glimpses.map(({ line, share, sure }) => lineOf("seen", line, { share, sure })),
  ];
}

/** Return what no camera sees that is left. */
export function lostLines({ lost }: WhatIf): Feature[] {
  return lost.flatMap(({ line, share }) => [lineOf("way", line), lineOf("lost", line, { share })]);
}

/** Return the box around a line: west, south, east, north. */
export function boxOf(line: readonly Place[]): [number, number, number, number] {
  const [lons, lats] = [line.map(([lon]) => lon), line.map(([, lat]) => lat)];
  const least = (values: number[]): number => values.reduce((a, b) => Math.min(a, b));
  const most = (values: number[]): number => values.reduce((a, b) => Math.max(a, b));
  return [least(lons), least(lats), most(lons), most(lats)];
}
