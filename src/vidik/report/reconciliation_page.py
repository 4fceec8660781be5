"""The page about how far the sources of a register agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vidik.model.reconciled import Reconciled, Shares
from vidik.report.charts.lists import lists_chart
from vidik.report.charts.whereabouts import whereabouts
from vidik.report.layout import Layout
from vidik.report.settling import SETTLES, settling
from vidik.report.texts import Texts

__all__ = ["by_district", "learned", "reconciliation_pages", "sentence", "unclear"]


def reconciliation_pages(site: Layout) -> Iterator[tuple[str, bytes]]:
    """Yield the page, if sources were compared.

    Parameters
    ----------
    site
        The city in one language.
    """
    if site.published.reconciled:
        yield (
            "reconciliation/index.html",
            site.render(
                "reconciliation.html",
                path="reconciliation/",
                page="reconciliation",
                comparisons=[_comparison(site, one) for one in site.published.reconciled],
            ),
        )


def _comparison(site: Layout, compared: Reconciled) -> Mapping[str, Any]:
    texts = site.texts
    _ = texts.gettext
    one, other = (site.sources[key].name for key in (compared.one, compared.other))
    only_one, only_other = (_("Only in “%(list)s”") % {"list": name} for name in (one, other))
    whole = compared.whole
    return {
        "title": _("“%(one)s” and “%(other)s”") % {"one": one, "other": other},
        "sentence": sentence(whole, one, other, texts),
        "chart": lists_chart(whole, only_one, only_other, origin=site.origin, texts=texts),
        "where": whereabouts(
            site.published,
            compared.one,
            compared.other,
            (_("In both"), only_one, only_other),
            origin=site.origin,
            texts=texts,
        ),
        "only_one": only_one,
        "only_other": only_other,
        "districts": by_district(compared, texts),
        "ambiguous": unclear(compared.whole, texts),
        "learned": learned(compared, texts),
        "assumptions": sorted(compared.assumptions.items()),
    }


def by_district(compared: Reconciled, texts: Texts) -> list[tuple[str, Shares, str]]:
    """Return name, figures and what would settle its unclear rows of each district.

    Parameters
    ----------
    compared
        Two sources; what lies in no district comes last.
    texts
        The language.
    """
    rest = compared.elsewhere
    return [
        *((one.name, one, settling(one.settles, texts)) for one in compared.districts),
        *(
            [(texts.gettext("Outside all districts"), rest, settling(rest.settles, texts))]
            if rest is not None
            else []
        ),
    ]


def unclear(shares: Shares, texts: Texts) -> str:
    """Return how many rows could be one camera or two, and what would settle most of them.

    Parameters
    ----------
    shares
        Of a place.
    texts
        The language.
    """
    if not shares.ambiguous:
        return texts.gettext("Of no row it is unclear whether the other list has the same camera.")
    told = texts.ngettext(
        "%(count)s row could be the same camera as one of the other list, or another one.",
        "%(count)s rows could be the same camera as one of the other list, or another one.",
        shares.ambiguous,
    ) % {"count": texts.number(shares.ambiguous)}
    most = texts.gettext("Most of them would be settled by %(what)s.") % {
        "what": texts.gettext(SETTLES[next(iter(shares.settles))])
    }
    return f"{told} {most}"


def learned(compared: Reconciled, texts: Texts) -> str:
    """Return what the lists themselves told, for whoever reads the assumptions.

    Parameters
    ----------
    compared
        Two sources.
    texts
        The language.
    """
    return texts.gettext(
        "Learned from the two lists themselves: they put the same camera about %(metres)s m apart "
        "along each axis."
    ) % {"metres": texts.number(compared.sigma_m, 1)}


def sentence(shares: Shares, one: str, other: str, texts: Texts) -> str:
    """Return in a sentence how far two lists agree.

    Parameters
    ----------
    shares
        Of a place.
    one, other
        What readers call the lists.
    texts
        The language.
    """
    return texts.gettext(
        "“%(one)s” lists %(ones)s cameras here, “%(other)s” %(others)s. About %(both)s of them "
        "are the same cameras."
    ) % {
        "one": one,
        "other": other,
        "ones": texts.number(shares.one),
        "others": texts.number(shares.other),
        "both": texts.number(round(shares.both.expected)),
    }
