import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Assumed,
  at,
  falsePositive,
  inTheMiddle,
  needed,
  perPass,
  project,
  wrongAlerts,
} from "../src/recognition/projection.ts";

/** The NPL's rate at a watchlist of 10,000, and people who pass as nobody knows. */
const assumed: Assumed = {
  watchlist: 10_000,
  false_positive: [1 / 12_000, 1 / 6_000, 1 / 3_000],
  measured: 10_000,
  found: [0.85, 0.89, 0.92],
  captured: [0.3, 0.6, 0.9],
  searches: [1, 2, 4],
  listed: [1e-6, 1e-5, 1e-4],
};
const passes = [50_000, 100_000, 200_000];

test("a number lies between its quantiles, evenly in its logarithm", () => {
  assert.equal(at([1, 10, 100], 0), 1);
  assert.equal(at([1, 10, 100], 0.5), 10);
  assert.equal(at([1, 10, 100], 1), 100);
  assert.ok(Math.abs(at([1, 100], 0.5) - 10) < 1e-12);
  assert.equal(at([0, 2], 0.25), 0.5);
});

test("both points of the NPL are one rate of each comparison", () => {
  const each = falsePositive(1 / 6_000, 1 / 10_000);
  assert.ok(Math.abs(each - 1.667e-8) < 1e-11);
  assert.ok(Math.abs(1 / falsePositive(each, 1_000) - 59_995) < 1);
});

test("what is in the middle is a product", () => {
  const wrong = 100_000 * 0.6 * 2 * (1 - 1e-5) * (1 / 6_000);
  assert.ok(Math.abs(inTheMiddle(perPass(assumed), passes) / wrong - 1) < 1e-12);
  const { wrong: [least, middle, most], right, share } = project(perPass(assumed), passes);
  assert.ok(least < middle && middle < most);
  assert.ok(Math.abs(middle / wrong - 1) < 1e-12);
  const found = 100_000 * 0.6 * 1e-5 * 0.89;
  assert.ok(Math.abs(right![1] / found - 1) < 1e-12);
  assert.ok(Math.abs(share![1] - found / (found + wrong)) < 1e-12);
});

test("ends are those of many draws, of lognormal factors exactly known", () => {
  // two factors of a thousandfold spread each and nothing else unknown
  const flat = [1, 1];
  const only = { ...assumed, false_positive: [1e-6, 1e-4], measured: 1, watchlist: 1, captured: flat, searches: flat };
  const { wrong } = project(perPass({ ...only, listed: [0, 0] }), [1e3, 1e5]);
  // the sum of two even logarithms is a triangle: its 2.5 % quantile lies sqrt(0.05) of the way to its middle
  const low = -3 + 4 * Math.sqrt(0.05) * 0.5;
  assert.ok(Math.abs(Math.log10(wrong[0]) - low) < 0.06, `${Math.log10(wrong[0])} ${low}`);
  assert.ok(Math.abs(Math.log10(wrong[2]) - (1 - 4 * Math.sqrt(0.05) * 0.5)) < 0.06);
});

test("more people, a longer list, a worse matcher: never fewer false alerts", () => {
  const before = project(perPass(assumed), passes).wrong;
  for (const worse of [
    wrongAlerts(perPass(assumed), passes.map((one) => one * 1.5)),
    wrongAlerts(perPass({ ...assumed, watchlist: 20_000 }), passes),
    wrongAlerts(perPass({ ...assumed, false_positive: assumed.false_positive.map((one) => one * 2) }), passes),
  ]) {
    worse.forEach((value, i) => assert.ok(value >= before[i]!));
  }
});

test("with the rate that is needed there is one false alert a day", () => {
  const each = needed(assumed, passes);
  const better = { ...assumed, measured: 1, false_positive: [each, each, each] };
  assert.ok(Math.abs(inTheMiddle(perPass(better), passes) - 1) < 1e-9);
  assert.equal(needed(assumed, [0, 0.001, 0.002]), 1);
});

test("who cannot be found cannot be told", () => {
  const { right, share } = project(perPass({ ...assumed, found: null }), passes);
  assert.equal(right, null);
  assert.equal(share, null);
});

test("sliders answer at once", () => {
  const areas = Array.from({ length: 60 }, (_, i) => passes.map((one) => one / (i + 1)));
  const once = (): number => {
    const begun = performance.now();
    const each = perPass(assumed);
    for (const area of areas) wrongAlerts(each, area);
    return performance.now() - begun;
  };
  const took = Math.min(...Array.from({ length: 10 }, once));
  console.log(`# 60 areas: ${took.toFixed(1)} ms`);
  assert.ok(took < 50);
});
