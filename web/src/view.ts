/** The map itself: MapLibre, its sources, and what can be done with it. */

import { MercatorCoordinate, setWorkerUrl, type GeoJSONSource, type Map as MapView, type MapGeoJSONFeature } from "maplibre-gl";
import type { Feature, FeatureCollection, Geometry } from "geojson";
import type { Answer } from "./answers.ts";
import { tilesOf, type Box } from "./archives.ts";
import { outside } from "./area.ts";
import { NAMES_FROM } from "./base.ts";
import type { Camera } from "./cameras.ts";
import { cellOf, type Cell } from "./cells.ts";
import { _ } from "./messages.ts";
import { PALETTES, type Palette } from "./palette.ts";
import type { Site } from "./site.ts";
import { CALM, startMap } from "./stage.ts";
import { EYES_FROM, style, type Look } from "./style.ts";
import { tileFiles } from "./tiles.ts";
import type { Layer, Shape } from "./vector.ts";
import { isSample, warm } from "./warming.ts";

type Place = [number, number];

/** What lies under a click. */
export type Hit =
  | { kind: "camera"; properties: Record<string, unknown>; place: Place }
  | { kind: "cluster"; id: number; place: Place }
  | { kind: "single"; slug: string; place: Place }
  | { kind: "private"; street: string; cameras: number }
  | { kind: "ground" };

const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };

export type Settings = Pick<Look, "theme" | "level" | "shown" | "ground" | "selected" | "narrowed">;

/** A map of the city, with the grammar of uncertainty on it. */
export class CityMap {
  readonly map: MapView;
  private readonly fixed: Pick<Look, "synthetic" | "boundary" | "sources">;
  private settings: Settings;
  private ready = false;
  private shown: string;
  /** The cameras whose places are counted on the map. */
  private placed: string;

  constructor(
    container: HTMLElement,
    site: Site,
    private readonly cameras: readonly Camera[],
    settings: Settings,
  ) {
    this.settings = settings;
    this.placed = String(settings.narrowed);
    this.fixed = {
      synthetic: site.synthetic,
      boundary: site.boundary,
      sources: {
        ...Object.fromEntries(tileFiles(site.levels).map((name) => [name, tilesOf(name)])),
        outside: { type: "geojson", data: outside(site.boundary) },
        places: {
          type: "geojson",
          cluster: true,
          clusterMaxZoom: EYES_FROM - 1,
          clusterRadius: 36,
          data: places(cameras, settings.narrowed),
        },
        asked: { type: "geojson", data: EMPTY },
        walk: { type: "geojson", data: EMPTY },
        walker: { type: "geojson", data: EMPTY },
      },
    };
    const first = style(this.look());
    this.shown = JSON.stringify(first.layers);
    setWorkerUrl(new URL("map-worker.js", import.meta.url).href);
    this.map = startMap(
      { container, style: first, bounds: site.bounds, locale: { "Map.Title": _("Map of mapped cameras") } },
      { madeUp: _("SYNTHETIC") },
    );
    // A first view is to be light, and from 14 on tiles weigh twice as much: stay a hair farther.
    const zoom = this.map.getZoom();
    if (zoom >= 14 && zoom < 14.3) this.map.setZoom(13.95);
    this.map.once("style.load", () => {
      this.ready = true;
      this.set({});
    });
    this.map.once("idle", () => void warm(this.map));
  }

  /** Show another theme, level, choice of layers or cameras, or selection. */
  set(settings: Partial<Settings>): void {
    this.settings = { ...this.settings, ...settings };
    if (!this.ready) return;
    const { narrowed } = this.settings;
    if (String(narrowed) !== this.placed) {
      this.placed = String(narrowed);
      (this.map.getSource("places") as GeoJSONSource).setData(places(this.cameras, narrowed));
    }
    const next = style(this.look());
    const text = JSON.stringify(next.layers);
    if (text === this.shown) return;
    this.shown = text;
    // What its sources hold by now, a style does not know.
    this.map.setStyle(next, {
      diff: true,
      transformStyle: (now, { ...wanted }) => ({ ...wanted, sources: now?.sources ?? wanted.sources }),
    });
  }

  /** Go to a place; without motion if the reader asked for none. */
  go(center: Place, zoom = this.map.getZoom()): void {
    if (CALM.matches) this.map.jumpTo({ center, zoom });
    else this.map.easeTo({ center, zoom, duration: 500 });
  }

