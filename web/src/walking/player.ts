/** Walking along a way: a slider, and a button that moves it; cameras light up as they could see the walker. */

import { el } from "../dom.ts";
import { _, metres, ngettext, number } from "../messages.ts";
import { CALM } from "../stage.ts";
import { placeAt, sightsAt, type Journey, type Place } from "./journey.ts";

/** Where the walker is, and which cameras could see them there: slug, and whether for certain. */
export type Followed = (place: Place | null, cameras: ReadonlyMap<string, boolean>) => void;

/** A walk takes so long to watch, milliseconds; and is drawn so often. */
const LASTS = 16_000;
const FRAME = 70;

/** Return the controls that follow a journey. */
export function player(journey: Journey, followed: Followed): HTMLElement[] {
  const slider = el("input", {
    type: "range",
    min: "0",
    max: String(journey.minutes),
    step: String(Math.max(journey.minutes / 400, 0.01)),
    value: "0",
    "aria-label": _("Minute of the walk"),
  });
  const button = el("button", { type: "button" }, _("Walk along it"));
  const told = el("p", { class: "hint walker-told" });
  let playing: number | undefined;
  const show = (): void => {
    const minute = Number(slider.value);
    const cameras = sightsAt(journey, minute);
    const text = sentence(journey, minute, cameras);
    told.textContent = text;
    slider.setAttribute("aria-valuetext", text);
    followed(placeAt(journey, minute), cameras);
  };
  const stop = (): void => {
    clearInterval(playing);
    playing = undefined;
    button.textContent = _("Walk along it");
  };
  button.addEventListener("click", () => {
    if (playing !== undefined) return stop();
    if (Number(slider.value) >= journey.minutes - 1e-6) slider.value = "0";
    const [begun, from] = [performance.now(), Number(slider.value)];
    button.textContent = _("Stand still");
    playing = window.setInterval(() => {
      // whoever closes the panel walks no farther
      if (!slider.isConnected) return stop();
      slider.value = String(from + ((performance.now() - begun) / LASTS) * journey.minutes);
      show();
      if (Number(slider.value) >= journey.minutes - 1e-6) stop();
    }, FRAME);
  });
  slider.addEventListener("input", () => {
    stop();
    show();
  });
  told.textContent = _("Move the slider to follow the walk on the map: cameras light up as they could see you.");
  const controls = el("div", { class: "player" }, ...(CALM.matches ? [] : [button]), slider);
  return [controls, told];
}

function sentence(journey: Journey, minute: number, cameras: ReadonlyMap<string, boolean>): string {
  const street = journey.legs.find(({ until }) => minute <= until)?.name;
  const where = street
    ? _("Minute %(minute)s, %(street)s.", { minute: number(minute, 1), street })
    : _("Minute %(minute)s.", { minute: number(minute, 1) });
  if (!cameras.size) return `${where} ${_("No mapped camera reaches this place at this level.")}`;
  const could = ngettext(
    "%(count)s mapped camera could see you here.",
    "%(count)s mapped cameras could see you here.",
    cameras.size,
  );
  const sure = [...cameras.values()].filter(Boolean).length;
  return [where, could, sure ? ngettext("%(count)s of them for certain.", "%(count)s of them for certain.", sure) : ""].join(" ").trim();
}

/** Return the streets of a journey as a list, each with what of it is in view. */
export function legList({ legs }: Journey): HTMLElement {
  const items = legs
    .filter(({ metres }) => metres >= 1)
    .map(({ name, metres: far, seen }) => {
      const values = { street: name || _("a way without a name"), length: metres(far), seen: metres(seen) };
      return el(
        "li",
        {},
        seen >= 0.5
          ? _("%(street)s: %(length)s, of these %(seen)s in view in expectation", values)
          : _("%(street)s: %(length)s", values),
      );
    });
  return el(
    "details",
    { class: "totals" },
    el("summary", {}, _("Street by street")),
    el("ol", { class: "legs" }, ...items),
  );
}
