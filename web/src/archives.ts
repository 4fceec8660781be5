/**
 * Map tiles. They are kept in one file for each kind, fetched in ranges. A host that sends files only
 * whole has the same tiles in a folder, one file each; and without that folder the files come whole.
 */

import {
  addProtocol,
  removeProtocol,
  type RequestParameters,
  type VectorSourceSpecification,
} from "maplibre-gl";
import {
  EtagMismatch,
  PMTiles,
  Protocol,
  zxyToTileId,
  type RangeResponse,
  type Source,
} from "pmtiles";
import { shared } from "./site.ts";
import { ZOOMS } from "./tiles.ts";

export type Readiness =
  | { kind: "ranges" }
  | { kind: "folders"; folders: Record<string, Folder> }
  /** Size of all files together; 0 where the host does not say. */
  | { kind: "whole"; bytes: number };

/** West, south, east, north. */
export type Box = [number, number, number, number];

/** How tiles come, and of which files; known once the map is drawn. */
let how: Readiness = { kind: "ranges" };
let names: readonly string[] = [];

/** Ask the server for the first bytes of a file of tiles, and notice what it answers. */
export async function probe(known: Promise<readonly string[]>): Promise<Readiness> {
  const stop = new AbortController();
  const response = await fetch(address("base"), {
    headers: { Range: "bytes=0-126" },
    cache: "no-store",
    signal: stop.signal,
  }).catch(() => null);
  if (response?.status === 206) {
    await response.arrayBuffer();
    return { kind: "ranges" };
  }
  stop.abort();
  const all = await known;
  const folders = await Promise.all(
    all.map(async (name) => [name, await Folder.open(name)] as const),
  ).catch(() => null);
  if (folders) return { kind: "folders", folders: Object.fromEntries(folders) };
  if (!response?.ok) throw new Error(`tiles: ${response?.status ?? "no answer"}`);
  const sizes = await Promise.all(all.map(size));
  return { kind: "whole", bytes: sizes.includes(0) ? 0 : sizes.reduce((a, b) => a + b) };
}

/** Ask again what was asked at first, for who keeps what is asked for. */
export async function probeAgain(): Promise<void> {
  await probe(Promise.resolve(names));
}

/** Let the map read the addresses of `tilesOf`. */
export async function openArchives(readiness: Readiness, all: readonly string[]): Promise<void> {
  how = readiness;
  names = all;
  ["folder", "pmtiles"].forEach(removeProtocol);
  if (readiness.kind === "folders") {
    addProtocol("folder", async ({ url }: RequestParameters, { signal }) => {
      const [name = "", ...place] = url.replace("folder://", "").split("/");
      const [z, x, y] = place.map(Number) as [number, number, number];
      return { data: await readiness.folders[name]!.tile(z, x, y, signal) };
    });
    return;
  }
  const protocol = new Protocol({ metadata: false });
  for (const name of all) {
    const url = address(name);
    protocol.add(new PMTiles(readiness.kind === "ranges" ? new Ranged(url) : await Held.fetch(url)));
  }
  addProtocol("pmtiles", protocol.tile);
}

/**
 * Return a file or folder of tiles as a source of the map's style. It says which tiles there are, as a
 * map that has to ask would fetch the beginning of every file, of those that it does not draw as well.
 */
export function tilesOf(name: string): VectorSourceSpecification {
  const start = how.kind === "folders" ? `folder://${name}` : `pmtiles://${address(name)}`;
  const [minzoom, maxzoom] = ZOOMS;
  return { type: "vector", tiles: [`${start}/{z}/{x}/{y}`], minzoom, maxzoom };
}

/** Return what fetches each tile of a part of the map anew, and says how many bytes it has. */
export function tilesWithin([west, south, east, north]: Box): (() => Promise<number>)[] {
  const never = new AbortController().signal;
  return names.flatMap((name) => {
    const file = new PMTiles(new Ranged(address(name)));
    const bytes = async (z: number, x: number, y: number): Promise<number> => {
      if (how.kind === "folders") return (await how.folders[name]!.tile(z, x, y, never)).byteLength;
      return (await file.getZxy(z, x, y))?.data.byteLength ?? 0;
    };
    if (how.kind === "whole") return [async () => (await Held.fetch(address(name))).length];
    const calls: (() => Promise<number>)[] = [];
    for (let z = ZOOMS[0]; z <= ZOOMS[1]; z++) {
      const [left, top] = tileAt(z, west, north);
      const [right, bottom] = tileAt(z, east, south);
      for (let x = left; x <= right; x++) {
        for (let y = top; y <= bottom; y++) calls.push(() => bytes(z, x, y));
      }
    }
    return calls;
  });
}

