/** Fetch the files under `answers/` as far as a question needs them, each once. */

import type { AnswerCell, AnswerIndex, AnswerSource, Sighting } from "./answer.ts";
import type { Box } from "./archives.ts";
import { shared } from "./site.ts";

export interface Answer {
  lon: number;
  lat: number;
  sightings: Sighting[];
  levels: string[];
  sources: Record<string, AnswerSource>;
  /** Where each camera's view was computed from, longitude and latitude. */
  places: [number, number][];
}

let index: Promise<AnswerIndex> | undefined;
const cells = new Map<string, Promise<AnswerCell>>();

/** Return the answer for a point; rejects if a file cannot be fetched. */
export async function ask(lon: number, lat: number): Promise<Answer> {
  index ??= read<AnswerIndex>("index");
  const [known, { cellsNear, toDegrees, toMetres, whoCouldSee }] = await Promise.all([
    index,
    import("./answer.ts"),
  ]).catch((problem: unknown) => {
    index = undefined;
    throw problem;
  });
  const [x, y] = toMetres(known, lon, lat);
  const near = await Promise.all(cellsNear(known, x, y).map(cell));
  const sightings = whoCouldSee(known.levels.length, near, x, y);
  return {
    lon,
    lat,
    sightings,
    levels: known.levels.map((level) => level.key),
    sources: known.sources,
    places: sightings.map(({ camera }) => toDegrees(known, camera.x, camera.y)),
  };
}

/** Return the addresses of the files that answer for a part of the map. */
export async function answersWithin([west, south, east, north]: Box): Promise<string[]> {
  const [known, { toMetres }] = await Promise.all([read<AnswerIndex>("index"), import("./answer.ts")]);
  const corners = [toMetres(known, west, south), toMetres(known, east, north)] as const;
  const [[left, bottom], [right, top]] = corners;
  const { cell_m: size, reach_m: reach } = known;
  const within = known.cells.filter((name) => {
    const [i, j] = name.split("_").map(Number) as [number, number];
    return (
      (i + 1) * size >= left - reach && i * size <= right + reach &&
      (j + 1) * size >= bottom - reach && j * size <= top + reach
    );
  });
  return ["index", ...within].map((name) => shared(`answers/${name}.json`));
}

function cell(name: string): Promise<AnswerCell> {
  const held = cells.get(name);
  if (held) return held;
  const asked = read<AnswerCell>(name);
  cells.set(name, asked);
  asked.catch(() => cells.delete(name));
  return asked;
}

async function read<T>(name: string): Promise<T> {
  const response = await fetch(shared(`answers/${name}.json`));
  if (!response.ok) throw new Error(`answers/${name}.json: ${response.status}`);
  return (await response.json()) as T;
}
