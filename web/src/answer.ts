/**
 * Who could see a point, how well, and how surely: the same answer as the library gives
 * (`vidik.sight.answer`), computed in the browser from the files under `answers/`.
 *
 * Pure: takes values, returns values. Lengths are metres in the city's frame, angles degrees
 * clockwise from north.
 */

import proj4 from "proj4";
import { SURE } from "./bands.ts";

/** What `answers/index.json` says. */
export interface AnswerIndex {
  proj: string;
  cell_m: number;
  reach_m: number;
  levels: { key: string; ppm: number }[];
  cells: string[];
  sources: Record<string, AnswerSource>;
  attribution: string;
  synthetic: boolean;
}

export interface AnswerSource {
  name: string;
  dated: string | null;
  retrieved: string | null;
  licence: string;
}

/** A file `answers/<i>_<j>.json`; what cameras share stands in it once. */
export interface AnswerCell {
  lenses: Lens[];
  readings: Readings[];
  cameras: AnswerCamera[];
}

export interface Lens {
  fov: number;
  /** For each level of the index, along the line of sight. */
  reach: number[];
}

/** How far a camera may see and how high it may hang, in columns (see `vidik.model.views.Aim`). */
export interface Readings {
  weight: number[];
  /** Indices into the cell's lenses. */
  lens: number[];
  rise: number[];
  /** Tangents of how far below the horizon the picture ends; null: the camera's foot is in it. */
  lower: (number | null)[];
  upper: number[];
  /** Indices into the camera's stances. */
  stance: number[];
}

/** Where an axis may point. */
export interface Arcs {
  share: number[];
  start: number[];
  width: number[];
}

export interface AnswerCamera extends Arcs {
  id: string;
  slug: string;
  kind: string;
  operator: string | null;
  source: string;
  checked: string | null;
  x: number;
  y: number;
  /** Index into the cell's readings. */
  readings: number;
  views: View[];
  /** Of each stance, the view that it takes. */
  stances: number[];
  synthetic: boolean;
}

/** What no building hides, within `reach` (see `vidik.model.views.Views`). */
export interface View {
  reach: number;
  /** How many corners each ring has; rings run counter-clockwise. */
  rings: number[];
  /** Of all rings, east and north in turn: centimetres from the corner before, at first the camera. */
  corners: number[];
  /** Indices of the corners at which an arc starts, of radius `reach`. */
  arcs: number[];
}

/** One camera that could see the point. */
export interface Sighting {
  camera: AnswerCamera;
  /** Metres. */
  distance: number;
  /** From the point to the camera. */
  bearing: number;
  /** For each level of the index. */
  probability: number[];
  /** Number of the most detailed level at which it could. */
  best: number;
  /** True if it sees the point at some level for certain. */
  certain: boolean;
}

const DEGREES = 180 / Math.PI;

/** Return metres east and north of the city's centre. */
export function toMetres(index: AnswerIndex, lon: number, lat: number): [number, number] {
  const [x, y] = proj4(index.proj, [lon, lat]);
  return [x, y];
}

/** Return longitude and latitude of metres east and north of the city's centre. */
export function toDegrees(index: AnswerIndex, x: number, y: number): [number, number] {
  const [lon, lat] = proj4(index.proj).inverse([x, y]);
  return [lon, lat];
}

/** Return the names of the cells that may hold a camera that reaches the point. */
export function cellsNear(index: AnswerIndex, x: number, y: number): string[] {
  const { cell_m: size, reach_m: reach } = index;
  const known = new Set(index.cells);
  const names: string[] = [];
  for (let i = Math.floor((x - reach) / size); i <= Math.floor((x + reach) / size); i++) {
    for (let j = Math.floor((y - reach) / size); j <= Math.floor((y + reach) / size); j++) {
      const dx = Math.max(i * size - x, 0, x - (i + 1) * size);
      const dy = Math.max(j * size - y, 0, y - (j + 1) * size);
      const name = `${i}_${j}`;
      if (Math.hypot(dx, dy) <= reach && known.has(name)) names.push(name);
    }
  }
  return names;
}

/** Return the cameras of some cells that could see the point at any level, nearest first. */
export function whoCouldSee(
  levels: number,
  cells: Iterable<AnswerCell>,
  x: number,
  y: number,
): Sighting[] {
  const sightings: Sighting[] = [];
  for (const { lenses, readings, cameras } of cells) {
    for (const camera of cameras) {
      const dx = x - camera.x;
      const dy = y - camera.y;
      const inside = camera.views.map((view) => inView(view, dx, dy));
      if (!inside.includes(true)) continue;
      const seen = camera.stances.map((view) => inside[view]!);
      const probability = chances(levels, lenses, readings[camera.readings]!, camera, seen, dx, dy);
      const best = probability.findLastIndex((p) => p > 0);
      if (best < 0) continue;
      sightings.push({
        camera,
        distance: Math.hypot(dx, dy),
        bearing: (Math.atan2(-dx, -dy) * DEGREES + 360) % 360,
        probability,
        best,
        certain: probability.some((p) => p >= SURE),
      });
    }
  }
  return sightings.sort(
    (a, b) => a.distance - b.distance || (a.camera.id < b.camera.id ? -1 : 1),
  );
}