/** Return column and row of the tile at a place. */
function tileAt(z: number, lon: number, lat: number): [number, number] {
  const phi = (lat * Math.PI) / 180;
  return [
    Math.floor(((lon + 180) / 360) * 2 ** z),
    Math.floor(((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2) * 2 ** z),
  ];
}

function address(name: string): string {
  return shared(`tiles/${name}.pmtiles`);
}

async function size(name: string): Promise<number> {
  const response = await fetch(address(name), { method: "HEAD" }).catch(() => null);
  return Number(response?.headers.get("Content-Length") ?? 0);
}

/** What `tiles.json` in a folder of tiles says (`vidik.report.tilefile`). */
interface About {
  /** Which tiles there are: the number of one, and how many follow on from there. */
  held: [number, number][];
}

/** Tiles as a file each. */
class Folder {
  private constructor(
    private readonly name: string,
    private readonly known: About,
  ) {}

  static async open(name: string): Promise<Folder> {
    const response = await fetch(shared(`tiles/${name}/tiles.json`));
    if (!response.ok) throw new Error(`tiles/${name}: ${response.status}`);
    return new Folder(name, (await response.json()) as About);
  }

  async tile(z: number, x: number, y: number, signal: AbortController["signal"]): Promise<ArrayBuffer> {
    const number = zxyToTileId(z, x, y);
    if (!this.known.held.some(([first, many]) => first <= number && number < first + many)) {
      return new ArrayBuffer(0);
    }
    const path = `tiles/${this.name}/${z}/${x}/${y}.mvt`;
    const response = await fetch(shared(path), { signal });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return unpacked(await response.arrayBuffer());
  }
}

/** Return a tile as it was before it was packed; a host may have told the browser to unpack it. */
async function unpacked(bytes: ArrayBuffer): Promise<ArrayBuffer> {
  const [first, second] = new Uint8Array(bytes, 0, 2);
  if (first !== 0x1f || second !== 0x8b) return bytes;
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain).arrayBuffer();
}

/**
 * A file fetched in ranges, past the browser's cache: Chromium revalidates cached ranges of one file
 * side by side and now and then fails one of them (“Failed to fetch”). The map keeps its tiles itself.
 */
class Ranged implements Source {
  constructor(private readonly url: string) {}

  getKey(): string {
    return this.url;
  }

  async getBytes(
    offset: number,
    length: number,
    signal?: AbortSignal,
    known?: string,
  ): Promise<RangeResponse> {
    const response = await fetch(this.url, {
      headers: { Range: `bytes=${offset}-${offset + length - 1}` },
      cache: "no-store",
      signal: signal ?? null,
    });
    const etag = response.headers.get("ETag") ?? undefined;
    // The city was built anew while the page stood open: begin again with the new file.
    if (known && (response.status === 416 || (etag && known !== etag))) {
      throw new EtagMismatch(`${this.url}: ${etag}`);
    }
    if (response.status !== 206) throw new Error(`${this.url}: ${response.status}`);
    return { data: await response.arrayBuffer(), ...(etag ? { etag } : {}) };
  }
}

/** A whole file in memory. */
class Held implements Source {
  constructor(
    private readonly key: string,
    private readonly bytes: ArrayBuffer,
  ) {}

  static async fetch(url: string): Promise<Held> {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return new Held(url, await response.arrayBuffer());
  }

  get length(): number {
    return this.bytes.byteLength;
  }

  getKey(): string {
    return this.key;
  }

  getBytes(offset: number, length: number): Promise<RangeResponse> {
    return Promise.resolve({ data: this.bytes.slice(offset, offset + length) });
  }
}
