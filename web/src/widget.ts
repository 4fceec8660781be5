/** The map of a notebook: a result of `import vidik` in one document that asks no host for anything. */

import {
  setWorkerUrl,
  type GeoJSONSource,
  type LayerSpecification,
  type Map as MapView,
  type MapGeoJSONFeature,
  type SourceSpecification,
  type StyleSpecification,
} from "maplibre-gl";
import type { Feature, FeatureCollection, LineString, Point } from "geojson";
import { outside } from "./area.ts";
import { bindCross } from "./cross.ts";
import { byId, el } from "./dom.ts";
import { svgLegendSign } from "./icons.ts";
import { grammar } from "./legend.ts";
import { listKeys, listLayers, listSaid, ROWS, type Lists } from "./lists.ts";
import { kilometres, metres, percent, wind } from "./messages.ts";
import { unpacked } from "./packed.ts";
import { PALETTES } from "./palette.ts";
import { CALM, startMap } from "./stage.ts";
import { EYES_FROM, style } from "./style.ts";
import { bindThemeToggles, theme } from "./toggle.ts";
import type { Key } from "./vector.ts";
import { wayKeys, wayLayers } from "./waylines.ts";

type Place = [number, number];
type Spot = { x: number; y: number };

/** Metres of a street: in all, and watched for certain, in expectation and possibly at each level. */
type Street = [name: string, length: number, ...watched: [number, number, number][]];

/** What is shown (`vidik.report.widget.Scene`). */
interface Scene {
  bounds: [number, number, number, number];
  boundary: Place[][];
  levels: string[];
  level: string;
  /** What colours the ground: views, overlap, certain, space, or nothing; or that lines are ways. */
  ground: string;
  whose: string;
  synthetic: boolean;
  /** Features by the name that the layers of a site's tiles have. */
  layers: Record<string, FeatureCollection>;
  streets: Street[];
  /** Names of kinds of public space. */
  spaces: Record<string, string>;
  /** By how many cameras ground is watched: the least number of each class, and its name. */
  depths: Record<string, string>;
  /** Two lists that are compared. */
  lists: Lists | null;
}

/** What is said of a chance in each class (`bands.ts`). */
const CHANCES = ["up to 10%", "10 to 25%", "25 to 50%", "50 to 75%", "over 75%", "for certain"];

const KINDS: Record<string, string> = {
  fixed: "fixed camera",
  panning: "turning camera",
  dome: "camera under a dome",
  unknown: "camera of unknown kind",
};

/** Layers that a click on a street can meet. */
const STREETS = ["streets", "street-casing", "paths", "paths-inner"];

/** What is said where none of them is, by what the ground is coloured by. */
const NOWHERE: Record<string, string> = {
  nothing: "No public street is here.",
  ways: "None of the ways passes here.",
};

const CLUSTERS = ["clusters", "cluster-counts", "singles"];

/** From here on the legend and the map have room beside each other, pixels. */
const WIDE = 720;

/** Zooms from which dashes can be told from lines, and names from streets. */
const FROM: Record<string, number> = { "watched-most": 14, "street-names": 14, "paths-inner": 16 };

const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };

class Widget {
  private readonly map: MapView;
  private readonly sources: StyleSpecification["sources"];
  private readonly about = byId("answer");
  private level: string;
  private selected: string | null = null;
  private chosen: number | null = null;

  constructor(private readonly scene: Scene) {
    this.level = scene.level;
    this.sources = sourcesOf(scene);
    const legend = document.querySelector<HTMLDetailsElement>(".legend")!;
    legend.open = innerWidth >= WIDE;
    this.map = startMap(
      {
        container: byId("map"),
        style: this.style(),
        bounds: scene.bounds,
        fitBoundsOptions: { padding: { top: 16, right: 16, bottom: 16, left: legend.open ? 264 : 16 } },
        locale: { "Map.Title": `Map of ${scene.whose}` },
        // on a page of text the wheel belongs to the text
        cooperativeGestures: scene.lists !== null,
      },
      { madeUp: "MADE UP" },
    );
    this.map.on("click", ({ point }) => void this.clicked(point));
    this.map.on("mousemove", ({ point }) => {
      const over = this.near(point, ["eyes", "clusters", "singles", ...ROWS]).length > 0;
      this.map.getCanvas().classList.toggle("over-sign", over);
    });
    this.map.on("idle", () => document.body.classList.add("drawn"));
    this.bindControls();
    bindCross(this.map, () => {
      this.ask(this.map.project(this.map.getCenter()));
      this.about.focus();
    });
    this.writeLegend();
    bindThemeToggles(() => {
      this.draw();
      this.writeLegend();
    });
  }

