"""Chart of how often a search has the right person among its first candidates."""

from __future__ import annotations

from collections.abc import Mapping

from vidik.model.rate import Rate
from vidik.model.span import Span
from vidik.report.charts.chart import Bars, Row
from vidik.report.charts.shares import range_marks
from vidik.report.origin import Origin
from vidik.report.rates import rate_in_words

__all__ = ["rank_chart"]


def rank_chart(ranks: Mapping[int, Rate], *, origin: Origin) -> Bars:
    """Return how often who is enrolled is among the first candidates.

    Parameters
    ----------
    ranks
        The share by the number of candidates, rising.
    origin
        Where the searches are from.
    """
    names = [f"Among the first {rank:,}" if rank > 1 else "The first candidate" for rank in ranks]
    rates = list(ranks.values())
    confidence = f"{100.0 * rates[0].interval.confidence:.4g} %"
    return Bars(
        name="ranks",
        title="How often a search for somebody enrolled has them among its first candidates",
        reading=(
            f"Solid: least. Lighter: counted. Hatched: most; {confidence} interval of each, if "
            "searches were independent. No threshold is asked for, so strangers are returned too."
        ),
        grid=(
            ("Where", "Share"),
            *((name, rate_in_words(one)) for name, one in zip(names, rates, strict=True)),
        ),
        origin=origin,
        marked="Synthetic: made up",
        rows=tuple(
            Row(
                name,
                rate_in_words(one),
                range_marks(Span(one.interval.low, one.value, one.interval.high)),
            )
            for name, one in zip(names, rates, strict=True)
        ),
        ticks=((0.0, "0%"), (0.5, "50%"), (1.0, "100%")),
    )
