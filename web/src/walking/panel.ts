/**
 * The panel of walks: ways between two places, walks from a home, a walk that was recorded, and what
 * if some cameras were not there.
 *
 * What a reader chooses here is theirs. It stays in the memory of this page: not in its address, not
 * in this browser's storage, and in no request, of which none is made once the panel is ready. The
 * panel never moves the map by itself, because the tiles of where it moves to would be fetched.
 */

import type { Feature } from "geojson";
import type { Camera, Group } from "../cameras.ts";
import { el } from "../dom.ts";
import { _, metres } from "../messages.ts";
import { readNames, type Site } from "../site.ts";
import type { Sheets } from "../sheets.ts";
import type { CityMap } from "../view.ts";
import { Walker } from "./client.ts";
import { End } from "./ends.ts";
import { fewView, whatIfView } from "./difference.ts";
import { dropZone } from "./dropzone.ts";
import { boxOf, journeyLines, lineOf, lostLines, pointOf } from "./features.ts";
import type { Journey } from "./journey.ts";
import { legList, player } from "./player.ts";
import { readRecording, RecordingError, type Fix } from "./recording.ts";
import { Supposing } from "./supposing.ts";
import { faultOf, glimpseTable, homeView, walkedView, waySentence, waysTable } from "./told.ts";
import type { Offer, Wanted } from "./worker.ts";

export type Task = "ways" | "home" | "recorded" | "whatif";

/** What a click on the map is meant for. */
type Aim = "start" | "end" | "cameras";

/** More ways than these nobody wants to choose from. */
const SHOWN = 5;

interface Page {
  view: CityMap;
  sheets: Sheets;
  site: Site;
  cameras: readonly Camera[];
  organisations: readonly Group[];
  /** Of fewer cameras no figures are told. */
  least: number;
  camera: (slug: string) => Camera | undefined;
  level: () => string;
}

export class Walking {
  open = false;
  private walker: Walker | undefined;
  private task: Task = "ways";
  private start: End | undefined;
  private end: End | undefined;
  private supposing: Supposing | undefined;
  private active: Aim = "start";
  private fixes: readonly Fix[] = [];
  private readonly body = el("div", { class: "walking-body" });
  private readonly result = el("div", { class: "walking-result" });
  private readonly status = el("p", { role: "status", class: "hint" });
  /** What a screen reader is told of a result. */
  private readonly said = el("p", { role: "status" });
  /** Counts questions, so that an answer that comes late is not shown. */
  private asked = 0;

  constructor(private readonly page: Page) {
    // dropped beside the panel a file is meant as well, and must not take the place of the page
    const meant = (): boolean => this.open && this.task === "recorded";
    window.addEventListener("dragover", (dragged) => {
      if (meant()) dragged.preventDefault();
    });
    window.addEventListener("drop", (dropped) => {
      if (!meant()) return;
      dropped.preventDefault();
      const [file] = dropped.dataTransfer?.files ?? [];
      if (file) void this.read(file);
    });
  }

  /** Show the panel for one of its tasks; `slug` is the camera of which it is asked what if. */
  show(task: Task, slug?: string): void {
    this.open = true;
    this.page.sheets.open(this.content(task), true, _("On foot"));
    void this.ready();
    const camera = slug && this.page.camera(slug);
    if (camera) void this.supposing?.leave(camera);
  }

  /** Put everything away; nothing of it is kept. */
  close(): void {
    if (!this.open) return;
    this.open = false;
    this.clear();
  }

  /** Take a place of the map for what is wanted now. */
  clicked(lon: number, lat: number): void {
    if (this.task === "recorded") return;
    if (this.active !== "cameras") void this.take(this.active, { lon, lat });
    else this.supposing?.clicked(this.page.view.at(this.page.view.map.project([lon, lat])));
  }

  /** Count at the level that the page has now. */
  levelChanged(): void {
    if (this.open) void this.ready();
  }

  private content(task: Task): Node[] {
    const tasks: [Task, string][] = [
      ["ways", _("Your way")],
      ["home", _("From home")],
      ["recorded", _("A walk of yours")],
      ["whatif", _("What if")],
    ];
    const radios = tasks.map(([value, label]) => {
      const radio = el("input", { type: "radio", name: "task", value, checked: value === task });
      radio.addEventListener("change", () => {
        this.begin(value);
        void this.ready();
      });
      return el("label", {}, radio, el("span", {}, label));
    });
    this.begin(task);
    return [
      el("h2", {}, _("On foot")),
      el("fieldset", { class: "tasks" }, el("legend", { class: "visually-hidden" }, _("What to work out")), ...radios),
      this.body,
      this.status,
      this.result,
      el("div", { class: "visually-hidden" }, this.said),
      el(
        "p",
        { class: "caveat" },
        _(
          "Mapped is not all: a camera that nobody mapped is in no figure here. Cameras on private homes are left out as well, so that nothing tells where they are.",
        ),
      ),
      el(
        "p",
        { class: "caveat" },
        _(
          "All of this is worked out on this device, from files about the whole city. What you choose is neither sent nor kept. The map stays where it is: if you move it, it fetches the tiles of what it shows, and whoever serves this page could see which.",
        ),
      ),
    ];
  }