  private bindControls(): void {
    document.getElementById("level")?.addEventListener("change", ({ target }) => {
      this.level = (target as HTMLSelectElement).value;
      this.close();
    });
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-pair]")) {
      button.hidden = false;
      button.addEventListener("click", () => this.choose(Number(button.dataset["pair"])));
    }
    document.querySelector("[data-zoom]")!.addEventListener("click", ({ target }) => {
      const by = (target as Element).closest<HTMLElement>("[data-zoom-by]")?.dataset["zoomBy"];
      const zoom = Math.round(this.map.getZoom()) + Number(by);
      if (by) this.map.zoomTo(zoom, { animate: !CALM.matches, duration: 250 });
    });
    document.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || this.about.hidden) return;
      this.close();
      this.map.getCanvas().focus();
    });
  }

  /** Return the style of a site's map, of what is here, from data instead of tiles. */
  private style(): StyleSpecification {
    const { ground, synthetic, boundary } = this.scene;
    const whole = style({
      theme: theme(),
      level: this.level,
      shown: new Set(["watched", "cameras"]),
      ground,
      synthetic,
      selected: this.selected,
      narrowed: null,
      // what a site leaves to the streets from afar may be all that there is
      emerges: [0, 1],
      boundary,
      sources: this.sources,
    });
    const layers = whole.layers.map(ofData);
    // the mark of what is made up stays over everything
    const top = layers.findIndex(({ id }) => id === "made-up");
    if (ground === "ways") layers.splice(top < 0 ? layers.length : top, 0, ...wayLayers(theme()));
    if (this.scene.lists) layers.splice(top < 0 ? layers.length : top, 0, ...listLayers(theme(), this.chosen));
    return {
      ...whole,
      layers: layers.filter(
        (layer) =>
          (!("source" in layer) || String(layer.source) in this.sources) &&
          // names of quarters and clusters of cameras have the same name for what they are made of
          (this.scene.layers["cameras"] || !CLUSTERS.includes(layer.id)),
      ),
    };
  }

  private draw(): void {
    // what its sources hold does not change, and is much to compare
    this.map.setStyle(this.style(), {
      diff: true,
      transformStyle: (now, next) => ({ ...next, sources: now?.sources ?? next.sources }),
    });
  }

  private async clicked(spot: Spot): Promise<void> {
    const [sign] = this.near(spot, ["eyes", "clusters", "singles"]);
    if (!sign) return this.ask(spot);
    const center = (sign.geometry as Point).coordinates as Place;
    const { slug, cluster_id: cluster } = sign.properties;
    if (cluster === undefined) return this.show(String(slug));
    const places = this.map.getSource("places") as GeoJSONSource;
    this.go(center, await places.getClusterExpansionZoom(Number(cluster)));
  }

  private go(center: Place, zoom: number): void {
    if (CALM.matches) this.map.jumpTo({ center, zoom });
    else this.map.easeTo({ center, zoom, duration: 500 });
  }

  /** Show one camera: what is known of it, and its view alone. */
  private show(slug: string): void {
    const camera = this.scene.layers["cameras"]?.features.find((one) => one.properties?.["slug"] === slug);
    if (!camera) return;
    this.selected = slug;
    this.mark(null);
    this.draw();
    const place = (camera.geometry as Point).coordinates as Place;
    this.say(slug, ...said(camera).map((line) => el("p", {}, line)));
    if (this.map.getZoom() < EYES_FROM) this.go(place, EYES_FROM + 1);
    else this.uncover(this.map.project(place));
  }

  /** Say what is known of a point of the screen. */
  private ask(spot: Spot): void {
    const { ground, layers, lists } = this.scene;
    const [row] = this.near(spot, ROWS);
    if (row) return this.tell(Number(row.properties["pair"]));
    if (this.selected || this.chosen !== null) {
      this.selected = this.chosen = null;
      this.draw();
    }
    const { lng, lat } = this.map.unproject([spot.x, spot.y]);
    const parts: Node[] = [];
    if (this.at(spot, ["outside"]).length) {
      parts.push(el("p", {}, "This point lies outside the boundary: nothing was computed for it."));
    } else {
      if (this.at(spot, ["buildings"]).length) parts.push(el("p", {}, "A mapped building stands here."));
      if (ground === "views") parts.push(...this.watchers(spot));
      if (ground === "overlap" || ground === "certain") parts.push(this.depth(spot));
      if (ground === "space") parts.push(this.space(spot));
      if (lists) parts.push(el("p", {}, "Neither list has a camera right here."));
      else if (layers["streets"]) parts.push(...this.street(spot));
    }
    this.mark([lng, lat]);
    this.say(`${lat.toFixed(5)}, ${lng.toFixed(5)}`, ...parts);
    this.uncover(spot);
  }

  /** Show two rows that may be the same camera, from wherever on the page they are asked for. */
  private choose(number: number): void {
    const rows = this.scene.layers["joins"]!.features.filter(({ properties }) => properties?.["pair"] === number);
    const [from, to] = (rows[0]!.geometry as LineString).coordinates as [Place, Place];
    document.querySelector(".stage")!.scrollIntoView({ block: "center" });
    this.map.jumpTo({ center: [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], zoom: 18 });
    this.tell(number);
    this.about.focus({ preventScroll: true });
  }

  /** Say what two lists say of a camera, or one of them alone. */
  private tell(number: number): void {
    const { lists } = this.scene;
    if (!lists) return;
    this.chosen = number;
    this.mark(null);
    this.draw();
    this.say(lists.pairs[number]![0], ...listSaid(lists, number));
    const rows = this.scene.layers["rows"]!.features.filter(({ properties }) => properties?.["pair"] === number);
    for (const { geometry } of rows) this.uncover(this.map.project((geometry as Point).coordinates as Place));
  }

  /** Return who may see a point, the surest first. */
  private watchers(spot: Spot): Node[] {
    const found = new Map<string, number>();
    for (const { properties } of this.at(spot, ["views"])) {
      found.set(String(properties["camera"]), Number(properties["band"]));
    }
    const { whose } = this.scene;
    if (!found.size) {
      return [el("p", {}, `None of the ${whose} sees this point${this.atLevel()}.`)];
    }
    const one = found.size === 1;
    const rows = [...found].sort(([a, p], [b, q]) => q - p || (a < b ? -1 : 1));
    return [
      el("p", {}, el("strong", {}, `${found.size} of the ${whose} may see this point${this.atLevel()}.`)),
      el("p", { class: "quiet" }, one ? "How likely it does:" : "How likely each of them does:"),
      el("ul", { class: "rows" }, ...rows.map(([slug, band]) => {
        const button = el("button", { type: "button" }, slug);
        button.addEventListener("click", () => {
          this.show(slug);
          this.about.focus();
        });
        return el("li", {}, button, el("span", {}, CHANCES[band]!));
      })),
    ];
  }

  private depth(spot: Spot): Node {
    const { ground, whose, depths } = this.scene;
    const [found] = this.at(spot, ["overlap"]);
    const many = found && depths[String(found.properties["cameras"])];
    const sure = ground === "certain" ? " for certain" : "";
    if (!many) return el("p", {}, `None of the ${whose} sees this point${sure}${this.atLevel()}.`);
    const see = sure ? (many === "1" ? "sees" : "see") : "may see";
    return el("p", {}, el("strong", {}, `${many} of the ${whose} ${see} this point${sure}${this.atLevel()}.`));
  }

  private space(spot: Spot): Node {
    const [found] = this.at(spot, ["space"]);
    const kind = found && this.scene.spaces[String(found.properties["kind"])];
    return el("p", {}, kind ? `Public space: ${kind}.` : "Not mapped as public space.");
  }

  /** Return the name and the figures of a street, if one is near. */
  private street(spot: Spot): Node[] {
    const [found] = this.near(spot, STREETS);
    const about = found && this.scene.streets[Number(found.properties["street"])];
    const none = NOWHERE[this.scene.ground];
    if (!about) return none ? [el("p", {}, none)] : [];
    const [name, length, ...watched] = about;
    const kind = String(found.properties["kind"]).replaceAll("_", " ");
    const long = length < 1000 ? metres(length) : kilometres(length);
    const first = el("p", {}, el("strong", {}, name || `A ${kind} without a name`), `, ${long}`);
    if (!watched.length) return [first];
    const head = ["at level", "certain", "expected", "possible"];
    const share = (part: number): string => percent(length ? Math.min(part / length, 1) : 0);
    return [
      first,
      el("p", { class: "quiet" }, `Share of its length that ${this.scene.whose} watch:`),
      el(
        "table",
        {},
        el("thead", {}, el("tr", {}, ...head.map((text) => el("th", { scope: "col" }, text)))),
        el("tbody", {}, ...this.scene.levels.map((level, k) =>
          el(
            "tr",
            level === this.level ? { class: "chosen" } : {},
            el("th", { scope: "row" }, level),
            ...watched[k]!.map((part) => el("td", {}, share(part))),
          ),
        )),
      ),
    ];
  }

  private say(title: string, ...content: Node[]): void {
    const button = el("button", { type: "button", class: "close" }, "Close");
    button.addEventListener("click", () => {
      this.close();
      this.map.getCanvas().focus();
    });
    this.about.replaceChildren(button, el("h2", {}, title), ...content);
    this.about.hidden = false;
    this.about.scrollTop = 0;
  }

  /** Move a point of the screen out from under what is said of it. */
  private uncover({ x, y }: Spot): void {
    const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = this.about;
    if (x < left || x > left + width || y < top || y > top + height) return;
    const by: Place = innerWidth < WIDE ? [0, y - top / 2] : [x - left - width - 40, 0];
    this.map.panBy(by, { animate: !CALM.matches, duration: 300 });
  }

  private close(): void {
    this.about.hidden = true;
    this.selected = this.chosen = null;
    this.mark(null);
    this.draw();
  }

  private mark(place: Place | null): void {
    const point: Feature = {
      type: "Feature",
      properties: {},
      geometry: { type: "Point", coordinates: place ?? [] },
    };
    (this.map.getSource("asked") as GeoJSONSource).setData(place ? point : EMPTY);
  }

  private atLevel(): string {
    return this.level && ` at level ${this.level}`;
  }

  private at(spot: Spot, layers: string[]): MapGeoJSONFeature[] {
    const there = layers.filter((id) => this.map.getLayer(id));
    return there.length ? this.map.queryRenderedFeatures([spot.x, spot.y], { layers: there }) : [];
  }

  private near({ x, y }: Spot, layers: string[]): MapGeoJSONFeature[] {
    const there = layers.filter((id) => this.map.getLayer(id));
    const box: [Place, Place] = [[x - 6, y - 6], [x + 6, y + 6]];
    return there.length ? this.map.queryRenderedFeatures(box, { layers: there }) : [];
  }

  private writeLegend(): void {
    byId("keys").replaceChildren(
      ...keysOf(this.scene).map(({ svg, label }) => {
        // a picture of its own cannot do more than be looked at
        const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-22 -17 44 34">${svg}</svg>`;
        const src = `data:image/svg+xml,${encodeURIComponent(drawing)}`;
        return el("li", {}, el("img", { src, alt: "", width: "44", height: "34" }), el("span", {}, label));
      }),
    );
  }
}

