import assert from "node:assert/strict";
import { test } from "node:test";
import { placeAt, sightsAt, joinSight, type Sight } from "../src/walking/journey.ts";
import { rint } from "../src/walking/network.ts";
import { Numbers } from "../src/walking/numbers.ts";
import { Search } from "../src/walking/search.ts";
import type { Network } from "../src/walking/network.ts";
import { BOUNDS, inView, type Bound, type Seen } from "../src/walking/seen.ts";
import { figures, without, type Alone } from "../src/walking/whatif.ts";

test("numbers are taken one after the other", () => {
  const numbers = new Numbers(Uint8Array.from([0, 127, 128, 1, 255, 255, 255, 255, 255, 255, 255, 15, 1, 2, 3]));
  assert.deepEqual([numbers.next(), numbers.next(), numbers.next()], [0, 127, 128]);
  assert.equal(numbers.next(), 2 ** 53 - 1);
  assert.deepEqual([numbers.signed(), numbers.signed()], [-1, 1]);
  assert.deepEqual([...numbers.take(1)], [3]);
  assert.throws(() => numbers.next(), /too early/);
  assert.throws(() => numbers.take(1), /too early/);
});

test("halves are rounded to the even number", () => {
  assert.deepEqual([0.5, 1.5, 2.5, 2.4, 2.6, 7].map(rint), [0, 2, 2, 2, 3, 7]);
});

/** A network of edges between numbered nodes, in no place at all. */
function graph(nodes: number, ends: [number, number][]): Network {
  const leads = Array.from({ length: nodes }, (): [number, number][] => []);
  ends.forEach(([a, b], e) => {
    leads[a]!.push([b, e]);
    leads[b]!.push([a, e]);
  });
  const first = [0];
  for (const one of leads) first.push(first.at(-1)! + one.length);
  const all = leads.flat();
  return {
    nodes,
    edges: ends.length,
    first: Int32Array.from(first),
    to: Int32Array.from(all, ([to]) => to),
    along: Int32Array.from(all, ([, edge]) => edge),
  } as unknown as Network;
}

test("the search finds what trying all edges again and again finds", () => {
  let seed = 7;
  const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 200; round++) {
    const [n, m] = [2 + random(12), 1 + random(30)];
    const ends = Array.from({ length: m }, (): [number, number] => [random(n), random(n)]);
    const costs = Float64Array.from({ length: m }, () => random(4));
    const others = Float64Array.from({ length: m }, () => 1 + random(4));
    const begins = [{ node: random(n), cost: random(3), other: random(3) }, { node: random(n), cost: 1, other: 1 }];
    const wanted = Array.from({ length: n }, () => [Infinity, Infinity] as [number, number]);
    const less = (a: [number, number], b: [number, number]): boolean => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
    for (const { node, cost, other } of begins) if (less([cost, other], wanted[node]!)) wanted[node] = [cost, other];
    for (let again = 0; again < n; again++) {
      ends.forEach(([a, b], e) => {
        for (const [from, to] of [[a, b], [b, a]] as const) {
          const come: [number, number] = [wanted[from]![0] + costs[e]!, wanted[from]![1] + others[e]!];
          if (less(come, wanted[to]!)) wanted[to] = come;
        }
      });
    }
    const search = new Search(graph(n, ends));
    search.run(costs, others, begins);
    for (let g = 0; g < n; g++) {
      if (wanted[g]![0] === Infinity) assert.equal(search.cost[g], Infinity);
      else assert.deepEqual([search.cost[g], search.other[g]], wanted[g]);
    }
    const goals = [{ node: random(n), cost: random(3), other: 0 }, { node: random(n), cost: 0, other: 2 }];
    const found = search.run(costs, others, begins, { goals });
    const ways = goals.map(({ node, cost, other }): [number, number] => [wanted[node]![0] + cost, wanted[node]![1] + other]);
    const best = less(ways[1]!, ways[0]!) ? 1 : 0;
    if (ways[best]![0] === Infinity) assert.equal(found, -1);
    else {
      assert.deepEqual(ways[found], ways[best]);
      // what is as good as what is known is none
      assert.equal(search.run(costs, others, begins, { goals, known: ways[best]! }), -1);
    }
  }
});

test("a walker is between the places that they passed", () => {
  const walk = { line: [[0, 0], [2, 0], [2, 0], [2, 4]] as [number, number][], at: [0, 1, 3, 4] };
  assert.deepEqual([-1, 0, 0.5, 1, 2, 3.5, 9].map((minute) => placeAt(walk, minute)), [
    [0, 0], [0, 0], [1, 0], [2, 0], [2, 0], [2, 2], [2, 4],
  ]);
});

test("stretches of one camera that go on are one", () => {
  const [sights, open] = [[] as Sight[], new Map<string, Sight>()];
  for (const [slug, from, until, sure] of [
    ["a", 0, 1, false], ["b", 0.5, 1, true], ["a", 1, 2, false], ["a", 3, 4, false], ["a", 3.5, 3.6, true],
  ] as const) joinSight(sights, open, { slug, from, until, sure });
  assert.deepEqual(sights.map(({ slug, from, until }) => [slug, from, until]), [
    ["a", 0, 2], ["b", 0.5, 1], ["a", 3, 4], ["a", 3.5, 3.6],
  ]);
  assert.deepEqual([...sightsAt({ sights }, 0.7)], [["a", false], ["b", true]]);
  assert.deepEqual([...sightsAt({ sights }, 3.55)], [["a", true]]);
  assert.deepEqual([...sightsAt({ sights }, 2.5)], []);
});

