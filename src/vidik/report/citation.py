"""How to cite a site or a page of it: a sentence, and the same for programs that manage references.

Where a site will stand and when somebody looks at it is not known when it is built, so the address
and the day are not here; a page adds them where it is read (``web/src/cite.ts``).
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass

from vidik.report.files import CHECKSUMS
from vidik.report.layout import Layout
from vidik.report.slugs import plain

__all__ = ["Citation", "citation_of", "page_citation", "unescaped"]

_SPECIAL = re.compile(r"[&%$#_{}]")


@dataclass(frozen=True, slots=True)
class Citation:
    """What it takes to find the very data again.

    Parameters
    ----------
    title
        Of the data set, after that of the page; says so if it is made up.
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
    language
        BCP 47 tag.
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
    language: str
    sha256: str

    @property
    def note(self) -> str:
        """Credit, terms and hash."""
        said = f"{self.attribution}. {self.licence}. Vidik {self.version}."
        return f"{said} {CHECKSUMS}: SHA-256 {self.sha256}" if self.sha256 else said

    def bibtex(self) -> str:
        """Return it as an entry of a BibTeX file."""
        return f"{self.bibtex_fields()}}}\n"

    def bibtex_fields(self) -> str:
        """Return the same without the brace that closes it: further fields may follow."""
        fields = {
            "title": f"{{{_escaped(self.title)}}}",
            "year": str(self.dated.year) if self.dated else "",
            "date": self.dated.isoformat() if self.dated else "",
            "version": _escaped(self.version),
            "note": _escaped(self.note),
        }
        rows = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
        return f"@misc{{{self.key},\n{''.join(rows)}"

    def ris_fields(self) -> str:
        """Return it in RIS without the line that ends it: further ones may follow.

        Source: RIS Format Specifications (Research Information Systems, 2011): type first, then
        fields of two characters, two spaces, a hyphen and a space.
        """
        fields = {
            "TY": "ELEC",
            "TI": self.title,
            "PY": str(self.dated.year) if self.dated else "",
            "DA": f"{self.dated:%Y/%m/%d}/" if self.dated else "",
            "ET": self.version,
            "LA": self.language,
            "N1": self.note,
        }
        return "".join(f"{tag}  - {value}\n" for tag, value in fields.items() if value)

    def csl(self) -> str:
        """Return it as CSL-JSON, a list of one item."""
        item: dict[str, object] = {"id": self.key, "type": "dataset", "title": self.title}
        if self.dated:
            day = self.dated
            item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
        item |= {"version": self.version, "license": self.licence, "note": self.note}
        return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def citation_of(site: Layout) -> Citation:
    """Return how to cite the data of a site.

    Parameters
    ----------
    site
        In one language.
    """
    return _citation(site, title=_title(site), key=_key(site), hashed=True)


def page_citation(site: Layout, *, heading: str, path: str) -> Citation:
    """Return how to cite one page.

    Parameters
    ----------
    site
        In one language.
    heading
        Of the page.
    path
        Its folder within its language: ``street/jugoviceva/``.
    """
    return _citation(
        site,
        title=f"{heading}. {_title(site)}",
        key=f"{_key(site)}-{path.strip('/').replace('/', '-')}",
        hashed=False,  # nobody reads out 64 letters; the note has them
    )


def _title(site: Layout) -> str:
    published, texts = site.published, site.texts
    title = texts.gettext("%(place)s: mapped cameras and what they could see") % {
        "place": site.place
    }
    return f"{title} ({texts.gettext('SYNTHETIC')})" if published.synthetic else title


def _key(site: Layout) -> str:
    published = site.published
    dated = published.dated.isoformat() if published.dated else "undated"
    return f"vidik-{plain(published.place.name) or 'place'}-{dated}"


def _citation(site: Layout, *, title: str, key: str, hashed: bool) -> Citation:
    published, texts = site.published, site.texts
    sentence = texts.gettext(
        "%(title)s. Vidik %(version)s, data of %(day)s. %(attribution)s. %(licence)s."
    ) % {
        "title": title,
        "version": site.version,
        "day": texts.date(published.dated),
        "attribution": published.attribution.rstrip("."),
        "licence": site.licence_name(published.licence),
    }
    return Citation(
        title=title,
        sentence=f"{sentence} SHA-256 {site.fingerprint}."
        if hashed and site.fingerprint
        else sentence,
        key=key,
        version=site.version,
        dated=published.dated,
        attribution=published.attribution,
        licence=site.licence_name(published.licence),
        language=texts.language,
        sha256=site.fingerprint,
    )


def unescaped(bibtex: str) -> str:
    """Return a text without the backslashes that BibTeX asks for."""
    return re.sub(r"\\([&%$#_{}])", r"\1", bibtex)


def _escaped(text: str) -> str:
    """Return a text as BibTeX takes it; a backslash of its own would be a command."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", text.replace("\\", "/"))
