import assert from "node:assert/strict";
import { test } from "node:test";
import { svgSign } from "../src/icons.ts";
import { svgOf, type Layer, type Shape, type Sheet } from "../src/vector.ts";

const TILE: Shape["tile"] = [0, 0, 100, 100];

const shape = (geometry: Shape["geometry"], paint = {}, layout = {}, camera = ""): Shape => ({
  geometry, paint, layout, camera, tile: TILE,
});

const square = (x: number, y: number, size: number): Shape["geometry"] => ({
  type: "Polygon",
  coordinates: [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]],
});

const sheet = (...layers: Layer[]): Sheet => ({
  language: "en",
  width: 400,
  height: 300,
  bounds: [24, 60, 25, 61],
  metresPerPixel: 0.5,
  layers,
  legend: [{ svg: "<circle r='3'/>", label: "a camera & what it sees" }],
  caption: ["Cameras mapped in <Town>", "SYNTHETIC – a sentence", "© OpenStreetMap contributors · 31 May 2024"],
  sign: (name) => svgSign(name, { madeUp: "SYNTHETIC" }),
  metres: (length) => `${length} m`,
  ink: "#1B1D21",
  paper: "#FAF8F4",
});

const fill = (shapes: Shape[]): Layer => ({ type: "fill", paint: {}, shapes });
const count = (text: string, part: string): number => text.split(part).length - 1;

test("caption, legend and scale stand under the map, and nothing in it is markup by accident", () => {
  const svg = svgOf(sheet());
  assert.match(svg, /<title>Cameras mapped in &lt;Town&gt;<\/title>/);
  assert.match(svg, /SYNTHETIC – a sentence/);
  assert.match(svg, /© OpenStreetMap contributors · 31 May 2024/);
  assert.match(svg, /a camera &amp; what it sees/);
  assert.match(svg, /data-scale="50"/);
  assert.match(svg, />50 m</);
});

test("pieces of one view from two tiles are one path, two views are two", () => {
  const paint = { "fill-color": "#D98E04", "fill-opacity": 0.3 };
  const [a, b] = [square(0, 0, 50), square(48, 0, 50)];
  const one = svgOf(sheet(fill([shape(a, paint, {}, "one"), shape(b, paint, {}, "one")])));
  const two = svgOf(sheet(fill([shape(a, paint, {}, "one"), shape(b, paint, {}, "two")])));
  assert.deepEqual([one, two].map((svg) => count(svg, 'fill-opacity="0.3"')), [1, 2]);
  // views are a mask of the one colour that they have
  assert.match(one, /<mask id="mask-0"[^>]*><path fill="#ffffff" fill-opacity="0.3"/);
  assert.match(one, /<rect [^>]*fill="#D98E04" mask="url\(#mask-0\)"\/>/);
});

test("a point in two tiles is drawn once", () => {
  const point = shape({ type: "Point", coordinates: [10, 20] }, {}, { "icon-image": "eye-fixed-light" });
  const svg = svgOf(sheet({ type: "symbol", paint: {}, shapes: [point, { ...point }] }));
  assert.equal(count(svg, "<use "), 1);
  assert.equal(count(svg, 'id="eye-fixed-light"'), 1);
});

test("where a tile cut an area there is no edge", () => {
  const paint = { "line-color": "#000000", "line-width": 1 };
  const svg = svgOf(sheet({ type: "line", paint: {}, shapes: [shape(square(20, 20, 85), paint)] }));
  // of the four edges, those beyond the right and the lower end of the tile are left out
  assert.match(svg, /d="M20 20L105 20M20 105L20 20"/);
});

test("around a gap a line is drawn on both sides", () => {
  const line = { type: "LineString" as const, coordinates: [[0, 50], [100, 50]] };
  const paint = { "line-color": "#B07203", "line-width": 2, "line-gap-width": 6 };
  const svg = svgOf(sheet({ type: "line", paint: {}, shapes: [shape(line, paint)] }));
  assert.match(svg, /stroke-width="2"[^>]* d="M0 54L100 54M0 46L100 46"/);
});

test("made-up data is marked over the whole map", () => {
  const layer = { type: "background", paint: { "background-pattern": "made-up-light" }, shapes: [] };
  const svg = svgOf(sheet(layer));
  assert.match(svg, /<pattern id="made-up-light"[^>]*>.*>SYNTHETIC<\/text>/);
  assert.match(svg, /<rect width="400" height="300" fill="url\(#made-up-light\)"\/>/);
});

test("a name follows its street from left to right, and is left out where it has no room", () => {
  const name = (...coordinates: number[][]): string =>
    svgOf(
      sheet({
        type: "symbol",
        paint: {},
        shapes: [shape({ type: "LineString", coordinates }, { "text-color": "#555555" }, { "text-field": "Gazi Street" })],
      }),
    );
  assert.match(name([300, 50], [10, 50]), /d="M10 50L300 50"\/>[^]*textPath xlink:href="#way-0"/);
  assert.doesNotMatch(name([10, 50], [40, 50]), /Gazi Street/);
  assert.doesNotMatch(name([150, 50], [200, 50], [200, 100], [150, 100]), /Gazi Street/);
});

test("every sign is drawn without asking anybody", () => {
  for (const name of ["eye-fixed", "eye-panning", "eye-dome-doubt", "eye-unknown-doubt", "cone-80", "arc-120", "hatch", "space-park", "look-1"]) {
    for (const theme of ["light", "dark"]) {
      const { svg } = svgSign(`${name}-${theme}`, { madeUp: "" })!;
      assert.match(svg, /<(path|rect) /, name);
      assert.doesNotMatch(svg, /NaN|undefined|http|url\((?!#)/, name);
    }
  }
  assert.equal(svgSign("no-sign", { madeUp: "" }), null);
});
