/** The sheet that answers: who could see this point, or what this camera is; always a list to read. */

import type { Answer } from "./answers.ts";
import type { Sighting } from "./answer.ts";
import { SURE } from "./bands.ts";
import { within } from "./area.ts";
import type { Camera } from "./cameras.ts";
import { type Cell, cellView } from "./cells.ts";
import { bar, el } from "./dom.ts";
import { _, day, metres, ngettext, number, percent, wind } from "./messages.ts";
import type { Level, Site } from "./site.ts";
import type { Look } from "./surveys.ts";

/** What is known of a point besides who could see it. */
export interface Ground {
  /** A building stands there. */
  indoors: boolean;
  /** The last time that somebody looked there for cameras. */
  look: Look | null;
  /** Name of its kind of public space. */
  space?: string;
  /** What is said of the homes in the square around; null if none is published there. */
  cell?: Cell | null;
  /** The map shows only some cameras. */
  narrowed: boolean;
}

/** Return what the sheet says about a point. */
export function answerView(answer: Answer, site: Site, level: string, ground: Ground): Node[] {
  const { sightings } = answer;
  const chosen = answer.levels.indexOf(level);
  const known = site.levels.find((one) => one.key === level);
  const seen = sightings.filter((one) => (one.probability[chosen] ?? 0) > 0);
  const sure = seen.filter((one) => (one.probability[chosen] ?? 0) >= SURE);
  return [
    el("h2", {}, _("Who could see this point")),
    el("p", { class: "where" }, `${answer.lat.toFixed(5)}, ${answer.lon.toFixed(5)}`),
    el("p", { class: "lead" }, headline(seen.length, sure.length, sightings.length, known)),
    within(site.boundary, answer.lon, answer.lat)
      ? el("p", {}, looked(ground.look))
      : el("p", {}, _("Nobody looked here: the point lies outside the area of this map. Only cameras near its edge can be in this answer.")),
    ground.indoors
      ? el("p", {}, _("A mapped building stands here. Only ground in the open is computed, not what cameras see inside or on roofs."))
      : null,
    ground.space ? el("p", {}, _("Public space: %(kind)s.", { kind: ground.space })) : null,
    ...(ground.cell === undefined ? [] : cellView(ground.cell, known?.name ?? level)),
    ground.narrowed
      ? el("p", {}, _("This answer is about all mapped cameras, not only about those that the map shows."))
      : null,
    ...(sightings.length ? [totals(answer, site), ...sightingList(answer, site, chosen)] : []),
    el(
      "p",
      { class: "caveat" },
      _(
        "Mapped is not all: a camera that nobody mapped is not in this answer, and no source says whether a camera works.",
      ),
    ),
  ].filter((node) => node !== null);
}

function looked(look: Look | null): string {
  if (!look) return _("Nobody said that they looked for cameras here.");
  return ngettext(
    "Somebody looked for cameras here on %(day)s; %(count)s camera of this map stands in the area they looked at.",
    "Somebody looked for cameras here on %(day)s; %(count)s cameras of this map stand in the area they looked at.",
    look.cameras,
    { day: day(look.day) },
  );
}

function headline(seen: number, sure: number, any: number, level: Level | undefined): string {
  if (!any) return _("No mapped camera reaches this point.");
  const can = level?.can ?? "";
  if (!seen) {
    return ngettext(
      "%(count)s mapped camera reaches this point, but not well enough to %(can)s.",
      "%(count)s mapped cameras reach this point, but none well enough to %(can)s.",
      any,
      { can },
    );
  }
  const could = ngettext(
    "At this point %(count)s mapped camera could %(can)s",
    "At this point %(count)s mapped cameras could %(can)s",
    seen,
    { can },
  );
  if (!sure) return _("%(could)s; none of them for certain.", { could });
  if (sure === seen) return _("%(could)s, for certain if it works as mapped.", { could });
  return ngettext(
    "%(could)s; %(count)s of them for certain if it works as mapped.",
    "%(could)s; %(count)s of them for certain if they work as mapped.",
    sure,
    { could },
  );
}

