"""The site in several languages: nothing untranslated, nothing twice, every page under each."""

from __future__ import annotations

import datetime as dt
import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from tests.makers import bands_of, published
from tests.report.test_pages import LICENCES, OTHERS, Page
from tests.switched import switched_on_town
from vidik.jobs.claims import check_claims
from vidik.report.pages import Pages
from vidik.report.picture import pictures
from vidik.report.texts import known_languages, texts_of

LANGUAGES = ("sr-Cyrl", "sr-Latn", "en", "mk")
LOCALE = files("vidik").joinpath("locale")
TRANSLATED = sorted(one.name for one in LOCALE.iterdir() if one.joinpath("messages.po").is_file())

#: Placeholders and tags of a message, which its translation must have as well.
FIXED = re.compile(r"%\(\w+\)s|</?\w+[^>]*>|`[^`]*`")
#: Two Latin words in a row.
LATIN_WORDS = re.compile(r"[A-Za-z][A-Za-z'’]*(?: [A-Za-z][A-Za-z'’]*)+")
#: Names, which are the same in every language.
NAMES = re.compile(
    r"OpenStreetMap(, test town| contributors)|Open Database License|Test town|City police"
    r"|(Gazi|Pine) Street|Trams <&> Co|HTTP Range|WGS|GNU Affero General Public License"
    r"|MapLibre GL JS|PMTiles|SIL Open Font License|Source Sans|Vidik|surveillance"
    r"|Metropolitan Police|South Wales Police"
)


def template() -> list[Message]:
    with LOCALE.joinpath("messages.pot").open("rb") as file:
        return [message for message in read_po(file) if message.id]


def catalogue(language: str) -> Catalog:
    with LOCALE.joinpath(language, "messages.po").open("rb") as file:
        return read_po(file, locale=language.replace("-", "_"))


@cache
def site(*, synthetic: bool = False) -> dict[str, bytes]:
    town = published(synthetic=synthetic)
    drawn = dict(pictures(town, bands_of(town)))
    made = Pages(
        published=town,
        manifest={"assumptions": {"outward_share": 0.963}},
        version="1.2.3",
        pictures=drawn,
        licences=LICENCES,
        languages=LANGUAGES,
        trials=check_claims(None)[0],
        switched=switched_on_town(),
    ).all()
    return dict(made)


def in_language(language: str) -> dict[str, bytes]:
    """Return the files of one language by their path within it."""
    others = tuple(f"{tag}/" for tag in LANGUAGES[1:])
    if language == LANGUAGES[0]:
        return {path: data for path, data in site().items() if not path.startswith(others)}
    folder = f"{language}/"
    return {
        path.removeprefix(folder): data for path, data in site().items() if path.startswith(folder)
    }


def html_paths() -> list[str]:
    return sorted(path for path in site() if path.endswith(".html"))


def test_languages_are_known_by_their_own_names() -> None:
    assert set(LANGUAGES) <= set(known_languages())
    names = [texts_of(language).name for language in LANGUAGES]
    assert names == ["Српски", "Srpski", "English", "Македонски"]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated(language: str) -> None:
    known = catalogue(language)
    wanted = template()
    assert {message.id for message in known if message.id} == {message.id for message in wanted}
    assert not known.obsolete
    for message in wanted:
        found = known[message.id]
        assert found is not None
        assert not found.fuzzy, message.id
        assert found.locations == message.locations, message.id
        if isinstance(message.id, tuple):
            assert len(found.string) == known.num_plurals, message.id
            # English may spell “One” out where others need the number.
            pairs = [(message.id[1], form) for form in found.string]
        else:
            pairs = [(message.id, found.string)]
        for source, form in pairs:
            assert form.strip(), source
            assert set(FIXED.findall(form)) == set(FIXED.findall(source)), source
            assert form[:1].isspace() == source[:1].isspace(), source
            assert form[-1:].isspace() == source[-1:].isspace(), source
            assert '"' not in FIXED.sub("", form), source


