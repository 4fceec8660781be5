"""The desk of a reviewer: pages of unclear pairs, and the forms that settle them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.jobs.reviewing import Held, Outcome, Review, mark_of
from vidik.model.decision import Verdict
from vidik.model.observation import Statement
from vidik.model.origin import Origin
from vidik.report.backdrop import Backdrop
from vidik.report.pair_page import Beside, Progress, Shown, list_page, pair_page
from vidik.report.plain import plain
from vidik.report.sketch import sketch, span_m
from vidik.report.texts import texts_of

__all__ = ["Desk"]

_TEXTS = texts_of("en")

#: Rows nearby that are told in words, the nearest first; all are drawn.
_TOLD = 12

Fields = Mapping[str, str]


class Desk:
    """What a reviewer has before them: pages of pairs, and forms that settle them.

    Parameters
    ----------
    review
        What is reviewed.
    sources
        What both are.
    ground
        What is drawn below them.
    credit
        Of the ground; None if there is none.
    """

    def __init__(
        self,
        review: Review,
        sources: tuple[Origin, Origin],
        ground: Backdrop,
        credit: str | None,
    ) -> None:
        self._review, self._sources, self._ground = review, sources, ground
        self._sides = (review.compared.ones, review.compared.others)
        self._metres = tuple(_metres(rows, ground) for rows in self._sides)
        credits = dict.fromkeys([*(plain(one.attribution) for one in sources), credit])
        self._credit = "; ".join(filter(None, credits))
        self._synthetic = any(one.synthetic for one in sources)

    def page(self, name: str, asked: Fields) -> str | None:
        """Return a page; None if there is none of that name.

        Parameters
        ----------
        name
            “”: the first open pair; ``all``; or the number of a pair, from 1.
        asked
            What the address says was done.
        """
        held = self._review.held()
        if name == "":
            first = self._review.following(held)
            return self._list(held, asked) if first is None else self._pair(first, held, asked)
        if name == "all":
            return self._list(held, asked)
        number = self._number(name)
        return None if number is None else self._pair(number, held, asked)

    def act(self, name: str, fields: Fields) -> str | None:
        """Do what a form says; return where to go, or None if there is no such form.

        Parameters
        ----------
        name
            ``decide`` or ``undo``.
        fields
            Of the form.

        Raises
        ------
        InputError
            If it says nothing that can be done.
        """
        if name == "undo":
            outcome, back = self._review.take_back()
            if back is None:
                return _way(None, outcome, 0)
            said = "back" if outcome is Outcome.KEPT else outcome.value
            return _way(back, said, back)
        if name != "decide":
            return None
        number = self._number(fields.get("pair", ""))
        verdict = {"same": Verdict.SAME, "different": Verdict.DIFFERENT}.get(
            fields.get("verdict", "")
        )
        if number is None or verdict is None:
            raise InputError("the form says neither pair nor verdict", value=dict(fields))
        outcome = self._review.settle(
            number, verdict, seen=fields.get("seen", ""), twice=fields.get("twice") == "yes"
        )
        if outcome is not Outcome.KEPT:
            return _way(number, outcome, number)
        return _way(self._review.following(self._review.held(), number), outcome, number)

    def _number(self, text: str) -> int | None:
        """Return the pair that a text names, from 0; None if there is no such pair."""
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            return None
        number = int(text) - 1
        return number if 0 <= number < len(self._review.pairs) else None

    def _progress(self, held: Held, asked: Fields, after: int = -1) -> Progress:
        following, undo = self._review.following(held, after), self._review.last
        return Progress(
            names=(self._sources[0].name, self._sources[1].name),
            total=len(self._review.pairs),
            settled=self._review.settled(held),
            following=None if following is None else following + 1,
            undo=None if undo is None else undo + 1,
            said=self._said(held, asked),
        )

    def _said(self, held: Held, asked: Fields) -> str:
        """Return what was done, as it stands now."""
        number = self._number(asked.get("of", ""))
        said = asked.get("said")
        if said == Outcome.NOTHING:
            return "There is nothing to take back."
        if number is None:
            return ""
        decision = self._review.decision(number, held)
        stands = (
            "is open"
            if decision is None
            else "is settled as the same camera"
            if decision.verdict is Verdict.SAME
            else "is settled as different cameras"
        )
        return {
            "kept": f"Pair {number + 1} {stands}.",
            "back": f"Taken back: pair {number + 1} {stands}.",
            "meanwhile": f"Somebody else decided meanwhile: pair {number + 1} {stands}. "
            "Nothing was changed.",
            "twice": "Not kept yet: one of the two has its camera already, as said below. "
            "The same once more keeps it all the same.",
        }.get(said or "", "")

    def _list(self, held: Held, asked: Fields) -> str:
        pairs = [
            (pair.one.place, pair.other.place, self._review.decision(number, held))
            for number, pair in enumerate(self._review.pairs)
            if pair.one is not None and pair.other is not None
        ]
        return list_page(pairs, self._progress(held, asked))

    def _pair(self, number: int, held: Held, asked: Fields) -> str:
        found = self._review.pairs[number]
        assert found.one is not None
        assert found.other is not None
        pair = (found.one, found.other)
        half = span_m(found.apart_m, [row.observation.accuracy_m for row in pair])
        near, told = self._beside(pair, half, held)
        decision = self._review.decision(number, held)
        doubled = [] if decision is not None else self._review.doubled(number, held)
        shown = Shown(
            number=number + 1,
            pair=pair,
            chance=found.chance,
            apart_m=found.apart_m,
            settled_by=found.settled_by,
            decision=decision,
            seen=mark_of(decision),
            doubles=[self._taken(row, taken) for row, taken in doubled],
            asked=bool(doubled) and asked.get("said") == Outcome.TWICE,
            sketch=sketch(
                pair,
                near,
                self._ground,
                half_m=half,
                credit=self._credit,
                synthetic=self._synthetic,
                texts=_TEXTS,
            ),
            near=told,
            synthetic=self._synthetic,
        )
        return pair_page(shown, self._progress(held, asked, number))

    def _taken(self, row: Statement, taken: Sequence[Statement]) -> str:
        """Return what “the same” would say besides, in a sentence."""
        names = {source.key: source.name for source in self._sources}
        own, theirs = names[row.observation.origin], names[taken[0].observation.origin]
        places = ", ".join(one.place for one in taken)
        return plain(
            f"In {own}, {row.place} was said to be the same as {places} of {theirs}. "
            f"“The same” here, too, says that {theirs} lists one camera twice."
        )

    def _beside(
        self, pair: tuple[Statement, Statement], half_m: float, held: Held
    ) -> tuple[tuple[list[Statement], list[Statement]], list[Beside]]:
        """Return the other rows of both sources that the sketch shows, and those told in words."""
        own = _metres(pair, self._ground)
        partners = self._review.partners(held)
        shown: tuple[list[Statement], list[Statement]] = ([], [])
        told: list[Beside] = []
        for side, (rows, metres) in enumerate(zip(self._sides, self._metres, strict=True)):
            inside = np.abs(metres - own.mean(axis=0)).max(axis=1) <= half_m
            for i in np.flatnonzero(inside).tolist():
                row = rows[i]
                if row.id == pair[side].id:
                    continue
                shown[side].append(row)
                apart = np.hypot(*(own - metres[i]).T)
                same = ", ".join(plain(one.place) for one in partners.get(row.id, ()))
                told.append(Beside(side, plain(row.place), _short(row), (*apart.tolist(),), same))
        return shown, sorted(told, key=lambda one: min(one.apart_m))[:_TOLD]


def _metres(rows: Sequence[Statement], ground: Backdrop) -> NDArray[np.float64]:
    places = np.array([(row.observation.lon, row.observation.lat) for row in rows], np.float64)
    return ground.frame.to_metres(places)


def _short(row: Statement) -> str:
    said = sorted(row.observation.attributes.items())
    return plain("; ".join(f"{key}={value}" for key, value in said)[:200])


def _way(goal: int | None, said: str, number: int) -> str:
    """Return the page to go to, and what it is to say was done there."""
    page = "all" if goal is None else str(goal + 1)
    return f"{page}?{urlencode({'said': said, 'of': number + 1})}"
