/** The map itself: MapLibre, its sources, and what can be done with it. */

import { Map as MapView, setWorkerUrl, type GeoJSONSource, type MapGeoJSONFeature } from "maplibre-gl";
import type { Feature, FeatureCollection } from "geojson";
import type { Answer } from "./answers.ts";
import { tilesOf, type Box } from "./archives.ts";
import { sign } from "./icons.ts";
import { _ } from "./messages.ts";
import type { CameraPlace, Site } from "./site.ts";
import { EYES_FROM, style, type Look } from "./style.ts";

type Place = [number, number];

/** What lies under a click. */
export type Hit =
  | { kind: "camera"; properties: Record<string, unknown>; place: Place }
  | { kind: "cluster"; id: number; place: Place }
  | { kind: "single"; slug: string; place: Place }
  | { kind: "private"; street: string; cameras: number }
  | { kind: "ground" };

const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };

export type Settings = Pick<Look, "theme" | "level" | "shown" | "ground" | "selected">;

/** A map of the city, with the grammar of uncertainty on it. */
export class CityMap {
  readonly map: MapView;
  private readonly fixed: Pick<Look, "synthetic" | "boundary" | "sources">;
  private settings: Settings;
  private ready = false;
  private shown: string;

  constructor(container: HTMLElement, site: Site, cameras: CameraPlace[], settings: Settings) {
    this.settings = settings;
    this.fixed = {
      synthetic: site.synthetic,
      boundary: site.boundary,
      sources: {
        base: { type: "vector", url: tilesOf("base") },
        watch: { type: "vector", url: tilesOf("watch") },
        ground: { type: "vector", url: tilesOf("ground") },
        outside: { type: "geojson", data: outside(site.boundary) },
        places: {
          type: "geojson",
          cluster: true,
          clusterMaxZoom: EYES_FROM - 1,
          clusterRadius: 36,
          data: {
            type: "FeatureCollection",
            features: cameras.map(([slug, lon, lat]) => ({
              type: "Feature",
              properties: { slug },
              geometry: { type: "Point", coordinates: [lon, lat] },
            })),
          },
        },
        asked: { type: "geojson", data: EMPTY },
      },
    };
    const first = style(this.look());
    this.shown = JSON.stringify(first);
    setWorkerUrl(new URL("map-worker.js", import.meta.url).href);
    this.map = new MapView({
      container,
      style: first,
      bounds: site.bounds,
      fitBoundsOptions: { padding: 24 },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: CALM.matches ? 0 : 150,
      minZoom: 9,
      maxZoom: 20,
      locale: { "Map.Title": _("Map of mapped cameras") },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    const draw = (id: string): void => {
      const made = sign(id, { madeUp: _("SYNTHETIC") });
      if (made) this.map.addImage(id, made.image, { pixelRatio: made.pixelRatio });
    };
    this.map.setMissingStyleImageResolver(draw);
    this.map.once("style.load", () => {
      // A background does not ask for its pattern.
      ["made-up-light", "made-up-dark"].forEach(draw);
      this.ready = true;
      this.set({});
    });
  }

  /** Show another theme, level, choice of layers, or selection. */
  set(settings: Partial<Settings>): void {
    this.settings = { ...this.settings, ...settings };
    if (!this.ready) return;
    const next = style(this.look());
    const text = JSON.stringify(next);
    if (text === this.shown) return;
    this.shown = text;
    this.map.setStyle(next, { diff: true });
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

  /** Return the name of a street near the middle of the map. */
  street(): string | undefined {
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

  /** Return a camera of the tiles, once those around it are there. */
  async camera(slug: string): Promise<Record<string, unknown> | null> {
    for (let tries = 0; tries < 2; tries++) {
      const [found] = this.map.querySourceFeatures("watch", {
        sourceLayer: "cameras",
        filter: ["==", ["get", "slug"], slug],
      });
      if (found) return found.properties;
      await this.map.once("idle");
    }
    return null;
  }

  /** Draw the map now, and return the canvas while it still holds what was drawn. */
  drawn(): HTMLCanvasElement {
    return this.map.redraw().getCanvas();
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

  private look(): Look {
    return { ...this.fixed, ...this.settings };
  }
}

function placeOf(feature: MapGeoJSONFeature): Place {
  const { geometry } = feature;
  if (geometry.type !== "Point") throw new Error("a camera is a point");
  return geometry.coordinates as Place;
}

/** Everything but the city: its figures end at the boundary. */
function outside(rings: Place[][]): Feature {
  const globe: Place[] = [
    [-180, -85],
    [180, -85],
    [180, 85],
    [-180, 85],
    [-180, -85],
  ];
  return {
    type: "Feature",
    properties: {},
    geometry: { type: "Polygon", coordinates: [globe, ...rings] },
  };
}
