"""The styles of a city's tables, in the grammar of the map."""

from __future__ import annotations

from itertools import pairwise

from vidik.model.bands import BANDS
from vidik.model.camera import Kind
from vidik.model.published import Published
from vidik.report.home_legends import FIRST_M, first_legend
from vidik.report.legends import LOOK_RANKS, depth_legend
from vidik.report.palette import DAY, LOOKED
from vidik.report.styles.signs import cone, eye
from vidik.report.styles.style import (
    Condition,
    Fill,
    Group,
    LayerStyle,
    Outline,
    Rule,
    Sign,
    Stroke,
    Turn,
)
from vidik.report.texts import Texts
from vidik.sight.depth_classes import CLASSES

__all__ = ["STYLED", "layer_styles"]

#: Tables that have a style.
STYLED = frozenset(
    {"cameras", "private", "views", "overlap", "streets", "surveys", "districts", "cells"}
)

#: Classes of the watched share of a piece of street: round limits.
_SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)

#: What a program shows instead of the sign of a camera, if it cannot show that.
_PLAIN = {Kind.FIXED: "circle", Kind.PANNING: "square", Kind.DOME: "triangle"}


def layer_styles(published: Published, texts: Texts, *, level: str) -> tuple[LayerStyle, ...]:
    """Return the style of every table that has shapes, from the bottom to the top of a map.

    Parameters
    ----------
    published
        The city.
    texts
        The language of labels.
    level
        Key of the level that is shown to begin with.
    """
    return (
        _districts(texts),
        _cells(published, texts, level),
        _surveys(published, texts),
        _overlap(published, texts, level),
        _views(published, texts, level),
        _streets(published, texts, level),
        _private(texts),
        _cameras(texts),
    )


def _cameras(texts: Texts) -> LayerStyle:
    _ = texts.gettext
    aimed = (Condition("direction_start", "known"),)
    whole = Condition("direction_width", "=", 0)
    part = Condition("direction_width", ">", 0)
    cones = (
        Rule(
            _("the way it looks"),
            (whole,),
            Sign(cone(doubt=False), 12.0, "triangle", DAY.watched, Turn("direction_start")),
        ),
        Rule(
            _("looks somewhere within it"),
            (part, Condition("direction_width", "<=", 359)),
            Sign(
                cone(doubt=True),
                12.0,
                "triangle",
                DAY.watched,
                Turn("direction_start", "direction_width"),
            ),
        ),
    )
    eyes = tuple(
        Rule(
            texts.kind_name(kind) if not doubt else f"{texts.kind_name(kind)} (?)",
            (
                Condition("kind", "=", str(kind)),
                Condition("direction_start", "unknown" if doubt else "known"),
            ),
            Sign(eye(kind, doubt=doubt), 4.2, _PLAIN.get(kind, "circle"), DAY.ink),
        )
        for kind in Kind
        for doubt in (False, True)
    )
    return LayerStyle(
        "cameras",
        _("Cameras that may be shown"),
        (
            Group(_("Direction"), aimed, cones),
            Group(_("Kind; (?): nobody mapped which way it looks"), (), eyes),
        ),
    )


def _districts(texts: Texts) -> LayerStyle:
    label = texts.gettext("Districts")
    border = Outline(DAY.quiet, 0.4, dashes=(3.0, 1.5))
    return LayerStyle("districts", label, (Group(label, (), (Rule(label, (), border),)),))


def _cells(published: Published, texts: Texts, level: str) -> LayerStyle:
    """Return squares by metres to the first camera, as expected."""
    _ = texts.gettext
    field = "expected_m"
    bounds = (-1.0, *FIRST_M)
    near = [
        (Condition(field, ">", low), Condition(field, "<=", high)) for low, high in pairwise(bounds)
    ]
    classes = (*near, (Condition(field, ">", FIRST_M[-1]),), (Condition(field, "unknown"),))
    legend = first_legend(texts)
    signs = (*legend, legend[-1])  # where no way leads to one
    rules = tuple(
        Rule(label, when, Fill(DAY.depth[int(sign.removeprefix("depth-"))], 0.6))
        for (sign, label), when in zip(signs, classes, strict=True)
    )
    return LayerStyle(
        "cells",
        _("Squares: walks from homes, and how near the first camera is"),
        _by_level(published, texts, level, rules),
    )


