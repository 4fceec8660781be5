"""Where figures are from: the line that stands under every chart, the credit, and the mark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from vidik.model.published import Cleared
from vidik.model.source import Source
from vidik.report.texts import Texts

__all__ = ["Origin", "origin_of", "source_line"]


@dataclass(frozen=True, slots=True)
class Origin:
    """What has to stand beside figures wherever they are shown.

    Parameters
    ----------
    place
        What they are about.
    line
        Who says so, and of when it is.
    credit
        As the licences of the sources ask for it.
    synthetic
        True if anything behind the figures was made up.
    """

    place: str
    line: str
    credit: str
    synthetic: bool


def origin_of(cleared: Cleared, texts: Texts) -> Origin:
    """Return where the figures of a place are from.

    Parameters
    ----------
    cleared
        The place.
    texts
        The language.
    """
    return Origin(
        place=cleared.place.name_in(texts.language),
        line=source_line(cleared.sources, cleared.dated, texts),
        credit=cleared.attribution,
        synthetic=cleared.synthetic,
    )


def source_line(sources: Iterable[Source], dated: dt.date | None, texts: Texts) -> str:
    """Return who says so, and of when it is, in a sentence.

    Parameters
    ----------
    sources
        Of the figures.
    dated
        State of the data; None if none says so.
    texts
        The language.
    """
    return texts.gettext("Source: %(sources)s; state of %(day)s.") % {
        "sources": ", ".join(dict.fromkeys(source.name for source in sources)),
        "day": texts.date(dated),
    }
