"""Legends of what the ground of the map can be coloured by."""

from __future__ import annotations

from itertools import pairwise

from vidik.model.published import Published
from vidik.report.texts import Texts
from vidik.sight.depth_classes import CLASSES

__all__ = ["LOOK_RANKS", "depth_legend", "look_legend", "space_legend"]

#: Years of a last look that have a tone of their own; older ones share the last.
LOOK_RANKS = 4


def depth_legend(texts: Texts) -> tuple[tuple[str, str], ...]:
    """Return sign and meaning of each class of depth."""
    made = [
        (least, f"{least}" if following == least + 1 else f"{least}–{following - 1}")
        for least, following in pairwise(CLASSES)
    ]
    made.append((CLASSES[-1], texts.gettext("%(count)s or more") % {"count": f"{CLASSES[-1]}"}))
    return tuple((f"depth-{least}", label) for least, label in made)


def space_legend(published: Published, texts: Texts) -> tuple[tuple[str, str], ...]:
    """Return sign and name of each kind of public space that there is."""
    spans = published.figures.public_space.by_kind_m2
    return tuple(
        (f"space-{kind}", texts.space_name(kind)) for kind, span in spans.items() if span.most > 0
    )


def look_legend(published: Published, texts: Texts) -> tuple[tuple[str, str], ...]:
    """Return sign and meaning of each tone of a last look, from the newest."""
    years = sorted({survey.surveyed_on.year for survey in published.surveys}, reverse=True)
    own, older = years[:LOOK_RANKS], years[LOOK_RANKS:]
    made = [(f"look-{rank}", f"{year}") for rank, year in enumerate(own)]
    if older:
        label = texts.gettext("%(year)s or before") % {"year": f"{own[-1]}"}
        made[-1] = (f"look-{LOOK_RANKS - 1}", label)
    return tuple(made)