/** What cameras see of edges of ten metres: of each edge rows of camera, from, until and chance. */
function aloneOn(cameras: number, edges: [number, number, number, number][][]): Alone {
  const rows = edges.flat();
  const first = [0];
  for (const own of edges) first.push(first.at(-1)! + own.length);
  return {
    head: { cameras: Array.from({ length: cameras }, (_one, i) => `c${i}`) },
    first: Int32Array.from(first),
    camera: Int32Array.from(rows, ([camera]) => camera),
    from: Float64Array.from(rows, ([, from]) => from),
    until: Float64Array.from(rows, ([, , until]) => until),
    chance: Float64Array.from(rows, ([, , , chance]) => chance),
  } as Alone;
}

/** What is seen by all of them: parts that are as wide as their union, with the chance in their middle. */
function seenOn({ first, from, until, chance }: Alone): Seen {
  const parts: { start: number; end: number; share: number }[] = [];
  const begins = [0];
  for (let e = 0; e < first.length - 1; e++) {
    const cuts = [...new Set([...from.slice(first[e], first[e + 1]), ...until.slice(first[e], first[e + 1])])].sort((a, b) => a - b);
    cuts.slice(1).forEach((end, i) => {
      const start = cuts[i]!;
      let doubt = 1;
      for (let j = first[e]!; j < first[e + 1]!; j++) if (from[j]! <= start && end <= until[j]!) doubt *= 1 - chance[j]!;
      if (doubt < 1) parts.push({ start, end, share: 1 - doubt });
    });
    begins.push(parts.length);
  }
  return {
    first: Int32Array.from(begins),
    start: Float64Array.from(parts, ({ start }) => start),
    end: Float64Array.from(parts, ({ end }) => end),
    share: Float64Array.from(parts, ({ share }) => share),
    sure: Uint8Array.from(parts, ({ share }) => Number(share === 1)),
  } as unknown as Seen;
}

test("what is left is seen as if the others had never been there", () => {
  const alone = aloneOn(3, [[[0, 0, 6, 1], [1, 4, 9, 0.5], [2, 5, 10, 0.2]], [[2, 1, 2, 0.2]]]);
  const network = { edges: 2 } as Network;
  const seen = seenOn(alone);
  const told = without(network, seen, alone, new Set(["c0"]));
  const shares = ({ first, start, end, share, sure }: Seen, edge: number): number[][] =>
    Array.from({ length: first[edge + 1]! - first[edge]! }, (_one, k) => first[edge]! + k).map((i) => [
      start[i]!, end[i]!, Math.round(1e9 * share[i]!) / 1e9, sure[i]!,
    ]);
  assert.deepEqual(shares(told.seen, 0), [[4, 5, 0.5, 0], [5, 6, 0.6, 0], [6, 9, 0.6, 0], [9, 10, 0.2, 0]]);
  assert.deepEqual(shares(told.seen, 1), shares(seen, 1));
  assert.deepEqual(told.lost, [{ edge: 0, start: 0, end: 4, share: 1, sure: true }]);
  // what the page says of a part shrinks, even where it says it less exactly than cameras do
  const rough = { ...seen, share: seen.share.map((share) => (share < 1 ? share / 2 : 1)) };
  assert.equal(without(network, rough, alone, new Set(["c1"])).seen.share.at(-1), rough.share.at(-1));
  // nobody is left out: nothing changes
  assert.deepEqual(without(network, seen, alone, new Set(["other"])), { seen, lost: [] });
});

test("leaving out more cameras raises nothing, and leaving out all leaves nothing", () => {
  let seed = 11;
  const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 300; round++) {
    const [cameras, m] = [1 + random(6), 1 + random(4)];
    const alone = aloneOn(cameras, Array.from({ length: m }, () =>
      Array.from({ length: cameras }, (_one, camera): [number, number, number, number] => {
        const from = random(9000);
        return [camera, from, from + 1 + random(999), [1, 1, random(16382) / 16382 || 0.1, 0.5][random(4)]!];
      }),
    ));
    const network = { edges: m, length: new Float64Array(m).fill(10_000), counted: new Uint8Array(m).fill(1) } as unknown as Network;
    const whole = seenOn(alone);
    // the page says it in classes: not what the cameras come to
    const seen = { ...whole, share: whole.share.map((share, i) => (whole.sure[i] ? 1 : share * (0.6 + 0.1 * random(5)))) };
    const gone = new Set<string>();
    let before: Seen = seen;
    for (const slug of alone.head.cameras) {
      gone.add(slug);
      const after = without(network, seen, alone, gone).seen;
      for (let part = 0; part < 5; part++) {
        const [edge, one, other] = [random(m), random(10_001), random(10_001)];
        const at = (of: Seen, bound: Bound): number => inView(of, bound, edge, one, other);
        for (const bound of BOUNDS) assert.ok(at(after, bound) <= at(before, bound) * (1 + 1e-12), bound);
        assert.ok(at(after, "least") <= at(after, "expected") * (1 + 1e-12));
        assert.ok(at(after, "expected") <= at(after, "most") * (1 + 1e-12));
      }
      before = after;
    }
    assert.deepEqual(figures(network, before, null).ways, { least: 0, expected: 0, most: 0 });
  }
});
