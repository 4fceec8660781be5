/**
 * Signs of the map, drawn as they are needed: small round eyes and their cones.
 *
 * Names: `eye-<kind>[-doubt]-<theme>` (doubt: nobody mapped which way it looks),
 * `cone-<degrees>-<theme>`, `arc-<degrees>-<theme>` (looks somewhere within), `hatch-<theme>`,
 * `made-up-<theme>`, what colours the ground: `space-<kind>-<theme>`, `look-<rank>-<theme>`, and rows
 * of two lists that are compared: `row-<standing>-<list>-<theme>`.
 */

import { PALETTES, type Palette } from "./palette.ts";
import { SvgPen, type Pen } from "./pen.ts";
import type { Theme } from "./toggle.ts";

const SCALE = 2;

export interface Sign {
  image: ImageData;
  pixelRatio: number;
}

/** A sign before it is drawn: its size in pixels, and how it is drawn about the origin. */
interface Design {
  size: number;
  draw: (pen: Pen) => void;
}

/** Return the sign of that name, or null if there is none. */
export function sign(name: string, words: { madeUp: string }): Sign | null {
  const found = design(name, words);
  return found && drawn(found);
}

/** A sign as SVG about the origin, in a square of `size` pixels. */
export interface SvgSign {
  size: number;
  svg: string;
}

/** Return the sign of that name as SVG, or null if there is none. */
export function svgSign(name: string, words: { madeUp: string }): SvgSign | null {
  const found = design(name, words);
  if (!found) return null;
  const pen = new SvgPen(name);
  found.draw(pen);
  return { size: found.size, svg: pen.svg() };
}

function design(name: string, words: { madeUp: string }): Design | null {
  const parts = name.split("-");
  const theme = parts.pop();
  if (theme !== "light" && theme !== "dark") return null;
  const palette = PALETTES[theme as Theme];
  const what = parts.shift();
  switch (what) {
    case "eye":
      return { size: 26, draw: (c) => eye(c, palette, parts[0] ?? "unknown", parts[1] === "doubt") };
    case "cone":
      return { size: 96, draw: (c) => cone(c, palette, Number(parts[0]), false) };
    case "arc":
      return { size: 96, draw: (c) => cone(c, palette, Number(parts[0]), true) };
    case "hatch":
      return { size: 8, draw: (c) => hatch(c, palette) };
    case "space":
    case "look":
      return { size: 12, draw: (c) => swatch(c, palette, what, parts[0] ?? "", 12) };
    case "row":
      return { size: 24, draw: (c) => row(c, palette, parts[0] ?? "", parts[1] !== "other") };
    case "made":
      return { size: 220, draw: (c) => madeUp(c, palette, words.madeUp) };
    default:
      return null;
  }
}

/** Draw a sign into a canvas of the legend: `fixed`, `fixed-arc`, `unknown-doubt`, `space-park`, … */
export function drawLegendSign(canvas: HTMLCanvasElement, name: string, theme: Theme): void {
  // Not worth the time that a graphics card takes to be asked for the first time.
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.scale(SCALE, SCALE);
  context.translate(canvas.width / SCALE / 2, canvas.height / SCALE / 2);
  legendSign(context, name, theme);
}

/** Return a sign of the legend as SVG about the origin. */
export function svgLegendSign(name: string, theme: Theme): string {
  const pen = new SvgPen(`legend-${name}`);
  legendSign(pen, name, theme);
  return pen.svg();
}

function legendSign(context: Pen, name: string, theme: Theme): void {
  const [kind = "unknown", more] = name.split("-");
  const palette = PALETTES[theme];
  if (kind === "cluster") return cluster(context, palette);
  if (kind === "row") return row(context, palette, more ?? "", name.split("-")[2] !== "other");
  if (kind === "depth" || kind === "space" || kind === "look") {
    for (const x of [-10, 0, 10]) {
      for (const y of [-5, 5]) {
        context.save();
        context.translate(x, y);
        swatch(context, palette, kind, more ?? "", 10);
        context.restore();
      }
    }
    context.strokeStyle = palette.label;
    context.lineWidth = 1;
    context.beginPath();
    for (const [x, y] of [[-15, -10], [15, -10], [15, 10], [-15, 10]] as const) context.lineTo(x, y);
    context.closePath();
    context.stroke();
    return;
  }
  if (kind === "fixed") {
    context.save();
    context.translate(-7, 7);
    context.rotate(Math.PI / 4);
    context.scale(0.5, 0.5);
    cone(context, palette, more === "arc" ? 120 : 80, more === "arc");
    context.restore();
    context.translate(-7, 7);
  }
  context.globalAlpha = more === "pale" ? 0.5 : 1;
  eye(context, palette, kind, more === "doubt");
  context.globalAlpha = 1;
}