/**
 * Return whether no building hides the point `dx`, `dy` metres from the camera.
 *
 * Seen from the camera, an edge that runs counter-clockwise closes ground that is seen, one that
 * runs clockwise opens it: the point is in view if, behind it along its own ray, more edges close
 * than open (`vidik.sight.kernels.stars`).
 */
export function inView(view: View, dx: number, dy: number): boolean {
  if (dx * dx + dy * dy > view.reach * view.reach) return false;
  let behind = 0;
  for (const { ax, ay, bx, by, arc } of edges(view)) {
    const a = ax * dy - ay * dx;
    const b = bx * dy - by * dx;
    // Half-open, so that a direction belongs to one edge.
    if (a >= 0 === b >= 0) continue;
    const turn = ax * by - ay * bx;
    const side = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax);
    if (a >= 0 && turn > 0 && (arc || side >= 0)) behind++;
    if (a < 0 && turn < 0 && side <= 0) behind--;
  }
  return behind > 0 || (dx === 0 && dy === 0 && view.rings.length > 0);
}

interface Edge {
  ax: number;
  ay: number;
  bx: number;
  by: number;
  arc: boolean;
}

/** Yield the edges of all rings, metres from the camera. */
function* edges({ rings, corners, arcs }: View): Generator<Edge> {
  const round = new Set(arcs);
  let [first, x, y] = [0, 0, 0];
  for (const count of rings) {
    const ring: [number, number][] = [];
    for (let i = first; i < first + count; i++) {
      x += corners[2 * i]!;
      y += corners[2 * i + 1]!;
      ring.push([x / 100, y / 100]);
    }
    for (const [i, [ax, ay]] of ring.entries()) {
      const [bx, by] = ring[(i + 1) % count]!;
      yield { ax, ay, bx, by, arc: round.has(first + i) };
    }
    first += count;
  }
}

/**
 * Return the probability that the point is in the picture at each level.
 *
 * The formula of `vidik.model.views.Aim`; `seen` says for each stance whether no building hides it.
 */
export function chances(
  levels: number,
  lenses: Lens[],
  readings: Readings,
  arcs: Arcs,
  seen: boolean[],
  dx: number,
  dy: number,
): number[] {
  const sums = new Array<number>(levels).fill(0);
  const distance = Math.hypot(dx, dy);
  const bearing = Math.atan2(dx, dy) * DEGREES;
  for (const [k, weight] of readings.weight.entries()) {
    const { fov, reach } = lenses[readings.lens[k]!]!;
    const rise = readings.rise[k]!;
    const sight = Math.hypot(distance, rise);
    if (!seen[readings.stance[k]!] || !reach.some((far) => sight <= far)) continue;
    const lower = readings.lower[k] ?? Infinity;
    const [from, to] = offAxis(distance, fov, rise, lower, readings.upper[k]!);
    if (from >= to) continue;
    let axes = 0;
    for (const [j, share] of arcs.share.entries()) {
      const above = from > 0 ? within(from, bearing, arcs.start[j]!, arcs.width[j]!) : 0;
      axes += share * Math.max(within(to, bearing, arcs.start[j]!, arcs.width[j]!) - above, 0);
    }
    for (const [level, far] of reach.entries()) if (sight <= far) sums[level]! += weight * axes;
  }
  return sums.map((sum) => Math.min(sum, 1));
}

/** Return how many degrees off the axis, from and to, a point at a distance is in the picture. */
function offAxis(
  distance: number,
  fov: number,
  rise: number,
  lower: number,
  upper: number,
): [number, number] {
  if (rise <= 0 || (lower === Infinity && upper <= 0)) return [-1, fov / 2];
  if (distance === 0) return lower === Infinity ? [-1, 180] : [0, 0];
  // Along the axis the point stands at distance · cos(angle to the axis).
  const near = rise / (lower * distance);
  const far = upper > 0 ? rise / (upper * distance) : Infinity;
  if (near > 1) return [0, 0];
  return [
    far < 1 ? Math.acos(far) * DEGREES : -1,
    lower < Infinity ? Math.min(fov / 2, Math.acos(near) * DEGREES) : fov / 2,
  ];
}

/** Return the share of the axes of an arc that lie within `half` degrees of the bearing. */
function within(half: number, bearing: number, start: number, width: number): number {
  if (half >= 180) return 1;
  const from = bearing - half - start;
  // From the start of the arc.
  const a = from - 360 * Math.floor(from / 360);
  const b = a + 2 * half;
  if (width === 0) return a === 0 || b >= 360 ? 1 : 0;
  const overlap = Math.max(0, Math.min(b, width) - a) + Math.max(0, Math.min(b - 360, width));
  return overlap / width;
}
