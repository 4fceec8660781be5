/**
 * A recorded walk: a GPX or GeoJSON file read in the page. Nothing but place, time and accuracy of its
 * points is looked at; nothing of it leaves the page.
 */

/** A place of a recording. */
export interface Fix {
  lon: number;
  lat: number;
  /** Seconds since 1970; null where the file does not say. */
  time: number | null;
  /** How far off it is at most, 95 of 100 times, metres; null where the file does not say. */
  radius: number | null;
  /** Number of its part: between parts the recording was off. */
  part: number;
}

/** Why a file is no walk. */
export type Fault = "large" | "kind" | "broken" | "document type" | "empty" | "places";

export class RecordingError extends Error {
  constructor(readonly fault: Fault) {
    super(fault);
  }
}

/** Larger files are not read, bytes; a day of walking at a point a second has 10 MB. */
export const LARGEST = 20e6;
const MOST = 200_000;

/** Metres for a unit of horizontal dilution, and by how much a stated accuracy is too small (`recorded_walks.toml`). */
const HDOP_M = 10;
const ACCURACY_TIMES = 1.62;

/** Read a file that a reader chose; rejects with a `RecordingError`. */
export async function readRecording(file: File): Promise<Fix[]> {
  if (file.size > LARGEST) throw new RecordingError("large");
  const text = await file.text();
  const begin = text.replace(/^\uFEFF/, "").trimStart();
  const fixes = begin.startsWith("<") ? gpx(begin) : begin.startsWith("{") ? geojson(begin) : fail("kind");
  if (fixes.length > MOST) fail("large");
  if (fixes.length < 2) fail("empty");
  return fixes;
}

function fail(fault: Fault): never {
  throw new RecordingError(fault);
}

/** Return the points of the tracks of a GPX file; of its routes, if there is no track. */
function gpx(text: string): Fix[] {
  // no walk needs one, and what it declares could grow without end or name other files
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) fail("document type");
  const page = new DOMParser().parseFromString(text, "application/xml");
  if (page.querySelector("parsererror")) fail("broken");
  if (page.documentElement.localName !== "gpx") fail("kind");
  for (const [part, point] of [["trkseg", "trkpt"], ["rte", "rtept"]] as const) {
    const fixes = [...page.getElementsByTagNameNS("*", part)].flatMap((one, i) =>
      [...one.getElementsByTagNameNS("*", point)].map((each) => ({
        ...placeOf(number(each.getAttribute("lon")), number(each.getAttribute("lat"))),
        time: timeOf(said(each, "time")),
        radius: radiusOf(each),
        part: i,
      })),
    );
    if (fixes.length) return fixes;
  }
  return [];
}

function said(point: Element, name: string): string | null {
  return point.getElementsByTagNameNS("*", name)[0]?.textContent ?? null;
}

function radiusOf(point: Element): number | null {
  const accuracy = number(said(point, "accuracy"));
  if (accuracy >= 0) return ACCURACY_TIMES * accuracy;
  const hdop = number(said(point, "hdop"));
  return hdop >= 0 ? HDOP_M * hdop : null;
}

/** Return the corners of the lines of a GeoJSON file, with their times where they have some. */
function geojson(text: string): Fix[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    fail("broken");
  }
  const lines: { places: unknown; times: unknown }[] = [];
  for (const open: [unknown, unknown][] = [[value, null]]; open.length; ) {
    const [one, times] = open.pop()!;
    if (!isObject(one)) continue;
    const { type, coordinates } = one;
    if (type === "FeatureCollection" && Array.isArray(one["features"])) {
      open.push(...one["features"].toReversed().map((each): [unknown, unknown] => [each, null]));
    } else if (type === "GeometryCollection" && Array.isArray(one["geometries"])) {
      open.push(...one["geometries"].toReversed().map((each): [unknown, unknown] => [each, null]));
    } else if (type === "Feature") open.push([one["geometry"], timesOf(one["properties"])]);
    else if (type === "LineString") lines.push({ places: coordinates, times });
    else if (type === "MultiLineString" && Array.isArray(coordinates)) {
      coordinates.forEach((places, i) => lines.push({ places, times: Array.isArray(times) ? times[i] : null }));
    }
  }
  return lines.flatMap(({ places, times }, part) =>
    (Array.isArray(places) ? places : fail("places")).map((place: unknown, i) => ({
      ...(Array.isArray(place) ? placeOf(asNumber(place[0]), asNumber(place[1])) : fail("places")),
      time: Array.isArray(times) ? timeOf(times[i]) : null,
      radius: null,
      part,
    })),
  );
}

/** Return the times of a line, as the converters of tracks write them. */
function timesOf(properties: unknown): unknown {
  if (!isObject(properties)) return null;
  const inner = properties["coordinateProperties"];
  return properties["coordTimes"] ?? (isObject(inner) ? inner["times"] : null) ?? properties["times"] ?? null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function asNumber(value: unknown): number {
  return typeof value === "number" ? value : NaN;
}

function number(text: string | null): number {
  return text?.trim() ? Number(text) : NaN;
}

function placeOf(lon: number, lat: number): { lon: number; lat: number } {
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) < 90)) fail("places");
  return { lon, lat };
}

function timeOf(value: unknown): number | null {
  const time = typeof value === "number" ? (value > 1e11 ? value / 1e3 : value) : Date.parse(String(value ?? "")) / 1e3;
  return Number.isFinite(time) ? time : null;
}
