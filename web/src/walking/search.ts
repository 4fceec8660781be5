/** From one place the best way to every node: Dijkstra's search, by two costs, the first before the second. */

import type { Network } from "./network.ts";

/** A node from which a search sets out, or at which it may end, and what that costs besides. */
export interface End {
  node: number;
  cost: number;
  other: number;
}

interface Options {
  goals?: readonly End[];
  limit?: number;
  known?: [cost: number, other: number];
}

export class Search {
  /** What the best way to each node costs; infinite where none leads. */
  readonly cost: Float64Array;
  readonly other: Float64Array;
  /** By which lead away from the node before it was reached; −1 − i from the i-th beginning. */
  readonly came: Int32Array;
  private readonly heap: Int32Array;
  private readonly place: Int32Array;
  private waiting = 0;

  constructor(private readonly network: Network) {
    this.cost = new Float64Array(network.nodes);
    this.other = new Float64Array(network.nodes);
    this.came = new Int32Array(network.nodes);
    this.heap = new Int32Array(network.nodes);
    this.place = new Int32Array(network.nodes);
  }

  /**
   * Find the best ways by the costs of edges.
   *
   * With `goals` the search ends as soon as no way to another goal could be better; the index of the
   * best one is returned, −1 if none is better than what is `known` already. Without, everything is
   * found whose cost is not above `limit`.
   */
  run(
    costs: Float64Array,
    others: Float64Array,
    begins: readonly End[],
    { goals = [], limit = Infinity, known = [Infinity, Infinity] }: Options = {},
  ): number {
    const { first, to, along } = this.network;
    const { cost, other } = this;
    cost.fill(Infinity);
    other.fill(Infinity);
    this.place.fill(-1);
    this.waiting = 0;
    begins.forEach((begin, i) => {
      if (begin.cost <= limit) this.reach(begin.node, begin.cost, begin.other, -1 - i);
    });
    let [best, bestCost, bestOther] = [-1, ...known];
    while (this.waiting) {
      const u = this.nearest();
      const [c, o] = [cost[u]!, other[u]!];
      if (c > bestCost || (c === bestCost && o >= bestOther)) break;
      goals.forEach((goal, i) => {
        const [whole, rest] = [c + goal.cost, o + goal.other];
        if (goal.node !== u || whole > bestCost || (whole === bestCost && rest >= bestOther)) return;
        [best, bestCost, bestOther] = [i, whole, rest];
      });
      for (let j = first[u]!; j < first[u + 1]!; j++) {
        const edge = along[j]!;
        const there = c + costs[edge]!;
        const v = to[j]!;
        if (there > limit || there > cost[v]!) continue;
        const besides = o + others[edge]!;
        if (there < cost[v]! || besides < other[v]!) this.reach(v, there, besides, j);
      }
    }
    return best;
  }

  /** Note a better way to a node. */
  private reach(node: number, cost: number, other: number, came: number): void {
    if (cost > this.cost[node]! || (cost === this.cost[node]! && other >= this.other[node]!)) return;
    this.cost[node] = cost;
    this.other[node] = other;
    this.came[node] = came;
    this.rise(node, this.place[node]! >= 0 ? this.place[node]! : this.waiting++);
  }

  private before(a: number, b: number): boolean {
    const [one, two] = [this.cost[a]!, this.cost[b]!];
    return one < two || (one === two && this.other[a]! < this.other[b]!);
  }

  /** Let a node rise from a place of the heap to its own. */
  private rise(node: number, at: number): void {
    const { heap, place } = this;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const above = heap[parent]!;
      if (!this.before(node, above)) break;
      heap[at] = above;
      place[above] = at;
      at = parent;
    }
    heap[at] = node;
    place[node] = at;
  }

  /** Take the nearest node off the heap. */
  private nearest(): number {
    const { heap, place } = this;
    const top = heap[0]!;
    place[top] = -1;
    const node = heap[--this.waiting]!;
    if (!this.waiting) return top;
    let at = 0;
    for (;;) {
      const child = 4 * at + 1;
      if (child >= this.waiting) break;
      let least = child;
      const end = Math.min(child + 4, this.waiting);
      for (let i = child + 1; i < end; i++) if (this.before(heap[i]!, heap[least]!)) least = i;
      const below = heap[least]!;
      if (!this.before(below, node)) break;
      heap[at] = below;
      place[below] = at;
      at = least;
    }
    heap[at] = node;
    place[node] = at;
    return top;
  }
}