/** What lies in a layer of tiles is a source of its own here, and shown from afar, too. */
function ofData(layer: LayerSpecification): LayerSpecification {
  const { "source-layer": own, ...rest } = layer as LayerSpecification & { "source-layer"?: string };
  if (!own) return layer;
  const minzoom = own === "cameras" ? EYES_FROM : (FROM[layer.id] ?? 0);
  return { ...rest, source: own, minzoom } as LayerSpecification;
}

function sourcesOf({ layers, boundary }: Scene): StyleSpecification["sources"] {
  const made: Record<string, SourceSpecification> = { asked: { type: "geojson", data: EMPTY } };
  for (const [name, data] of Object.entries(layers)) {
    // from afar, outlines of streets would be simplified until they cross themselves
    made[name] = { type: "geojson", data, ...(name === "space" && { tolerance: 0 }) };
  }
  if (boundary.length) made["outside"] = { type: "geojson", data: outside(boundary) };
  if (layers["cameras"]) {
    made["places"] = {
      type: "geojson",
      data: layers["cameras"],
      cluster: true,
      clusterMaxZoom: EYES_FROM - 1,
      clusterRadius: 36,
    };
  }
  return made;
}

/** Return what is known of a camera, in sentences. */
function said({ properties }: Feature): string[] {
  const { kind, direction, spread, indoor, synthetic } = properties as Record<string, number> & { kind: string };
  const what = KINDS[kind] ?? kind;
  return [
    `${what[0]!.toUpperCase()}${what.slice(1)}.`,
    direction === undefined
      ? "Nobody mapped which way it looks."
      : spread
        ? `It looks somewhere within ${Math.round(spread)}° around ${wind(direction)}.`
        : `It looks ${wind(direction)} (${Math.round(direction)}°).`,
    indoor ? "It watches an inside, so it has no view on the street." : "",
    synthetic ? "It is made up and does not exist." : "",
  ].filter(Boolean);
}

