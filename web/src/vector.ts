/**
 * The map as vectors: what its layers show, written as SVG with its caption, legend and scale.
 *
 * Pure: takes what was drawn, in pixels, and returns text. Nothing in it is asked of anybody: its type is
 * in it, and there is no picture and no link that a viewer would follow by itself.
 */

import type { Geometry, Position } from "geojson";
import type { SvgSign } from "./icons.ts";
import { escaped, short } from "./pen.ts";

/** Something that a layer shows, with the properties that hold for it at this zoom. */
export interface Shape {
  /** Pixels, from the left upper corner. */
  geometry: Geometry;
  paint: Record<string, unknown>;
  layout: Record<string, unknown>;
  /** Slug of the camera that it belongs to; “” if it belongs to none. */
  camera: string;
  /** Left, top, right, bottom of the tile that it is in: areas are cut a little beyond. */
  tile: [number, number, number, number];
}

/** A layer of the map's style, from the ground up. */
export interface Layer {
  type: string;
  /** Of the whole layer: colour or pattern of a background. */
  paint: Record<string, unknown>;
  shapes: Shape[];
}

/** One line of the legend: a sign about the origin, and what it means. */
export interface Key {
  svg: string;
  label: string;
}

export interface Sheet {
  language: string;
  width: number;
  height: number;
  /** West, south, east, north of the map's corners. */
  bounds: [number, number, number, number];
  metresPerPixel: number;
  layers: Layer[];
  legend: Key[];
  /** Lines below the map: the first is the title. */
  caption: string[];
  /** Returns a sign of the map by its name. */
  sign: (name: string) => SvgSign | null;
  /** Returns a length in words. */
  metres: (length: number) => string;
  ink: string;
  paper: string;
  /** Rules that bring the type along, and the terms it comes under; else a viewer takes its own. */
  type?: { css: string; terms: string };
}

/** A spot that is written or drawn upon: its middle, and how far it reaches. */
type Spot = [x: number, y: number, radius: number];

/** What the type is called that names are written in. */
export const TYPE = "Source Sans 3";

const MARGIN = 14;
const LINE = 20;
/** Width of a column of the legend. */
const COLUMN = 300;
/** A letter is about so wide, in sizes of its type; what is read in another one may be wider. */
const LETTER = 0.54;
/** Circles from this radius on hide a name; smaller ones leave it readable. */
const LARGE = 8;
/** A name stands once in so many pixels, as `symbol-spacing` has it. */
const APART = 320;

