/** What the panel of walks says: ways as a table, a home in sentences, a recorded walk in both. */

import { el } from "../dom.ts";
import { _, kilometres, metres, number, percent } from "../messages.ts";
import type { Fault } from "./recording.ts";
import { LARGEST } from "./recording.ts";
import type { Glimpse } from "./journey.ts";
import type { Bound } from "./seen.ts";
import type { Walked } from "./walked.ts";
import type { HomeFigures, Offer } from "./worker.ts";

/** Return the table of ways; `choose` is called with the number of the one to show. */
export function waysTable(offers: readonly Offer[], chosen: number, choose: (i: number) => void): HTMLElement {
  const rows = offers.map((offer, i) => {
    const radio = el("input", { type: "radio", name: "way", value: String(i), checked: i === chosen });
    radio.addEventListener("change", () => choose(i));
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, el("label", {}, radio, el("span", {}, nameOf(offers, i)))),
      cell(minutes(offer.minutes), far(offer.metres)),
      cell(minutes(offer.seen.expected), _("%(least)s to %(most)s", {
        least: minutes(offer.seen.least),
        most: minutes(offer.seen.most),
      })),
      cell(offer.price === null ? "–" : minutes(offer.price)),
    );
  });
  const heads = [_("Way"), _("Minutes"), _("of these in view"), _("Price")];
  return el(
    "table",
    { class: "chances ways" },
    el("caption", {}, _("From the quickest to the least watched by mapped cameras")),
    el(
      "thead",
      {},
      el("tr", {}, ...heads.map((head, i) => el("th", { scope: "col", ...(i ? { class: "n" } : {}) }, head))),
    ),
    el("tbody", {}, ...rows),
  );
}

function nameOf(offers: readonly Offer[], i: number): string {
  if (offers.length === 1) return _("Quickest and least watched");
  if (i === 0) return _("Quickest");
  return i === offers.length - 1 ? _("Least watched") : _("Between");
}

function cell(text: string, below?: string): HTMLElement {
  return el("td", { class: "n" }, text, below ? el("span", { class: "below" }, below) : null);
}

/** Return minutes with a decimal; what is not nothing does not read as 0. */
function minutes(value: number): string {
  return number(value, value < 0.05 ? 2 : value < 100 ? 1 : 0);
}

export function far(value: number): string {
  return value < 1000 ? metres(value) : kilometres(value);
}

/** Return a sentence about the minutes in view. */
export function inViewSentence(seen: Record<Bound, number>): string {
  return _(
    "%(expected)s minutes are in view of mapped cameras in expectation: at least %(least)s, at most %(most)s.",
    { expected: minutes(seen.expected), least: minutes(seen.least), most: minutes(seen.most) },
  );
}

/** Return what is said of a way. */
export function waySentence(offer: Offer): string {
  const way = _("%(length)s, %(minutes)s minutes.", { length: far(offer.metres), minutes: minutes(offer.minutes) });
  return `${way} ${inViewSentence(offer.seen)}`;
}

/** Return what is said of a home. */
export function homeView({ walks, first, minutes: longest, pace }: HomeFigures): Node[] {
  const share = (bound: Bound): number => walks[bound].seen_m / walks[bound].walked_m;
  if (!(walks.most.walked_m > 0)) return [el("p", { class: "lead" }, _("No street is near enough to walk to."))];
  const { expected, most: nearest } = first;
  const firsts = nearest
    ? [
        expected
          ? _("The first metre in view of a mapped camera is expected after %(length)s, %(minutes)s minutes.", {
              length: far(expected.metres),
              minutes: minutes(expected.flat_m / pace),
            })
          : _("No way leads to a metre that is more likely than not in view of a mapped camera."),
        _("The nearest that may be in view comes after %(length)s.", { length: far(nearest.metres) }),
        first.least
          ? _("The nearest that is in view for certain comes after %(length)s.", { length: far(first.least.metres) })
          : _("None is in view for certain."),
      ]
    : [_("No way leads from here to a metre that a mapped camera may see at this level.")];
  const bounds = ["least", "expected", "most"] as const;
  const row = (name: string, values: string[]): HTMLElement =>
    el("tr", {}, el("th", { scope: "row" }, name), ...values.map((value) => el("td", { class: "n" }, value)));
  // the more is seen, the nearer the first of it
  const nearness = ["most", "expected", "least"] as const;
  return [
    el(
      "p",
      { class: "lead" },
      _(
        "In expectation, %(share)s of all walks of up to %(minutes)s minutes from here are in view of mapped cameras: at least %(least)s, at most %(most)s.",
        {
          share: percent(share("expected")),
          minutes: number(longest),
          least: percent(share("least")),
          most: percent(share("most")),
        },
      ),
    ),
    el("p", {}, firsts.join(" ")),
    el(
      "table",
      { class: "chances" },
      el(
        "thead",
        {},
        el("tr", {}, el("td"), ...[_("Least"), _("Expected"), _("Most")].map((name) => el("th", { scope: "col", class: "n" }, name))),
      ),
      el(
        "tbody",
        {},
        row(_("In view"), bounds.map((bound) => percent(share(bound)))),
        row(_("First camera"), nearness.map((bound) => (first[bound] ? far(first[bound].metres) : _("none")))),
      ),
    ),
    el(
      "p",
      { class: "hint" },
      _("One walk to each of %(length)s of street, its quickest way. What is said of a single home is for whoever lives there.", {
        length: far(walks.most.reached_m),
      }),
    ),
  ];
}

