/** Where anybody looked: the area that the figures are about. */

import type { Feature } from "geojson";

type Ring = [number, number][];

/** Return everything but the area: its figures end at its boundary. */
export function outside(rings: Ring[]): Feature {
  const globe: Ring = [
    [-180, -85],
    [180, -85],
    [180, 85],
    [-180, 85],
    [-180, -85],
  ];
  return {
    type: "Feature",
    properties: {},
    geometry: { type: "Polygon", coordinates: [globe, ...rings] },
  };
}

/** Return whether a point lies within one of the rings (even-odd rule, degrees). */
export function within(rings: readonly Ring[], lon: number, lat: number): boolean {
  return rings.some((ring) => {
    let inside = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[i]!;
      const [bx, by] = ring[j]!;
      if (ay > lat !== by > lat && lon < ((bx - ax) * (lat - ay)) / (by - ay) + ax) inside = !inside;
    }
    return inside;
  });
}
