/**
 * What face recognition would mean, from what is assumed: the arithmetic of `vidik.audit.alerts`, on the reader's
 * device. What is assumed is drawn as often as it takes, always in the same way, so that the same sliders give the
 * same figures.
 */

/** Least, middle, most. */
export type Range = readonly [number, number, number];

/** Values of a number that nobody knows exactly, at quantiles evenly from 0 to 1. */
export type Quantiles = readonly number[];

/** What is assumed of a system and of those who pass (`vidik.model.assumptions`). */
export interface Assumed {
  /** People on the list. */
  watchlist: number;
  /** How often a search of one who is not on the list returns somebody, where `measured` people are on it. */
  false_positive: Quantiles;
  measured: number;
  /** Of those on the list who pass and whose face is taken, who is found; null where nobody said. */
  found: Quantiles | null;
  /** Of those who pass, whose face is taken well enough; and searches of one of them that err by themselves. */
  captured: Quantiles;
  searches: Quantiles;
  /** Of those who pass, who is on the list. */
  listed: Quantiles;
}

export interface Projected {
  /** Alerts a day about somebody else, and about whom they name. */
  wrong: Range;
  right: Range | null;
  /** The share of alerts that are right; null where it cannot be known. */
  share: Range | null;
}

const DRAWS = 500;
const [LEAST, MOST] = [0.025, 0.975];

/** Halton's sequence spreads evenly over several assumptions at once; each has a prime of its own. */
function halton(base: number): Float64Array {
  return Float64Array.from({ length: DRAWS }, (_, i) => {
    let [value, part] = [0, 1];
    for (let rest = i + 1; rest > 0; rest = Math.floor(rest / base)) {
      part /= base;
      value += part * (rest % base);
    }
    return value;
  });
}

const DRAWN = {
  passes: halton(2),
  rate: halton(3),
  captured: halton(5),
  searches: halton(7),
  listed: halton(11),
  found: halton(13),
};

/** Return the value at a quantile: even in its logarithm from one that is known to the next, if that is above 0. */
export function at(quantiles: Quantiles, share: number): number {
  const place = share * (quantiles.length - 1);
  const [i, part] = [Math.min(Math.floor(place), quantiles.length - 2), place];
  const [low, high, rest] = [quantiles[i]!, quantiles[i + 1]!, part - i];
  return low > 0 ? low * (high / low) ** rest : low + rest * (high - low);
}

/** Return how often a search returns somebody, if each of its comparisons may, by itself. */
export function falsePositive(rate: number, comparisons: number): number {
  return -Math.expm1(comparisons * Math.log1p(-rate));
}

/** Alerts a day for each who passes, wrong ones and right ones: in every draw, and with all in its middle. */
export interface PerPass {
  wrong: Float64Array;
  right: Float64Array;
  middle: readonly [number, number];
  /** Whether anybody said how often who is on the list is found. */
  known: boolean;
}

/** Return what each who passes brings about. */
export function perPass(assumed: Assumed): PerPass {
  const { found } = assumed;
  const each = (share: (name: keyof typeof DRAWN) => number): [number, number] => {
    const captured = at(assumed.captured, share("captured"));
    const listed = at(assumed.listed, share("listed"));
    const searches = captured * at(assumed.searches, share("searches")) * (1 - listed);
    const rate = at(assumed.false_positive, share("rate"));
    return [
      searches * falsePositive(rate, assumed.watchlist / assumed.measured),
      found ? captured * listed * at(found, share("found")) : 0,
    ];
  };
  const [wrong, right] = [new Float64Array(DRAWS), new Float64Array(DRAWS)];
  for (let i = 0; i < DRAWS; i++) [wrong[i], right[i]] = each((name) => DRAWN[name][i]!);
  return { wrong, right, middle: each(() => 0.5), known: found !== null };
}

/** Return false alerts a day where so many people pass. */
export function wrongAlerts(each: PerPass, passes: Quantiles): Range {
  return spread(each.wrong.map((one, i) => one * at(passes, DRAWN.passes[i]!)), inTheMiddle(each, passes));
}

/** Return false alerts a day with everything in its middle. */
export function inTheMiddle(each: PerPass, passes: Quantiles): number {
  return each.middle[0] * at(passes, 0.5);
}

/** Return what follows where so many people pass cameras in a day. */
export function project(each: PerPass, passes: Quantiles): Projected {
  const [often, found] = each.middle;
  const rights = each.right.map((one, i) => one * at(passes, DRAWN.passes[i]!));
  const shares = each.right.map((one, i) => one / (one + each.wrong[i]! || 1));
  return {
    wrong: wrongAlerts(each, passes),
    right: each.known ? spread(rights, found * at(passes, 0.5)) : null,
    share: each.known && often + found > 0 ? spread(shares, found / (often + found)) : null,
  };
}

/** Return the false match rate of a comparison that keeps false alerts under one a day, all else in its middle. */
export function needed(assumed: Assumed, passes: Quantiles): number {
  const always = perPass({ ...assumed, false_positive: [1, 1], measured: assumed.watchlist });
  const searches = inTheMiddle(always, passes);
  return searches <= 1 ? 1 : falsePositive(1 / searches, 1 / assumed.watchlist);
}

function spread(values: Float64Array, middle: number): Range {
  values.sort();
  const quantile = (share: number): number => values[Math.round(share * (DRAWS - 1))]!;
  return [Math.min(quantile(LEAST), middle), middle, Math.max(quantile(MOST), middle)];
}