function drawn({ size, draw }: Design): Sign {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * SCALE;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas to draw signs on");
  context.scale(SCALE, SCALE);
  context.translate(size / 2, size / 2);
  draw(context);
  return { image: context.getImageData(0, 0, canvas.width, canvas.height), pixelRatio: SCALE };
}

/** The eye: round if fixed, with two arrows if it turns, a half dome, or a plain ring if unknown. */
function eye(c: Pen, p: Palette, kind: string, doubt: boolean): void {
  c.lineCap = "round";
  c.beginPath();
  c.arc(0, 0, doubt || kind === "panning" ? 12 : 9, 0, 2 * Math.PI);
  c.fillStyle = p.paper;
  const alpha = c.globalAlpha;
  c.globalAlpha = alpha * (doubt || kind === "panning" ? 0.8 : 1);
  c.fill();
  c.globalAlpha = alpha;
  // A camera that turns has no one way to look, whatever is mapped: its arrows say so.
  if (doubt && kind !== "panning") {
    c.setLineDash([2.6, 3.4]);
    c.lineWidth = 1.5;
    c.strokeStyle = p.ink;
    c.beginPath();
    c.arc(0, 0, 10.8, 0, 2 * Math.PI);
    c.stroke();
    c.setLineDash([]);
  }
  c.fillStyle = p.ink;
  c.strokeStyle = p.ink;
  c.lineWidth = 1.8;
  if (kind === "dome") {
    c.beginPath();
    c.moveTo(-7, -3);
    c.lineTo(7, -3);
    c.stroke();
    c.beginPath();
    c.arc(0, -2.2, 6.2, 0, Math.PI);
    c.closePath();
    c.fill();
    c.fillStyle = p.paper;
    c.beginPath();
    c.arc(0, 0.6, 1.9, 0, 2 * Math.PI);
    c.fill();
    return;
  }
  c.beginPath();
  c.arc(0, 0, kind === "unknown" ? 5.4 : 6.2, 0, 2 * Math.PI);
  if (kind === "unknown") {
    c.stroke();
  } else {
    c.fill();
    c.fillStyle = p.paper;
  }
  c.beginPath();
  c.arc(kind === "fixed" ? 1.4 : 0, kind === "fixed" ? -1.4 : 0, 2.1, 0, 2 * Math.PI);
  c.fill();
  if (kind === "panning") {
    // It turns: an arrow around each side.
    for (const side of [0, Math.PI]) {
      c.save();
      c.rotate(side);
      c.lineWidth = 1.5;
      c.beginPath();
      c.arc(0, 0, 9.2, -1.15, 0.55);
      c.stroke();
      c.translate(9.2 * Math.cos(0.75), 9.2 * Math.sin(0.75));
      c.rotate(0.75 + Math.PI / 2);
      c.beginPath();
      c.moveTo(2.2, 0);
      c.lineTo(-1.8, -2.9);
      c.lineTo(-1.8, 2.9);
      c.closePath();
      c.fillStyle = p.ink;
      c.fill();
      c.restore();
    }
  }
}

/** A cone that looks north; dashed and open if the axis lies only somewhere within it. */
function cone(c: Pen, p: Palette, degrees: number, doubt: boolean): void {
  const half = (Math.min(Math.max(degrees, 10), 350) / 360) * Math.PI;
  const reach = 44;
  const north = -Math.PI / 2;
  c.beginPath();
  c.moveTo(0, 0);
  c.arc(0, 0, reach, north - half, north + half);
  c.closePath();
  const fade = c.createRadialGradient(0, 0, 6, 0, 0, reach);
  fade.addColorStop(0, p.watched);
  fade.addColorStop(1, `${p.watched}00`);
  c.globalAlpha = doubt ? 0.3 : 0.9;
  c.fillStyle = fade;
  c.fill();
  c.globalAlpha = 1;
  c.beginPath();
  c.moveTo(Math.cos(north - half) * reach * 0.8, Math.sin(north - half) * reach * 0.8);
  c.lineTo(0, 0);
  c.lineTo(Math.cos(north + half) * reach * 0.8, Math.sin(north + half) * reach * 0.8);
  c.setLineDash(doubt ? [3.5, 4] : []);
  c.lineWidth = 1.4;
  c.strokeStyle = p.ink;
  c.stroke();
  c.setLineDash([]);
}

