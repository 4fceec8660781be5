/** What `site.json` and its neighbours say about the city (`vidik.report.mapdata`). */

import type { Street } from "./street.ts";

export interface Level {
  key: string;
  name: string;
  /** What a picture of that detail allows: follows “could”. */
  can: string;
  sentence: string;
  /** Shares of public space by how many cameras watch it, for each way of colouring by that. */
  depths: Record<string, number[]>;
}

export interface Site {
  language: string;
  place: string;
  bounds: [number, number, number, number];
  boundary: [number, number][][];
  level: string;
  levels: Level[];
  kinds: Record<string, string>;
  spaces: Record<string, string>;
  letters: string;
  attribution: string;
  /** State of the data, an ISO day; null where no source says. */
  dated: string | null;
  synthetic: boolean;
}

/** Slug, longitude, latitude. */
export type CameraPlace = [string, number, number];

export async function readSite(): Promise<Site> {
  return read<Site>("site.json");
}

export async function readCameras(): Promise<CameraPlace[]> {
  return (await read<{ cameras: CameraPlace[] }>("cameras.json")).cameras;
}

export async function readStreets(): Promise<Street[]> {
  return (await read<{ streets: Street[] }>("streets.json")).streets;
}

async function read<T>(name: string): Promise<T> {
  const response = await fetch(name);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return (await response.json()) as T;
}
