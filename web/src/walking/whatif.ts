/**
 * What if some cameras were not there: what is then seen of the ways, from how likely each camera by
 * itself sees them. Cameras that are not there yet would need new views, which no browser works out.
 */

import { SURE } from "../bands.ts";
import { homeFigures, type AtHome } from "./home.ts";
import type { Doorstep } from "./near.ts";
import type { Network } from "./network.ts";
import { opened } from "./numbers.ts";
import { BOUNDS, inView, sharesOf, type Bound, type LevelHead, type Seen } from "./seen.ts";

/** What single cameras see, by edge: `walking/<level>-alone.walk`. */
export interface Alone {
  head: LevelHead;
  first: Int32Array;
  camera: Int32Array;
  /** Millimetres from the edge's tail. */
  from: Float64Array;
  until: Float64Array;
  chance: Float64Array;
}

/** A part of an edge, millimetres from its tail. */
export interface Lost {
  edge: number;
  start: number;
  end: number;
  share: number;
  sure: boolean;
}

/** What is told of the city, and of a home if there is one. */
export interface Figures {
  /** Metres of the city's ways in view. */
  ways: Record<Bound, number>;
  home: AtHome | null;
}

/** Return what a file says that single cameras see. */
export async function aloneOf(packed: ArrayBuffer, { head: { ways }, edges }: Network): Promise<Alone> {
  const { head, numbers } = await opened<LevelHead>(packed);
  if (head.ways !== ways) throw new Error("what cameras see by themselves is of another network");
  const first = numbers.firsts(edges);
  const w = first[edges]!;
  let last = 0;
  const camera = Int32Array.from({ length: w }, () => (last += numbers.signed()));
  const from = Float64Array.from({ length: w }, () => numbers.next());
  const until = Float64Array.from({ length: w }, () => numbers.next());
  for (let e = 0; e < edges; e++) {
    for (let j = first[e]!; j < first[e + 1]!; j++) {
      if (j > first[e]! && camera[j] === camera[j - 1]) from[j]! += until[j - 1]!;
      until[j]! += from[j]!;
    }
  }
  return { head, first, camera, from, until, chance: sharesOf(numbers.take(w)) };
}

/**
 * Return what is seen without some cameras, and the parts that none of the others sees.
 *
 * Doubts are independent: a place is seen with 1 − Π(1 − P). What the page says of it now shrinks as
 * this does, so that without anybody left out nothing changes, and that no figure ever rises.
 */
export function without(network: Network, seen: Seen, alone: Alone, gone: ReadonlySet<string>): { seen: Seen; lost: Lost[] } {
  const out = alone.head.cameras.map((slug) => gone.has(slug));
  const first = new Int32Array(network.edges + 1);
  const kept: Omit<Lost, "edge">[] = [];
  const lost: Lost[] = [];
  for (let edge = 0; edge < network.edges; edge++) {
    const own = alone.camera.subarray(alone.first[edge], alone.first[edge + 1]);
    const [touched, bare] = [own.some((one) => out[one]), own.every((one) => out[one])];
    for (let i = seen.first[edge]!; i < seen.first[edge + 1]!; i++) {
      const part = { start: seen.start[i]!, end: seen.end[i]!, share: seen.share[i]!, sure: seen.sure[i] === 1 };
      if (!touched) {
        kept.push(part);
        continue;
      }
      for (const [start, end] of pieces(alone, edge, part.start, part.end)) {
        const [all, others] = chances(alone, edge, start, end, out);
        // what nobody by itself sees, by rounding, stays as long as anybody does who sees the edge
        if (all === 0 && !bare) kept.push({ ...part, start, end });
        else if (others === 0) lost.push({ ...part, edge, start, end });
        else {
          const sure = part.sure && (others === all || others >= SURE);
          kept.push({ start, end, share: sure ? 1 : part.share * (others / all), sure });
        }
      }
    }
    first[edge + 1] = kept.length;
  }
  return {
    seen: {
      ...seen,
      first,
      start: Float64Array.from(kept, ({ start }) => start),
      end: Float64Array.from(kept, ({ end }) => end),
      share: Float64Array.from(kept, ({ share }) => share),
      sure: Uint8Array.from(kept, ({ sure }) => Number(sure)),
    },
    lost,
  };
}

/** Return a part of an edge cut wherever a camera begins or ends to see it. */
function pieces({ first, from, until }: Alone, edge: number, start: number, end: number): [start: number, end: number][] {
  const cuts = new Set([start, end]);
  for (let j = first[edge]!; j < first[edge + 1]!; j++) {
    for (const cut of [from[j]!, until[j]!]) if (start < cut && cut < end) cuts.add(cut);
  }
  const places = [...cuts].sort((a, b) => a - b);
  return places.length < 2 ? [[start, end]] : places.slice(1).map((place, k) => [places[k]!, place]);
}

/** Return how likely any camera sees a piece, and any of those that are not left out. */
function chances(alone: Alone, edge: number, start: number, end: number, out: readonly boolean[]): [all: number, others: number] {
  let [all, others] = [1, 1];
  for (let j = alone.first[edge]!; j < alone.first[edge + 1]!; j++) {
    if (alone.from[j]! > start || alone.until[j]! < end) continue;
    all *= 1 - alone.chance[j]!;
    if (!out[alone.camera[j]!]) others *= 1 - alone.chance[j]!;
  }
  return [1 - all, 1 - others];
}

/** Return what is told of the city and of a home. */
export function figures(network: Network, seen: Seen, home: Doorstep | null): Figures {
  const ways = { least: 0, expected: 0, most: 0 };
  for (let e = 0; e < network.edges; e++) {
    if (!network.counted[e] || seen.first[e] === seen.first[e + 1]) continue;
    for (const bound of BOUNDS) ways[bound] += inView(seen, bound, e, 0, network.length[e]!) / 1e3;
  }
  return { ways, home: home && homeFigures(network, seen, home) };
}

/** Return how long the city's ways are, metres. */
export function wholeOf({ length, counted }: Network): number {
  return length.reduce((sum, one, e) => sum + (counted[e] ? one : 0), 0) / 1e3;
}
