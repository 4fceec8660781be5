"""The layout that all pages share: a city, the words of one language, and the templates.

Pages of the site's first language lie at the root of the folder, those of another one in a folder
named by its tag, under the same paths. What no language changes (assets, tiles, downloads, answers)
lies at the root once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from vidik.model.correction import Correction
from vidik.model.published import Published
from vidik.model.published_request import PublishedRequest
from vidik.model.rules import Licence
from vidik.model.source import Source
from vidik.report.headlines import LevelShare, cameras_sentence, level_shares, unknown_sentence
from vidik.report.origin import Origin, origin_of
from vidik.report.texts import Texts, texts_of

__all__ = ["DEFAULT_LEVEL", "POLICY", "Layout", "environment"]

#: What a page may load: its own files. MapLibre paints on canvases and reads icons as data.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; base-uri 'self'; "
    "form-action 'none'"
)

#: The level that a page begins with, if the table of optics has it.
DEFAULT_LEVEL = "detect"


@dataclass(frozen=True, slots=True)
class Version:
    """The same page in one of the languages of the site.

    Parameters
    ----------
    tag, name
        Of the language: ``sr-Cyrl``, “Српски”.
    href
        The way there.
    """

    tag: str
    name: str
    href: str


@dataclass(frozen=True, eq=False)
class Layout:
    """What the pages of one city in one language have in common.

    Parameters
    ----------
    published
        The city.
    manifest
        Of the run.
    version
        Of Vidik.
    licences
        Names and addresses of licences, by key.
    texts
        The language.
    languages
        BCP 47 tags of all languages of the site; the first is at its root.
    corrections
        From the newest.
    contact
        Where to ask for one: an e-mail address or a page; None if nobody said.
    compared
        Whether there is a page about what changed since an earlier build.
    requests
        What was asked, as far as it may be told.
    recognition
        Whether there is a page about face recognition.
    fingerprint
        SHA-256 of the checksums of all data; “” if the files are not known.
    """

    published: Published
    manifest: Mapping[str, object]
    version: str
    licences: Mapping[str, Licence]
    texts: Texts
    languages: Sequence[str]
    corrections: Sequence[Correction] = ()
    contact: str | None = None
    compared: bool = False
    recognition: bool = False
    requests: Sequence[PublishedRequest] = ()
    fingerprint: str = ""

    @cached_property
    def build(self) -> str:
        """What tells this build from any other: browsers that keep it ask for it."""
        return hashlib.sha256(repr(sorted(self.manifest.items())).encode()).hexdigest()[:16]

    @property
    def folder(self) -> str:
        """Where the pages lie within the site: “”, or ``mk/``."""
        return self._folder_of(self.texts.language)

    def _folder_of(self, language: str) -> str:
        return "" if language == self.languages[0] else f"{language}/"

    @property
    def place(self) -> str:
        """Name of the place in this language."""
        return self.published.place.name_in(self.texts.language)

    @cached_property
    def shares(self) -> tuple[LevelShare, ...]:
        """Watched shares of the streets, by level."""
        return level_shares(self.published, self.texts)

    @cached_property
    def level(self) -> str:
        """Key of the level to begin with."""
        keys = [level.key for level in self.published.optics.levels]
        return DEFAULT_LEVEL if DEFAULT_LEVEL in keys else keys[0]

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources by their key."""
        return {source.key: source for source in self.published.sources}

    @cached_property
    def shared(self) -> dict[str, Any]:
        """What every template may use."""
        published, texts = self.published, self.texts
        _ = texts.gettext
        return {
            "published": published,
            "place": self.place,
            "frame": published.place.frame,
            "figures": published.figures,
            "optics": published.optics,
            "texts": texts,
            "policy": POLICY,
            "version": self.version,
            "build": self.build,
            "licence_name": self.licence_name(published.licence),
            "cameras_sentence": cameras_sentence(published, texts),
            "unknown_sentence": unknown_sentence(published.figures, texts),
            "source_line": self.origin.line,
            "contact": self._contact(),
            "compared": self.compared,
            "navigation": (
                ("home", "", _("Map")),
                ("summary", "summary/", _("Summary")),
                *([("from-home", "from-home/", _("From home"))] if published.homes else []),
                ("operators", "operators/", _("Operators")),
                *([("districts", "districts/", _("Districts"))] if published.districts else []),
                *(
                    [("reconciliation", "reconciliation/", _("Lists"))]
                    if published.reconciled
                    else []
                ),
                *([("recognition", "recognition/", _("Recognition"))] if self.recognition else []),
                ("about", "about/", _("Method")),
                ("rejected", "rejected/", _("Not understood")),
                ("data", "data/", _("Data")),
                *([("changes", "changes/", _("Changes"))] if self.compared else []),
                ("licences", "licences/", _("Licences")),
            ),
        }

    def _contact(self) -> tuple[str, str] | None:
        """Return address and name of where to ask for a correction."""
        if self.contact is None:
            return None
        return (f"mailto:{self.contact}" if "@" in self.contact else self.contact), self.contact

    def licence_name(self, key: str) -> str:
        """Return the full name of a licence."""
        return self.licences[key].name if key in self.licences else key

    @cached_property
    def origin(self) -> Origin:
        """Where the figures are from: the line under every chart, credit and mark."""
        return origin_of(self.published, self.texts)

    def sentence(self) -> str:
        """Return the streets' figures of the first level in words."""
        return self.sentence_of(self.shares)

    def sentence_of(self, shares: Sequence[LevelShare]) -> str:
        """Return the figures of some streets at the first level in words."""
        for share in shares:
            if share.key == self.level:
                return share.sentence
        return self.texts.gettext("No public street is mapped here.")

    def render(self, template: str, *, path: str, page: str, **values: Any) -> bytes:
        """Return a page.

        Parameters
        ----------
        template
            Its file.
        path
            Folder of the page within its language: “”, ``summary/``.
        page
            Its key in the navigation, “” if it is not there.
        **values
            What only this template uses.
        """
        home = "../" * path.count("/")
        root = home + "../" * self.folder.count("/")
        return (
            environment(self.texts)
            .get_template(template)
            .render(
                self.shared,
                home=home or "./",
                root=root or "./",
                page=page,
                touched=[one for one in self.corrections if path and path in one.pages],
                asked=[one for one in self.requests if path in one.pages],
                versions=[
                    Version(tag, texts_of(tag).name, f"{root}{self._folder_of(tag)}{path}" or "./")
                    for tag in self.languages
                ],
                **values,
            )
            .encode()
        )


@lru_cache(maxsize=8)
def environment(texts: Texts) -> Environment:
    """Return the templates in one language.

    Parameters
    ----------
    texts
        The language.
    """
    made = Environment(
        loader=PackageLoader("vidik.report"),
        autoescape=select_autoescape(["html", "svg"]),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        auto_reload=False,  # else it looks at every file anew for every page
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.filters["share"] = lambda share: f"{100 * share:.2f}%"
    made.install_gettext_translations(  # type: ignore[attr-defined]  # the extension adds it
        texts.translations, newstyle=True
    )
    return made