/** Return the map as SVG. */
export function svgOf(sheet: Sheet): string {
  const { width, height } = sheet;
  const drawing = new Drawing(sheet);
  const map = sheet.layers.map((layer) => drawing.layer(layer)).join("\n");
  const below = underneath(sheet);
  const [title = ""] = sheet.caption;
  const tall = Math.ceil(height + below.height);
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xml:lang="${sheet.language}" width="${width}" height="${tall}" viewBox="0 0 ${width} ${tall}" font-family="'${TYPE}', 'Source Sans Pro', 'Noto Sans', sans-serif" data-bounds="${sheet.bounds.join(" ")}">
<title>${escaped(title)}</title>
<desc>${escaped(sheet.caption.slice(1).join(" "))}</desc>
${sheet.type ? `<metadata>${escaped(sheet.type.terms)}</metadata>\n<style>${escaped(sheet.type.css)}</style>\n` : ""}<defs><clipPath id="map"><rect width="${width}" height="${height}"/></clipPath>
${drawing.defs()}</defs>
<rect width="${width}" height="${tall}" fill="${sheet.paper}"/>
<g clip-path="url(#map)">
${map}
${scaleBar(sheet)}
</g>
${below.svg}
</svg>
`;
}

/** Writes layers, and gathers the signs and patterns that they use. */
class Drawing {
  private readonly signs = new Map<string, string>();
  private readonly taken: Spot[] = [];
  private readonly written: { text: string; place: Position }[] = [];
  private paths = 0;

  constructor(private readonly sheet: Sheet) {
    // Names are written before the counts of cameras are drawn upon them, and give way all the same.
    for (const { type, shapes } of sheet.layers) {
      for (const { geometry, paint } of type === "circle" ? shapes : []) {
        const radius = figure(paint["circle-radius"], 5);
        if (geometry.type !== "Point" || radius < LARGE) continue;
        this.taken.push([geometry.coordinates[0]!, geometry.coordinates[1]!, radius + 2]);
      }
    }
  }

  defs(): string {
    return [...this.signs.values()].join("\n");
  }

  layer({ type, paint, shapes }: Layer): string {
    const { width, height } = this.sheet;
    switch (type) {
      case "background": {
        const fill = this.filling(paint["background-pattern"], paint["background-color"]);
        return fill && `<rect width="${width}" height="${height}" ${fill}/>`;
      }
      case "fill":
        return this.stacked(shapes) ?? merged(shapes, (shape) => this.fill(shape));
      case "line":
        return merged(shapes, (shape) => this.line(shape));
      case "circle":
        return unique(shapes.map((shape) => this.circle(shape)));
      default:
        return unique(shapes.map((shape) => this.symbol(shape)));
    }
  }

  /**
   * Return views of many cameras, one upon another, as a mask of their one colour; null for other fills.
   *
   * Painted one by one, hundreds of faint layers would drift to another colour: a viewer rounds each
   * of them to what a pixel can hold.
   */
  private stacked(shapes: Shape[]): string | null {
    const [first] = shapes;
    if (!first?.camera || first.paint["fill-pattern"]) return null;
    const { width, height } = this.sheet;
    const whole = `width="${width}" height="${height}"`;
    const id = `mask-${this.paths++}`;
    const white = shapes.map((shape) => ({ ...shape, paint: { ...shape.paint, "fill-color": "#ffffff" } }));
    const layers = merged(white, (shape) => this.fill(shape));
    this.signs.set(id, `<mask id="${id}" maskUnits="userSpaceOnUse" x="0" y="0" ${whole}>${layers}</mask>`);
    return `<rect ${whole} fill="${colour(first.paint["fill-color"])}" mask="url(#${id})"/>`;
  }

  private fill({ geometry, paint }: Shape): [string, string][] {
    const fill = this.filling(paint["fill-pattern"], paint["fill-color"]);
    return fill && /Polygon$/.test(geometry.type)
      ? [[`${fill}${opacity("fill-opacity", paint["fill-opacity"])}`, path(geometry)]]
      : [];
  }

  /** Return the line, or, around a gap, a line on each of its sides. */
  private line({ geometry, paint, layout, tile }: Shape): [string, string][] {
    const width = figure(paint["line-width"], 1);
    const gap = figure(paint["line-gap-width"], 0);
    const dash = list(paint["line-dasharray"]).map((part) => short(part * width));
    const look =
      `fill="none" stroke="${colour(paint["line-color"])}" stroke-width="${short(width)}"` +
      ` stroke-linejoin="round" stroke-linecap="${String(layout["line-cap"] ?? "butt")}"` +
      (dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : "") +
      opacity("stroke-opacity", paint["line-opacity"]);
    if (!gap) return [[look, path(outline(geometry, tile))]];
    const sides = [1, -1].map((side) => path(beside(geometry, (side * (gap + width)) / 2)));
    return [[look, sides.join("")]];
  }

  private circle({ geometry, paint }: Shape): string {
    if (geometry.type !== "Point") return "";
    const [x, y] = geometry.coordinates;
    return `<circle cx="${short(x!)}" cy="${short(y!)}" r="${short(figure(paint["circle-radius"], 5))}" fill="${colour(paint["circle-color"])}" stroke="${colour(paint["circle-stroke-color"])}" stroke-width="${short(figure(paint["circle-stroke-width"], 0))}"/>`;
  }

  private symbol({ geometry, paint, layout }: Shape): string {
    const icon = named(layout["icon-image"]);
    if (icon && geometry.type === "Point") {
      const [x, y] = geometry.coordinates;
      const turned = figure(layout["icon-rotate"], 0);
      const turn = turned ? ` rotate(${short(turned)})` : "";
      const alpha = opacity("opacity", paint["icon-opacity"]);
      this.define(icon, ({ svg }) => `<g id="${icon}">${svg}</g>`);
      return `<use xlink:href="#${icon}" transform="translate(${short(x!)} ${short(y!)})${turn} scale(${short(figure(layout["icon-size"], 1))})"${alpha}/>`;
    }
    const text = String(layout["text-field"] ?? "");
    return text && this.label(text, geometry, paint, layout);
  }

  private label(
    text: string,
    geometry: Geometry,
    paint: Record<string, unknown>,
    layout: Record<string, unknown>,
  ): string {
    const size = figure(layout["text-size"], 13);
    const font = list<string>(layout["text-font"]).join(" ");
    const halo = figure(paint["text-halo-width"], 0);
    const look =
      `font-size="${short(size)}" text-anchor="middle" fill="${colour(paint["text-color"])}"` +
      (font.includes("Semibold") ? ' font-weight="600"' : "") +
      (font.includes("Italic") ? ' font-style="italic"' : "") +
      (halo ? ` stroke="${colour(paint["text-halo-color"])}" stroke-width="${short(2 * halo)}" stroke-linejoin="round" paint-order="stroke"` : "");
    const half = (text.length * size * LETTER) / 2;
    if (geometry.type === "LineString" || geometry.type === "MultiLineString") {
      const way = longest(geometry, this.sheet);
      const length = lengthOf(way);
      const ends = [0.5 - half / length, 0.5 + half / length].map((share) => along(way, share));
      const middle = along(way, 0.5);
      // a name that goes around a corner cannot be read
      const straight = length > 2 * half && ends[0] && ends[1] && distance(ends[0], ends[1]) > 1.9 * half;
      if (!middle || !straight) return "";
      const spots = range(-half, half, size / 2).map((by): Spot => {
        const [x, y] = along(way, 0.5 + by / length) ?? middle;
        return [x!, y!, size / 2];
      });
      const again = this.written.some((one) => one.text === text && distance(one.place, middle) < APART);
      if (again || !this.takes(spots)) return "";
      this.written.push({ text, place: middle });
      // read from left to right
      const [first, last] = [way[0]!, way.at(-1)!];
      const read = first[0]! <= last[0]! ? way : way.toReversed();
      const id = `way-${this.paths++}`;
      this.signs.set(id, `<path id="${id}" d="${steps(read)}"/>`);
      return `<text ${look} dy="0.35em"><textPath xlink:href="#${id}" startOffset="50%">${escaped(text)}</textPath></text>`;
    }
    const middle = middleOf(geometry);
    if (!middle) return "";
    const lines = wrapped(text, figure(layout["text-max-width"], 10) / LETTER);
    const wide = Math.max(...lines.map((line) => line.length)) * size * LETTER;
    const tall = lines.length * size * 1.2;
    const free = layout["text-allow-overlap"] === true;
    const off = figure(layout["text-radial-offset"], 0) * size;
    const places = anchored(middle, list<string>(layout["text-variable-anchor"]), wide / 2, tall / 2, off);
    const place = places.find((one) => free || this.takes(block(one, wide / 2, tall / 2, size / 2)));
    if (!place) return "";
    const [x, y] = place;
    const first = y! + size * (0.35 - (lines.length - 1) * 0.6);
    const spans = lines.map(
      (line, i) => `<tspan x="${short(x!)}" y="${short(first + i * size * 1.2)}">${escaped(line)}</tspan>`,
    );
    return `<text ${look}>${spans.join("")}</text>`;
  }

  /** Return whether there is room for a name; if so, it is its own from now on. */
  private takes(spots: Spot[]): boolean {
    const near = (a: Spot, b: Spot): boolean => distance(a, b) < a[2] + b[2];
    if (spots.some((one) => this.taken.some((other) => near(one, other)))) return false;
    this.taken.push(...spots);
    return true;
  }

  private filling(pattern: unknown, plain: unknown): string {
    const name = named(pattern);
    if (!name) return plain === undefined ? "" : `fill="${colour(plain)}"`;
    this.define(
      name,
      ({ size, svg }) =>
        `<pattern id="${name}" width="${size}" height="${size}" patternUnits="userSpaceOnUse"><g transform="translate(${size / 2} ${size / 2})">${svg}</g></pattern>`,
    );
    return `fill="url(#${name})"`;
  }

  private define(name: string, write: (sign: SvgSign) => string): void {
    if (this.signs.has(name)) return;
    const found = this.sheet.sign(name);
    if (found) this.signs.set(name, write(found));
  }
}

/**
 * Return the shapes as few paths: what looks alike is one.
 *
 * Tiles overlap a little at their edges, and what is half transparent would be denser there, were its
 * pieces not one path. What belongs to two cameras stays two, so that it is denser where both see.
 */
function merged(shapes: Shape[], write: (shape: Shape) => [look: string, path: string][]): string {
  const alike = new Map<string, { look: string; paths: Set<string> }>();
  for (const shape of shapes) {
    for (const [look, way] of write(shape)) {
      const key = `${shape.camera} ${look}`;
      const held = alike.get(key) ?? { look, paths: new Set<string>() };
      if (way) held.paths.add(way);
      alike.set(key, held);
    }
  }
  return [...alike.values()]
    .filter(({ paths }) => paths.size)
    .map(({ look, paths }) => `<path ${look} d="${[...paths].join("")}"/>`)
    .join("\n");
}

/** Return marks each once: a point near the edge of a tile is in its neighbour too. */
function unique(marks: string[]): string {
  return [...new Set(marks)].filter(Boolean).join("\n");
}

function path(geometry: Geometry): string {
  switch (geometry.type) {
    case "LineString":
      return steps(geometry.coordinates);
    case "MultiLineString":
      return geometry.coordinates.map(steps).join("");
    case "Polygon":
      return geometry.coordinates.map((ring) => `${steps(ring)}Z`).join("");
    case "MultiPolygon":
      return geometry.coordinates.flatMap((rings) => rings.map((ring) => `${steps(ring)}Z`)).join("");
    default:
      return "";
  }
}

/** Return the edges of an area, but for those at which its tile cut it. */
function outline(geometry: Geometry, [left, top, right, bottom]: Shape["tile"]): Geometry {
  const rings =
    geometry.type === "Polygon"
      ? geometry.coordinates
      : geometry.type === "MultiPolygon"
        ? geometry.coordinates.flat()
        : null;
  if (!rings) return geometry;
  const lines: Position[][] = [];
  for (const ring of rings) {
    let line: Position[] = [];
    for (const [i, b] of ring.entries()) {
      const a = ring[i - 1];
      if (!a) continue;
      const cut =
        (a[0]! <= left && b[0]! <= left) || (a[0]! >= right && b[0]! >= right) ||
        (a[1]! <= top && b[1]! <= top) || (a[1]! >= bottom && b[1]! >= bottom);
      if (cut) line = [];
      else if (line.length) line.push(b);
      else lines.push((line = [a, b]));
    }
  }
  return { type: "MultiLineString", coordinates: lines };
}

/** Return lines moved to one side by so many pixels. */
function beside(geometry: Geometry, by: number): Geometry {
  if (geometry.type === "MultiLineString") {
    return { ...geometry, coordinates: geometry.coordinates.map((line) => moved(line, by)) };
  }
  return geometry.type === "LineString"
    ? { ...geometry, coordinates: moved(geometry.coordinates, by) }
    : geometry;
}

/** Return points moved across the way through them, at a corner across the mean of both its sides. */
function moved(points: Position[], by: number): Position[] {
  return points.map(([x, y], i) => {
    const [a, b] = [points[Math.max(i - 1, 0)]!, points[Math.min(i + 1, points.length - 1)]!];
    const length = distance(a, b) || 1;
    return [x! - (by * (b[1]! - a[1]!)) / length, y! + (by * (b[0]! - a[0]!)) / length];
  });
}

/** Return a way through points, to a tenth of a pixel. */
function steps(points: Position[]): string {
  let [last, written] = ["", ""];
  for (const [x, y] of points) {
    const here = `${Math.round(10 * x!) / 10} ${Math.round(10 * y!) / 10}`;
    if (here !== last) written += `${written ? "L" : "M"}${here}`;
    last = here;
  }
  return written;
}

/** Return the longest piece of a line that lies within the map. */
function longest(
  geometry: Extract<Geometry, { type: "LineString" | "MultiLineString" }>,
  { width, height }: Sheet,
): Position[] {
  const lines = geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates;
  const pieces: Position[][] = [[]];
  for (const line of lines) {
    pieces.push([]);
    for (const point of line) {
      const [x, y] = point;
      if (x! >= 0 && x! <= width && y! >= 0 && y! <= height) pieces.at(-1)!.push(point);
      else pieces.push([]);
    }
  }
  return pieces.reduce((best, piece) => (lengthOf(piece) > lengthOf(best) ? piece : best));
}

function lengthOf(way: Position[]): number {
  return way.reduce((sum, point, i) => sum + (i ? distance(way[i - 1]!, point) : 0), 0);
}

function distance([ax, ay]: Position, [bx, by]: Position): number {
  return Math.hypot(ax! - bx!, ay! - by!);
}

/** Return the point at a share of a way. */
function along(way: Position[], share: number): Position | null {
  let left = lengthOf(way) * share;
  for (const [i, b] of way.entries()) {
    const a = way[i - 1];
    if (!a) continue;
    const step = distance(a, b);
    if (step >= left && step > 0) {
      const t = left / step;
      return [a[0]! + t * (b[0]! - a[0]!), a[1]! + t * (b[1]! - a[1]!)];
    }
    left -= step;
  }
  return null;
}

/** Return where the name of a place or of an area stands. */
function middleOf(geometry: Geometry): Position | null {
  if (geometry.type === "Point") return geometry.coordinates;
  const ring =
    geometry.type === "Polygon"
      ? geometry.coordinates[0]
      : geometry.type === "MultiPolygon"
        ? geometry.coordinates[0]?.[0]
        : undefined;
  if (!ring?.length) return null;
  const mean = (axis: 0 | 1): number => ring.reduce((sum, point) => sum + point[axis]!, 0) / ring.length;
  return [mean(0), mean(1)];
}

/**
 * Return where a name may stand: at its place, or beside it, as `text-variable-anchor` says; if need be
 * farther off, since a count of cameras may be larger than the map's own offset leaves room for.
 */
function anchored([x, y]: Position, anchors: string[], wide: number, tall: number, off: number): Position[] {
  if (!anchors.length) return [[x!, y!]];
  return [off, 1.6 * off, 2.2 * off].flatMap((far) => {
    const ways: Record<string, Position> = {
      center: [0, 0],
      top: [0, far + tall],
      bottom: [0, -far - tall],
      left: [far + wide, 0],
      right: [-far - wide, 0],
    };
    return anchors.map((anchor): Position => {
      const [right, down] = ways[anchor] ?? [0, 0];
      return [x! + right!, y! + down!];
    });
  });
}

/** Return spots that cover a block of text: half its width and height, and the radius of each. */
function block([x, y]: Position, wide: number, tall: number, radius: number): Spot[] {
  return range(radius - tall, tall - radius, radius).flatMap((down) =>
    range(radius - wide, wide - radius, radius).map((right): Spot => [x! + right, y! + down, radius]),
  );
}

/** Return numbers from one to another, both included, no farther apart than a step. */
function range(from: number, to: number, step: number): number[] {
  const steps = Math.max(1, Math.ceil((to - from) / step));
  return Array.from({ length: steps + 1 }, (_, i) => from + ((to - from) * i) / steps);
}

/** Return a text in lines of so many letters at most, as far as its words allow. */
function wrapped(text: string, letters: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (lines.at(-1) && longer.length > letters) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** A round length that fits into the corner, and its bar. */
function scaleBar({ height, metresPerPixel, metres, ink, paper }: Sheet): string {
  const most = 140 * metresPerPixel;
  const ten = 10 ** Math.floor(Math.log10(most));
  const length = ten * ([5, 2].find((times) => times * ten <= most) ?? 1);
  const [x, y, wide] = [MARGIN, height - MARGIN, length / metresPerPixel];
  return `<g data-scale="${length}"><path d="M${x} ${y - 6}V${y}H${short(x + wide)}V${y - 6}" fill="none" stroke="${paper}" stroke-width="5"/><path d="M${x} ${y - 6}V${y}H${short(x + wide)}V${y - 6}" fill="none" stroke="${ink}" stroke-width="1.6"/><text x="${short(x + wide / 2)}" y="${y - 5}" font-size="13" text-anchor="middle" fill="${ink}" stroke="${paper}" stroke-width="3" paint-order="stroke">${escaped(metres(length))}</text></g>`;
}

/** Caption and legend, below the map. */
function underneath({ width, height, caption, legend, ink }: Sheet): { svg: string; height: number } {
  const lines = caption.flatMap((text, i) =>
    wrapped(text, (width - 2 * MARGIN) / (14 * LETTER)).map((line) => ({ line, title: i === 0 })),
  );
  let y = height + MARGIN;
  const written = lines.map(({ line, title }) => {
    y += title ? LINE + 4 : LINE;
    return `<text x="${MARGIN}" y="${y - 6}" font-size="${title ? 17 : 14}"${title ? ' font-weight="600"' : ""} fill="${ink}">${escaped(line)}</text>`;
  });
  const columns = Math.max(1, Math.floor((width - 2 * MARGIN) / COLUMN));
  const top = y + 22;
  const said = legend.map(({ svg, label }) => ({ svg, words: wrapped(label, (COLUMN - 60) / (13 * LETTER)) }));
  // a row is as tall as the longest of its labels
  const rows = Array.from({ length: Math.ceil(said.length / columns) }, (_, row) =>
    Math.max(34, ...said.slice(row * columns, (row + 1) * columns).map(({ words }) => 15 * words.length + 6)),
  );
  const downTo = (row: number): number => rows.slice(0, row).reduce((sum, tall) => sum + tall, top - 17);
  const keys = said.map(({ svg, words }, i) => {
    const row = Math.floor(i / columns);
    const [x, down] = [MARGIN + (i % columns) * COLUMN, downTo(row) + rows[row]! / 2];
    const spans = words.map(
      (line, k) => `<tspan x="${x + 50}" y="${down + 4.5 + (k - (words.length - 1) / 2) * 15}">${escaped(line)}</tspan>`,
    );
    return `<g transform="translate(${x + 20} ${down})">${svg}</g><text font-size="13" fill="${ink}">${spans.join("")}</text>`;
  });
  return {
    svg: `<g data-caption="">${written.join("\n")}</g>\n<g data-legend="">${keys.join("\n")}</g>`,
    height: downTo(rows.length) - height + (rows.length ? 9 : -5),
  };
}

// -- what MapLibre hands out -----------------------------------------------------------------------

/** Return a colour that any viewer of SVG knows; MapLibre's are parts of 1, times their opacity. */
function colour(value: unknown): string {
  if (typeof value === "string") return value;
  const { r, g, b, a } = value as { r: number; g: number; b: number; a: number };
  const part = (one: number): string =>
    Math.round((a ? one / a : 0) * 255)
      .toString(16)
      .padStart(2, "0");
  return `#${part(r)}${part(g)}${part(b)}`;
}

function figure(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

function list<T = number>(value: unknown): T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}

function opacity(name: string, value: unknown): string {
  return typeof value === "number" && value < 1 ? ` ${name}="${short(value)}"` : "";
}

/** Return the name of an image; MapLibre fades from one to another. */
function named(value: unknown): string {
  if (typeof value === "string") return value;
  const held = value as { name?: string; to?: unknown } | null | undefined;
  return held?.name ?? (held?.to === undefined ? "" : named(held.to));
}
