/** The page with the map: brings the address bar, the sheets and the map together. */

import { readState, writeState, type State } from "./address.ts";
import { ask, type Answer } from "./answers.ts";
import { openArchives, probe, type Readiness } from "./archives.ts";
import { camerasOf, narrowing, type Camera, type CameraFile, type Choice, type Group } from "./cameras.ts";
import { bindCross } from "./cross.ts";
import { byId, el } from "./dom.ts";
import { Filters } from "./filters.ts";
import { drawLegendSign, svgSign } from "./icons.ts";
import { bindKeeping } from "./keeping.ts";
import { legendOf } from "./legend.ts";
import { _, kilometres, loadMessages, metres, number, percent } from "./messages.ts";
import { PALETTES } from "./palette.ts";
import { answerView, cameraView, failureView, privateView } from "./panel.ts";
import { bindSearch } from "./search.ts";
import { lastLook, type Look } from "./surveys.ts";
import { Sheets } from "./sheets.ts";
import { bindFrame, bindShare, captionOf, embedded, linesOf, type Caption } from "./share.ts";
import { readCameras, readSite, type Site } from "./site.ts";
import { bindSpoken } from "./spoken.ts";
import { EYES_FROM } from "./style.ts";
import { tileFiles } from "./tiles.ts";
import { bindThemeToggles, theme } from "./toggle.ts";
import { typeOf } from "./type.ts";
import { svgOf, TYPE, type Sheet } from "./vector.ts";
import { CityMap } from "./view.ts";
import type { Task, Walking } from "./walking/panel.ts";

const LAYERS = ["watched", "cameras"];
/** A map of no more bytes is fetched whole without asking. */
const SMALL = 5e6;
const GROUNDS = ["views", "overlap", "certain", "space", "surveyed", "home", "walks", "nothing"];

/** Says what the page is waiting for, or what went wrong; empty when all is well. */
function say(...content: (Node | string)[]): void {
  const state = byId("state");
  state.replaceChildren(...content);
  state.hidden = !content.length;
}

async function start(): Promise<void> {
  bindThemeToggles((now) => {
    drawLegend();
    page?.view.set({ theme: now });
  });
  let page: Page | undefined;
  window.addEventListener("beforeprint", () => drawLegend("light"));
  window.addEventListener("afterprint", () => drawLegend());
  const messages = loadMessages();
  const settings = readSite();
  const type = Promise.all([settings, messages]).then(([{ letters }]) => loadType(letters + _("SYNTHETIC")));
  const names = settings.then(({ levels }) => tileFiles(levels));
  const needed = Promise.all([settings, readCameras(), probe(names), names, type]);
  needed.catch(() => undefined); // said below, once there are words for it
  await messages;
  drawLegend();
  try {
    const [site, cameras, readiness, all] = await needed;
    if (readiness.kind === "whole") await agreed(readiness);
    await openArchives(readiness, all);
    sayHow(readiness);
    page = new Page(site, cameras);
    if (!embedded()) {
      const { view, cameras: all } = page;
      void bindKeeping({
        box: () => view.box(),
        cameras: all,
        moved: (then) => view.map.on("moveend", then),
      });
    }
    bindOffline();
  } catch (problem) {
    console.warn(problem);
    say(
      el("p", {}, el("strong", {}, _("The map could not be drawn."))),
      el(
        "p",
        {},
        navigator.onLine
          ? _("Its files could not be read, or this browser cannot draw it. The figures and the data are on the other pages.")
          : _("You are offline. Come back when you have a connection."),
      ),
    );
  }
}

/** The map draws its names on canvases, where a font that is still on its way would be missing. */
async function loadType(letters: string): Promise<void> {
  const faces = ["16px Vidik", "600 16px Vidik-Semibold", "italic 16px Vidik-Italic"];
  await Promise.all(faces.map((face) => document.fonts.load(face, letters))).catch(() => []);
}

/** Say beside the credit how the tiles come, if it is not as they should. */
function sayHow(readiness: Readiness): void {
  const note = document.querySelector("[data-host]")!;
  if (readiness.kind === "folders") {
    note.textContent = _("This server sends files only whole, so the map comes tile by tile.");
  } else if (readiness.kind === "whole") {
    note.textContent = _("This server sends files only whole, so the whole map was fetched at once.");
  }
}

