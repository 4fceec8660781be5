import assert from "node:assert/strict";
import { test } from "node:test";
import { within } from "../src/area.ts";

const square: [number, number][] = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]];
const notch: [number, number][] = [[20, 0], [30, 0], [30, 10], [25, 5], [20, 10], [20, 0]];

test("a point is within one of the rings, or nobody looked there", () => {
  assert.equal(within([square], 5, 5), true);
  assert.equal(within([square], 11, 5), false);
  assert.equal(within([square, notch], 22, 5), true);
  assert.equal(within([square, notch], 25, 8), false);
  assert.equal(within([], 5, 5), false);
});