def _private(texts: Texts) -> LayerStyle:
    _ = texts.gettext
    label = _("Streets with cameras on private homes")
    line = Stroke(DAY.ink, 0.7, dashes=(0.1, 2.2))
    return LayerStyle("private", label, (Group(label, (), (Rule(label, (), line),)),))


def _views(published: Published, texts: Texts, level: str) -> LayerStyle:
    _ = texts.gettext
    least = len(BANDS) - 1
    hatch = Rule(
        _("possibly in view"),
        (Condition("band", "<=", least - 1),),
        Fill(DAY.possible, 0.5, hatched=True),
    )
    bounds = (0.0, *BANDS[:least])
    expected = tuple(
        Rule(
            _("%(least)s to %(most)s") % {"least": texts.percent(low), "most": texts.percent(high)},
            (Condition("band", "=", band),),
            Fill(DAY.expected, round((low + high) / 2, 3)),
        )
        for band, (low, high) in enumerate(pairwise(bounds))
    )
    certain = Rule(_("certainly in view"), (Condition("band", "=", least),), Fill(DAY.watched, 0.9))
    return LayerStyle(
        "views",
        _("Ground in view, by camera, level and class of chance"),
        _by_level(published, texts, level, (hatch, *expected, certain)),
    )


def _overlap(published: Published, texts: Texts, level: str) -> LayerStyle:
    _ = texts.gettext
    rules = tuple(
        Rule(label, (Condition("cameras_from", "=", least),), Fill(DAY.depth[least], 0.75))
        for least, (_sign, label) in zip(CLASSES, depth_legend(texts), strict=True)
    )
    groups = tuple(
        Group(
            f"{texts.level_name(one.key)}: {word}",
            (Condition("level", "=", one.key), Condition("certain", "=", certain)),
            rules,
            shown=one.key == level and not certain,
        )
        for one in published.optics.levels
        for certain, word in ((False, _("Possibly")), (True, _("Certainly")))
    )
    return LayerStyle("overlap", _("Ground by the number of cameras that watch it"), groups)


def _streets(published: Published, texts: Texts, level: str) -> LayerStyle:
    _ = texts.gettext
    groups = []
    for one in published.optics.levels:
        field = f"{one.key}_expected_m"
        nothing = Rule(texts.percent(0.0), (Condition(field, "<=", 0),), Stroke(DAY.street, 0.3))
        classes = tuple(
            Rule(
                _("%(least)s to %(most)s")
                % {"least": texts.percent(low), "most": texts.percent(high)},
                (
                    Condition(field, ">", low, times="length_m"),
                    # sums may pass the whole by their rounding
                    Condition(field, "<=", high if high < 1.0 else 2.0, times="length_m"),
                ),
                Stroke(DAY.watched, 0.5 + 0.8 * high, round(0.25 + 0.75 * high, 2)),
            )
            for low, high in pairwise(_SHARES)
        )
        groups.append(
            Group(
                f"{texts.level_name(one.key)}: {_('Expected')}",
                (),
                (nothing, *classes),
                shown=one.key == level,
            )
        )
    return LayerStyle("streets", _("Streets and their watched metres"), tuple(groups))


def _surveys(published: Published, texts: Texts) -> LayerStyle:
    _ = texts.gettext
    years = sorted({survey.surveyed_on.year for survey in published.surveys})
    label = _("Where and when somebody looked for cameras")
    newest_first = {year: rank for rank, year in enumerate(reversed(years))}
    rules = tuple(
        Rule(
            f"{year}",
            (
                Condition("surveyed_on", ">=", f"{year}-01-01"),
                Condition("surveyed_on", "<=", f"{year}-12-31"),
            ),
            Fill(DAY.unwatched, 0.6 * LOOKED[min(newest_first[year], LOOK_RANKS - 1)]),
        )
        for year in years
    )
    if not rules:
        # some programs refuse a style without any rule
        rules = (Rule(label, (), Fill(DAY.unwatched, 0.6)),)
    return LayerStyle("surveys", label, (Group(label, (), rules),))


def _by_level(
    published: Published, texts: Texts, level: str, rules: tuple[Rule, ...]
) -> tuple[Group, ...]:
    return tuple(
        Group(
            texts.level_name(one.key),
            (Condition("level", "=", one.key),),
            rules,
            shown=one.key == level,
        )
        for one in published.optics.levels
    )
