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

const INK = { "text-color": "#555555", "circle-color": "#ffffff", "circle-stroke-color": "#000000" };
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

test("a name gives way to a count of cameras: beside it if it may, else it is left out", () => {
  const circle: Layer = {
    type: "circle",
    paint: {},
    shapes: [shape({ type: "Point", coordinates: [200, 100] }, { "circle-radius": 18, ...INK })],
  };
  const named = (layout: object, ...coordinates: number[][]): string => {
    const geometry: Shape["geometry"] = coordinates[1]
      ? { type: "LineString", coordinates }
      : { type: "Point", coordinates: coordinates[0]! };
    const text = shape(geometry, INK, { "text-field": "Petra", "text-size": 12, ...layout });
    return svgOf(sheet({ type: "symbol", paint: {}, shapes: [text] }, circle));
  };
  assert.doesNotMatch(named({}, [205, 95]), />Petra</);
  assert.match(named({}, [205, 140]), />Petra</);
  const anchors = { "text-variable-anchor": ["center", "top", "bottom"], "text-radial-offset": 1.1 };
  const beside = /<tspan x="200" y="([\d.]+)">Petra</.exec(named(anchors, [200, 100]));
  assert.ok(Number(beside?.[1]) > 100 + 18 + 6, "below the circle");
  assert.doesNotMatch(named({}, [100, 100], [300, 100]), />Petra</);
  assert.match(named({}, [100, 130], [300, 130]), />Petra</);
});

test("a name of a street stands once in a while, a year on every ground that has it", () => {
  const names = (geometry: (down: number) => Shape["geometry"]): string => {
    const shapes = [50, 90].map((down) => shape(geometry(down), INK, { "text-field": "2021", "text-size": 12 }));
    return svgOf(sheet({ type: "symbol", paint: {}, shapes }));
  };
  const line = names((down) => ({ type: "LineString", coordinates: [[100, down], [300, down]] }));
  const point = names((down) => ({ type: "Point", coordinates: [200, down] }));
  assert.deepEqual([line, point].map((svg) => count(svg, ">2021<")), [1, 2]);
});

test("labels of the legend stand apart however long they are", () => {
  const long = "counted, and shown only as a stretch of street, so that nobody is pointed at at their door";
  const legend = Array.from({ length: 5 }, () => ({ svg: "<circle r='3'/>", label: `${long}, ${long}` }));
  const svg = svgOf({ ...sheet(), legend });
  const downs = [...svg.split("data-legend")[1]!.matchAll(/<tspan x="\d+" y="([\d.]+)"/g)].map(([, y]) => Number(y));
  assert.ok(downs.length > 15);
  for (const [i, y] of downs.slice(1).entries()) assert.ok(y - downs[i]! >= 14.9, `${downs[i]} and ${y}`);
  const tall = Number(/ height="(\d+)" viewBox/.exec(svg)![1]);
  assert.ok(tall >= downs.at(-1)! + 5);
});

test("its type comes along with its terms, and neither is markup", () => {
  const type = { css: "@font-face{src:url(data:font/woff2;base64,AA==)}</style>", terms: "© <Adobe>" };
  const svg = svgOf({ ...sheet(), type });
  assert.match(svg, /<metadata>© &lt;Adobe&gt;<\/metadata>/);
  assert.ok(svg.includes("<style>@font-face{src:url(data:font/woff2;base64,AA==)}&lt;/style&gt;</style>"));
  assert.doesNotMatch(svgOf(sheet()), /<style>|<metadata>/);
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
