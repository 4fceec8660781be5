/** What all walks from a home come to, and how far the first camera is: `vidik.exposure` once more. */

import { rint, type Network } from "./network.ts";
import type { Doorstep } from "./near.ts";
import { BOUNDS, inView, shareOf, type Bound, type Seen } from "./seen.ts";
import { Search, type End } from "./search.ts";

/** All walks of some minutes from a home, one to each metre of street that is near enough. */
export interface Walks {
  reached_m: number;
  walked_m: number;
  seen_m: number;
}

/** The nearest way to the first metre that is seen: how long, and how far one gets on the flat meanwhile. */
export interface First {
  metres: number;
  flat_m: number;
}

/** What is told of a home. */
export interface AtHome {
  walks: Record<Bound, Walks>;
  first: Record<Bound, First | null>;
}

/** Effort and length of a walk are one number: walks are below two kilometres, in millimetres. */
const FIELD = 2 ** 21;

/** The first camera is expected where a metre is seen more likely than not. */
const LIKELY: Record<Bound, number> = { least: 1, expected: 0.5, most: 0 };

/** Return what is told of a home. */
export function homeFigures(network: Network, seen: Seen, home: Doorstep): AtHome {
  return {
    walks: Object.fromEntries(BOUNDS.map((bound) => [bound, walks(network, seen, bound, home)])) as Record<Bound, Walks>,
    first: first(network, seen, home),
  };
}

/** Return what all walks from a home come to (`vidik.exposure.walks`). */
export function walks(network: Network, seen: Seen, bound: Bound, { edge: own, offset }: Doorstep): Walks {
  const { edges, tail, head_, length, effort, counted } = network;
  const budget = network.head.budget_mm;
  const [costs, others] = [new Float64Array(edges), new Float64Array(edges)];
  for (let e = 0; e < edges; e++) {
    costs[e] = effort[e]! * FIELD + length[e]!;
    others[e] = Math.min(rint(inView(seen, bound, e, 0, length[e]!)), length[e]!);
  }
  const slow = effort[own]! / length[own]!;
  const begin = (node: number, far: number, end: number): End => ({
    node,
    cost: rint(far * slow) * FIELD + far,
    other: Math.min(rint(inView(seen, bound, own, offset, end)), far),
  });
  const rest = length[own]! - offset;
  const search = new Search(network);
  search.run(costs, others, [begin(tail[own]!, offset, 0), begin(head_[own]!, rest, length[own]!)], {
    limit: budget * FIELD + FIELD - 1,
  });
  const state = (node: number): State => {
    const cost = search.cost[node]!;
    if (cost === Infinity) return { effort: FIELD, length: 0, seen: 0 };
    return { effort: Math.floor(cost / FIELD), length: cost % FIELD, seen: search.other[node]! };
  };
  const sums = { reached: 0, walked: 0, seen: 0 };
  for (let e = 0; e < edges; e++) {
    if (e === own || !counted[e]) continue;
    if (search.cost[tail[e]!] === Infinity && search.cost[head_[e]!] === Infinity) continue;
    addEdge(network, seen, bound, e, state(tail[e]!), state(head_[e]!), budget, sums);
  }
  if (counted[own]) {
    addOwn(network, seen, bound, own, state(tail[own]!), offset, -1, offset, budget, sums);
    addOwn(network, seen, bound, own, state(head_[own]!), rest, 1, offset, budget, sums);
  }
  return { reached_m: sums.reached / 1e3, walked_m: sums.walked / 1e6, seen_m: sums.seen / 1e6 };
}

/** How a node was reached, millimetres. */
interface State {
  effort: number;
  length: number;
  seen: number;
}

type Sums = Record<"reached" | "walked" | "seen", number>;