  /** Begin a task anew. */
  private begin(task: Task): void {
    this.task = task;
    this.clear();
    if (task === "recorded") {
      this.body.replaceChildren(dropZone((file) => void this.read(file)));
      return;
    }
    const end = (key: "start" | "end", label: string): End =>
      new End(key, label, {
        wanted: (wanted) => void this.take(key, wanted),
        chosen: () => this.activate(key),
      });
    if (task === "whatif") {
      const { cameras, organisations, site } = this.page;
      this.supposing = new Supposing(cameras, organisations, site, {
        changed: () => void this.ready(),
        wanted: () => this.activate("cameras"),
        streets: async (places) => {
          if (!this.walker) throw new Error("the ways are not there yet");
          return this.walker.ask("streets", { places });
        },
      });
      this.start = end("start", _("Home, if you like"));
    } else this.start = end("start", task === "ways" ? _("Start") : _("Home"));
    if (task === "ways") this.end = end("end", _("End"));
    this.activate(this.supposing ? "cameras" : "start");
    const how = this.supposing
      ? _("Click on cameras, or go to the map, move it with the arrow keys and press Enter: the camera under the cross is taken. Or find them by their street, their kind or who runs them.")
      : _("Type a street, click on the map, or go to the map, move it with the arrow keys and press Enter: the place under the cross is taken.");
    const fields = [this.supposing, this.start, this.end].filter((field) => field !== undefined);
    this.body.replaceChildren(el("p", { class: "hint" }, how), ...fields.map(({ element }) => element));
  }

  /** Forget all that was chosen. */
  private clear(): void {
    this.asked++;
    this.start = this.end = this.supposing = undefined;
    this.fixes = [];
    this.result.replaceChildren();
    this.draw([]);
  }

  private activate(aim: Aim): void {
    this.active = aim;
    if (this.start) this.start.active = aim === "start";
    if (this.end) this.end.active = aim === "end";
    if (this.supposing) this.supposing.active = aim === "cameras";
  }

  /** Fetch what is needed, for the whole city; then answer what was asked at this level. */
  private async ready(): Promise<void> {
    const mine = ++this.asked;
    this.status.textContent = _("The ways of the whole city are being read.");
    try {
      this.walker ??= new Walker();
      // so that nothing is fetched any more once somebody types
      const level = this.page.level();
      await Promise.all([this.task === "whatif" ? this.walker.apartAt(level) : this.walker.at(level), readNames()]);
      if (mine !== this.asked) return;
      this.status.textContent = "";
      await this.answer();
    } catch (problem) {
      console.warn(problem);
      this.walker?.stop();
      this.walker = undefined;
      if (mine === this.asked) this.status.textContent = failure();
    }
  }

  /** Take a wanted place for an end. */
  private async take(key: "start" | "end", wanted: Wanted): Promise<void> {
    const end = key === "start" ? this.start : this.end;
    if (!end || !this.walker) return;
    const stand = await this.walker.ask("stand", wanted).catch(() => null);
    if (!stand) {
      end.say(_("No way that people walk is within %(distance)s of this place.", { distance: metres((await this.walker.about).reach_m) }));
      return;
    }
    end.show(stand);
    if (this.supposing) this.activate("cameras");
    const other = key === "start" ? this.end : this.start;
    if (other && !other.stand) this.activate(key === "start" ? "end" : "start");
    await this.ready();
  }

  /** Answer what is asked, as far as all is there. */
  private async answer(): Promise<void> {
    const mine = ++this.asked;
    const late = (): boolean => mine !== this.asked;
    const [start, end] = [this.start?.stand ?? null, this.end?.stand ?? null];
    this.draw(this.marks());
    this.result.replaceChildren();
    const walker = this.walker!;
    if (this.task === "recorded") {
      if (!this.fixes.length) return;
      const walk = await walker.ask("walked", { fixes: [...this.fixes] });
      if (late()) return;
      if (!walk) {
        this.status.textContent = _("This walk is nowhere near the ways of this map.");
        return;
      }
      const table = glimpseTable(walk);
      this.result.replaceChildren(
        ...this.seenWell(),
        ...walkedView(walk, (await walker.about).pace),
        ...this.followed(walk.journey),
        ...(table ? [table] : []),
        this.whole(walk.journey),
      );
      this.draw(journeyLines(walk.journey));
      this.tell();
      return;
    }
    if (this.task === "home") {
      if (!start) return;
      const figures = await walker.ask("home", start);
      if (late()) return;
      this.result.replaceChildren(...this.seenWell(), ...homeView(figures));
      this.tell();
      return;
    }
    if (this.task === "whatif") {
      const gone = this.supposing?.gone ?? [];
      if (gone.length < this.page.least) {
        if (gone.length) this.result.replaceChildren(fewView(this.page.least));
        return;
      }
      const told = await walker.ask("whatif", { gone: gone.map(({ slug }) => slug), home: start });
      if (late()) return;
      this.result.replaceChildren(...this.seenWell(), ...whatIfView(told, gone.length));
      this.draw([...lostLines(told), ...this.marks()]);
      this.tell();
      return;
    }
    if (!start || !end) return;
    const offers = await walker.ask("ways", { start, end, most: SHOWN });
    if (late()) return;
    this.status.textContent = "";
    if (!offers.length) this.status.textContent = _("No way leads from one to the other.");
    else if (!offers[0]!.journey.line.length) this.status.textContent = _("Both are the same place.");
    else this.offer(offers, offers.length - 1);
  }

