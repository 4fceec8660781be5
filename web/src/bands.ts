/** Classes of probability, the same on every map, chart and download (`vidik.model.bands`). */

/** A probability this close to 1 is certainty; the rest is rounding of sums of weights. */
export const SURE = 1 - 1e-9;

/** Middle of each class; the last one is certainty. */
export const MIDDLES = [0.05, 0.175, 0.375, 0.625, 0.875, 1];
