/** Where and when somebody looked for cameras: the areas of `downloads/surveys.geojson`. */

import type { MultiPolygon, Polygon } from "geojson";
import { within } from "./area.ts";
import { shared } from "./site.ts";

/** The last look at a place. */
export interface Look {
  /** The day, as in 2024-05-31. */
  day: string;
  /** Cameras of this map that stand in its area. */
  cameras: number;
}

interface Survey {
  properties: { surveyed_on: string; cameras: number };
  geometry: Polygon | MultiPolygon;
}

let surveys: Promise<Survey[]> | undefined;

/** Return the last look at a place, or null if nobody said that they looked there. */
export async function lastLook(lon: number, lat: number): Promise<Look | null> {
  surveys ??= read();
  const known = await surveys.catch((problem: unknown) => {
    surveys = undefined;
    throw problem;
  });
  const [last] = known
    .filter(({ geometry }) => covers(geometry, lon, lat))
    .map(({ properties }) => ({ day: properties.surveyed_on, cameras: properties.cameras }))
    .sort((a, b) => (a.day < b.day ? 1 : -1));
  return last ?? null;
}

function covers(area: Polygon | MultiPolygon, lon: number, lat: number): boolean {
  const polygons = area.type === "Polygon" ? [area.coordinates] : area.coordinates;
  // a place in a hole is inside two rings
  const around = polygons.flat().filter((ring) => within([ring as [number, number][]], lon, lat));
  return around.length % 2 === 1;
}

async function read(): Promise<Survey[]> {
  const response = await fetch(shared("downloads/surveys.geojson"));
  if (!response.ok) throw new Error(`downloads/surveys.geojson: ${response.status}`);
  return ((await response.json()) as { features: Survey[] }).features;
}