/** A row of a list: a disc if both have it, a diamond if that is unclear, else each list its own. */
function row(c: Pen, p: Palette, standing: string, first: boolean): void {
  const corners = (points: readonly (readonly [number, number])[]): void => {
    c.beginPath();
    for (const [x, y] of points) c.lineTo(x, y);
    c.closePath();
  };
  if (standing === "matched") {
    c.beginPath();
    c.arc(0, 0, first ? 6 : 5.2, 0, 2 * Math.PI);
  } else if (standing === "ambiguous") corners([[0, -10], [10, 0], [0, 10], [-10, 0]]);
  else if (first) corners([[0, -9], [8.6, 6.5], [-8.6, 6.5]]);
  else corners([[-6.6, -6.6], [6.6, -6.6], [6.6, 6.6], [-6.6, 6.6]]);
  const full = standing === "matched" ? p.ink : p.watched;
  c.fillStyle = first ? full : standing === "alone" ? p.looked : p.paper;
  c.fill();
  c.strokeStyle = p.ink;
  c.lineWidth = 1.6;
  c.stroke();
  if (standing !== "ambiguous") return;
  // upon amber it is dark by day and by night
  c.fillStyle = first ? "#1B1D21" : p.ink;
  c.font = "700 13px Vidik, sans-serif";
  c.textAlign = "center";
  c.fillText("?", 0, 4.5);
}

function cluster(c: Pen, p: Palette): void {
  c.beginPath();
  c.arc(0, 0, 11, 0, 2 * Math.PI);
  c.fillStyle = p.paper;
  c.strokeStyle = p.ink;
  c.lineWidth = 1.5;
  c.fill();
  c.stroke();
  c.fillStyle = p.ink;
  c.font = "600 13px Vidik, sans-serif";
  c.textAlign = "center";
  c.fillText("12", 0, 4.5);
}

/** Diagonal lines that meet across the edges of the tile. */
function hatch(c: Pen, p: Palette): void {
  c.strokeStyle = p.edge;
  c.lineWidth = 1;
  for (const shift of [-8, 0, 8]) {
    c.beginPath();
    c.moveTo(-6 + shift, 6);
    c.lineTo(6 + shift, -6);
    c.stroke();
  }
}

/** A tile of ground in the tone of a class, and in a texture of its own where tones have no order. */
function swatch(c: Pen, p: Palette, what: string, key: string, size: number): void {
  const half = size / 2;
  const tone = what === "look" ? p.looked : ((what === "depth" ? p.depth : p.space)[key] ?? p.label);
  const texture = what === "look" ? ["plain", "lines", "wide", "dots"][Number(key)] : TEXTURES[key];
  const plain = what === "depth" || !texture || texture === "plain";
  c.fillStyle = tone;
  c.globalAlpha = what === "depth" ? 0.6 : plain ? 0.5 : 0.28;
  c.fillRect(-half, -half, size, size);
  c.globalAlpha = plain ? 1 : 0.6;
  if (plain) return;
  c.strokeStyle = tone;
  c.lineWidth = 1;
  const line = (x0: number, y0: number, x1: number, y1: number): void => {
    c.beginPath();
    c.moveTo(x0, y0);
    c.lineTo(x1, y1);
    c.stroke();
  };
  switch (texture) {
    case "lines":
      for (const y of [-half / 2, half / 2]) line(-half, y, half, y);
      break;
    case "wide":
      line(-half, 0, half, 0);
      break;
    case "upright":
      for (const x of [-half / 2, half / 2]) line(x, -half, x, half);
      break;
    case "squares":
      line(-half, 0, half, 0);
      line(0, -half, 0, half);
      break;
    case "dots":
      c.beginPath();
      c.arc(-half / 2, -half / 2, 1.5, 0, 2 * Math.PI);
      c.arc(half / 2, half / 2, 1.5, 0, 2 * Math.PI);
      c.fill();
  }
  c.globalAlpha = 1;
}

/** Kinds of public space are told apart by texture as well as by tone. */
const TEXTURES: Record<string, string> = {
  stop: "upright",
  square: "squares",
  playground: "lines",
  park: "dots",
  street: "plain",
};

/** The mark over made-up data; it covers the whole map. */
function madeUp(c: Pen, p: Palette, words: string): void {
  c.rotate(-Math.PI / 6);
  c.fillStyle = p.ink;
  c.globalAlpha = 0.16;
  c.font = "700 20px Vidik, sans-serif";
  c.textAlign = "center";
  c.fillText(words, 0, 0);
}
