/** Which cameras are supposed not to be there: clicked on the map, found by name, or all of who runs them. */

import type { Camera, Group } from "../cameras.ts";
import { el } from "../dom.ts";
import { _, ngettext } from "../messages.ts";
import { nameOf } from "../panel.ts";
import { bindOffers } from "../search.ts";
import type { Site } from "../site.ts";
import type { Hit } from "../view.ts";
import { fieldOf } from "./field.ts";
import type { Place } from "./journey.ts";

interface Listener {
  /** Other cameras are left out now. */
  changed: () => void;
  /** Somebody wants to choose them on the map. */
  wanted: () => void;
  /** The nearest street of each place, “” where none is near; rejects as long as it is not known. */
  streets: (places: Place[]) => Promise<string[]>;
}

/** More than these nobody wants to choose from. */
const OFFERED = 30;

/** A field and a list of cameras. */
export class Supposing {
  readonly element: HTMLElement;
  private readonly groups: Group[] = [];
  private readonly field: HTMLInputElement;
  private readonly button: HTMLButtonElement;
  private readonly status: HTMLElement;
  private readonly list = el("ul", { class: "gone-cameras", "aria-label": _("Supposed not to be there") });
  /** Those that could see anything of the ways. */
  private readonly cameras: readonly Camera[];

  constructor(
    cameras: readonly Camera[],
    private readonly organisations: readonly Group[],
    private readonly site: Site,
    private readonly listener: Listener,
  ) {
    this.cameras = cameras.filter(({ indoor }) => !indoor);
    const finder = fieldOf("gone", _("Cameras supposed not to be there"), _("A street, or who runs them"), _("Cameras found"));
    ({ field: this.field, button: this.button, status: this.status } = finder);
    this.button.addEventListener("click", () => listener.wanted());
    bindOffers<Group>(
      finder,
      {
        names: () => this.offers(),
        kind: aboutOf,
        chosen: (group) => {
          this.field.value = "";
          this.add(group);
        },
        most: OFFERED,
        nothing: _("No camera that this map shows goes by that."),
      },
    );
    this.element = el("div", {}, finder.form, this.list);
    this.tell();
  }

  /** Whether a click on the map is meant for a camera. */
  set active(active: boolean) {
    this.button.setAttribute("aria-pressed", String(active));
  }

  /** The cameras that are left out, each once. */
  get gone(): Camera[] {
    return [...new Set(this.groups.flatMap(({ cameras }) => cameras))];
  }

  /** Leave out one camera. */
  async leave(camera: Camera): Promise<void> {
    const [one] = await this.alone([camera]).catch(() => [{ name: nameOf(camera, this.site), cameras: [camera] }]);
    this.add(one!);
  }

  /** Take what was clicked on the map: leave a camera out, or put it back. */
  clicked(hit: Hit): void {
    const slug = hit.kind === "camera" ? String(hit.properties["slug"]) : hit.kind === "single" ? hit.slug : null;
    const camera = this.cameras.find((one) => one.slug === slug);
    const known = this.groups.find(({ cameras }) => cameras.length === 1 && cameras[0] === camera);
    if (known) this.putBack(known);
    else if (camera) void this.leave(camera);
    else this.status.textContent = missed(hit);
  }

  private add(group: Group): void {
    this.status.textContent = "";
    const here = new Set(this.gone);
    if (group.cameras.every((camera) => here.has(camera))) {
      this.status.textContent = _("Left out already.");
      return;
    }
    this.groups.push(group);
    this.tell();
    this.listener.changed();
  }

  private putBack(...groups: Group[]): void {
    for (const group of groups) this.groups.splice(this.groups.indexOf(group), 1);
    this.status.textContent = "";
    // the button that was pressed is gone
    if (this.list.contains(document.activeElement)) this.field.focus();
    this.tell();
    this.listener.changed();
  }

  /** List what is left out, each with a button that puts it back. */
  private tell(): void {
    const rows = this.groups.map((group) => {
      const about = aboutOf(group);
      return this.row(_("Put back"), `${group.name}, ${about}`, [group], el("span", {}, group.name, el("span", { class: "below" }, about)));
    });
    const all = this.row(_("Put all back"), "", [...this.groups], el("span", {}));
    this.list.replaceChildren(...rows, ...(rows.length > 1 ? [all] : []));
    this.list.hidden = !rows.length;
  }

  private row(does: string, what: string, groups: Group[], text: HTMLElement): HTMLElement {
    const button = el("button", { type: "button", ...(what ? { "aria-label": `${does}: ${what}` } : {}) }, does);
    button.addEventListener("click", () => this.putBack(...groups));
    return el("li", {}, text, button);
  }

  /** Return all that may be found: organisations, and each camera with its street. */
  private async offers(): Promise<Group[]> {
    return [...this.organisations, ...(await this.alone(this.cameras))];
  }

  /** Return each camera by itself, with its street. */
  private async alone(cameras: readonly Camera[]): Promise<Group[]> {
    const streets = await this.listener.streets(cameras.map(({ place }) => place));
    return cameras.map((camera, i) => ({
      name: [nameOf(camera, this.site), streets[i]].filter(Boolean).join(", "),
      cameras: [camera],
    }));
  }
}

/** Return what tells a group from others of its name: where the camera is, or how many they are. */
function aboutOf({ cameras: [first, ...more] }: Group): string {
  if (more.length) return ngettext("%(count)s camera", "%(count)s cameras", 1 + more.length);
  const [lon, lat] = first!.place;
  return `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
}

/** Return why a click has chosen no camera. */
function missed(hit: Hit): string {
  switch (hit.kind) {
    case "cluster":
      return _("Several cameras stand here. Come closer, or find one by its street.");
    case "private":
      return _("Cameras on private homes are in none of these figures, and cannot be left out.");
    case "ground":
      return _("No camera is shown at this place.");
    default:
      return _("It watches an inside, so it has no view on the street here.");
  }
}