/** Add the walks to all metres of an edge, from each end up to where those from the other are as quick. */
function addEdge(
  network: Network,
  seen: Seen,
  bound: Bound,
  e: number,
  tail: State,
  head: State,
  budget: number,
  sums: Sums,
): void {
  const length = network.length[e]!;
  const per = length / network.effort[e]!;
  let a = Math.min(Math.max((budget - tail.effort) * per, 0), length);
  let b = Math.min(Math.max((budget - head.effort) * per, 0), length);
  if (a + b > length) {
    a = 0.5 * (length + (head.effort - tail.effort) * per);
    b = length - a;
  }
  sums.reached += a + b;
  sums.walked += tail.length * a + head.length * b + 0.5 * (a * a + b * b);
  sums.seen += tail.seen * a + head.seen * b;
  for (let i = seen.first[e]!; i < seen.first[e + 1]!; i++) {
    const [start, end] = [seen.start[i]!, seen.end[i]!];
    sums.seen += shareOf(seen, i, bound) * (area(a, start, end) + area(b, length - end, length - start));
  }
}

/** Add the walks to the metres between a home and one end of its own edge, `whole` away. */
function addOwn(
  network: Network,
  seen: Seen,
  bound: Bound,
  e: number,
  far: State,
  whole: number,
  sign: 1 | -1,
  offset: number,
  budget: number,
  sums: Sums,
): void {
  const per = network.length[e]! / network.effort[e]!;
  let a = Math.min(budget * per, whole);
  let b = Math.min(Math.max((budget - far.effort) * per, 0), whole);
  if (a + b > whole) {
    a = 0.5 * (whole + far.effort * per);
    b = whole - a;
  }
  sums.reached += a + b;
  sums.walked += far.length * b + 0.5 * (a * a + b * b);
  sums.seen += far.seen * b;
  for (let i = seen.first[e]!; i < seen.first[e + 1]!; i++) {
    const [one, other] = [sign * (seen.start[i]! - offset), sign * (seen.end[i]! - offset)];
    const near = Math.min(Math.max(Math.min(one, other), 0), whole);
    const away = Math.min(Math.max(Math.max(one, other), 0), whole);
    sums.seen += shareOf(seen, i, bound) * (area(a, near, away) + area(b, whole - away, whole - near));
  }
}

/** Return the integral, from 0 to x, of how much of start … end lies before a place. */
function area(x: number, start: number, end: number): number {
  const within = Math.min(Math.max(x - start, 0), end - start);
  return within * (0.5 * within + Math.max(x - end, 0));
}

/** Return the quickest way from a home to the first metre that is seen; null if none leads to any. */
export function first(network: Network, seen: Seen, { edge: own, offset }: Doorstep): Record<Bound, First | null> {
  const { edges, tail, head_, length, effort } = network;
  const rest = length[own]! - offset;
  const begin = (node: number, far: number): End => ({ node, cost: effortOf(network, own, far), other: far });
  const search = new Search(network);
  search.run(effort, length, [begin(tail[own]!, offset), begin(head_[own]!, rest)]);
  const found = (bound: Bound): First | null => {
    let best = { cost: Infinity, length: Infinity };
    const offer = (node: number | null, edge: number, from: number): void => {
      const [cost, far] = node === null ? [0, 0] : [search.cost[node]!, search.other[node]!];
      if (cost > best.cost) return;
      for (let i = seen.first[edge]!; i < seen.first[edge + 1]!; i++) {
        if (!(shareOf(seen, i, bound) >= (LIKELY[bound] || -1))) continue;
        const short = rint(Math.max(seen.start[i]! - from, from - seen.end[i]!, 0));
        const whole = cost + effortOf(network, edge, short);
        if (whole < best.cost || (whole === best.cost && far + short < best.length)) {
          best = { cost: whole, length: far + short };
        }
      }
    };
    offer(null, own, offset);
    for (let e = 0; e < edges; e++) {
      if (seen.first[e] === seen.first[e + 1]) continue;
      offer(tail[e]!, e, 0);
      offer(head_[e]!, e, length[e]!);
    }
    return best.cost === Infinity ? null : { metres: best.length / 1e3, flat_m: best.cost / 1e3 };
  };
  return { least: found("least"), expected: found("expected"), most: found("most") };
}

function effortOf(network: Network, edge: number, length: number): number {
  return rint(length * (network.effort[edge]! / network.length[edge]!));
}