/** Say while there is no connection that what is shown was fetched before. */
function bindOffline(): void {
  const strip = document.querySelector<HTMLElement>("[data-offline]")!;
  const tell = (): void => {
    strip.textContent = navigator.onLine
      ? ""
      : _("You are offline. What this device already has is shown; the rest is missing.");
  };
  for (const event of ["online", "offline"]) window.addEventListener(event, tell);
  tell();
}

/** Ask before fetching large files whole from a server that cannot send parts of them. */
function agreed({ bytes }: Extract<Readiness, { kind: "whole" }>): Promise<void> {
  // Without a connection, what is there was kept before.
  if ((bytes && bytes <= SMALL) || !navigator.onLine) return Promise.resolve();
  return new Promise((resolve) => {
    const size = bytes
      ? _("Load the whole map (%(size)s MB)", { size: number(bytes / 1e6, 1) })
      : _("Load the whole map");
    const button = el("button", { type: "button" }, size);
    button.addEventListener("click", () => {
      say(el("p", {}, _("The map is being fetched.")));
      resolve();
    });
    say(
      el("p", {}, el("strong", {}, _("This server sends files only whole."))),
      el(
        "p",
        {},
        _("The map is stored in files from which a page takes the parts it needs (HTTP Range). `vidik serve` and most web servers can do that; this one does not."),
      ),
      button,
    );
  });
}

function drawLegend(now = theme()): void {
  for (const canvas of document.querySelectorAll<HTMLCanvasElement>("canvas[data-sign]")) {
    drawLegendSign(canvas, canvas.dataset["sign"] ?? "", now);
  }
}

/** The page once everything it needs is there. */
class Page {
  readonly view: CityMap;
  private readonly sheets: Sheets;
  private readonly filters: Filters;
  readonly cameras: readonly Camera[];
  /** Of whom figures may be told, and from how many cameras on. */
  private readonly organisations: readonly Group[];
  private readonly least: number;
  private readonly bySlug: ReadonlyMap<string, Camera>;
  private choice: Choice = {};
  private level: string;
  private ground: string;
  private camera: string | null = null;
  private point: [number, number] | null = null;
  private answer: Answer | null = null;
  private look: Look | null = null;
  private walking: Walking | null = null;

  constructor(
    private readonly site: Site,
    file: CameraFile,
  ) {
    const cameras = camerasOf(file, site.levels.map(({ key }) => key));
    this.cameras = cameras;
    this.organisations = file.organisations.map(([name, own]) => ({ name, cameras: own.map((i) => cameras[i]!) }));
    this.least = file.least_cameras;
    this.bySlug = new Map(cameras.map((camera) => [camera.slug, camera]));
    const state = readState(location.hash);
    this.level = this.known(state.level);
    this.ground = knownGround(state.ground);
    this.view = new CityMap(byId("map"), site, cameras, {
      theme: theme(),
      level: this.level,
      shown: new Set(LAYERS),
      ground: this.ground,
      selected: null,
      narrowed: null,
    });
    this.filters = new Filters(site, cameras, (choice) => this.narrow(choice, true));
    this.sheets = new Sheets({
      closed: () => this.select({}),
      moved: (padding) => this.view.pad(padding),
    });
    this.bindControls();
    this.bindMap();
    this.restore(state);
    bindSpoken(this.view, () => this.filters.left());
    if (embedded()) bindFrame(this.caption());
    else {
      bindShare({
        caption: () => this.caption(),
        settled: () => this.view.settled(),
        draw: () => this.view.drawn(),
        palette: () => this.view.palette(),
        write: () => this.drawing(),
        byDay: (day) => this.view.set({ theme: day ? "light" : theme() }),
      });
    }
  }