  /** Show the ways that were found, one of them chosen. */
  private offer(offers: readonly Offer[], chosen: number): void {
    const about = el("div", { class: "walking-way" });
    const choose = (i: number): void => {
      const { journey } = offers[i]!;
      about.replaceChildren(
        el("p", { class: "lead" }, waySentence(offers[i]!)),
        ...this.followed(journey),
        legList(journey),
        this.whole(journey),
      );
      const others = offers.filter((_offer, j) => j !== i).map((one) => lineOf("other", one.journey.line));
      this.draw([...others, ...journeyLines(journey), ...this.marks()]);
    };
    const prices = el(
      "p",
      { class: "hint" },
      _("The price: how many minutes longer the way is, beside the one above it, for each minute less in view in expectation."),
      offers.length === SHOWN ? ` ${_("Of many ways, those are shown between which the others save least.")}` : "",
    );
    this.result.replaceChildren(
      ...this.seenWell(),
      waysTable(offers, chosen, choose),
      ...(offers.length > 1 ? [prices] : []),
      about,
    );
    choose(chosen);
    this.tell();
  }

  /** Bring a result into sight where it lies below the edge of the panel, and have it read out. */
  private tell(): void {
    const panel = this.result.parentElement;
    const below = panel && this.result.getBoundingClientRect().top > panel.getBoundingClientRect().bottom - 120;
    // whoever is still choosing cameras stays with them
    if (below && !this.supposing?.element.contains(document.activeElement)) this.result.scrollIntoView({ block: "start" });
    this.said.textContent = this.result.querySelector(".lead")?.textContent ?? "";
  }

  /** Say what is meant by being in view. */
  private seenWell(): Node[] {
    const level = this.page.site.levels.find(({ key }) => key === this.page.level());
    if (!level) return [];
    return [el("p", { class: "hint" }, _("In view: at the level “%(level)s”, well enough to %(can)s.", { level: level.name, can: level.can }))];
  }

  private followed(journey: Journey): Node[] {
    return player(journey, (place, cameras) => {
      if (!place) return;
      const lit = [...cameras].flatMap(([slug, sure]): Feature[] => {
        const camera = this.page.camera(slug);
        if (!camera) return [];
        return [
          pointOf("lit", camera.place, { sure }),
          { ...lineOf("sight", [place, camera.place]) },
        ];
      });
      this.page.view.draw("walker", [...lit, pointOf("walker", place)]);
    });
  }

  /** Return the button that shows all of a walk: moving the map is the reader's own wish. */
  private whole({ line }: Journey): Node {
    const button = el("button", { type: "button" }, _("Show all of it on the map"));
    button.addEventListener("click", () => {
      this.page.view.fit(boxOf(line));
    });
    return el("p", { class: "actions" }, button);
  }

  private async read(file: File): Promise<void> {
    this.fixes = [];
    this.result.replaceChildren();
    this.draw([]);
    this.status.textContent = _("The walk is being read.");
    try {
      const fixes = await readRecording(file);
      if (this.task !== "recorded" || !this.open) return;
      this.fixes = fixes;
      this.status.textContent = "";
      await this.answer();
    } catch (problem) {
      this.status.textContent = problem instanceof RecordingError ? faultOf(problem.fault) : _("This file could not be read.");
    }
  }

  private marks(): Feature[] {
    const ends = [["start", this.start?.stand], ["end", this.end?.stand]] as const;
    return [
      ...ends.flatMap(([kind, stand]) => (stand ? [pointOf(kind, [stand.lon, stand.lat])] : [])),
      ...(this.supposing?.gone ?? []).map(({ place }) => pointOf("gone", place)),
    ];
  }

  private draw(features: readonly Feature[]): void {
    this.page.view.draw("walk", features);
    this.page.view.draw("walker", []);
  }
}

function failure(): string {
  return navigator.onLine
    ? _("The files of the ways could not be fetched. Try again in a moment.")
    : _("You are offline, and this part of the map is not kept on this device.");
}
