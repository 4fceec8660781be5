import assert from "node:assert/strict";
import { test } from "node:test";
import { camerasOf, chosen, counts, narrowing, within, type CameraFile } from "../src/cameras.ts";

const LEVELS = ["detect", "identify"];
const FILE: CameraFile = {
  operators: ["City police", "Trams"],
  zones: ["parking", "town"],
  organisations: [],
  least_cameras: 3,
  cameras: [
    ["a", 1, 2, "fixed", 0, [1], 2024, 1, 45, 0, 0, 0],
    ["b", 1, 2, "dome", 0, [0, 1], 2021, 0, 150, 120, 0, 1],
    ["c", 1, 2, "fixed", 1, [], null, null, null, null, 1, 0],
    ["d", 1, 2, "unknown", null, [1], null, 1, null, null, 0, 0],
  ],
};
const cameras = camerasOf(FILE, LEVELS);
const slugs = (...[choice]: [Parameters<typeof chosen>[1]]): string[] =>
  chosen(cameras, choice).map(({ slug }) => slug);

test("a camera has its values by name, and none where nobody mapped one", () => {
  assert.deepEqual(cameras[1], {
    slug: "b", place: [1, 2], operator: ["City police"], kind: ["dome"], zone: ["parking", "town"],
    detail: ["detect"], year: ["2021"], direction: 150, spread: 120, indoor: false, synthetic: true,
  });
  assert.deepEqual([cameras[3]!.operator, cameras[2]!.zone, cameras[2]!.detail], [[""], [""], [""]]);
});

test("any value of a facet will do, and every facet must fit", () => {
  assert.deepEqual(slugs({}), ["a", "b", "c", "d"]);
  assert.deepEqual(slugs({ operator: ["City police", ""] }), ["a", "b", "d"]);
  assert.deepEqual(slugs({ operator: ["City police"], kind: ["fixed"] }), ["a"]);
  assert.deepEqual(slugs({ zone: ["parking"], year: ["2024"] }), []);
});

test("counts are those beside what else is chosen, and add up", () => {
  assert.deepEqual(counts(cameras, {}, "operator"), [["City police", 2], ["Trams", 1], ["", 1]]);
  assert.deepEqual(counts(cameras, { kind: ["fixed"], operator: ["Trams"] }, "operator"), [
    ["City police", 1], ["Trams", 1], ["", 0],
  ]);
  assert.deepEqual(counts(cameras, {}, "detail", LEVELS), [["detect", 1], ["identify", 2], ["", 1]]);
  assert.deepEqual(counts(cameras, {}, "year"), [["2024", 1], ["2021", 1], ["", 2]]);
});

test("each count is what choosing that value alone would show", () => {
  for (const facet of ["operator", "kind", "zone", "detail", "year"] as const) {
    for (const [value, count] of counts(cameras, { zone: ["town"] }, facet)) {
      const choice = facet === "zone" ? { zone: [value] } : { zone: ["town"], [facet]: [value] };
      assert.equal(chosen(cameras, choice).length, count);
    }
  }
});

test("nothing chosen narrows nothing", () => {
  assert.equal(narrowing({ kind: [] }), null);
  assert.deepEqual(narrowing({ kind: ["dome"], year: [] }), { kind: ["dome"] });
});

test("a box holds the cameras that stand in it and on its edges", () => {
  assert.equal(within([0.9, 1.9, 1, 2], cameras).length, cameras.length);
  assert.deepEqual(within([1.1, 1.9, 2, 2.1], cameras), []);
  assert.deepEqual(within([0.9, 2.1, 1.1, 3], cameras), []);
});
