/** What `site.json` and its neighbours say about the city (`vidik.report.mapdata`). */

import type { CameraFile } from "./cameras.ts";
import type { Named } from "./names.ts";

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
  /** Names of what cameras watch. */
  zones: Record<string, string>;
  letters: string;
  attribution: string;
  /** State of the data, an ISO day; null where no source says. */
  dated: string | null;
  synthetic: boolean;
}

/** Return the address of a file that the pages of all languages share: they lie about `assets/`. */
export function shared(path: string): string {
  return new URL(`../${path}`, import.meta.url).href;
}

export async function readSite(): Promise<Site> {
  return read<Site>("site.json");
}

export async function readCameras(): Promise<CameraFile> {
  return read<CameraFile>(shared("cameras.json"));
}

interface NameFile {
  kinds: string[];
  /** Mean size of a street's page. */
  page_bytes: number;
  names: [name: string, kind: number, ...box: Named["box"], slug?: string][];
}

let names: Promise<{ names: Named[]; pageBytes: number }> | undefined;

/** Return what has a name, fetched once. */
export function readNames(): Promise<{ names: Named[]; pageBytes: number }> {
  const asked = (names ??= read<NameFile>(shared("names.json")).then((file) => ({
    pageBytes: file.page_bytes,
    names: file.names.map(([name, kind, west, south, east, north, slug]) => ({
      name,
      kind: file.kinds[kind] ?? "",
      box: [west, south, east, north],
      slug,
    })),
  })));
  asked.catch(() => (names = undefined));
  return asked;
}

async function read<T>(name: string): Promise<T> {
  const response = await fetch(name);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return (await response.json()) as T;
}
