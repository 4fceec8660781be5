/** The nearest place of the network: where a home stands, and where a way begins (`homes_at`). */

import { rint, type Network } from "./network.ts";

/** A place along an edge. */
export interface Doorstep {
  edge: number;
  /** Whole millimetres from its tail. */
  offset: number;
}

/** Side of the squares by which sides of edges are found, metres. */
const CELL = 64;

/** How far a place is from a side of an edge, and where on it. */
interface Found {
  edge: number;
  distance: number;
  /** Metres along the edge. */
  along: number;
}

export class Near {
  /** Numbers of sides (of their first vertex), by square. */
  private readonly squares = new Map<number, number[]>();
  /** The edge of each vertex. */
  private readonly edgeOf: Int32Array;
  /** How far each vertex is along its edge, metres. */
  readonly along: Float64Array;

  constructor(private readonly network: Network) {
    const { edges, offsets, vertices } = network;
    this.edgeOf = new Int32Array(vertices.length / 2);
    this.along = new Float64Array(vertices.length / 2);
    for (let e = 0; e < edges; e++) {
      for (let i = offsets[e]!; i < offsets[e + 1]!; i++) {
        this.edgeOf[i] = e;
        if (i === offsets[e]!) continue;
        const [ax, ay, bx, by] = this.side(i - 1);
        this.along[i] = this.along[i - 1]! + Math.hypot(bx - ax, by - ay);
        this.file(i - 1);
      }
    }
  }

  private side(i: number): [number, number, number, number] {
    const { vertices } = this.network;
    return [vertices[2 * i]!, vertices[2 * i + 1]!, vertices[2 * i + 2]!, vertices[2 * i + 3]!];
  }

  /** Keep a side in every square that its box touches. */
  private file(i: number): void {
    const [ax, ay, bx, by] = this.side(i);
    for (const key of squaresOf(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by))) {
      const held = this.squares.get(key);
      if (held) held.push(i);
      else this.squares.set(key, [i]);
    }
  }

  /** Return the sides of edges whose box comes within some metres of a place, each once. */
  private *sides(x: number, y: number, reach: number): Generator<number> {
    const met = new Set<number>();
    for (const key of squaresOf(x - reach, y - reach, x + reach, y + reach)) {
      for (const i of this.squares.get(key) ?? []) {
        if (met.has(i)) continue;
        met.add(i);
        yield i;
      }
    }
  }

  /**
   * Return the nearest place of the network, of an edge whose name will do; null if it is farther than
   * `reach` metres. Of edges as near the first one.
   */
  nearest(x: number, y: number, reach: number, will?: (name: string) => boolean): Doorstep | null {
    const { covered, length, head } = this.network;
    // a small circle first: most places are beside a street
    for (const radius of reach > CELL ? [CELL / 2, reach] : [reach]) {
      let best: Found | null = null;
      for (const i of this.sides(x, y, radius)) {
        const edge = this.edgeOf[i]!;
        if (covered[edge] || will?.(head.names[this.network.name[edge]!]!) === false) continue;
        const one = this.foot(i, x, y);
        if (one.distance > radius) continue;
        if (!best || one.distance < best.distance || (one.distance === best.distance && edge < best.edge)) best = one;
      }
      if (best) return { edge: best.edge, offset: Math.min(rint(1000 * best.along), length[best.edge]!) };
    }
    return null;
  }

  private foot(i: number, x: number, y: number): Found {
    const [ax, ay, bx, by] = this.side(i);
    const [dx, dy] = [bx - ax, by - ay];
    const square = dx * dx + dy * dy;
    const t = square ? Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / square, 0), 1) : 0;
    return {
      edge: this.edgeOf[i]!,
      distance: Math.hypot(ax + t * dx - x, ay + t * dy - y),
      along: this.along[i]! + t * Math.sqrt(square),
    };
  }

  /** Return the parts of edges within a circle: edge, and from where to where along it, millimetres. */
  within(x: number, y: number, radius: number): [edge: number, from: number, until: number][] {
    const found: [number, number, number][] = [];
    for (const i of this.sides(x, y, radius)) {
      const [ax, ay, bx, by] = this.side(i);
      const [dx, dy] = [bx - ax, by - ay];
      const square = dx * dx + dy * dy;
      if (!square) continue;
      const middle = ((x - ax) * dx + (y - ay) * dy) / square;
      const off = (ax + middle * dx - x) ** 2 + (ay + middle * dy - y) ** 2;
      if (off >= radius * radius) continue;
      const half = Math.sqrt((radius * radius - off) / square);
      const [from, until] = [Math.max(middle - half, 0), Math.min(middle + half, 1)];
      if (from >= until) continue;
      const [begun, long] = [this.along[i]!, Math.sqrt(square)];
      found.push([this.edgeOf[i]!, 1000 * (begun + from * long), 1000 * (begun + until * long)]);
    }
    return found;
  }

  /** Return the corners of a part of an edge, in the direction from one place to the other, metres. */
  line(edge: number, from: number, until: number): [number, number][] {
    const [low, high] = from < until ? [from, until] : [until, from];
    const { offsets } = this.network;
    const [first, last] = [offsets[edge]!, offsets[edge + 1]! - 1];
    const corners = [this.at(edge, low)];
    for (let i = first + 1; i < last; i++) {
      if (1000 * this.along[i]! <= low || 1000 * this.along[i]! >= high) continue;
      const [x, y] = this.side(i);
      corners.push([x, y]);
    }
    corners.push(this.at(edge, high));
    return from < until ? corners : corners.reverse();
  }

  /** Return where a place along an edge is, metres. */
  at(edge: number, offset: number): [number, number] {
    const { offsets, length } = this.network;
    const [first, last] = [offsets[edge]!, offsets[edge + 1]! - 1];
    // to the very end of an edge, which whole millimetres may miss
    const far = offset >= length[edge]! ? this.along[last]! : offset / 1000;
    let i = first;
    while (i < last - 1 && this.along[i + 1]! < far) i++;
    const [ax, ay, bx, by] = this.side(i);
    const long = this.along[i + 1]! - this.along[i]!;
    const t = long ? Math.min(Math.max((far - this.along[i]!) / long, 0), 1) : 0;
    return [ax + t * (bx - ax), ay + t * (by - ay)];
  }
}

/** Yield the keys of the squares that a box touches. */
function* squaresOf(west: number, south: number, east: number, north: number): Generator<number> {
  for (let i = Math.floor(west / CELL); i <= Math.floor(east / CELL); i++) {
    for (let j = Math.floor(south / CELL); j <= Math.floor(north / CELL); j++) yield i * 65536 + j;
  }
}
