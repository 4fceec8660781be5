import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cellsNear,
  chances,
  inView,
  toDegrees,
  toMetres,
  whoCouldSee,
  type AnswerCamera,
  type AnswerCell,
  type AnswerIndex,
  type Arcs,
  type Lens,
  type Readings,
  type View,
} from "../src/answer.ts";

const LENSES: Lens[] = [{ fov: 90, reach: [100, 50] }];

/** One lens that hangs as high as what it looks at. */
const readings = (parts: Partial<Readings> = {}): Readings => ({
  weight: [1],
  lens: [0],
  rise: [0],
  lower: [null],
  upper: [0],
  stance: [0],
  ...parts,
});

const arcs = (parts: Partial<Arcs> = {}): Arcs => ({ share: [1], start: [0], width: [0], ...parts });

interface Scene {
  lenses?: Lens[];
  held?: Readings;
  axis?: Arcs;
  seen?: boolean[];
}

/** The chance at the first level that a point `dx`, `dy` metres away is in the picture. */
const chance = (dx: number, dy: number, scene: Scene = {}): number => {
  const { lenses = LENSES, held = readings(), axis = arcs(), seen = [true] } = scene;
  return chances(2, lenses, held, axis, seen, dx, dy)[0]!;
};

const near = (found: number, expected: number): void =>
  assert.ok(Math.abs(found - expected) < 1e-9, `${found} is not ${expected}`);

interface Ring {
  corners: [number, number][];
  arcs: number[];
}

/** A circle in four arcs. */
const CIRCLE: Ring = { corners: [[100, 0], [0, 100], [-100, 0], [0, -100]], arcs: [0, 1, 2, 3] };

/** The same circle, but a wall along y = 20 m hides what is north of it. */
const WALLED: Ring = {
  corners: [[100, 0], [97.98, 20], [-97.98, 20], [-100, 0], [0, -100]],
  arcs: [0, 2, 3, 4],
};

/** A view of these rings, corners in metres, written as in the files. */
const view = (...rings: Ring[]): View => {
  const corners = rings.flatMap((ring) => ring.corners);
  const before = [[0, 0], ...corners];
  const starts = rings.map((_ring, i) => rings.slice(0, i).flatMap((ring) => ring.corners).length);
  return {
    reach: 100,
    rings: rings.map((ring) => ring.corners.length),
    corners: corners.flatMap(([x, y], i) =>
      [x - before[i]![0]!, y - before[i]![1]!].map((step) => Math.round(step * 100)),
    ),
    arcs: rings.flatMap((ring, i) => ring.arcs.map((arc) => arc + starts[i]!)),
  };
};

const camera = (parts: Partial<AnswerCamera> = {}): AnswerCamera => ({
  id: "osm:node/1",
  slug: "osm-node-1",
  kind: "fixed",
  operator: null,
  source: "osm",
  checked: null,
  x: 0,
  y: 0,
  readings: 0,
  ...arcs(),
  views: [view(CIRCLE)],
  stances: [0],
  synthetic: false,
  ...parts,
});

test("a point in the open is in view, one behind the wall is not", () => {
  const walled = view(WALLED);
  assert.equal(inView(walled, 0, 19.9), true);
  assert.equal(inView(walled, 0, 20.1), false);
  assert.equal(inView(walled, 98.5, 10), true);
  assert.equal(inView(walled, 0, -99.9), true);
  assert.equal(inView(walled, 0, -100.1), false);
});

test("the camera's own place is in its view, if it sees anything", () => {
  assert.equal(inView(view(CIRCLE), 0, 0), true);
  assert.equal(inView(view(), 0, 0), false);
});

test("behind a low building another ring begins", () => {
  const over = view(WALLED, { corners: [[20, 40], [30, 60], [-30, 60], [-20, 40]], arcs: [] });
  for (const [x, y, seen] of [
    [0, 10, true],
    [0, 30, false],
    [0, 50, true],
    [0, 70, false],
    [28, 58, true],
    [28, 50, false],
    [0, -50, true],
  ] as const) {
    assert.equal(inView(over, x, y), seen, `${x}, ${y}`);
  }
});

test("an arc of a ring behind others ends at the reach", () => {
  const beyond: Ring = { corners: [[30, 40], [60, 80], [-60, 80], [-30, 40]], arcs: [1] };
  const over = view(WALLED, beyond);
  assert.equal(inView(over, 0, 39), false);
  assert.equal(inView(over, 0, 99.9), true);
  assert.equal(inView(over, 0, 100.1), false);
});

test("a ring with a sector's corner at the camera sees ahead only", () => {
  const ahead = view({ corners: [[0, 0], [60, 80], [-60, 80]], arcs: [1] });
  assert.equal(inView(ahead, 0, 99), true);
  assert.equal(inView(ahead, 0, -1), false);
  assert.equal(inView(ahead, 60, 60), false);
});

test("a known direction sees half a field of view to each side", () => {
  assert.equal(chance(0, 10), 1);
  assert.equal(chance(9.9, 10), 1);
  assert.equal(chance(10.1, 10), 0);
  assert.equal(chance(0, 10, { axis: arcs({ start: [350] }) }), 1);
});

test("reach is that of the level, along the line of sight", () => {
  assert.deepEqual(chances(2, LENSES, readings(), arcs(), [true], 0, 60), [1, 0]);
  const high = readings({ rise: [30] });
  assert.deepEqual(chances(2, LENSES, high, arcs(), [true], 0, 39.9), [1, 1]);
  assert.deepEqual(chances(2, LENSES, high, arcs(), [true], 0, 40.1), [1, 0]);
  assert.deepEqual(chances(2, LENSES, high, arcs(), [true], 0, 95.5), [0, 0]);
});

