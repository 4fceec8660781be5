"""How to cite a site: one sentence, and the same for BibTeX and for CSL (Zotero and others)."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from vidik.report.files import CHECKSUMS, WrittenFile, fingerprint
from vidik.report.layout import Layout
from vidik.report.slugs import plain

__all__ = ["Citation", "citation_of", "unescaped"]

_SPECIAL = re.compile(r"[&%$#_{}]")


@dataclass(frozen=True, slots=True)
class Citation:
    """What it takes to find the very data again.

    Parameters
    ----------
    title
        Of the data set; says so if it is made up.
    sentence
        All of it in words.
    key
        For programs that manage references.
    version
        Of Vidik.
    dated
        State of the data.
    attribution, licence
        Credit, and the terms by name.
    sha256
        Of ``checksums.txt``; “” if the files are not known.
    """

    title: str
    sentence: str
    key: str
    version: str
    dated: dt.date | None
    attribution: str
    licence: str
    sha256: str

    @property
    def note(self) -> str:
        """Credit, terms and hash."""
        said = f"{self.attribution}. {self.licence}. Vidik {self.version}."
        return f"{said} {CHECKSUMS}: SHA-256 {self.sha256}" if self.sha256 else said

    def bibtex(self) -> str:
        """Return it as an entry of a BibTeX file."""
        fields = {
            "title": f"{{{_escaped(self.title)}}}",
            "year": str(self.dated.year) if self.dated else "",
            "date": self.dated.isoformat() if self.dated else "",
            "version": _escaped(self.version),
            "note": _escaped(self.note),
        }
        rows = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
        return f"@misc{{{self.key},\n{''.join(rows)}}}\n"

    def csl(self) -> str:
        """Return it as CSL-JSON, a list of one item."""
        item: dict[str, object] = {"id": self.key, "type": "dataset", "title": self.title}
        if self.dated:
            day = self.dated
            item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
        item |= {"version": self.version, "license": self.licence, "note": self.note}
        return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def citation_of(site: Layout, files: Mapping[str, WrittenFile]) -> Citation:
    """Return how to cite a site.

    Parameters
    ----------
    site
        In one language.
    files
        What it offers to download, by path.
    """
    published, texts = site.published, site.texts
    title = texts.gettext("%(place)s: mapped cameras and what they could see") % {
        "place": site.place
    }
    if published.synthetic:
        title = f"{title} ({texts.gettext('SYNTHETIC')})"
    sha256 = fingerprint(files) if files else ""
    sentence = texts.gettext(
        "%(title)s. Vidik %(version)s, data of %(day)s. %(attribution)s. %(licence)s."
    ) % {
        "title": title,
        "version": site.version,
        "day": texts.date(published.dated),
        "attribution": published.attribution.rstrip("."),
        "licence": site.licence_name(published.licence),
    }
    dated = published.dated.isoformat() if published.dated else "undated"
    return Citation(
        title=title,
        sentence=f"{sentence} SHA-256 {sha256}." if sha256 else sentence,
        key=f"vidik-{plain(published.place.name) or 'place'}-{dated}",
        version=site.version,
        dated=published.dated,
        attribution=published.attribution,
        licence=site.licence_name(published.licence),
        sha256=sha256,
    )


def unescaped(bibtex: str) -> str:
    """Return a text without the backslashes that BibTeX asks for."""
    return re.sub(r"\\([&%$#_{}])", r"\1", bibtex)


def _escaped(text: str) -> str:
    """Return a text as BibTeX takes it; a backslash of its own would be a command."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", text.replace("\\", "/"))