@pytest.mark.parametrize("language", ["mk", "sr-Cyrl"])
def test_quotation_marks_are_those_of_the_language(language: str) -> None:
    for message in catalogue(language):
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        for form in forms if message.id else ():
            assert form.count("„") == form.count("“"), form
            assert "”" not in form


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_date_brings_its_own_full_stop(language: str) -> None:
    assert texts_of(language).date(dt.date(2024, 5, 31)).endswith(".")
    for message in catalogue(language):
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        for form in forms if message.id else ():
            assert not re.search(r"%\((day|date|dated|first|last)\)s\.(\s|$)", form), form


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_has_every_page(language: str) -> None:
    shared = {
        "cameras.json", "names.json", "favicon.svg", "citation.bib", "citation.json",
        "recognition.json",
    }  # fmt: skip
    assert set(in_language(language)) == set(in_language(LANGUAGES[0])) - shared


def test_what_no_language_changes_is_written_once() -> None:
    own = {
        posixpath.basename(path)
        for path in site()
        if path.startswith("mk/") and not path.startswith("mk/charts/")
    }
    assert own == {"index.html", "404.html", "offline.html", "site.json", "messages.json"}


@pytest.mark.parametrize("path", html_paths())
def test_links_lead_somewhere_from_the_folder_of_a_language(path: str) -> None:
    made = site()
    for _tag, attributes in Page(made[path].decode()).tags:
        for link in (attributes.get("href"), attributes.get("src")):
            if link is None or link.startswith(("https://", "http://", "#")):
                continue
            assert not link.startswith("/"), link
            way = link.split("#")[0]
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), way))
            if way.endswith("/"):
                target = posixpath.normpath(posixpath.join(target, "index.html"))
            assert target in made or OTHERS.fullmatch(target), (path, link, target)


@pytest.mark.parametrize("path", html_paths())
def test_a_page_leads_to_itself_in_the_other_languages(path: str) -> None:
    tags = Page(site()[path].decode()).tags
    language = next((tag for tag in LANGUAGES if path.startswith(f"{tag}/")), LANGUAGES[0])
    assert dict(tags)["html"] == {"lang": language}
    links = [found for tag, found in tags if tag == "a" and "hreflang" in found]
    assert [link["hreflang"] for link in links] == list(LANGUAGES)
    assert [link["lang"] for link in links] == list(LANGUAGES)
    assert [link["hreflang"] for link in links if "aria-current" in link] == [language]
    heads = [found for tag, found in tags if tag == "link" and found.get("rel") == "alternate"]
    assert [(link["hreflang"], link["href"]) for link in heads] == [
        (link["hreflang"], link["href"]) for link in links
    ]
    within = path.removeprefix(f"{language}/")
    for link in links:
        folder = "" if link["hreflang"] == LANGUAGES[0] else f"{link['hreflang']}/"
        wanted = folder + (
            "" if within in ("404.html", "offline.html") else within.removesuffix("index.html")
        )
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), link["href"]))
        assert target == (wanted.rstrip("/") or "."), link


def test_a_site_in_one_language_has_no_switch() -> None:
    pages = Pages(published=published(), manifest={}, version="1", languages=["sr-Latn"])
    made = dict(replace(pages, trials=check_claims(None)[0], switched=switched_on_town()).all())
    assert set(made) == set(in_language(LANGUAGES[0]))
    for path, text in made.items():
        if path.endswith(".html"):
            assert b"hreflang" not in text


@pytest.mark.parametrize(
    ("language", "alphabets"),
    [
        ("en", ["latin"]),
        ("mk", ["latin", "cyrillic"]),
        ("sr-Cyrl", ["latin", "cyrillic"]),
        ("sr-Latn", ["latin", "latin-ext"]),
    ],
)
def test_pages_ask_early_for_the_type_they_need(language: str, alphabets: list[str]) -> None:
    tags = Page(in_language(language)["index.html"].decode()).tags
    early = [found["href"] for _, found in tags if found.get("rel") == "preload"]
    type_ = [href for href in early if href.endswith(".woff2")]
    assert [re.findall(r"source-sans-(.+)\.woff2", href) for href in type_] == [
        [alphabet] for alphabet in alphabets
    ]
    data = {href.rpartition("/")[2] for href in set(early) - set(type_)}
    assert data == {"site.json", "cameras.json"}