  /** Come closer by so many levels, or go farther. */
  zoom(by: number): void {
    this.map.zoomTo(Math.round(this.map.getZoom()) + by, { animate: !CALM.matches, duration: 250 });
  }

  /** Show a box: west, south, east, north. */
  fit(box: Box): void {
    this.map.fitBounds(box, { padding: 40, maxZoom: 17, animate: !CALM.matches, duration: 500 });
  }

  /** Keep the middle of the map clear of the sheets. */
  pad(padding: { left: number; bottom: number }): void {
    this.map.setPadding({ top: 0, right: 0, ...padding });
  }

  /** Move a place out from under a part of the screen. */
  uncover([lon, lat]: Place, covered: DOMRect): void {
    const frame = this.map.getContainer().getBoundingClientRect();
    const { x, y } = this.map.project([lon, lat]);
    const [left, top] = [covered.left - frame.left, covered.top - frame.top];
    const under = x > left - 24 && x < left + covered.width && y > top - 24 && y < top + covered.height;
    if (!under) return;
    const narrow = covered.width > 0.8 * frame.width;
    const by: Place = narrow ? [0, y - top / 2] : [x - left + 120, 0];
    this.map.panBy(by, { animate: !CALM.matches, duration: 300 });
  }

  /** Return whether a mapped building stands at a place that is on the screen. */
  indoors(place: Place): boolean {
    const pixel = this.map.project(place);
    return this.map.queryRenderedFeatures(pixel, { layers: ["buildings"] }).length > 0;
  }

  /** Return the key of the kind of public space at a place, if that is what colours the ground. */
  space(place: Place): string | undefined {
    const pixel = this.map.project(place);
    const [found] = this.map.queryRenderedFeatures(pixel, { layers: ["space"] });
    return found && String(found.properties["kind"]);
  }

  /** Return what is said of the homes in the square at a place, if that is what colours the ground. */
  cell(place: Place): Cell | undefined {
    const pixel = this.map.project(place);
    const [found] = this.map.queryRenderedFeatures(pixel, { layers: ["cells"] });
    return found && cellOf(found.properties);
  }

  /** Return the name of a street near the middle of the map, where names are written. */
  street(): string | undefined {
    if (this.map.getZoom() < NAMES_FROM) return undefined;
    const { x, y } = this.map.project(this.map.getCenter());
    const near: [[number, number], [number, number]] = [[x - 60, y - 60], [x + 60, y + 60]];
    const [found] = this.map.queryRenderedFeatures(near, { layers: ["street-names"] });
    return found && String(found.properties["name"]);
  }

  /** Say what lies at a point of the screen: a camera before a street before the ground. */
  at(point: { x: number; y: number }): Hit {
    const near: [[number, number], [number, number]] = [
      [point.x - 6, point.y - 6],
      [point.x + 6, point.y + 6],
    ];
    const layers = ["eyes", "clusters", "singles", "private"].filter((id) => this.map.getLayer(id));
    const found = this.map.queryRenderedFeatures(near, { layers });
    const first = (layer: string): MapGeoJSONFeature | undefined =>
      found.find((feature) => feature.layer.id === layer);
    const eye = first("eyes");
    if (eye) return { kind: "camera", properties: eye.properties, place: placeOf(eye) };
    const cluster = first("clusters");
    if (cluster) {
      return { kind: "cluster", id: Number(cluster.properties["cluster_id"]), place: placeOf(cluster) };
    }
    const single = first("singles");
    if (single) {
      return { kind: "single", slug: String(single.properties["slug"]), place: placeOf(single) };
    }
    const stretch = first("private");
    if (stretch) {
      return {
        kind: "private",
        street: String(stretch.properties["street"] ?? ""),
        cameras: Number(stretch.properties["cameras"]),
      };
    }
    return { kind: "ground" };
  }

  /** Return what is shown: west, south, east, north. */
  box(): Box {
    return this.map.getBounds().toArray().flat() as Box;
  }

  /** Return the zoom at which a cluster unfolds. */
  async unfolds(cluster: number): Promise<number> {
    return (this.map.getSource("places") as GeoJSONSource).getClusterExpansionZoom(cluster);
  }

  /** Wait until everything that belongs on the map stands there. */
  async settled(): Promise<void> {
    // a map that has loaded all may still have to place its signs anew; a frame tells
    this.map.triggerRepaint();
    await this.map.once("idle");
  }

  /** Return the colours that the map has now. */
  palette(): Palette {
    return PALETTES[this.settings.theme];
  }

