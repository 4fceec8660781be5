/** Draws once, unseen, what the map does not show yet, so that the first zoom does not wait for it.
 *
 * The graphics card's program of a kind of layer is made when it is first drawn with, and the page
 * waits for that, and for all that the card has still to draw; by then a reader's finger is on the
 * map. So, once the first view stands, samples of all kinds are drawn in one frame, under the land.
 */

import type { FeatureCollection } from "geojson";
import type { LayerSpecification, Map as MapView } from "maplibre-gl";

const SAMPLES = "samples";

/** Properties of a layer that ask for another program just by being there. */
const TELLING = ["fill-antialias", "fill-pattern", "icon-image", "line-dasharray", "text-field"];

/** Draw a sample of every kind of layer of which nothing is drawn yet. */
export async function warm(map: MapView): Promise<void> {
  const layers = map.getStyle().layers.filter(shown);
  const known = new Set(layers.filter(({ id }) => drawn(map, id)).map(kind));
  const wanted = new Map(layers.map((layer) => [kind(layer), layer]));
  const samples = [...wanted].filter(([key]) => !known.has(key)).map(([, layer]) => sampled(layer));
  if (!samples.length) return;
  const ground = map.getStyle().layers[0]!.id;
  map.addSource(SAMPLES, { type: "geojson", data: shapes(map), tolerance: 0 });
  for (const layer of samples) map.addLayer(layer, ground);
  while (!map.isSourceLoaded(SAMPLES)) await map.once("sourcedata");
  await map.once("render");
  // another style that came meanwhile is without them
  for (const { id } of samples) if (map.getLayer(id)) map.removeLayer(id);
  map.removeSource(SAMPLES);
}

/** Return whether a layer is one of samples, so no part of what the map says. */
export function isSample(layer: string): boolean {
  return layer.startsWith(`${SAMPLES}-`);
}

function shown({ type, layout }: LayerSpecification): boolean {
  return type !== "background" && layout?.visibility !== "none";
}

function drawn(map: MapView, id: string): boolean {
  const found = map.queryRenderedFeatures({ layers: [id] });
  // what nothing is to be seen of yet is found, but not drawn
  return found.some(({ layer: { type, paint } }) => (paint as Record<string, unknown>)[`${type}-opacity`] !== 0);
}

/** Return the same for layers that are drawn with the same program. */
function kind({ type, layout, paint }: LayerSpecification): string {
  const telling = Object.entries({ ...layout, ...paint }).flatMap(([key, value]) => {
    // what follows from the shape is handed to the program with each, at two zooms if from that, too
    if (!TELLING.includes(key) && !fromShape(value)) return [];
    return [key, JSON.stringify(value).includes('["zoom"]')];
  });
  return JSON.stringify([type, ...telling]);
}

/** Return whether a property is another one for each shape. */
function fromShape(value: unknown): boolean {
  return /\["(get|has)"/.test(JSON.stringify(value));
}

/** Return a layer that draws the samples as another one draws what it shows. */
function sampled({ id, type, layout = {}, paint = {} }: LayerSpecification): LayerSpecification {
  // what is not opaque yet would not be drawn at all
  const opaque = Object.entries(paint).filter(([key, value]) => !key.endsWith("-opacity") || fromShape(value));
  return { id: `${SAMPLES}-${id}`, source: SAMPLES, type, layout, paint: Object.fromEntries(opaque) } as LayerSpecification;
}

/** One shape of each kind in the middle of the map, with what signs and names are made of. */
function shapes(map: MapView): FeatureCollection {
  const { lng: x, lat: y } = map.getCenter();
  const east = (map.getBounds().getEast() - x) / 2;
  const properties = { name: "a", kind: "fixed", direction: 0, fov: 60, point_count: 1, year: 2020 };
  const line = [[x - east, y], [x + east, y]];
  const ring = [[x, y], [x + east, y], [x + east, y + east / 2], [x, y]];
  return {
    type: "FeatureCollection",
    features: [
      { type: "Feature", properties, geometry: { type: "Point", coordinates: [x, y] } },
      { type: "Feature", properties, geometry: { type: "LineString", coordinates: line } },
      { type: "Feature", properties, geometry: { type: "Polygon", coordinates: [ring] } },
    ],
  };
}