/** How many cameras could see the point at each level: least, expected and most. */
function totals({ sightings, levels }: Answer, site: Site): HTMLElement {
  const rows = levels.map((key, level) => {
    const chances = sightings.map(({ probability }) => probability[level] ?? 0);
    const sure = chances.filter((p) => p >= SURE).length;
    const any = chances.filter((p) => p > 0).length;
    const sum = chances.reduce((all, p) => all + p, 0);
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, levelName(site, key)),
      ...[number(sure), number(sum, 1), number(any)].map((text) => el("td", { class: "n" }, text)),
    );
  });
  return el(
    "details",
    { class: "totals" },
    el("summary", {}, _("How many cameras at every level")),
    el("table", { class: "chances" }, heads(), el("tbody", {}, ...rows)),
  );
}

/** Heads of a table of levels. */
function heads(): HTMLElement {
  const names = [_("Least"), _("Expected"), _("Most")];
  return el(
    "thead",
    {},
    el(
      "tr",
      {},
      el("th", { scope: "col" }, _("Level")),
      ...names.map((name) => el("th", { scope: "col", class: "n" }, name)),
    ),
  );
}

/** In which order the list of cameras stands; kept from one answer to the next. */
let likeliestFirst = false;

/** The list of cameras, and, if there are several, what chooses its order. */
function sightingList(answer: Answer, site: Site, chosen: number): Node[] {
  const rows = answer.sightings.map((one) => ({
    item: sightingItem(one, answer, site, chosen),
    chance: one.probability[chosen] ?? 0,
  }));
  const list = el("ol", { class: "sightings" });
  const arrange = (): void => {
    const order = likeliestFirst ? rows.toSorted((a, b) => b.chance - a.chance) : rows;
    list.replaceChildren(...order.map(({ item }) => item));
  };
  arrange();
  if (rows.length < 2) return [list];
  const near = el("option", { value: "near", selected: !likeliestFirst }, _("the nearest first"));
  const likely = el("option", { value: "likely", selected: likeliestFirst }, _("the likeliest first"));
  const choice = el("select", {}, near, likely);
  choice.addEventListener("change", () => {
    likeliestFirst = choice.value === "likely";
    arrange();
  });
  return [el("label", { class: "order" }, _("In order:"), " ", choice), list];
}

function sightingItem(one: Sighting, answer: Answer, site: Site, chosen: number): HTMLElement {
  const { camera } = one;
  const source = answer.sources[camera.source];
  const best = answer.levels[one.best];
  const bestLevel = site.levels.find((level) => level.key === best);
  return el(
    "li",
    {},
    el("h3", {}, el("a", { href: `camera/${camera.slug}/` }, cameraName(camera, site))),
    el(
      "p",
      {},
      _("%(distance)s away, to the %(wind)s.", {
        distance: metres(one.distance),
        wind: wind(one.bearing),
      }),
      " ",
      bestLevel ? _("At best it could %(can)s.", { can: bestLevel.can }) : "",
    ),
    ...chances(one, answer, site, chosen),
    el(
      "p",
      { class: "source" },
      camera.checked
        ? _("Says %(source)s, record of %(day)s.", {
            source: source?.name ?? camera.source,
            day: day(camera.checked),
          })
        : _("Says %(source)s, retrieved %(day)s.", {
            source: source?.name ?? camera.source,
            day: day(source?.retrieved ?? null),
          }),
    ),
  );
}

