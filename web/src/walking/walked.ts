/**
 * Where along a recorded walk mapped cameras could see the walker.
 *
 * A recording is off by some metres. So each place of it stands for all streets within its error: the
 * walker was somewhere on them. The walk is in view *at least* where all of these are seen for certain,
 * *at most* where any of them may be, and *expected* is the mean over their metres. Where no street is
 * so near, nothing is known. (The command line knows the views themselves, and looks at all ground
 * about the recording: `vidik.exposure.tracks`.)
 */

import type { Fix } from "./recording.ts";
import { joinSight, type Glimpse, type Journey, type Leg, type Place, type Sight } from "./journey.ts";
import type { Network } from "./network.ts";
import type { Near } from "./near.ts";
import type { Bound, Seen } from "./seen.ts";

/** What a recorded walk comes to. */
export interface Walked {
  journey: Journey;
  /** Minutes and metres, without gaps; minutes at the pace on the flat if the file has no times. */
  minutes: number;
  metres: number;
  timed: boolean;
  /** Minutes in view. */
  seen: Record<Bound, number>;
  /** Minutes where no street of the map is near. */
  unknown: number;
  /** Minutes during which nothing was recorded. */
  silent: number;
  /** How far off the recording may be, metres: from and to. */
  radius: [number, number];
}

/** As `vidik/data/recorded_walks.toml` says. */
const RADIUS_M = 10;
const WORST_M = 100;
const GAP_S = 120;
const GAP_M = 100;
const FASTEST_M_PER_S = 6;

/** So far apart are the places that are looked at; farther for long walks, to be done in time. */
const STEP_M = 2;
const MOST = 30_000;

interface Spot extends Fix {
  x: number;
  y: number;
}

/** Return what a recording comes to; null if it never comes near the network. */
export function walked(
  network: Network,
  seen: Seen,
  near: Near,
  fixes: readonly Fix[],
  toMetres: (lon: number, lat: number) => [number, number],
  toDegrees: (x: number, y: number) => Place,
): Walked | null {
  const spots = fixes
    .filter(({ radius }) => (radius ?? RADIUS_M) <= WORST_M)
    .map((fix): Spot => {
      const [x, y] = toMetres(fix.lon, fix.lat);
      return { ...fix, x, y };
    });
  const timed = spots.every(({ time }, i) => time !== null && (!i || time >= spots[i - 1]!.time!));
  const apart = spots.map((spot, i) => (i ? Math.hypot(spot.x - spots[i - 1]!.x, spot.y - spots[i - 1]!.y) : 0));
  const goesOn = spots.map((spot, i) => {
    const before = spots[i - 1];
    if (!before || before.part !== spot.part) return false;
    if (!timed) return true;
    const lasts = spot.time! - before.time!;
    // what is faster than anybody on foot, whatever the errors, was a jump, or a ride
    const sure = apart[i]! - (spot.radius ?? RADIUS_M) - (before.radius ?? RADIUS_M);
    return lasts <= GAP_S && apart[i]! <= GAP_M && sure <= FASTEST_M_PER_S * lasts;
  });
  const total = apart.reduce((sum, metres, i) => sum + (goesOn[i] ? metres : 0), 0);
  const step = Math.max(STEP_M, total / MOST);
  const journey: Journey = { minutes: 0, line: [], at: [], glimpses: [], sights: [], legs: [] };
  const sums = { least: 0, expected: 0, most: 0 };
  const open = new Map<string, Sight>();
  let [metres, unknown, silent, known] = [0, 0, 0, false];
  const radii = spots.map(({ radius }) => Math.max(radius ?? RADIUS_M, 1));
  spots.forEach((spot, i) => {
    const before = spots[i - 1];
    if (before && goesOn[i]) {
      const lasts = timed ? (spot.time! - before.time!) / 60 : apart[i]! / network.head.pace_m_per_min;
      const radius = Math.max(radii[i]!, radii[i - 1]!);
      const pieces = Math.max(Math.ceil(apart[i]! / step), 1);
      for (let k = 0; k < pieces; k++) {
        const [from, until] = [journey.minutes + (k / pieces) * lasts, journey.minutes + ((k + 1) / pieces) * lasts];
        const t = (k + 0.5) / pieces;
        const [x, y] = [before.x + t * (spot.x - before.x), before.y + t * (spot.y - before.y)];
        const look = around(network, seen, near, x, y, radius);
        const end = (share: number): Place =>
          toDegrees(before.x + share * (spot.x - before.x), before.y + share * (spot.y - before.y));
        const line = [end(k / pieces), end((k + 1) / pieces)];
        if (!look) unknown += until - from;
        else {
          known = true;
          if (look.sure) sums.least += until - from;
          if (look.any) sums.most += until - from;
          sums.expected += look.share * (until - from);
          if (look.any) addGlimpse(journey.glimpses, { from, until, share: look.share, sure: look.sure, line });
          for (const [slug, sure] of look.cameras) joinSight(journey.sights, open, { slug, sure, from, until });
        }
        addLeg(journey.legs, look?.name ?? "", from, until, apart[i]! / pieces, look?.share ?? 0);
      }
      metres += apart[i]!;
      journey.minutes += lasts;
    } else if (before && timed) silent += Math.max(spot.time! - before.time!, 0) / 60;
    journey.line.push([spot.lon, spot.lat]);
    journey.at.push(journey.minutes);
  });
  if (!known) return null;
  const seenMinutes = { ...sums, expected: Math.min(Math.max(sums.expected, sums.least), sums.most) };
  return {
    journey,
    minutes: journey.minutes,
    metres,
    timed,
    seen: seenMinutes,
    unknown,
    silent,
    radius: [Math.min(...radii.slice(0, MOST)), Math.max(...radii.slice(0, MOST))],
  };
}

