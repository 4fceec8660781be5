"""Classes by which squares are coloured, on the map and in styles: metres, and shares of walks."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

from vidik.model.from_home import LevelFigures
from vidik.report.texts import Texts
from vidik.sight.depth_classes import CLASSES

__all__ = ["FIRST_M", "SEEN_SHARES", "first_class", "first_legend", "seen_class", "seen_legend"]

#: Upper limits of classes of metres to the first camera; beyond the last, or where no way leads to
#: one, is a class of its own.
FIRST_M = (50.0, 100.0, 200.0, 400.0)

#: Upper limits of classes of the seen share of walks; above the last is a class of its own.
SEEN_SHARES = (0.02, 0.05, 0.1, 0.25)

# Tones are those of the map's one ramp, from few to many: five of them, darker the nearer the first
# camera is, and the more is seen.
_TONES = CLASSES


def first_class(figures: LevelFigures) -> int:
    """Return the tone of metres to the first camera, as expected."""
    metres = figures.metres.expected
    rank = len(FIRST_M) if metres is None else bisect_left(FIRST_M, metres)
    return _TONES[len(FIRST_M) - rank]


def seen_class(figures: LevelFigures) -> int:
    """Return the tone of the seen share of walks, as expected."""
    return _TONES[bisect_left(SEEN_SHARES, figures.share.expected)]


def first_legend(texts: Texts) -> tuple[tuple[str, str], ...]:
    """Return sign and meaning of each class of metres, from the nearest."""
    _ = texts.gettext
    labels = [
        _("up to %(most)s") % {"most": texts.metres(FIRST_M[0])},
        *(
            _("%(least)s to %(most)s") % {"least": texts.metres(low), "most": texts.metres(high)}
            for low, high in pairwise(FIRST_M)
        ),
        _("more than %(least)s, or none") % {"least": texts.metres(FIRST_M[-1])},
    ]
    return tuple(
        (f"depth-{tone}", label) for tone, label in zip(reversed(_TONES), labels, strict=True)
    )


def seen_legend(texts: Texts) -> tuple[tuple[str, str], ...]:
    """Return sign and meaning of each class of shares, from the least."""
    _ = texts.gettext
    labels = [
        _("up to %(most)s") % {"most": texts.percent(SEEN_SHARES[0])},
        *(
            _("%(least)s to %(most)s") % {"least": texts.percent(low), "most": texts.percent(high)}
            for low, high in pairwise(SEEN_SHARES)
        ),
        _("more than %(least)s") % {"least": texts.percent(SEEN_SHARES[-1])},
    ]
    return tuple((f"depth-{tone}", label) for tone, label in zip(_TONES, labels, strict=True))
