"""Chart of where somebody looked for cameras, by the year of the last look."""

from __future__ import annotations

from collections.abc import Sequence

from vidik.report.charts.chart import Bars, Mark, Row
from vidik.report.headlines import LookShare
from vidik.report.legends import LOOK_RANKS
from vidik.report.origin import Origin
from vidik.report.texts import Texts

__all__ = ["look_chart"]


def look_chart(looks: Sequence[LookShare], *, origin: Origin, texts: Texts) -> Bars:
    """Return the share of streets and of public ground that was looked at, by year.

    Parameters
    ----------
    looks
        From the newest year; the last is what nobody looked at.
    origin
        Where the figures are from.
    texts
        The language.
    """
    _ = texts.gettext
    return Bars(
        name="surveyed",
        title=_("Where somebody looked for cameras, by the year of the last look"),
        reading=_(
            "The fuller the tone, the newer the look. Dashed: nobody said that they looked, so "
            "that watched shares are lower bounds there."
        ),
        grid=(
            (_("Last look"), _("Street"), _("Share"), _("Ground"), _("Share")),
            *(
                (
                    look.label,
                    texts.metres(look.street_m),
                    texts.percent(look.street),
                    texts.square_metres(look.ground_m2),
                    texts.percent(look.ground),
                )
                for look in looks
            ),
        ),
        origin=origin,
        marked=_("Synthetic: made up"),
        rows=(
            _row(_("Public street"), [(look.label, look.street) for look in looks], texts),
            _row(_("Public ground"), [(look.label, look.ground) for look in looks], texts),
        ),
        ticks=tuple((share, texts.percent(share)) for share in (0.0, 0.5, 1.0)),
    )


def _row(label: str, shares: Sequence[tuple[str, float]], texts: Texts) -> Row:
    """Return one bar, a part for each year and one for what nobody looked at."""
    *looked, _nobody = shares
    marks, at = [], 0.0
    for rank, (_year, share) in enumerate(looked):
        end = min(at + share, 1.0)
        marks.append(Mark(f"look-{min(rank, LOOK_RANKS - 1)}", at, end))
        at = end
    return Row(
        label,
        texts.percent(at),
        (*marks, Mark("unknown", at, 1.0)),
        note="; ".join(f"{year}: {texts.percent(share)}" for year, share in looked if share > 0),
    )