/** How likely the point is in the picture at the chosen level, and, folded away, at every level. */
function chances(one: Sighting, answer: Answer, site: Site, chosen: number): Node[] {
  const probability = (level: number): number => one.probability[level] ?? 0;
  const now = probability(chosen);
  const rows = answer.levels.map((key, level) => {
    const p = probability(level);
    const spread = [p >= SURE ? 1 : 0, p, p > 0 ? 1 : 0];
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, levelName(site, key)),
      ...spread.map((share) => el("td", { class: "n" }, percent(share))),
    );
  });
  return [
    el(
      "div",
      { class: "chance" },
      el("span", {}, levelName(site, answer.levels[chosen] ?? "")),
      bar(now, now >= SURE),
      el("span", {}, now >= SURE ? _("certain") : now > 0 ? percent(now) : _("no view")),
    ),
    el(
      "details",
      {},
      el("summary", {}, _("Every level")),
      el(
        "table",
        { class: "chances" },
        el("caption", { class: "visually-hidden" }, _("How likely this point is in its picture")),
        heads(),
        el("tbody", {}, ...rows),
      ),
    ),
  ];
}

function levelName(site: Site, key: string): string {
  return site.levels.find((level) => level.key === key)?.name ?? key;
}

/** Return the card of a camera that was clicked; `suppose` asks what if it were not there. */
export function cameraView(camera: Camera, site: Site, suppose?: () => void): Node[] {
  const [lon, lat] = camera.place;
  const [operator = ""] = camera.operator;
  const button = el("button", { type: "button" }, _("What if it and others were not there?"));
  button.addEventListener("click", () => suppose?.());
  const said = [
    camera.direction === null
      ? _("Nobody mapped which way it looks.")
      : camera.spread
        ? _("It looks somewhere within %(degrees)s° around %(wind)s.", {
            degrees: number(camera.spread),
            wind: wind(camera.direction),
          })
        : _("It looks %(wind)s (%(degrees)s°).", {
            wind: wind(camera.direction),
            degrees: number(camera.direction),
          }),
    operator ? _("It is run by %(operator)s.", { operator }) : _("Nobody mapped who runs it."),
    camera.indoor ? _("It watches an inside, so it has no view on the street here.") : "",
    camera.synthetic ? _("It is made up and does not exist.") : "",
  ];
  return [
    el("h2", {}, nameOf(camera, site)),
    el("p", { class: "where" }, `${lat.toFixed(5)}, ${lon.toFixed(5)}`),
    ...said.filter(Boolean).map((line) => el("p", {}, line)),
    el(
      "p",
      {},
      el("a", { class: "more", href: `camera/${camera.slug}/` }, _("Everything that is known about it")),
    ),
    ...(suppose && !camera.indoor ? [el("p", { class: "actions" }, button)] : []),
  ];
}

/** Return what a camera of the map is called. */
export function nameOf({ kind: [kind = ""], operator: [operator = ""] }: Camera, site: Site): string {
  return cameraName({ kind, operator }, site);
}

/** Return what the sheet says about cameras on private homes. */
export function privateView(street: string, cameras: number): Node[] {
  return [
    el("h2", {}, _("Cameras on private homes")),
    el(
      "p",
      {},
      street
        ? ngettext(
            "%(count)s camera on a private home is mapped along %(street)s.",
            "%(count)s cameras on private homes are mapped along %(street)s.",
            cameras,
            { street },
          )
        : ngettext(
            "%(count)s camera on a private home is mapped along this street.",
            "%(count)s cameras on private homes are mapped along this street.",
            cameras,
          ),
    ),
    el(
      "p",
      {},
      _(
        "They are counted in the figures. Their exact place, view and page are not shown, to protect those who live there.",
      ),
    ),
  ];
}

/** Return what the sheet says when an answer could not be had. */
export function failureView(): Node[] {
  return [
    el("h2", {}, _("No answer")),
    el(
      "p",
      {},
      navigator.onLine
        ? _("The files that hold the answer could not be fetched. Try again in a moment.")
        : _("You are offline, and this part of the map is not kept on this device."),
    ),
  ];
}

function cameraName(camera: { kind: string; operator?: string | null }, site: Site): string {
  const kind = site.kinds[camera.kind] ?? camera.kind;
  return camera.operator
    ? _("%(kind)s of %(operator)s", { kind, operator: camera.operator })
    : kind;
}
