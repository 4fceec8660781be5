/** What cameras see of the ways at one level: `walking/<level>.walk` (`vidik.model.seen`). */

import { opened, type Head } from "./numbers.ts";
import type { Network } from "./network.ts";

export type Bound = "least" | "expected" | "most";

export const BOUNDS: readonly Bound[] = ["least", "expected", "most"];

export interface LevelHead extends Head {
  level: string;
  /** Slugs of the cameras that see anything. */
  cameras: string[];
}

export interface Seen {
  head: LevelHead;
  /** Parts that some camera may see, by edge: millimetres from its tail, and how likely. */
  first: Int32Array;
  start: Float64Array;
  end: Float64Array;
  share: Float64Array;
  sure: Uint8Array;
  /** Stretches that a camera by itself may see, by edge, likewise. */
  firstStretch: Int32Array;
  camera: Int32Array;
  certain: Uint8Array;
  from: Float64Array;
  until: Float64Array;
}

const CERTAIN = 255;

/** Return the shares that bytes tell. */
export function sharesOf(bytes: Uint8Array): Float64Array {
  return Float64Array.from(bytes, (byte) => (byte === CERTAIN ? 1 : (byte / (CERTAIN - 1)) * (byte / (CERTAIN - 1))));
}

/** Return what a file says is seen of a network. */
export async function seenOf(packed: ArrayBuffer, network: Network): Promise<Seen> {
  const { head, numbers } = await opened<LevelHead>(packed);
  if (head.ways !== network.head.ways) throw new Error("what is seen is of another network");
  const m = network.edges;
  const first = numbers.firsts(m);
  const p = first[m]!;
  const start = Float64Array.from({ length: p }, () => numbers.next());
  const end = Float64Array.from({ length: p }, () => numbers.next());
  for (let e = 0; e < m; e++) {
    for (let i = first[e]!, before = 0; i < first[e + 1]!; i++) {
      start[i]! += before;
      before = end[i]! += start[i]!;
    }
  }
  const bytes = numbers.take(p);
  const share = sharesOf(bytes);
  const firstStretch = numbers.firsts(m);
  const w = firstStretch[m]!;
  let last = 0;
  const who = Int32Array.from({ length: w }, () => (last += numbers.signed()));
  const from = Float64Array.from({ length: w }, () => 100 * numbers.next());
  const until = from.map((begun) => begun + 100 * numbers.next());
  return {
    head,
    first,
    start,
    end,
    share,
    sure: bytes.map((byte) => Number(byte === CERTAIN)),
    firstStretch,
    camera: who.map((one) => one >> 1),
    certain: Uint8Array.from(who, (one) => one & 1),
    from,
    until,
  };
}

/** Return with which share a part counts: whole or not at all, unless in expectation. */
export function shareOf(seen: Seen, part: number, bound: Bound): number {
  if (bound === "expected") return seen.share[part]!;
  return bound === "most" ? 1 : seen.sure[part]!;
}

/** Return how much of an edge is seen between two places of it, millimetres. */
export function inView(seen: Seen, bound: Bound, edge: number, one: number, other: number): number {
  const [low, high] = one < other ? [one, other] : [other, one];
  let sum = 0;
  for (let i = seen.first[edge]!; i < seen.first[edge + 1]!; i++) {
    const within = Math.min(seen.end[i]!, high) - Math.max(seen.start[i]!, low);
    if (within > 0) sum += shareOf(seen, i, bound) * within;
  }
  return sum;
}
