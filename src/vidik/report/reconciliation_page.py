"""The page about how far the sources of a register agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vidik.model.reconciled import Reconciled
from vidik.report.charts.lists import lists_chart
from vidik.report.layout import Layout
from vidik.report.texts import N_, Texts

__all__ = ["SETTLES", "reconciliation_pages"]

#: What would settle whether two rows are one camera.
SETTLES = {
    "name": N_("a name"),
    "operator": N_("the operator"),
    "ref": N_("an inventory number"),
    "mount": N_("what it hangs on"),
    "kind": N_("its kind"),
    "direction": N_("its direction"),
    "visit": N_("somebody who goes and looks"),
}


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
        "sentence": _(
            "“%(one)s” lists %(ones)s cameras here, “%(other)s” %(others)s. About %(both)s of them "
            "are the same cameras."
        )
        % {
            "one": one,
            "other": other,
            "ones": texts.number(whole.one),
            "others": texts.number(whole.other),
            "both": texts.number(round(whole.both.expected)),
        },
        "chart": lists_chart(whole, only_one, only_other, origin=site.origin, texts=texts),
        "only_one": only_one,
        "only_other": only_other,
        "districts": compared.districts,
        "ambiguous": _ambiguous(compared, texts),
        "learned": _learned(compared, texts),
        "assumptions": sorted(compared.assumptions.items()),
    }


def _ambiguous(compared: Reconciled, texts: Texts) -> str:
    """Return how many rows could be one camera or two, and what would settle most of them."""
    if not compared.ambiguous:
        return texts.gettext("Of no row it is unclear whether the other list has the same camera.")
    told = texts.ngettext(
        "%(count)s row could be the same camera as one of the other list, or another one.",
        "%(count)s rows could be the same camera as one of the other list, or another one.",
        compared.ambiguous,
    ) % {"count": texts.number(compared.ambiguous)}
    field = max(compared.settles, key=lambda name: compared.settles[name])
    most = texts.gettext("Most of them would be settled by %(what)s.") % {
        "what": texts.gettext(SETTLES[field])
    }
    return f"{told} {most}"


def _learned(compared: Reconciled, texts: Texts) -> str:
    return texts.gettext(
        "Learned from the two lists themselves: they put the same camera about %(metres)s m apart "
        "along each axis."
    ) % {"metres": texts.number(compared.sigma_m, 1)}
