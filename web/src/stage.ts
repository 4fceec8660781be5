/** What every map of Vidik has in common: it stays flat with north on top, and draws its own signs. */

import { Map as MapView, type MapOptions } from "maplibre-gl";
import { sign } from "./icons.ts";

/** Whether the reader asked for no motion. */
export const CALM = matchMedia("(prefers-reduced-motion: reduce)");

/** Start a map; `words` are written upon it where its data are made up. */
export function startMap(options: MapOptions, words: { madeUp: string }): MapView {
  const map = new MapView({
    fitBoundsOptions: { padding: 24 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: CALM.matches ? 0 : 150,
    minZoom: 9,
    maxZoom: 20,
    ...options,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  const draw = (id: string): void => {
    const made = sign(id, words);
    if (made) map.addImage(id, made.image, { pixelRatio: made.pixelRatio });
  };
  map.setMissingStyleImageResolver(draw);
  // A background does not ask for its pattern.
  map.once("style.load", () => ["made-up-light", "made-up-dark"].forEach(draw));
  return map;
}
