/** A walk as it is drawn and followed: where one is at which minute, what is in view, and by which cameras. */

import type { Network } from "./network.ts";
import type { Near } from "./near.ts";
import type { Seen } from "./seen.ts";
import type { Way } from "./ways.ts";

export type Place = [lon: number, lat: number];

/** A part of a walk, minutes from its beginning. */
export interface Part {
  from: number;
  until: number;
}

/** A part in view: how likely, whether for certain, and its line. */
export interface Glimpse extends Part {
  share: number;
  sure: boolean;
  line: Place[];
}

/** A part that one camera may see. */
export interface Sight extends Part {
  slug: string;
  sure: boolean;
}

/** A part along one street. */
export interface Leg extends Part {
  name: string;
  metres: number;
  /** Metres in view, in expectation. */
  seen: number;
}

export interface Journey {
  minutes: number;
  line: Place[];
  /** Minutes at each place of the line. */
  at: number[];
  glimpses: Glimpse[];
  sights: Sight[];
  legs: Leg[];
}

type ToDegrees = (x: number, y: number) => Place;

/** Return a way as a journey. */
export function journeyOf(network: Network, seen: Seen, near: Near, way: Way, toDegrees: ToDegrees): Journey {
  const { head, effort, length, name } = network;
  const journey: Journey = { minutes: 0, line: [], at: [], glimpses: [], sights: [], legs: [] };
  const open = new Map<string, Sight>();
  for (const { edge, begin, end } of way.stretches) {
    const slow = effort[edge]! / length[edge]! / 1e3 / head.pace_m_per_min;
    const [low, high] = begin < end ? [begin, end] : [end, begin];
    const begun = journey.minutes;
    const when = (place: number): number => begun + Math.abs(place - begin) * slow;
    const corners = near.line(edge, begin, end);
    const lasts = (high - low) * slow;
    const steps = corners.map(([x, y], i) => (i ? Math.hypot(x - corners[i - 1]![0], y - corners[i - 1]![1]) : 0));
    const whole = steps.reduce((sum, step) => sum + step, 0) || 1;
    let gone = 0;
    corners.forEach(([x, y], i) => {
      gone += steps[i]!;
      if (i === 0 && journey.line.length) return;
      journey.line.push(toDegrees(x, y));
      journey.at.push(begun + (gone / whole) * lasts);
    });
    let watched = 0;
    const parts: Glimpse[] = [];
    for (let i = seen.first[edge]!; i < seen.first[edge + 1]!; i++) {
      const [from, until] = [Math.max(seen.start[i]!, low), Math.min(seen.end[i]!, high)];
      if (from >= until) continue;
      watched += (seen.share[i]! * (until - from)) / 1e3;
      parts.push({
        from: Math.min(when(from), when(until)),
        until: Math.max(when(from), when(until)),
        share: seen.share[i]!,
        sure: seen.sure[i] === 1,
        line: near.line(edge, from, until).map(([x, y]) => toDegrees(x, y)),
      });
    }
    journey.glimpses.push(...parts.sort((a, b) => a.from - b.from));
    const stretches: Sight[] = [];
    for (let i = seen.firstStretch[edge]!; i < seen.firstStretch[edge + 1]!; i++) {
      const [from, until] = [Math.max(seen.from[i]!, low), Math.min(seen.until[i]!, high)];
      if (from > until) continue;
      stretches.push({
        slug: seen.head.cameras[seen.camera[i]!]!,
        sure: seen.certain[i] === 1,
        from: Math.min(when(from), when(until)),
        until: Math.max(when(from), when(until)),
      });
    }
    for (const sight of stretches.sort((a, b) => a.from - b.from)) joinSight(journey.sights, open, sight);
    const last = journey.legs.at(-1);
    const metres = (high - low) / 1e3;
    const street = head.names[name[edge]!]!;
    journey.minutes = begun + lasts;
    if (last?.name === street) {
      last.metres += metres;
      last.seen += watched;
      last.until = journey.minutes;
    } else {
      journey.legs.push({ name: street, metres, seen: watched, from: begun, until: journey.minutes });
    }
  }
  return journey;
}

/** A tenth of a metre on foot: stretches are told no finer. */
const GAP_MIN = 0.005;

/** Add a stretch of a camera, to the one before if it goes on from there. */
export function joinSight(sights: Sight[], open: Map<string, Sight>, sight: Sight): void {
  const key = `${sight.slug} ${sight.sure}`;
  const before = open.get(key);
  if (before && sight.from <= before.until + GAP_MIN) {
    before.until = Math.max(before.until, sight.until);
    return;
  }
  open.set(key, sight);
  sights.push(sight);
}

/** Return where one is at some minute. */
export function placeAt({ line, at }: Pick<Journey, "line" | "at">, minute: number): Place {
  let [low, high] = [0, at.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at[middle]! <= minute) low = middle;
    else high = middle;
  }
  const [a, b] = [line[low]!, line[high]!];
  const span = at[high]! - at[low]!;
  const t = span > 0 ? Math.min(Math.max((minute - at[low]!) / span, 0), 1) : 0;
  return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
}

/** Return the cameras that could see one at some minute, each once, and whether for certain. */
export function sightsAt({ sights }: Pick<Journey, "sights">, minute: number): Map<string, boolean> {
  const found = new Map<string, boolean>();
  for (const { slug, sure, from, until } of sights) {
    if (minute < from - GAP_MIN || minute > until + GAP_MIN) continue;
    found.set(slug, sure || (found.get(slug) ?? false));
  }
  return found;
}