/** What is seen of the streets about a place. */
interface Look {
  sure: boolean;
  any: boolean;
  share: number;
  cameras: Map<string, boolean>;
  name: string;
}

function around(network: Network, seen: Seen, near: Near, x: number, y: number, radius: number): Look | null {
  const parts = near.within(x, y, radius);
  if (!parts.length) return null;
  let [all, certain, expected, any] = [0, 0, 0, false];
  const cameras = new Map<string, boolean>();
  const named = new Map<string, number>();
  for (const [edge, from, until] of parts) {
    all += until - from;
    const name = network.head.names[network.name[edge]!]!;
    named.set(name, (named.get(name) ?? 0) + until - from);
    for (let i = seen.first[edge]!; i < seen.first[edge + 1]!; i++) {
      const within = Math.min(seen.end[i]!, until) - Math.max(seen.start[i]!, from);
      if (within <= 0) continue;
      any = true;
      expected += seen.share[i]! * within;
      if (seen.sure[i]) certain += within;
    }
    for (let i = seen.firstStretch[edge]!; i < seen.firstStretch[edge + 1]!; i++) {
      if (Math.min(seen.until[i]!, until) < Math.max(seen.from[i]!, from)) continue;
      // for certain only if wherever the walker was: that is not known of a single camera here
      cameras.set(seen.head.cameras[seen.camera[i]!]!, false);
    }
  }
  const [name] = [...named].reduce((best, one) => (one[1] > best[1] ? one : best));
  // ends of parts are whole millimetres, and those of a circle are not
  const sure = certain >= all - parts.length;
  return { sure: sure && any, any, share: sure ? 1 : Math.min(expected / all, 1), cameras, name };
}

/** Add a part in view, to the one before if it goes on from there and is as likely. */
function addGlimpse(glimpses: Glimpse[], one: Glimpse): void {
  const last = glimpses.at(-1);
  if (!last || last.until < one.from || last.sure !== one.sure || Math.abs(last.share - one.share) > 0.05) {
    glimpses.push(one);
    return;
  }
  last.until = one.until;
  last.line.push(one.line[1]!);
}

function addLeg(legs: Leg[], name: string, from: number, until: number, metres: number, share: number): void {
  const last = legs.at(-1);
  if (last?.name === name) {
    last.until = until;
    last.metres += metres;
    last.seen += share * metres;
  } else legs.push({ name, from, until, metres, seen: share * metres });
}
