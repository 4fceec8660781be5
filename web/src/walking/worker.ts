/**
 * Ways, walks from home, recorded walks and what ifs, computed beside the page, so that it never
 * stalls. The worker is given the files of the whole city and then asks for nothing: it fetches
 * nothing at all.
 */

import proj4, { type Converter } from "proj4";
import { homeFigures, type AtHome } from "./home.ts";
import { journeyOf, type Journey, type Place } from "./journey.ts";
import { Near, type Doorstep } from "./near.ts";
import { networkOf, type Network } from "./network.ts";
import type { Fix } from "./recording.ts";
import { seenOf, type Seen } from "./seen.ts";
import { walked, type Walked } from "./walked.ts";
import { price, Ways, type Way } from "./ways.ts";
import { aloneOf, figures, wholeOf, without, type Alone, type Figures } from "./whatif.ts";

/** Where somebody wants to set out or arrive: a place, or where it comes nearest to a street of some name. */
export interface Wanted {
  lon: number;
  lat: number;
  street?: string;
}

/** The place of the network for what was wanted. */
export interface Stand extends Doorstep {
  lon: number;
  lat: number;
  /** Name of its street; “” where it has none. */
  street: string;
}

/** A way and what it costs beside the one before. */
export interface Offer extends Omit<Way, "stretches"> {
  /** Minutes longer for each minute less in view, beside the way before; null for the first. */
  price: number | null;
  journey: Journey;
}

export interface HomeFigures extends AtHome {
  minutes: number;
  pace: number;
  rules: string;
}

/** What difference it makes that cameras are not there. */
export interface WhatIf {
  /** How long walks from home are, and how many metres one walks in a minute. */
  minutes: number;
  pace: number;
  /** Metres of the city's ways, all in all. */
  whole: number;
  before: Figures;
  after: Figures;
  /** What no camera sees that is left: lines, and how likely they are in view as it is. */
  lost: { line: Place[]; share: number; sure: boolean }[];
}

/** What can be asked, and what is answered. */
export interface Questions {
  open: { asked: { ways: ArrayBuffer }; told: { pace: number; reach_m: number } };
  level: { asked: { seen: ArrayBuffer }; told: { level: string } };
  stand: { asked: Wanted; told: Stand | null };
  /** Of many ways no more than `most`. */
  ways: { asked: { start: Doorstep; end: Doorstep; most?: number }; told: Offer[] };
  /** Milliseconds that the least watched way takes, and its effort in view; for measuring. */
  least: { asked: { start: Doorstep; end: Doorstep }; told: { ms: number; watched: number | null } };
  home: { asked: Doorstep; told: HomeFigures };
  walked: { asked: { fixes: Fix[] }; told: Walked | null };
  /** What single cameras see at the level that was given last. */
  alone: { asked: { alone: ArrayBuffer }; told: null };
  /** Of each place the nearest street that has a name; “” where none is near. */
  streets: { asked: { places: Place[] }; told: string[] };
  whatif: { asked: { gone: string[]; home: Doorstep | null }; told: WhatIf };
}

let network: Network;
let near: Near;
let seen: Seen;
let alone: Alone;
let ways: Ways;
let projection: Converter;

function toMetres(lon: number, lat: number): [number, number] {
  const [x, y] = projection.forward([lon, lat]);
  return [x, y];
}

function toDegrees(x: number, y: number): Place {
  const [lon, lat] = projection.inverse([x, y]);
  return [lon, lat];
}

function streetOf({ edge }: Doorstep): string {
  return network.head.names[network.name[edge]!]!;
}

const answers: { [Q in keyof Questions]: (asked: Questions[Q]["asked"]) => Promise<Questions[Q]["told"]> } = {
  open: async ({ ways: packed }) => {
    network = await networkOf(packed);
    near = new Near(network);
    projection = proj4(network.head.proj);
    return { pace: network.head.pace_m_per_min, reach_m: network.head.reach_m };
  },
  level: async ({ seen: packed }) => {
    seen = await seenOf(packed, network);
    ways = new Ways(network, seen);
    return { level: seen.head.level };
  },
  stand: async ({ lon, lat, street }) => {
    const [x, y] = toMetres(lon, lat);
    // a street's middle may be far from all of it, where it bends
    const found = street === undefined ? near.nearest(x, y, network.head.reach_m) : near.nearest(x, y, 5000, (name) => name === street);
    if (!found) return null;
    const [standLon, standLat] = toDegrees(...near.at(found.edge, found.offset));
    return { ...found, lon: standLon, lat: standLat, street: streetOf(found) };
  },
  ways: async ({ start, end, most }) => {
    const all = ways.between(start, end, most);
    return all.map(({ stretches, ...way }, i) => ({
      ...way,
      price: i ? price(all[i - 1]!, all[i]!) : null,
      journey: journeyOf(network, seen, near, { stretches, ...way }, toDegrees),
    }));
  },
  least: async ({ start, end }) => {
    const begun = performance.now();
    const way = ways.leastWatched(start, end);
    return { ms: performance.now() - begun, watched: way?.watched ?? null };
  },
  home: async (home) => ({
    minutes: network.head.minutes,
    pace: network.head.pace_m_per_min,
    rules: network.head.rules,
    ...homeFigures(network, seen, home),
  }),
  walked: async ({ fixes }) => walked(network, seen, near, fixes, toMetres, toDegrees),
  alone: async ({ alone: packed }) => {
    alone = await aloneOf(packed, network);
    return null;
  },
  streets: async ({ places }) =>
    places.map(([lon, lat]) => {
      const found = near.nearest(...toMetres(lon, lat), network.head.reach_m, Boolean);
      return found ? streetOf(found) : "";
    }),
  whatif: async ({ gone, home }) => {
    if (alone.head.level !== seen.head.level) throw new Error("what cameras see by themselves is of another level");
    const supposed = without(network, seen, alone, new Set(gone));
    return {
      minutes: network.head.minutes,
      pace: network.head.pace_m_per_min,
      whole: wholeOf(network),
      before: figures(network, seen, home),
      after: figures(network, supposed.seen, home),
      lost: supposed.lost.map(({ edge, start, end, share, sure }) => ({
        line: near.line(edge, start, end).map(([x, y]) => toDegrees(x, y)),
        share,
        sure,
      })),
    };
  },
};

// one question after the other, in the order in which they come
let before: Promise<void> = Promise.resolve();
addEventListener("message", ({ data }: MessageEvent<{ id: number; what: keyof Questions; asked: never }>) => {
  before = before.then(async () => {
    try {
      postMessage({ id: data.id, told: await answers[data.what](data.asked) });
    } catch (problem) {
      postMessage({ id: data.id, fault: String(problem) });
    }
  });
});
