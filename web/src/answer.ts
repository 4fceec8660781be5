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

/** Where an axis may point and how far each possible lens reaches. */
export interface Aim {
  weight: number[];
  fov: number[];
  reach: number[][];
  share: number[];
  start: number[];
  width: number[];
}

/** One camera of a file `answers/<i>_<j>.json`. */
export interface AnswerCamera {
  id: string;
  slug: string;
  kind: string;
  operator: string | null;
  source: string;
  checked: string | null;
  x: number;
  y: number;
  reach: number;
  aim: Aim;
  /** Vertices of the view, x0, y0, x1, y1, … in centimetres from the camera, counter-clockwise. */
  ring: number[];
  /** Indices of the edges that are arcs of radius `reach`. */
  arc: number[];
  synthetic: boolean;
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
const TURN = 2 * Math.PI;

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

/** Return the cameras that could see the point at any level, nearest first. */
export function whoCouldSee(
  levels: number,
  cameras: Iterable<AnswerCamera>,
  x: number,
  y: number,
): Sighting[] {
  const sightings: Sighting[] = [];
  for (const camera of cameras) {
    const dx = x - camera.x;
    const dy = y - camera.y;
    const distance = Math.hypot(dx, dy);
    if (distance > camera.reach || !inView(camera, dx, dy)) continue;
    const probability = Array.from({ length: levels }, (_level, level) =>
      chance(camera.aim, dx, dy, level),
    );
    const best = probability.findLastIndex((p) => p > 0);
    if (best < 0) continue;
    sightings.push({
      camera,
      distance,
      bearing: (Math.atan2(-dx, -dy) * DEGREES + 360) % 360,
      probability,
      best,
      certain: probability.some((p) => p >= SURE),
    });
  }
  return sightings.sort(
    (a, b) => a.distance - b.distance || (a.camera.id < b.camera.id ? -1 : 1),
  );
}

/**
 * Return whether no building hides the point `dx`, `dy` metres from the camera.
 *
 * The view is a star about the camera, so the ray towards the point crosses one edge that is not
 * radial: the point is in view if it lies on the camera's side of it.
 */
export function inView(camera: AnswerCamera, dx: number, dy: number): boolean {
  const { ring, reach } = camera;
  const arcs = new Set(camera.arc);
  const n = ring.length / 2;
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    const ax = ring[2 * i]! / 100;
    const ay = ring[2 * i + 1]! / 100;
    const bx = ring[2 * j]! / 100;
    const by = ring[2 * j + 1]! / 100;
    if (arcs.has(i)) {
      const start = Math.atan2(ay, ax);
      const width = n === 1 ? TURN : turned(Math.atan2(by, bx) - start);
      if (turned(Math.atan2(dy, dx) - start) <= width && Math.hypot(dx, dy) <= reach) return true;
      continue;
    }
    // Radial edges and those seen from behind span no angle.
    if (ax * by - ay * bx <= 0) continue;
    const within = ax * dy - ay * dx >= 0 && dx * by - dy * bx >= 0;
    if (within && (bx - ax) * (dy - ay) - (by - ay) * (dx - ax) >= 0) return true;
  }
  return false;
}

/** Return the probability that the point is in the picture at a level (see `vidik.model.views.Aim`). */
export function chance(aim: Aim, dx: number, dy: number, level: number): number {
  const distance = Math.hypot(dx, dy);
  const bearing = (Math.atan2(dx, dy) * DEGREES + 360) % 360;
  let sum = 0;
  for (const [k, weight] of aim.weight.entries()) {
    if (distance > aim.reach[k]![level]!) continue;
    const fov = aim.fov[k]!;
    for (const [j, share] of aim.share.entries()) {
      sum += weight * share * covered(aim.start[j]!, aim.width[j]!, bearing, fov);
    }
  }
  return sum;
}

/** Return the share of the directions in an arc from which `fov` degrees hold the bearing. */
function covered(start: number, width: number, bearing: number, fov: number): number {
  if (fov >= 360) return 1;
  if (width === 0) {
    const apart = Math.abs(bearing - start) % 360;
    return Math.min(apart, 360 - apart) <= fov / 2 ? 1 : 0;
  }
  // The two arcs may meet on both sides of north.
  const from = ((((bearing - fov / 2 - start) % 360) + 360) % 360) - 360;
  let overlap = 0;
  for (const shift of [0, 360]) {
    const low = Math.max(0, from + shift);
    const high = Math.min(width, from + shift + fov);
    overlap += Math.max(0, high - low);
  }
  return Math.min(1, overlap / width);
}

function turned(angle: number): number {
  return ((angle % TURN) + TURN) % TURN;
}
