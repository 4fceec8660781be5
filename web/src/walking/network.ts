/** The ways that people walk: `walking/ways.walk`, as arrays (`vidik.model.walk_network`). */

import { opened, type Head } from "./numbers.ts";

export interface WaysHead extends Head {
  proj: string;
  edges: number;
  /** Version of the table that says where and how fast people walk. */
  rules: string;
  pace_m_per_min: number;
  minutes: number;
  budget_mm: number;
  reach_m: number;
  names: string[];
}

export interface Network {
  head: WaysHead;
  edges: number;
  nodes: number;
  /** Of each edge its first vertex; vertices are east and north in turn, metres. */
  offsets: Int32Array;
  vertices: Float64Array;
  tail: Int32Array;
  head_: Int32Array;
  /** Whole millimetres; effort is how far one gets on the flat in the time that an edge takes. */
  length: Float64Array;
  effort: Float64Array;
  counted: Uint8Array;
  covered: Uint8Array;
  /** Index into the names of the head. */
  name: Int32Array;
  /** What leads away from node g is `first[g]` to `first[g + 1] − 1`, each to a node along an edge. */
  first: Int32Array;
  to: Int32Array;
  along: Int32Array;
}

/** Vertices lie on this grid, metres. */
const GRID = 1 / 1024;

/** Return the network that a file holds. */
export async function networkOf(packed: ArrayBuffer): Promise<Network> {
  const { head, numbers } = await opened<WaysHead>(packed);
  const m = head.edges;
  const offsets = numbers.firsts(m);
  const vertices = new Float64Array(2 * offsets[m]!);
  const units = new Float64Array(2 * offsets[m]!);
  for (let i = 0; i < units.length; i++) units[i] = numbers.signed() + (i < 2 ? 0 : units[i - 2]!);
  for (let i = 0; i < units.length; i++) vertices[i] = units[i]! * GRID;
  const length = new Float64Array(m);
  for (let e = 0; e < m; e++) length[e] = numbers.signed() + aboutMm(units, offsets[e]!, offsets[e + 1]!);
  const effort = length.map((one) => one + numbers.next());
  const flags = Uint8Array.from({ length: m }, () => numbers.next());
  const name = Int32Array.from({ length: m }, () => numbers.next());
  const ends = endsOf(units, offsets);
  return {
    head,
    edges: m,
    offsets,
    vertices,
    length,
    effort,
    counted: flags.map((flag) => flag & 1),
    covered: flags.map((flag) => flag >> 1),
    name,
    ...ends,
    ...leads(ends.tail, ends.head_, ends.nodes),
  };
}

/** Return about how long a line is, millimetres: the file says what is missing. */
function aboutMm(units: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from + 1; i < to; i++) {
    const dx = units[2 * i]! - units[2 * i - 2]!;
    const dy = units[2 * i + 1]! - units[2 * i - 1]!;
    sum += Math.floor(Math.sqrt(dx * dx + dy * dy) + 0.5);
  }
  return Math.floor((1000 * sum + 512) / 1024);
}

/** Return the nodes at which edges begin and end: one for each place. */
function endsOf(units: Float64Array, offsets: Int32Array): Pick<Network, "tail" | "head_" | "nodes"> {
  const known = new Map<number, number>();
  const nodeAt = (vertex: number): number => {
    // both are below 2²⁶, whatever their sign: within 65 km of the middle
    const place = units[2 * vertex]! * 2 ** 27 + units[2 * vertex + 1]!;
    const found = known.get(place);
    if (found !== undefined) return found;
    known.set(place, known.size);
    return known.size - 1;
  };
  const m = offsets.length - 1;
  const [tail, head_] = [new Int32Array(m), new Int32Array(m)];
  for (let e = 0; e < m; e++) {
    tail[e] = nodeAt(offsets[e]!);
    head_[e] = nodeAt(offsets[e + 1]! - 1);
  }
  return { tail, head_, nodes: known.size };
}

/** Return what leads away from each node, in both directions of every edge. */
function leads(tail: Int32Array, head: Int32Array, nodes: number): Pick<Network, "first" | "to" | "along"> {
  const first = new Int32Array(nodes + 1);
  for (const ends of [tail, head]) for (const node of ends) first[node + 1]!++;
  for (let g = 0; g < nodes; g++) first[g + 1]! += first[g]!;
  const next = first.slice();
  const [to, along] = [new Int32Array(2 * tail.length), new Int32Array(2 * tail.length)];
  for (const [from, other] of [[tail, head], [head, tail]] as const) {
    for (let e = 0; e < tail.length; e++) {
      const j = next[from[e]!]!++;
      to[j] = other[e]!;
      along[j] = e;
    }
  }
  return { first, to, along };
}

/** Return a number rounded to a whole one, halves to the even one. */
export function rint(value: number): number {
  const whole = Math.round(value);
  return whole - value === 0.5 && whole % 2 ? whole - 1 : whole;
}
