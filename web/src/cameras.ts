/** The cameras of the map, and which of them a reader chose to see. */

/** What the map can be narrowed by, in the order in which it is offered. */
export const FACETS = ["operator", "kind", "zone", "detail", "year"] as const;

export type Facet = (typeof FACETS)[number];

/** Of some facets, the values chosen: any of them will do; “” is what nobody mapped. */
export type Choice = Partial<Record<Facet, string[]>>;

/** A camera, and of each facet its values; several zones are possible. */
export interface Camera extends Record<Facet, string[]> {
  slug: string;
  /** Longitude and latitude. */
  place: [number, number];
  /** Degrees clockwise from north of the middle of where it looks; null where nobody mapped it. */
  direction: number | null;
  /** Degrees about it that it may look into; 0 for just one direction. */
  spread: number | null;
  indoor: boolean;
  synthetic: boolean;
}

/** One camera, or all that an organisation runs. */
export interface Group {
  name: string;
  cameras: readonly Camera[];
}

/** What `cameras.json` holds (`vidik.report.mapdata.camera_places`). */
export interface CameraFile {
  operators: string[];
  zones: string[];
  /** Of organisations with at least `least_cameras` that watch an outside, which these are. */
  organisations: [name: string, cameras: number[]][];
  /** What fewer cameras watch is a figure about single cameras. */
  least_cameras: number;
  cameras: [
    slug: string,
    lon: number,
    lat: number,
    kind: string,
    operator: number | null,
    zones: number[],
    year: number | null,
    best: number | null,
    direction: number | null,
    spread: number | null,
    indoor: number,
    synthetic: number,
  ][];
}

/** Return the cameras of a file; `levels` are the keys of the site's levels. */
export function camerasOf({ operators, zones, cameras }: CameraFile, levels: string[]): Camera[] {
  const named = (names: string[], i: number | null): string => (i === null ? "" : (names[i] ?? ""));
  return cameras.map(([slug, lon, lat, kind, operator, watched, year, best, ...more]) => ({
    slug,
    place: [lon, lat],
    direction: more[0],
    spread: more[1],
    indoor: more[2] === 1,
    synthetic: more[3] === 1,
    operator: [named(operators, operator)],
    kind: [kind],
    zone: watched.length ? watched.map((zone) => named(zones, zone)) : [""],
    detail: [named(levels, best)],
    year: [String(year ?? "")],
  }));
}

/** Return the cameras that stand in a box: west, south, east, north. */
export function within(
  [west, south, east, north]: readonly [number, number, number, number],
  cameras: readonly Camera[],
): readonly Camera[] {
  return cameras.filter(
    ({ place: [lon, lat] }) => west <= lon && lon <= east && south <= lat && lat <= north,
  );
}

/** Return the cameras that fit a choice; `but` is a facet that is left out of it. */
export function chosen(cameras: readonly Camera[], choice: Choice, but?: Facet): readonly Camera[] {
  const wanted = FACETS.filter((facet) => facet !== but && choice[facet]?.length).map(
    (facet) => [facet, new Set(choice[facet])] as const,
  );
  if (!wanted.length) return cameras;
  return cameras.filter((camera) =>
    wanted.every(([facet, values]) => camera[facet].some((value) => values.has(value))),
  );
}

/**
 * Return every value of a facet, and how many cameras it would show beside what else is chosen.
 *
 * Levels and years are in their order, all others the most frequent first; unknown comes last.
 */
export function counts(
  cameras: readonly Camera[],
  choice: Choice,
  facet: Facet,
  order: readonly string[] = [],
): [value: string, count: number][] {
  const found = new Map<string, number>();
  for (const camera of cameras) for (const value of camera[facet]) found.set(value, 0);
  const all = new Map(found);
  for (const camera of cameras) for (const v of camera[facet]) all.set(v, all.get(v)! + 1);
  for (const camera of chosen(cameras, choice, facet)) {
    for (const value of camera[facet]) found.set(value, found.get(value)! + 1);
  }
  const rank = (value: string): number =>
    facet === "year" ? -Number(value) : facet === "detail" ? order.indexOf(value) : -all.get(value)!;
  return [...found].sort(
    ([a], [b]) =>
      Number(a === "") - Number(b === "") || rank(a) - rank(b) || (a < b ? -1 : 1),
  );
}

/** Return a choice without facets of which nothing is chosen, or null if that leaves none. */
export function narrowing(choice: Choice): Choice | null {
  const kept = FACETS.filter((facet) => choice[facet]?.length).map(
    (facet) => [facet, choice[facet]!] as const,
  );
  return kept.length ? Object.fromEntries(kept) : null;
}