/** Return what is said of a recorded walk. */
export function walkedView(walk: Walked, pace: number): Node[] {
  const [near, wide] = walk.radius.map((radius) => metres(Math.round(radius)));
  return [
    el(
      "p",
      { class: "lead" },
      _("%(length)s in %(minutes)s minutes.", { length: far(walk.metres), minutes: minutes(walk.minutes) }),
      " ",
      inViewSentence(walk.seen),
    ),
    walk.timed
      ? null
      : el("p", {}, _("The file has no times: the minutes are those at %(pace)s metres a minute.", { pace: number(pace) })),
    walk.silent > 0.05
      ? el("p", {}, _("For %(minutes)s minutes nothing was recorded; they are left out.", { minutes: minutes(walk.silent) }))
      : null,
    walk.unknown > 0.05
      ? el("p", {}, _("For %(minutes)s minutes no street of this map is near: of these nothing is known.", { minutes: minutes(walk.unknown) }))
      : null,
    el(
      "p",
      { class: "hint" },
      _(
        "A recording is off by some metres. Each of its places stands for every street within %(radius)s of it: in view at least where all of these are for certain, at most where any of them may be, and in expectation their mean.",
        { radius: near === wide ? near! : _("%(least)s to %(most)s", { least: near!, most: wide! }) },
      ),
    ),
  ].filter((node) => node !== null);
}

/** Return the stretches of a recorded walk that are in view, as a table. */
export function glimpseTable(walk: Walked): HTMLElement | null {
  const joined: Omit<Glimpse, "line">[] = [];
  for (const { from, until, share, sure } of walk.journey.glimpses) {
    const last = joined.at(-1);
    if (last && from <= last.until + 0.02) {
      const [before, more] = [last.until - last.from, until - from];
      last.share = before + more > 0 ? (last.share * before + share * more) / (before + more) : share;
      last.sure &&= sure;
      last.until = until;
    } else joined.push({ from, until, share, sure });
  }
  if (!joined.length) return null;
  const rows = joined.map(({ from, until, share, sure }) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, _("%(least)s to %(most)s", { least: number(from, 1), most: number(until, 1) })),
      el("td", { class: "n" }, sure ? _("certain") : percent(share)),
    ),
  );
  return el(
    "details",
    { class: "totals" },
    el("summary", {}, _("Stretch by stretch")),
    el(
      "table",
      { class: "chances" },
      el(
        "thead",
        {},
        el("tr", {}, el("th", { scope: "col" }, _("Minutes of the walk")), el("th", { scope: "col", class: "n" }, _("in view"))),
      ),
      el("tbody", {}, ...rows),
    ),
  );
}

/** Return why a file is no walk. */
export function faultOf(fault: Fault): string {
  switch (fault) {
    case "large":
      return _("This file is too large: walks of up to %(size)s MB are read.", { size: number(LARGEST / 1e6) });
    case "kind":
      return _("This is neither GPX nor GeoJSON.");
    case "broken":
      return _("This file is broken: it cannot be read to its end.");
    case "document type":
      return _("This file declares a document type, which no recorded walk needs. It was not read.");
    case "empty":
      return _("There is no walk in this file: no track, route or line of two places or more.");
    case "places":
      return _("There is a place in this file that is not on the globe: longitude comes first, then latitude.");
  }
}
