/** Which files of tiles there are (`vidik.report.tilefeatures`). */

/** Of the least and the most detail. */
export const ZOOMS = [10, 14] as const;

/** Return the names of all; `levels` are the keys of the site's levels. */
export function tileFiles(levels: readonly { key: string }[]): string[] {
  return ["base", "watch", "ground", ...levels.map(({ key }) => inViewAt(key))];
}

/** Return the name of the file of what is in view at a level. */
export function inViewAt(level: string): string {
  return `watch-${level}`;
}
