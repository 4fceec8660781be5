/** What the panel says of cameras that are supposed not to be there: as it is, without them, the difference. */

import { el } from "../dom.ts";
import { _, metres, ngettext, number, percent } from "../messages.ts";
import type { AtHome, First } from "./home.ts";
import type { Bound } from "./seen.ts";
import { far } from "./told.ts";
import type { WhatIf } from "./worker.ts";

/** A figure: what it is, in which order its columns stand, and how many decimals it has. */
interface Figure {
  name: string;
  before: (bound: Bound) => number | null;
  after: (bound: Bound) => number | null;
  digits: number;
  order?: readonly Bound[];
}

const ORDER: readonly Bound[] = ["least", "expected", "most"];
/** The more is seen, the nearer the first of it. */
const NEARNESS: readonly Bound[] = ["most", "expected", "least"];

/** Return what is said instead of figures about too few cameras. */
export function fewView(least: number): Node {
  return el(
    "p",
    { class: "hint" },
    _("Choose %(count)s cameras or more. What fewer watch would be a figure about single cameras, and is not given.", { count: number(least) }),
  );
}

/** Return what difference it makes that so many cameras are not there. */
export function whatIfView(told: WhatIf, count: number): Node[] {
  return [
    el("p", { class: "lead" }, leadOf(told, count)),
    el("p", {}, mapOf(told)),
    tableOf(figuresOf(told)),
    el(
      "p",
      { class: "hint" },
      _(
        "Each column is compared by itself. Other cameras, unmapped or on private homes, may still see what these no longer do.",
      ),
    ),
    el(
      "p",
      { class: "hint" },
      _(
        "Cameras that are not there yet are not supposed here. For a list that somebody supplies, a tender's or a plan's, the command `vidik whatif` works out what they would see.",
      ),
    ),
  ];
}

function leadOf({ whole, before, after }: WhatIf, count: number): string {
  const less = before.ways.expected - after.ways.expected;
  const share = (metres: number): string => percent(metres / whole, 2);
  return ngettext(
    "Without this %(count)s camera, %(length)s less of the city's ways are in view of mapped cameras in expectation: %(after)s of them instead of %(before)s.",
    "Without these %(count)s cameras, %(length)s less of the city's ways are in view of mapped cameras in expectation: %(after)s of them instead of %(before)s.",
    count,
    { length: far(less), before: share(before.ways.expected), after: share(after.ways.expected) },
  );
}

/** Return what the map shows of it. */
function mapOf({ before, after }: WhatIf): string {
  const less = before.ways.most - after.ways.most;
  if (!(less > 0)) return _("No way leaves the view of mapped cameras: others may see what these see, or these see nothing of the ways at this level.");
  return _(
    "%(length)s are then in view of none of the cameras that count here. The map shows them in blue-green with an edge: the fuller, the likelier they are in view as it is.",
    { length: metres(less) },
  );
}

function figuresOf({ whole, before, after, minutes, pace }: WhatIf): Figure[] {
  const ways = [
    { name: _("The city's ways in view, metres"), factor: 1, digits: 0 },
    { name: _("The city's ways in view, per cent"), factor: 100 / whole, digits: 2 },
  ].map(({ factor, ...figure }) => ({
    ...figure,
    before: (bound: Bound) => factor * before.ways[bound],
    after: (bound: Bound) => factor * after.ways[bound],
  }));
  const [was, now] = [before.home, after.home];
  if (!was || !now) return ways;
  const share = ({ walks }: AtHome, bound: Bound): number | null => {
    const { seen_m, walked_m } = walks[bound];
    return walked_m > 0 ? (100 * seen_m) / walked_m : null;
  };
  const first = (name: string, digits: number, of: (first: First) => number): Figure => {
    const at = ({ first }: AtHome) => (bound: Bound) => first[bound] && of(first[bound]);
    return { name, digits, before: at(was), after: at(now), order: NEARNESS };
  };
  return [
    ...ways,
    {
      name: _("All walks of up to %(minutes)s minutes from home in view, per cent", { minutes: number(minutes) }),
      digits: 2,
      before: (bound) => share(was, bound),
      after: (bound) => share(now, bound),
    },
    first(_("From home to the first camera, metres"), 0, ({ metres }) => metres),
    first(_("From home to the first camera, minutes"), 1, ({ flat_m }) => flat_m / pace),
  ];
}

function tableOf(figures: readonly Figure[]): HTMLElement {
  const names = [_("Least"), _("Expected"), _("Most")];
  return el(
    "table",
    { class: "chances what-if" },
    el("thead", {}, el("tr", {}, el("td"), ...names.map((name) => el("th", { scope: "col", class: "n" }, name)))),
    ...figures.map(rowsOf),
  );
}

/** Return the rows of a figure: as it is, without them, and the difference. */
function rowsOf({ name, before, after, digits, order = ORDER }: Figure): HTMLElement {
  const row = (head: string, text: (bound: Bound) => string): HTMLElement =>
    el("tr", {}, el("th", { scope: "row" }, head), ...order.map((bound) => el("td", { class: "n" }, text(bound))));
  const told = (value: number | null): string => (value === null ? _("none") : number(value, digits));
  // what stands above and below is to add up
  const rounded = (value: number): number => Number(value.toFixed(digits));
  return el(
    "tbody",
    {},
    el("tr", {}, el("th", { scope: "rowgroup", colspan: "4" }, name)),
    row(_("as it is"), (bound) => told(before(bound))),
    row(_("without them"), (bound) => told(after(bound))),
    row(_("difference"), (bound) => {
      const [was, now] = [before(bound), after(bound)];
      return was === null || now === null ? (was === now ? "0" : "–") : signed(rounded(now) - rounded(was), digits);
    }),
  );
}

/** Return a difference with its sign. */
function signed(value: number, digits: number): string {
  const size = number(Math.abs(value), digits);
  return size === "0" ? size : `${value < 0 ? "−" : "+"}${size}`;
}
