import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cellsNear,
  chance,
  inView,
  toDegrees,
  toMetres,
  whoCouldSee,
  type Aim,
  type AnswerCamera,
  type AnswerIndex,
} from "../src/answer.ts";

const aim = (parts: Partial<Aim> = {}): Aim => ({
  weight: [1],
  fov: [90],
  reach: [[100, 50]],
  share: [1],
  start: [0],
  width: [0],
  ...parts,
});

const camera = (parts: Partial<AnswerCamera> = {}): AnswerCamera => ({
  id: "osm:node/1",
  slug: "osm-node-1",
  kind: "fixed",
  operator: null,
  source: "osm",
  checked: null,
  x: 0,
  y: 0,
  reach: 100,
  aim: aim(),
  // A circle in four arcs.
  ring: [10000, 0, 0, 10000, -10000, 0, 0, -10000],
  arc: [0, 1, 2, 3],
  synthetic: false,
  ...parts,
});

/** The same circle, but a wall along y = 20 m hides what is north of it. */
const walled = camera({
  ring: [10000, 0, 9798, 2000, -9798, 2000, -10000, 0, 0, -10000],
  arc: [0, 2, 3, 4],
});

test("a point in the open is in view, one behind the wall is not", () => {
  assert.equal(inView(walled, 0, 19.9), true);
  assert.equal(inView(walled, 0, 20.1), false);
  assert.equal(inView(walled, 98.5, 10), true);
  assert.equal(inView(walled, 0, -99.9), true);
  assert.equal(inView(walled, 0, -100.1), false);
});

test("one vertex and an arc make a whole circle", () => {
  const round = camera({ ring: [0, 10000], arc: [0] });
  for (const [x, y] of [[0, 99], [70, -70], [-99, 0]] as const) assert.equal(inView(round, x, y), true);
  assert.equal(inView(round, 80, 80), false);
});

test("a known direction sees half a field of view to each side", () => {
  assert.equal(chance(aim(), 0, 10, 0), 1);
  assert.equal(chance(aim(), 9.9, 10, 0), 1);
  assert.equal(chance(aim(), 10.1, 10, 0), 0);
  assert.equal(chance(aim({ start: [350] }), 0, 10, 0), 1);
});

test("reach is that of the level", () => {
  assert.equal(chance(aim(), 0, 60, 0), 1);
  assert.equal(chance(aim(), 0, 60, 1), 0);
});

test("an unknown direction sees with the share of the field of view", () => {
  const any = aim({ width: [360] });
  for (const [x, y] of [[0, 10], [10, 0], [-7, -7]] as const) {
    assert.ok(Math.abs(chance(any, x, y, 0) - 0.25) < 1e-12);
  }
});

test("an arc across north is overlapped from both sides", () => {
  const arc = aim({ start: [300], width: [120] });
  assert.ok(Math.abs(chance(arc, 0, 10, 0) - 90 / 120) < 1e-12);
  assert.ok(Math.abs(chance(arc, 10, 10, 0) - 60 / 120) < 1e-12);
  assert.equal(chance(arc, 0, -10, 0), 0);
  // A field of view so wide that it meets the arc at both of its ends.
  const wide = aim({ fov: [300], start: [0], width: [200] });
  assert.ok(Math.abs(chance(wide, Math.sin(4.9), Math.cos(4.9), 0) - meeting(4.9)) < 1e-9);
});

/** The overlap of the last case, counted in steps of a thousandth of a degree. */
function meeting(bearing: number): number {
  const degrees = (bearing * 180) / Math.PI;
  let inside = 0;
  for (let i = 0; i < 200_000; i++) {
    const apart = Math.abs(degrees - (i + 0.5) / 1000) % 360;
    if (Math.min(apart, 360 - apart) <= 150) inside++;
  }
  return inside / 200_000;
}

test("lenses and arcs add up by their weights", () => {
  const two = aim({
    weight: [0.75, 0.25],
    fov: [90, 90],
    reach: [[100], [10]],
    share: [0.5, 0.5],
    start: [0, 180],
    width: [0, 0],
  });
  assert.ok(Math.abs(chance(two, 0, 5, 0) - 0.5) < 1e-12);
  assert.ok(Math.abs(chance(two, 0, 50, 0) - 0.375) < 1e-12);
});

test("the answer names best level and certainty, nearest first", () => {
  const far = camera({ id: "b", x: 0, y: -40 });
  const near = camera({ id: "a", x: 0, y: -10, aim: aim({ width: [360] }) });
  const unseen = camera({ id: "c", x: 0, y: 10 });
  const sightings = whoCouldSee(2, [far, near, unseen], 0, 0);
  assert.deepEqual(sightings.map((one) => one.camera.id), ["a", "b"]);
  assert.deepEqual(sightings.map((one) => one.certain), [false, true]);
  assert.deepEqual(sightings.map((one) => one.best), [1, 1]);
  assert.ok(Math.abs(sightings[0]!.bearing - 180) < 1e-9);
});

const index: AnswerIndex = {
  proj: "+proj=tmerc +lat_0=60.17 +lon_0=24.94 +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m +no_defs",
  cell_m: 256,
  reach_m: 100,
  levels: [],
  cells: ["-1_-1", "0_-1", "0_0", "1_0"],
  sources: {},
  attribution: "",
  synthetic: false,
};

test("only cells within reach are read", () => {
  assert.deepEqual(cellsNear(index, 128, 128), ["0_0"]);
  assert.deepEqual(cellsNear(index, 10, 10), ["-1_-1", "0_-1", "0_0"]);
  assert.deepEqual(cellsNear(index, 99, 99), ["0_-1", "0_0"]);
  assert.deepEqual(cellsNear(index, 5000, 0), []);
});

test("metres there and back", () => {
  const [x, y] = toMetres(index, 24.95, 60.18);
  assert.ok(Math.abs(x - 555.1) < 1 && Math.abs(y - 1114.2) < 1);
  const [lon, lat] = toDegrees(index, x, y);
  assert.ok(Math.abs(lon - 24.95) < 1e-9 && Math.abs(lat - 60.18) < 1e-9);
});
