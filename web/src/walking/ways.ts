/** The quickest way, the way least watched by mapped cameras, and those between: `vidik.exposure.ways`. */

import { rint, type Network } from "./network.ts";
import type { Doorstep } from "./near.ts";
import { BOUNDS, inView, type Bound, type Seen } from "./seen.ts";
import { Search, type End } from "./search.ts";

/** A stretch of an edge, from where it is entered to where it is left, millimetres from its tail. */
export interface Stretch {
  edge: number;
  begin: number;
  end: number;
}

export interface Way {
  stretches: Stretch[];
  /** Whole millimetres on the flat, and how many of these are in view in expectation: by these it is chosen. */
  effort: number;
  watched: number;
  metres: number;
  minutes: number;
  /** Minutes in view. */
  seen: Record<Bound, number>;
}

/** What a stretch, or a way, comes to by both criteria. */
interface Point {
  effort: number;
  watched: number;
}

/** The way that was found between one and the next. */
interface Gap {
  here: Way;
  way: Way;
  saves: number;
}

/**
 * Finds ways by weights a · effort + b · watched (Cohen 1978; Aneja and Nair 1979): between two ways
 * that were found the search goes on with the weights by which both cost the same, until nothing costs
 * less, first where most is to be saved. Efforts are below 2²⁶ mm, so that all sums are whole numbers below 2⁵³, and exact.
 */
export class Ways {
  private readonly watched: Float64Array;
  private readonly search: Search;
  private readonly weighted: Float64Array;

  constructor(
    private readonly network: Network,
    private readonly seen: Seen,
  ) {
    const { edges, effort, length } = network;
    this.search = new Search(network);
    this.weighted = new Float64Array(edges);
    this.watched = new Float64Array(edges);
    for (let e = 0; e < edges; e++) this.watched[e] = Math.min(this.point(e, 0, length[e]!).watched, effort[e]!);
  }

  /**
   * Return the ways between two places, from the quickest to the least watched; none if none leads
   * there. Of many those `most` between which the others save least.
   */
  between(start: Doorstep, end: Doorstep, most = Infinity): Way[] {
    const quickest = this.best(1, 0, start, end);
    const least = quickest && this.best(0, 1, start, end);
    if (!quickest || !least) return [];
    if (least.watched === quickest.watched) return [quickest];
    const gap = (here: Way, there: Way): Gap | null => {
      const [a, b] = [here.watched - there.watched, there.effort - here.effort];
      const below = a * here.effort + b * here.watched;
      const way = this.best(a, b, start, end, below);
      // twice the area of the triangle that the three span: how much the way between saves
      return way && { here, way, saves: below - (a * way.effort + b * way.watched) };
    };
    const found = [quickest, least];
    const gaps = [gap(quickest, least)].filter((one) => one !== null);
    while (gaps.length && found.length < most) {
      gaps.sort((one, other) => one.saves - other.saves);
      const { here, way } = gaps.pop()!;
      const i = found.indexOf(here);
      found.splice(i + 1, 0, way);
      gaps.push(...[gap(here, way), gap(way, found[i + 2]!)].filter((one) => one !== null));
    }
    return found;
  }

  /** Return the least watched way alone. */
  leastWatched(start: Doorstep, end: Doorstep): Way | null {
    return this.best(0, 1, start, end);
  }

  /** Return the best way by some weights, of those as good the quickest; null if none costs less than `below`. */
  private best(a: number, b: number, start: Doorstep, end: Doorstep, below = Infinity): Way | null {
    const { effort } = this.network;
    const costs = this.costs(a, b);
    const others = b ? effort : this.watched;
    const ends = (at: Doorstep): End[] =>
      [0, this.network.length[at.edge]!].map((there, i) => ({
        node: (i ? this.network.head_ : this.network.tail)[at.edge]!,
        ...costOf(this.point(at.edge, at.offset, there)),
      }));
    const costOf = ({ effort, watched }: Point): { cost: number; other: number } => ({
      cost: a * effort + b * watched,
      other: b ? effort : watched,
    });
    const goals = ends(end);
    const direct = start.edge === end.edge ? costOf(this.point(start.edge, start.offset, end.offset)) : null;
    const straight = direct !== null && direct.cost < below;
    const goal = this.search.run(costs, others, ends(start), {
      goals,
      // no way that costs `below` is wanted, however quick
      known: straight ? [direct.cost, direct.other] : [below, -Infinity],
    });
    if (goal >= 0) return this.way(this.traced(start, end, goals[goal]!.node, goal));
    const { edge, offset: begin } = start;
    return straight ? this.way([{ edge, begin, end: end.offset }].filter((one) => one.begin !== one.end)) : null;
  }

  /** Return what each edge costs by some weights. */
  private costs(a: number, b: number): Float64Array {
    const { effort, edges } = this.network;
    if (!a && b === 1) return this.watched;
    if (!b && a === 1) return effort;
    for (let e = 0; e < edges; e++) this.weighted[e] = a * effort[e]! + b * this.watched[e]!;
    return this.weighted;
  }

  /** Return the stretches of the way that the search has found. */
  private traced(start: Doorstep, end: Doorstep, node: number, by: number): Stretch[] {
    const { tail, head_, length, first, along } = this.network;
    const run: Stretch[] = [];
    let came = this.search.came[node]!;
    for (let at = node; came >= 0; came = this.search.came[at]!) {
      const edge = along[came]!;
      // of a loop both directions lead from the same node to itself, and no best way has one
      const forward = came >= first[tail[edge]!]! && came < first[tail[edge]! + 1]!;
      run.push({ edge, begin: forward ? 0 : length[edge]!, end: forward ? length[edge]! : 0 });
      at = forward ? tail[edge]! : head_[edge]!;
    }
    const out = -1 - came;
    return [
      { edge: start.edge, begin: start.offset, end: out ? length[start.edge]! : 0 },
      ...run.reverse(),
      { edge: end.edge, begin: by ? length[end.edge]! : 0, end: end.offset },
    ].filter(({ begin, end }) => begin !== end);
  }

  private way(stretches: Stretch[]): Way {
    const { effort, length, head } = this.network;
    const seen = { least: 0, expected: 0, most: 0 };
    const sums = { effort: 0, watched: 0, metres: 0 };
    for (const { edge, begin, end } of stretches) {
      const point = this.point(edge, begin, end);
      sums.effort += point.effort;
      sums.watched += point.watched;
      sums.metres += Math.abs(end - begin) / 1e3;
      const slow = effort[edge]! / length[edge]! / 1e3 / head.pace_m_per_min;
      for (const bound of BOUNDS) seen[bound] += slow * inView(this.seen, bound, edge, begin, end);
    }
    return { stretches, ...sums, minutes: sums.effort / 1e3 / head.pace_m_per_min, seen };
  }

  private point(edge: number, begin: number, end: number): Point {
    const slow = this.network.effort[edge]! / this.network.length[edge]!;
    const effort = rint(Math.abs(end - begin) * slow);
    const watched = rint(inView(this.seen, "expected", edge, begin, end) * slow);
    return { effort, watched: Math.min(watched, effort) };
  }
}

/** Return how many minutes longer a way is for each minute less in view. */
export function price(quicker: Way, less: Way): number {
  return (less.effort - quicker.effort) / (quicker.watched - less.watched);
}