test("an unknown direction sees with the share of the field of view", () => {
  const axis = arcs({ width: [360] });
  for (const [x, y] of [[0, 10], [10, 0], [-7, -7]] as const) near(chance(x, y, { axis }), 0.25);
});

test("an arc across north is overlapped from both sides", () => {
  const axis = arcs({ start: [300], width: [120] });
  near(chance(0, 10, { axis }), 90 / 120);
  near(chance(10, 10, { axis }), 60 / 120);
  assert.equal(chance(0, -10, { axis }), 0);
  // A field of view so wide that it meets the arc at both of its ends.
  const lenses = [{ fov: 300, reach: [100, 50] }];
  const wide = { lenses, axis: arcs({ width: [200] }) };
  near(chance(Math.sin(4.9), Math.cos(4.9), wide), counted(4.9, 0, 150));
});

/** The share of an arc from 0° to 200° that is off a bearing by these angles, counted in steps. */
function counted(bearing: number, from: number, to: number): number {
  const degrees = (bearing * 180) / Math.PI;
  let inside = 0;
  for (let i = 0; i < 200_000; i++) {
    const apart = Math.abs(degrees - (i + 0.5) / 1000) % 360;
    const off = Math.min(apart, 360 - apart);
    if (from <= off && off <= to) inside++;
  }
  return inside / 200_000;
}

test("what is below or above the frame is not in the picture", () => {
  // The frame ends 4 m and 10 m ahead on a plane 2 m below.
  const held = readings({ rise: [2], lower: [0.5], upper: [0.2] });
  for (const [x, y, seen] of [[0, 3.9, 0], [0, 4.1, 1], [0, 9.9, 1], [0, 10.1, 0]] as const) {
    assert.equal(chance(x, y, { held }), seen, `${x}, ${y}`);
  }
  // Both limits are lines across the axis, so it is 9.9 m ahead that counts, 11 m away or not.
  assert.equal(chance(4.8, 9.9, { held }), 1);
  assert.equal(chance(4.8, 10.1, { held }), 0);
  assert.equal(chance(0, 0, { held }), 0);
  assert.equal(chance(0, 0, { held: { ...held, lower: [null] } }), 1);
});

test("an axis that may turn meets the frame at two sides", () => {
  const held = readings({ rise: [2], lower: [0.5], upper: [0.2] });
  const axis = arcs({ width: [200] });
  for (const [bearing, distance] of [[1, 4.5], [0.3, 8], [2, 11], [3.6, 12.5], [1, 15]] as const) {
    const [x, y] = [distance * Math.sin(bearing), distance * Math.cos(bearing)];
    const off = (ahead: number) => (Math.acos(Math.min(1, ahead / distance)) * 180) / Math.PI;
    const expected = counted(bearing, off(10), Math.min(45, off(4)));
    const found = chance(x, y, { held, axis });
    assert.ok(Math.abs(found - expected) < 2e-5, `${found} is not ${expected}`);
  }
});

test("lenses and arcs add up by their weights", () => {
  const two = {
    lenses: [{ fov: 90, reach: [100] }, { fov: 90, reach: [10] }],
    held: readings({
      weight: [0.75, 0.25],
      lens: [0, 1],
      rise: [0, 0],
      lower: [null, null],
      upper: [0, 0],
      stance: [0, 0],
    }),
    axis: arcs({ share: [0.5, 0.5], start: [0, 180], width: [0, 0] }),
  };
  near(chance(0, 5, two), 0.5);
  near(chance(0, 50, two), 0.375);
});

const lowOrHigh = readings({
  weight: [0.25, 0.75],
  lens: [0, 0],
  rise: [2, 1],
  lower: [null, null],
  upper: [0, 0],
  stance: [0, 1],
});

test("a reading counts where its own stance sees", () => {
  near(chance(0, 10, { held: lowOrHigh, seen: [true, true] }), 1);
  near(chance(0, 10, { held: lowOrHigh, seen: [true, false] }), 0.25);
  near(chance(0, 10, { held: lowOrHigh, seen: [false, true] }), 0.75);
});

const cell = (...cameras: AnswerCamera[]): AnswerCell => ({
  lenses: LENSES,
  readings: [readings(), lowOrHigh],
  cameras,
});

test("the answer names best level and certainty, nearest first, over all cells", () => {
  const far = camera({ id: "b", x: 0, y: -40 });
  const close = camera({ id: "a", x: 0, y: -10, ...arcs({ width: [360] }) });
  const unseen = camera({ id: "c", x: 0, y: 10 });
  const sightings = whoCouldSee(2, [cell(far), cell(close, unseen)], 0, 0);
  assert.deepEqual(sightings.map((one) => one.camera.id), ["a", "b"]);
  assert.deepEqual(sightings.map((one) => one.certain), [false, true]);
  assert.deepEqual(sightings.map((one) => one.best), [1, 1]);
  assert.ok(Math.abs(sightings[0]!.bearing - 180) < 1e-9);
});

test("stances that share a view, and one that sees over the wall", () => {
  const over = camera({ readings: 1, views: [view(CIRCLE), view(WALLED)], stances: [0, 1] });
  const both = camera({ readings: 1, views: [view(WALLED)], stances: [0, 0] });
  const [found] = whoCouldSee(2, [cell(over, both)], 0, 30);
  near(found!.probability[0]!, 0.25);
  assert.equal(found!.camera, over);
  assert.deepEqual(
    whoCouldSee(2, [cell(over, both)], 0, 15).map((one) => one.certain),
    [true, true],
  );
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
