/** What the address bar holds: place, level, what is chosen and selected, so that a link shows what I saw. */

import { FACETS, type Choice } from "./cameras.ts";

export interface State {
  zoom?: number;
  lat?: number;
  lon?: number;
  level?: string;
  /** What colours the ground. */
  ground?: string;
  /** Which cameras are shown; without it, all. */
  choice?: Choice;
  camera?: string;
  /** Latitude and longitude that was asked about. */
  point?: [number, number];
}

/** Return the state that a hash such as `#map=15.2/60.17/24.94&level=detect` stands for. */
export function readState(hash: string): State {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const state: State = {};
  const [zoom, lat, lon] = numbers(fields.get("map"), "/");
  if (zoom !== undefined && onGlobe(lat, lon)) Object.assign(state, { zoom, lat, lon });
  const [pointLat, pointLon] = numbers(fields.get("point"), ",");
  if (onGlobe(pointLat, pointLon)) state.point = [pointLat!, pointLon!];
  const level = fields.get("level");
  if (level) state.level = level;
  const ground = fields.get("ground");
  if (ground) state.ground = ground;
  const choice: Choice = {};
  for (const facet of FACETS) {
    const values = fields.getAll(facet);
    if (values.length) choice[facet] = values;
  }
  if (Object.keys(choice).length) state.choice = choice;
  const camera = fields.get("camera");
  if (camera && /^[\w-]+$/.test(camera)) state.camera = camera;
  return state;
}

/** Return the hash of a state. */
export function writeState(state: State): string {
  const parts: string[] = [];
  if (state.zoom !== undefined && state.lat !== undefined && state.lon !== undefined) {
    parts.push(`map=${+state.zoom.toFixed(2)}/${state.lat.toFixed(5)}/${state.lon.toFixed(5)}`);
  }
  if (state.level) parts.push(`level=${state.level}`);
  if (state.ground) parts.push(`ground=${state.ground}`);
  for (const facet of FACETS) {
    for (const value of state.choice?.[facet] ?? []) parts.push(`${facet}=${encodeURIComponent(value)}`);
  }
  if (state.camera) parts.push(`camera=${state.camera}`);
  if (state.point) parts.push(`point=${state.point.map((v) => v.toFixed(6)).join(",")}`);
  return `#${parts.join("&")}`;
}

/** Return latitude and longitude if a text holds two numbers that lie on the globe. */
export function readPoint(text: string): [number, number] | null {
  const found = /^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text);
  if (!found) return null;
  const [lat, lon] = [Number(found[1]), Number(found[2])];
  return onGlobe(lat, lon) ? [lat, lon] : null;
}

function numbers(text: string | null, separator: string): number[] {
  if (!text) return [];
  const parts = text.split(separator).map(Number);
  return parts.every(Number.isFinite) ? parts : [];
}

function onGlobe(lat: number | undefined, lon: number | undefined): boolean {
  return lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
}