  private bindControls(): void {
    for (const input of document.querySelectorAll<HTMLInputElement>("input[name=level]")) {
      input.addEventListener("change", () => this.setLevel(input.value, true));
    }
    for (const input of document.querySelectorAll<HTMLInputElement>("input[name=ground]")) {
      input.addEventListener("change", () => this.setGround(input.value, true));
    }
    document.querySelector<HTMLElement>("[data-grounds]")!.hidden = false;
    const layers = document.querySelector<HTMLElement>("[data-layers]")!;
    layers.hidden = false;
    layers.addEventListener("change", () => {
      const chosen = layers.querySelectorAll<HTMLInputElement>("input:checked");
      this.view.set({ shown: new Set([...chosen].map((input) => input.value)) });
    });
    bindSearch({
      point: (lat, lon) => {
        this.view.go([lon, lat], Math.max(this.view.map.getZoom(), 17));
        this.select({ point: [lat, lon] }, true);
      },
      named: ({ box }) => this.view.fit(box),
    });
    document.querySelector("[data-ask]")!.addEventListener("click", () => this.select({ point: this.middle() }, true));
    const walks = document.querySelector<HTMLElement>("[data-walks]")!;
    walks.hidden = false;
    walks.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("[data-walk]");
      if (button) void this.walk(button.dataset["walk"] as Task);
    });
    const zoom = document.querySelector<HTMLElement>("[data-zoom]")!;
    zoom.hidden = false;
    zoom.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("[data-zoom-by]");
      if (button) this.view.zoom(Number(button.dataset["zoomBy"]));
    });
    window.addEventListener("popstate", () => {
      // A hash without fields is a jump within the page.
      if (!location.hash || location.hash.includes("=")) this.restore(readState(location.hash));
    });
  }

  private bindMap(): void {
    const { map } = this.view;
    map.on("load", () => document.body.classList.add("drawn"));
    this.bindFailures();
    map.on("moveend", () => this.write("replace"));
    map.on("click", ({ point, lngLat }) => void this.clicked(point, [lngLat.lat, lngLat.lng]));
    map.on("mousemove", ({ point }) => {
      const hit = this.view.at(point).kind;
      map.getCanvas().classList.toggle("over-sign", hit !== "ground");
    });
    bindCross(map, () => this.askMiddle());
  }

  /** Ask who could see the middle of the map, and move the keyboard to the answer; or walk from there. */
  private askMiddle(): void {
    const [lat, lon] = this.middle();
    if (this.walking?.open) this.walking.clicked(lon, lat);
    else this.select({ point: [lat, lon] }, true);
  }

  private middle(): [number, number] {
    const { lat, lng } = this.view.map.getCenter();
    return [lat, lng];
  }

  /** Open the panel of walks; what it needs is fetched now, and not before. */
  private async walk(task: Task, camera?: string): Promise<void> {
    this.select({});
    try {
      const { Walking } = await import("./walking/panel.ts");
      const { view, sheets, site } = this;
      this.walking ??= new Walking({
        view,
        sheets,
        site,
        cameras: this.cameras,
        organisations: this.organisations,
        least: this.least,
        camera: (slug) => this.bySlug.get(slug),
        level: () => this.level,
      });
      this.walking.show(task, camera);
    } catch (problem) {
      console.warn(problem);
      this.sheets.open(failureView(), true);
    }
  }

  /** Say so if parts of the map do not come, and that is not because the reader leaves. */
  private bindFailures(): void {
    const { map } = this.view;
    let leaving = false;
    let missing = false;
    window.addEventListener("beforeunload", () => (leaving = true));
    window.addEventListener("pageshow", ({ persisted }) => {
      if (!persisted) return;
      // Back brings the page as it was left, with what was on its way given up.
      for (const source of tileFiles(this.site.levels)) map.refreshTiles(source);
      setTimeout(() => (leaving = false), 1000);
    });
    map.on("error", ({ error }) => {
      if (leaving) return;
      console.warn(error.message);
      missing = true;
      say(
        el(
          "p",
          {},
          navigator.onLine
            ? _("Parts of the map could not be fetched. Move the map to try again.")
            : _("You are offline, and this part of the map is not kept on this device."),
        ),
      );
    });
    map.on("idle", () => {
      if (!missing) say();
    });
    map.on("movestart", () => (missing = false));
  }

  private async clicked(pixel: { x: number; y: number }, point: [number, number]): Promise<void> {
    if (this.walking?.open) return this.walking.clicked(point[1], point[0]);
    const hit = this.view.at(pixel);
    switch (hit.kind) {
      case "camera":
        return this.select({ camera: String(hit.properties["slug"]) });
      case "single":
        this.view.go(hit.place, EYES_FROM + 2);
        return this.select({ camera: hit.slug });
      case "cluster":
        return this.view.go(hit.place, await this.view.unfolds(hit.id));
      case "private":
        return this.sheets.open(privateView(hit.street, hit.cameras));
      case "ground":
        return this.select({ point });
    }
  }

  /** Select a camera or a point, or nothing; remember it in the address. */
  private select(
    selection: { camera?: string; point?: [number, number] },
    focus = false,
  ): void {
    this.walking?.close();
    this.camera = selection.camera ?? null;
    this.point = selection.point ?? null;
    this.write("push");
    void this.show(focus);
  }

  /** Show what is selected. */
  private async show(focus = false): Promise<void> {
    const { camera, point } = this;
    if (!point) this.mark(null);
    if (!camera) this.view.set({ selected: null });
    if (!camera && !point) return this.sheets.close();
    if (camera) {
      const found = this.bySlug.get(camera);
      if (!found) return this.sheets.close();
      this.view.set({ selected: camera });
      const suppose = embedded() ? undefined : () => void this.walk("whatif", camera);
      return this.open(cameraView(found, this.site, suppose), found.place, focus);
    }
    try {
      const [answer, look] = await Promise.all([
        ask(point![1], point![0]),
        lastLook(point![1], point![0]),
      ]);
      if (point !== this.point) return;
      this.look = look;
      this.mark(answer);
      this.open(this.answered(answer), [point![1], point![0]], focus);
    } catch (problem) {
      console.warn(problem);
      this.sheets.open(failureView(), focus);
    }
  }

  private answered(answer: Answer): Node[] {
    const place: [number, number] = [answer.lon, answer.lat];
    const space = this.site.spaces[this.view.space(place) ?? ""];
    const cell = this.view.cell(place);
    return answerView(answer, this.site, this.level, {
      indoors: this.view.indoors(place),
      look: this.look,
      narrowed: narrowing(this.choice) !== null,
      ...(space ? { space } : {}),
      ...(cell ? { cell } : this.isOfHomes() ? { cell: null } : {}),
    });
  }

  /** Return whether squares of homes colour the ground. */
  private isOfHomes(): boolean {
    return this.ground === "home" || this.ground === "walks";
  }

  private open(content: Node[], about: [number, number], focus: boolean): void {
    this.sheets.open(content, focus);
    const covered = this.sheets.covered();
    if (covered) this.view.uncover(about, covered);
  }

  private mark(answer: Answer | null): void {
    this.answer = answer;
    const { map } = this.view;
    if (map.getSource("asked")) this.view.mark(answer);
    else map.once("styledata", () => this.view.mark(this.answer));
  }

  private setLevel(level: string, remember: boolean): void {
    this.level = level;
    for (const input of document.querySelectorAll<HTMLInputElement>("input[name=level]")) {
      input.checked = input.value === level;
    }
    const sentence = document.querySelector("[data-level-sentence]");
    const known = this.site.levels.find((one) => one.key === level);
    if (sentence && known) sentence.textContent = known.sentence;
    this.showShares();
    this.view.set({ level });
    if (remember) this.write("push");
    if (this.answer) this.sheets.refresh(this.answered(this.answer));
    if (this.answer && this.isOfHomes()) this.askAgain();
    this.walking?.levelChanged();
  }

  private setGround(ground: string, remember: boolean): void {
    this.ground = ground;
    for (const input of document.querySelectorAll<HTMLInputElement>("input[name=ground]")) {
      input.checked = input.value === ground;
    }
    for (const legend of document.querySelectorAll<HTMLElement>("[data-legend]")) {
      legend.hidden = !legend.dataset["legend"]!.split(" ").includes(ground);
    }
    this.showShares();
    this.view.set({ ground });
    if (remember) this.write("push");
    if (this.answer) this.askAgain();
  }

  /** Say anew what is known of the point, once the ground is drawn that it is read from. */
  private askAgain(): void {
    this.view.map.once("idle", () => {
      if (this.answer) this.sheets.refresh(this.answered(this.answer));
    });
  }

  /** Show only the cameras that were chosen. */
  private narrow(choice: Choice, remember: boolean): void {
    this.choice = choice;
    const narrowed = this.filters.slugs();
    // Streets in view are drawn for all cameras together, or not at all.
    document.querySelector<HTMLInputElement>("input[name=layer][value=watched]")!.disabled =
      narrowed !== null;
    this.view.set({ narrowed });
    if (remember) this.write("push");
    if (this.answer) this.sheets.refresh(this.answered(this.answer));
  }

  /** Draw beside the legend how much of public space is watched so many times. */
  private showShares(): void {
    const shares = this.site.levels.find((one) => one.key === this.level)?.depths[this.ground];
    const largest = Math.max(...(shares ?? []));
    document.querySelectorAll<HTMLElement>("[data-share]").forEach((bar, i) => {
      const share = shares?.[i];
      bar.hidden = share === undefined;
      if (share === undefined) return;
      bar.querySelector("i")!.style.width = `${largest > 0 ? (share / largest) * 60 : 0}%`;
      bar.querySelector("span")!.textContent = percent(share);
    });
  }

  private caption(): Caption {
    const level = this.site.levels.find((one) => one.key === this.level);
    return captionOf(this.site, [level?.sentence, this.filters.sentence()].filter(Boolean).join(" "));
  }

  /** Return the map as vectors. */
  private async drawing(): Promise<string> {
    const { map } = this.view;
    const { clientWidth: width, clientHeight: height } = map.getContainer();
    const [[west, south], [east, north]] = map.getBounds().toArray() as [[number, number], [number, number]];
    const { ink, paper } = PALETTES[theme()];
    const sheet: Sheet = {
      language: this.site.language,
      width,
      height,
      bounds: [west, south, east, north],
      metresPerPixel: this.view.metresPerPixel(),
      layers: this.view.layers(),
      legend: legendOf(theme()),
      caption: linesOf(this.caption()),
      sign: (name) => svgSign(name, { madeUp: _("SYNTHETIC") }),
      metres: (length) => (length < 1000 ? metres(length) : kilometres(length)),
      ink,
      paper,
    };
    try {
      // what is written in it says which letters it needs
      return svgOf({ ...sheet, type: await typeOf(svgOf(sheet), TYPE) });
    } catch (problem) {
      console.warn(problem); // without a connection: then its viewer takes a type of its own
      return svgOf(sheet);
    }
  }

  private known(level: string | undefined): string {
    return this.site.levels.some((one) => one.key === level) ? level! : this.site.level;
  }

  /** Show what an address says; used by links and by Back. */
  private restore(state: State): void {
    this.walking?.close();
    // First what is selected: moving the map writes the address anew.
    this.camera = state.camera ?? null;
    this.point = state.point ?? null;
    this.setLevel(this.known(state.level), false);
    this.setGround(knownGround(state.ground), false);
    this.filters.show(state.choice ?? {});
    this.narrow(state.choice ?? {}, false);
    if (state.zoom !== undefined && state.lon !== undefined && state.lat !== undefined) {
      this.view.map.jumpTo({ center: [state.lon, state.lat], zoom: state.zoom });
    }
    void this.show();
    this.carry();
  }

  private state(): State {
    const { lat, lng } = this.view.map.getCenter();
    return {
      zoom: this.view.map.getZoom(),
      lat,
      lon: lng,
      level: this.level,
      ...(this.ground === GROUNDS[0] ? {} : { ground: this.ground }),
      ...(narrowing(this.choice) ? { choice: this.choice } : {}),
      ...(this.camera ? { camera: this.camera } : {}),
      ...(this.point ? { point: this.point } : {}),
    };
  }

  private write(how: "push" | "replace"): void {
    const hash = writeState(this.state());
    if (hash === location.hash) return;
    if (how === "push") history.pushState(null, "", hash);
    else history.replaceState(null, "", hash);
    this.carry();
  }

  /** Let the links to the other languages lead to what is shown here. */
  private carry(): void {
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-language]")) {
      link.hash = location.hash;
    }
  }
}

function knownGround(ground: string | undefined): string {
  // of a place without homes nothing is said about them
  const offered = document.querySelector(`input[name=ground][value="${CSS.escape(ground ?? "")}"]`);
  return GROUNDS.includes(ground ?? "") && offered ? ground! : GROUNDS[0]!;
}

void start();