/** Return every sign that this map uses, and what it means. */
function keysOf({ layers, ground, depths, spaces, lists }: Scene): Key[] {
  const now = theme();
  if (lists) return listKeys(now, lists);
  const sign = (name: string, label: string): Key => ({ svg: svgLegendSign(name, now), label });
  const keys: Key[] = [];
  const { casing, street, expected, land } = PALETTES[now];
  if (ground === "ways") keys.push(...wayKeys(now, (layers["streets"]?.features.length ?? 0) > 2));
  if (layers["views"]) keys.push(...grammar(now, expected));
  if (layers["watched"]) {
    keys.push(...grammar(now));
    const line = (colour: string, width: number): string =>
      `<path d="M-20 0H20" stroke="${colour}" stroke-width="${width}"/>`;
    const drawn = line(land, 18) + line(casing, 8) + line(street, 6);
    if (ground !== "ways") keys.push({ svg: drawn, label: "street that none of them watches" });
  }
  if (ground === "overlap" || ground === "certain") {
    for (const [least, many] of Object.entries(depths)) {
      keys.push(sign(`depth-${least}`, many === "1" ? "1 camera" : `${many} cameras`));
    }
  }
  if (ground === "space") {
    const kinds = new Set(layers["space"]?.features.map(({ properties }) => String(properties?.["kind"])));
    for (const kind of kinds) keys.push(sign(`space-${kind}`, spaces[kind] ?? kind));
  }
  const cameras = layers["cameras"]?.features.map(({ properties }) => properties ?? {}) ?? [];
  const kinds = new Set(cameras.map(({ kind }) => String(kind)));
  for (const kind of Object.keys(KINDS)) if (kinds.has(kind)) keys.push(sign(kind, KINDS[kind]!));
  const some = (how: (about: Record<string, unknown>) => boolean): boolean => cameras.some(how);
  if (some(({ spread }) => Number(spread) > 0)) {
    keys.push(sign("fixed-arc", "dashed cone: looks somewhere within it"));
  }
  if (some(({ direction }) => direction === undefined)) {
    keys.push(sign("unknown-doubt", "dashed ring: nobody mapped which way it looks"));
  }
  if (some(({ indoor }) => indoor === 1)) keys.push(sign("unknown-pale", "pale: watches an inside"));
  if (cameras.length > 1) keys.push(sign("cluster", "so many cameras: a click unfolds them"));
  return keys;
}

