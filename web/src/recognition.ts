/** The page about face recognition: sliders over what is assumed, and what follows, on its map and in its table. */

import { byId } from "./dom.ts";
import { _, loadMessages, number, percent } from "./messages.ts";
import {
  type Assumed,
  at,
  falsePositive,
  inTheMiddle,
  needed,
  perPass,
  project,
  type Quantiles,
  type Range,
  wrongAlerts,
} from "./recognition/projection.ts";
import { shared } from "./site.ts";

/** What `vidik.report.switch_on` says. */
interface Given {
  assumed: Assumed;
  /** People who pass cameras in a day, all over the place and in each area. */
  passes: Quantiles;
  areas: Quantiles[];
}

/** What each slider stands for; its value is a power of ten. */
const SLIDERS = ["watchlist", "comparisons", "listed", "passes"] as const;
type Powers = Record<(typeof SLIDERS)[number], number>;

/** A circle of one false alert a day has this radius, in the map's units; the area of others grows with them. */
const UNIT = 12;
const LARGEST = 70;
const DAYS = 365;

const scaled = <T extends readonly number[]>(values: T, factor: number): T =>
  values.map((value) => value * factor) as unknown as T;

/** Return a number with another middle: how far its ends are away stays as it was. */
const moved = (values: Quantiles, middle: number, most = Infinity): Quantiles =>
  scaled(values, middle / at(values, 0.5)).map((value) => Math.min(value, most));

const slider = (key: keyof Powers): HTMLInputElement => byId(`assumed-${key}`) as HTMLInputElement;

function read(): Powers {
  return Object.fromEntries(SLIDERS.map((key) => [key, Number(slider(key).value)])) as Powers;
}

/** Return what is assumed where the sliders stand, and how many more pass than the model says. */
function supposed(given: Given, powers: Powers): [Assumed, number] {
  const each = 10 ** -powers.comparisons;
  const assumed = {
    ...given.assumed,
    watchlist: Math.round(10 ** powers.watchlist),
    false_positive: moved(given.assumed.false_positive, falsePositive(each, given.assumed.measured), 1),
    listed: moved(given.assumed.listed, 10 ** -powers.listed, 1),
  };
  return [assumed, 10 ** powers.passes / at(given.passes, 0.5)];
}

/** Return a number with two digits that say something. */
function told(value: number): string {
  if (value === 0) return number(0);
  const digits = 1 - Math.floor(Math.log10(value));
  return digits > 0 ? number(value, digits) : number(Number(value.toPrecision(2)));
}

const oneIn = (share: number): string => _("1 in %(number)s", { number: told(1 / share) });

function ranged([least, middle, most]: Range, write: (value: number) => string = told): string {
  return _("%(expected)s, from %(least)s to %(most)s", {
    least: write(least),
    expected: write(middle),
    most: write(most),
  });
}

function say(id: string, text: string): void {
  const place = byId(id);
  if (place.textContent !== text) place.textContent = text;
}

function show(given: Given): void {
  const [assumed, more] = supposed(given, read());
  const passes = scaled(given.passes, more);
  const each = perPass(assumed);
  const found = project(each, passes);
  const share = at(assumed.false_positive, 0.5);
  say("assumed-watchlist-told", number(assumed.watchlist));
  say("assumed-comparisons-told", oneIn(falsePositive(share, 1 / assumed.measured)));
  say("assumed-listed-told", oneIn(at(assumed.listed, 0.5)));
  say("assumed-passes-told", told(at(passes, 0.5)));
  say("projected-search", oneIn(falsePositive(share, assumed.watchlist / assumed.measured)));
  say("projected-wrong", ranged(found.wrong));
  say("projected-year", ranged(scaled(found.wrong, DAYS)));
  say("projected-right", found.right ? ranged(found.right) : _("cannot be known"));
  say("projected-share", found.share ? ranged(found.share, (one) => percent(one, 1)) : _("cannot be known"));
  say("projected-needed", oneIn(needed(assumed, passes)));
  given.areas.forEach((area, i) => {
    const here = scaled(area, more);
    const radius = Math.min(UNIT * Math.sqrt(inTheMiddle(each, here)), LARGEST);
    document.querySelector(`circle[data-area="${i}"]`)?.setAttribute("r", radius.toFixed(1));
    const cell = document.querySelector(`td[data-area="${i}"]`);
    if (cell) cell.textContent = ranged(wrongAlerts(each, here));
  });
}

/** Sliders stand where the address says, so that a link shows what I saw. */
function fromAddress(): void {
  const asked = new URLSearchParams(location.hash.slice(1));
  for (const key of SLIDERS) {
    const value = asked.get(key);
    if (value !== null && Number.isFinite(Number(value))) slider(key).value = value;
  }
}

function toAddress(): void {
  const state = new URLSearchParams(Object.entries(read()).map(([key, value]) => [key, String(value)]));
  history.replaceState(history.state, "", `#${state}`);
}

async function start(form: HTMLFormElement): Promise<void> {
  const [answer] = await Promise.all([fetch(shared("recognition.json")), loadMessages("../messages.json")]);
  if (!answer.ok) return; // what the page says without scripts stands
  const given = (await answer.json()) as Given;
  const later = (then: () => void): void => void requestAnimationFrame(then);
  let waiting = false;
  form.addEventListener("input", () => {
    if (waiting) return;
    waiting = true;
    later(() => {
      waiting = false;
      show(given);
    });
  });
  form.addEventListener("change", toAddress);
  form.addEventListener("reset", () =>
    later(() => {
      history.replaceState(history.state, "", location.pathname + location.search);
      show(given);
    }),
  );
  window.addEventListener("hashchange", () => {
    fromAddress();
    show(given);
  });
  fromAddress();
  form.hidden = false;
  if (location.hash.includes("=")) show(given);
}

const form = document.getElementById("assumed");
if (form instanceof HTMLFormElement) void start(form);