def test_what_the_map_reads_is_in_its_language() -> None:
    levels = {
        language: [one["name"] for one in json.loads(in_language(language)["site.json"])["levels"]]
        for language in LANGUAGES
    }
    assert levels["en"][1:3] == ["Detect", "Observe"]
    assert levels["sr-Cyrl"][1:3] == ["Детекција", "Осматрање"]
    assert levels["sr-Latn"][1:3] == ["Detekcija", "Osmatranje"]
    assert levels["mk"][1:3] == ["Детекција", "Набљудување"]
    for language in LANGUAGES[::3]:
        told = json.loads(in_language(language)["messages.json"])
        assert told["language"] == language
        scripts = {
            message.id[0] if isinstance(message.id, tuple) else message.id
            for message in template()
            if any(path.startswith("web/") for path, _line in message.locations)
        }
        assert told["messages"].keys() | told["plurals"].keys() == scripts


def test_a_place_is_called_as_each_language_does() -> None:
    town = published()
    town = replace(town, place=replace(town.place, names={"sr-Cyrl": "Пробни град"}))
    made = dict(Pages(published=town, manifest={}, version="1", languages=["sr-Cyrl", "en"]).all())
    assert "<h1>Пробни град</h1>" in made["index.html"].decode()
    assert "<h1>Test town</h1>" in made["en/index.html"].decode()
    assert json.loads(made["site.json"])["place"] == "Пробни град"


class Words(HTMLParser):
    """What a reader sees or hears of a page, without code, values, and what is marked English."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self._path: list[bool] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {key: value or "" for key, value in attrs}
        named = tag in ("code", "script", "style") or bool(
            {"value", "hash", "files"} & set(told.get("class", "").split())
        )
        foreign = tag != "html" and "lang" in told
        if not any(self._path):
            keys = ("aria-label", "title", "placeholder", "alt")
            self.seen += [told[key] for key in keys if key in told]
            if told.get("name") == "description":
                self.seen.append(told["content"])
        if tag not in ("meta", "link", "input", "br", "img"):
            self._path.append(named or foreign)

    def handle_endtag(self, tag: str) -> None:
        self._path.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._path):
            self.seen.append(data)


def left_over(text: str) -> Iterator[str]:
    """Yield what looks English on a page in Cyrillic."""
    for seen in Words(text).seen:
        yield from (found[0] for found in LATIN_WORDS.finditer(NAMES.sub("·", seen)))


@pytest.mark.parametrize("synthetic", [False, True])
@pytest.mark.parametrize("language", ["sr-Cyrl", "mk"])
def test_no_english_is_left_on_a_page(language: str, synthetic: bool) -> None:
    folder = "" if language == LANGUAGES[0] else f"{language}/"
    made = site(synthetic=synthetic)
    looked = 0
    for path in html_paths():
        own = path.removeprefix(folder)
        if path.startswith(folder) and own in in_language("en"):
            assert list(left_over(made[path].decode())) == [], path
            looked += 1
    assert looked == sum(path.endswith(".html") for path in in_language("en"))


def test_english_would_be_found() -> None:
    found = [text for text in map(list, map(left_over, english())) if text]
    assert len(found) == len(list(english()))


def english() -> Iterator[str]:
    for path, data in in_language("en").items():
        if path.endswith(".html"):
            yield data.decode()


def test_no_cyrillic_is_left_on_a_latin_page() -> None:
    for path, data in in_language("sr-Latn").items():
        if not path.endswith(".html"):
            continue
        for seen in Words(data.decode()).seen:
            for name in ("Улица Ђорђа Васића", "Старица"):
                seen = seen.replace(name, "")
            assert not re.search("[Ѐ-џ]", seen), (path, seen)