/** The map draws its names on canvases, where a font that is still on its way would be missing. */
async function loadType(): Promise<void> {
  const packed = document.querySelectorAll("script[id^=type-]");
  await Promise.all(
    [...packed].map(async ({ id }) => {
      const font = await (await unpacked(id)).arrayBuffer();
      for (const family of ["Vidik", "Vidik-Semibold"]) {
        document.fonts.add(await new FontFace(family, font, { weight: "200 900" }).load());
      }
    }),
  );
}

async function start(): Promise<void> {
  try {
    const [scene, worker] = await Promise.all([
      unpacked("scene").then((part) => part.text()),
      unpacked("worker", "text/javascript"),
      loadType(),
    ]);
    // In a document without an origin MapLibre fetches its worker, but for classic scripts, which it
    // knows by this ending. Opened as a file it fetches these, too; so what it asks for is handed out
    // here, and nothing else can be asked for.
    setWorkerUrl(`${URL.createObjectURL(worker)}#.cjs`);
    globalThis.fetch = () => Promise.resolve(new Response(worker));
    new Widget(JSON.parse(scene) as Scene);
    byId("state").hidden = true;
  } catch (problem) {
    console.warn(problem);
    byId("state").textContent = "The map could not be drawn: this browser gives it no WebGL.";
  }
}

void start();
