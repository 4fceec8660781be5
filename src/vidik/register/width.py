"""Widths of ways: what their tags say, and what is assumed where they say nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from vidik.model.public_space_rules import PublicSpaceRules
from vidik.model.span import Span
from vidik.register.account import Account
from vidik.register.height import height
from vidik.register.tags import Unread

__all__ = ["lanes", "way_width", "width"]

T = TypeVar("T")

#: The widest that a way is believed to be: the steps of Helsinki's cathedral have 65 m.
_WIDEST_M = 100.0

_MOST_LANES = 16

#: On how many sides of a street the values of ``sidewalk`` say that there is a pavement that is no
#: way of its own. With ``separate`` it is one, and counts as such; ``yes`` says that there is one.
_SIDES = {
    **dict.fromkeys(("no", "none", "separate"), Span.exactly(0.0)),
    **dict.fromkeys(("left", "right"), Span.exactly(1.0)),
    "yes": Span(1.0, 1.5, 2.0),
    "both": Span.exactly(2.0),
}

#: What the values of ``sidewalk:left``, ``:right`` and ``:both`` say of one side.
_ONE_SIDE = {**dict.fromkeys(("no", "none", "separate"), 0.0), "yes": 1.0}


def width(text: str) -> Span | Unread:
    """Return the width in metres that a value names; of a range, its ends and its middle.

    Examples
    --------
    >>> width("5 m")
    Span(least=5.0, expected=5.0, most=5.0)
    >>> width("wide").reason
    'not a width up to 100 m: metres, or with a unit like 5 m, 16 ft'
    """
    found = height(text, most_m=_WIDEST_M)
    if isinstance(found, Unread):
        return Unread(f"not a width up to {_WIDEST_M:g} m: metres, or with a unit like 5 m, 16 ft")
    return found


def lanes(text: str) -> int | Unread:
    """Return the number of lanes that a value names.

    Examples
    --------
    >>> lanes("2")
    2
    """
    if re.fullmatch("[0-9]{1,2}", text.strip()) and 1 <= int(text) <= _MOST_LANES:
        return int(text)
    return Unread(f"not a number of lanes from 1 to {_MOST_LANES}")


def way_width(account: Account, rules: PublicSpaceRules) -> Span:
    """Return how wide a way is, with its pavements if they are no ways of their own.

    Parameters
    ----------
    account
        Of a way of a class that counts; takes what is not understood.
    rules
        What is assumed where nobody mapped it.
    """
    row = rules.widths[account.tags["highway"]]
    carriageway = _carriageway(account, rules)
    if not row.pavements:
        return carriageway
    sides = _sides(account) or rules.pavement.sides
    each = rules.pavement.width_m
    return Span(
        carriageway.least + sides.least * each.least,
        carriageway.expected + sides.expected * each.expected,
        carriageway.most + sides.most * each.most,
    )


def _carriageway(account: Account, rules: PublicSpaceRules) -> Span:
    """Return the width from kerb to kerb."""
    row = rules.widths[account.tags["highway"]]
    for key in ("width:carriageway", "width"):
        said = account.one(key, width)
        if said is not None:
            return said
    guessed = account.one("est_width", width)
    if guessed is not None:
        off = rules.estimate_off
        return Span(guessed.least * (1 - off), guessed.expected, guessed.most * (1 + off))
    count = account.one("lanes", lanes) if row.lanes else None
    if count is not None:
        lane = rules.lane_m
        return Span(count * lane.least, count * lane.expected, count * lane.most)
    return row.oneway_m if account.tags.get("oneway") in ("yes", "-1") else row.width_m


def _sides(account: Account) -> Span | None:
    """Return on how many sides pavements are mapped; None if nobody said."""
    told = account.one("sidewalk", lambda text: _meaning(text, _SIDES))
    if told is not None:
        return told
    both, left, right = (
        account.one(f"sidewalk:{side}", _one_side) for side in ("both", "left", "right")
    )
    known = [side for side in (left, right) if side is not None]
    if both is not None:
        return Span.exactly(2 * both)
    if not known:
        return None
    # where one side is mapped and the other is not, the other may be anything
    open_sides = 2 - len(known)
    return Span(sum(known), sum(known) + open_sides / 2, sum(known) + open_sides)


def _one_side(text: str) -> float | Unread:
    return _meaning(text, _ONE_SIDE)


def _meaning(text: str, meanings: Mapping[str, T]) -> T | Unread:
    found = meanings.get(text.strip())
    return Unread(f"none of {', '.join(meanings)}") if found is None else found