  /** Draw the map now, and return the canvas while it still holds what was drawn. */
  drawn(): HTMLCanvasElement {
    return this.map.redraw().getCanvas();
  }

  /** Return what every layer shows now, from the ground up, in pixels. */
  layers(): Layer[] {
    const zoom = this.map.getZoom();
    return this.map
      .getStyle()
      .layers.filter(
        ({ id, layout, minzoom = 0, maxzoom = 99 }) =>
          !isSample(id) && layout?.visibility !== "none" && zoom >= minzoom && zoom < maxzoom,
      )
      .map(({ id, type, paint = {} }) => ({
        type,
        paint: paint as Record<string, unknown>,
        // what lies on top comes first
        shapes: type === "background" ? [] : this.shapes(id).reverse(),
      }));
  }

  private shapes(id: string): Shape[] {
    const { layers } = this.map.getStyle();
    const said = layers.find((layer) => layer.id === id)!.paint as Record<string, unknown> | undefined;
    return this.map.queryRenderedFeatures({ layers: [id] }).map((feature) => {
      const { camera, slug } = feature.properties;
      return {
        geometry: this.inPixels(feature.geometry),
        // dashes are the same for all of a layer, and handed out as they stand
        paint: { ...feature.layer.paint, "line-dasharray": said?.["line-dasharray"] },
        layout: (feature.layer.layout ?? {}) as Record<string, unknown>,
        camera: String(camera ?? slug ?? ""),
        tile: this.tileInPixels(feature),
      };
    });
  }

  private tileInPixels({ _x: x, _y: y, _z: z }: MapGeoJSONFeature): [number, number, number, number] {
    const corner = (i: number, j: number): { x: number; y: number } =>
      this.map.project(new MercatorCoordinate(i / 2 ** z, j / 2 ** z).toLngLat());
    const [first, last] = [corner(x, y), corner(x + 1, y + 1)];
    return [first.x, first.y, last.x, last.y];
  }

  private inPixels<G extends Geometry>(geometry: G): G {
    const project = (part: unknown): unknown => {
      if (!Array.isArray(part)) return part;
      if (typeof part[0] !== "number") return part.map(project);
      const { x, y } = this.map.project([part[0], part[1] as number]);
      return [x, y];
    };
    return "coordinates" in geometry
      ? { ...geometry, coordinates: project(geometry.coordinates) }
      : geometry;
  }

  /** Return how many metres a pixel in the middle of the map is. */
  metresPerPixel(): number {
    const around = 40_075_016.686 * Math.cos((this.map.getCenter().lat * Math.PI) / 180);
    return around / (512 * 2 ** this.map.getZoom());
  }

  /** Draw the point that was asked about and the lines to the cameras that could see it. */
  mark(answer: Answer | null): void {
    const source = this.map.getSource("asked") as GeoJSONSource | undefined;
    if (!source) return;
    if (!answer) {
      source.setData(EMPTY);
      return;
    }
    const here: Place = [answer.lon, answer.lat];
    const lines = answer.sightings.map(
      (one, i): Feature => ({
        type: "Feature",
        properties: { sight: one.certain ? "certain" : "doubt" },
        geometry: { type: "LineString", coordinates: [here, answer.places[i]!] },
      }),
    );
    const point: Feature = {
      type: "Feature",
      properties: {},
      geometry: { type: "Point", coordinates: here },
    };
    source.setData({ type: "FeatureCollection", features: [...lines, point] });
  }

  /** Draw ways and walks, or who walks; nothing here moves the map, which would tell where they are. */
  draw(source: "walk" | "walker", features: readonly Feature[]): void {
    const drawn: FeatureCollection = { type: "FeatureCollection", features: [...features] };
    (this.map.getSource(source) as GeoJSONSource | undefined)?.setData(drawn);
  }

  private look(): Look {
    return { ...this.fixed, ...this.settings };
  }
}

/** The places of those cameras that are shown, to be counted and unfolded. */
function places(cameras: readonly Camera[], narrowed: readonly string[] | null): FeatureCollection {
  const shown = narrowed && new Set(narrowed);
  return {
    type: "FeatureCollection",
    features: cameras
      .filter(({ slug }) => !shown || shown.has(slug))
      .map(({ slug, place }) => ({
        type: "Feature",
        properties: { slug },
        geometry: { type: "Point", coordinates: place },
      })),
  };
}

function placeOf(feature: MapGeoJSONFeature): Place {
  const { geometry } = feature;
  if (geometry.type !== "Point") throw new Error("a camera is a point");
  return geometry.coordinates as Place;
}
