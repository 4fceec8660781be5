/** Map tiles out of one file each, fetched in ranges; or, if the server ignores Range, whole. */

import { addProtocol, removeProtocol } from "maplibre-gl";
import { EtagMismatch, PMTiles, Protocol, type RangeResponse, type Source } from "pmtiles";
import { shared } from "./site.ts";

export type Readiness = { kind: "ranges" } | { kind: "whole"; bytes: number };

const NAMES = ["base", "watch", "ground"] as const;

/** Ask the server for the first bytes of a file of tiles, and notice what it answers. */
export async function probe(): Promise<Readiness> {
  const stop = new AbortController();
  const response = await fetch(address("base"), {
    headers: { Range: "bytes=0-126" },
    cache: "no-store",
    signal: stop.signal,
  });
  const bytes = Number(response.headers.get("Content-Length") ?? 0);
  if (!response.ok) throw new Error(`tiles: ${response.status}`);
  if (response.status === 206) {
    await response.arrayBuffer();
    return { kind: "ranges" };
  }
  stop.abort();
  return { kind: "whole", bytes };
}

/** Let the map read `pmtiles://` addresses. */
export async function openArchives(readiness: Readiness): Promise<void> {
  const protocol = new Protocol({ metadata: false });
  for (const name of NAMES) {
    const url = address(name);
    protocol.add(new PMTiles(readiness.kind === "ranges" ? new Ranged(url) : await Held.fetch(url)));
  }
  removeProtocol("pmtiles");
  addProtocol("pmtiles", protocol.tile);
}

/** Return the address of a file of tiles, as a source of the map's style. */
export function tilesOf(name: (typeof NAMES)[number]): string {
  return `pmtiles://${address(name)}`;
}

function address(name: string): string {
  return shared(`tiles/${name}.pmtiles`);
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

  getKey(): string {
    return this.key;
  }

  getBytes(offset: number, length: number): Promise<RangeResponse> {
    return Promise.resolve({ data: this.bytes.slice(offset, offset + length) });
  }
}
