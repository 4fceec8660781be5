"""How to cite a site: what stands there finds the very files again."""

from __future__ import annotations

import hashlib
import html
import json
import re
from dataclasses import replace

import pytest

from tests.makers import published
from tests.report.test_districts import figures
from tests.report.test_operator_pages import operated
from tests.report.test_operator_pages import town as policed
from tests.report.test_pages import Page, built
from vidik.errors import PublicationError
from vidik.report.citation import unescaped
from vidik.report.files import WrittenFile, checksums, fingerprint
from vidik.report.inspection import inspect
from vidik.report.secrets import Secrets

FILES = {
    "downloads/cameras.csv": WrittenFile.of(b"a,b\n" * 400),
    "summary.json": WrittenFile.of(b"{}"),
    "index.html": WrittenFile.of(b"<p>"),
}
NOTHING = Secrets.of_ids(frozenset())
ADDRESS = "https://example.org/city/street/x/"


def test_checksums_are_those_of_the_data_and_of_nothing_else() -> None:
    lines = checksums(FILES).decode().splitlines()
    assert [line.split("  ")[1] for line in lines] == ["downloads/cameras.csv", "summary.json"]
    assert lines[1].split("  ")[0] == hashlib.sha256(b"{}").hexdigest()
    assert fingerprint(FILES) == hashlib.sha256(checksums(FILES)).hexdigest()


def test_the_page_gives_size_hash_and_sentence() -> None:
    text = Page(built(published(), files=FILES)["data/index.html"].decode()).text
    assert "1.6 kB" in text
    assert FILES["downloads/cameras.csv"].sha256 in text
    assert (
        "Test town: mapped cameras and what they could see. Vidik 1.2.3, data of 31 May 2024. "
        "© OpenStreetMap contributors. Open Database License 1.0. "
        f"SHA-256 {fingerprint(FILES)}."
    ) in text
    assert "Where it looks, clockwise from north" in text


def test_programs_get_the_same() -> None:
    site = built(published(name="R&D_town"), files=FILES)
    bib = site["citation.bib"].decode()
    assert bib.startswith("@misc{vidik-r-d-town-2024-05-31,\n")
    assert r"R\&D\_town: mapped cameras" in bib
    assert bib.count("{") - bib.count(r"\{") == bib.count("}") - bib.count(r"\}")
    (item,) = json.loads(site["citation.json"])
    assert item["type"] == "dataset"
    assert item["issued"] == {"date-parts": [[2024, 5, 31]]}
    assert fingerprint(FILES) in item["note"]


def test_without_known_files_nothing_is_claimed_of_them() -> None:
    site = built(published())
    assert b"SHA-256 of checksums" not in site["citation.bib"]
    assert b"checksums.txt" not in site["data/index.html"]


CITED = (
    "summary/",
    "street/gazi-street/",
    "camera/osm-node-1/",
    "operator/city-police/",
    "district/west/",
)


def cited(page: bytes, part: str) -> str:
    """Return what a page offers to copy where scripts have put in its address and the day."""
    (inner,) = re.findall(rf'id="{part}"[^>]*>(.*?)</p(?:re)?>', page.decode(), re.DOTALL)
    for span, text in (("address", ADDRESS), ("today", "2026-11-30"), ('today="/"', "2026/11/30")):
        inner = inner.replace(f"<span data-{span}></span>", text)
    return html.unescape(re.sub("<[^>]+>", "", inner))


@pytest.mark.parametrize("language", ["en", "sr-Cyrl", "sr-Latn", "mk"])
def test_every_page_of_something_says_how_to_cite_it(language: str) -> None:
    town = replace(policed(), districts=figures())
    site = built(town, files=FILES, languages=(language,), operated=operated(town))
    keys = set()
    for path in CITED:
        page = site[f"{path}index.html"]
        heading = html.unescape(re.findall("<h1>(.*?)</h1>", page.decode(), re.DOTALL)[0])
        sentence, bibtex, ris = (cited(page, part) for part in ("cited", "bibtex", "ris"))
        assert sentence.startswith(heading)
        assert "© OpenStreetMap contributors" in sentence
        assert ADDRESS in sentence
        assert "2026-11-30" in sentence
        key, fields = re.fullmatch(r"@misc\{([a-z0-9-]+),\n(.*)\}", bibtex, re.DOTALL).groups()  # type: ignore[union-attr]
        keys.add(key)
        told = dict(re.findall(r"^  (\w+) = \{(.*)\},$", fields, re.MULTILINE))
        assert unescaped(told["title"]).startswith(f"{{{heading}")
        assert told["url"] == ADDRESS
        assert told["urldate"] == "2026-11-30"
        lines = [line.split("  - ") for line in ris.split("\n")]
        assert [lines[0], lines[-1]] == [["TY", "ELEC"], ["ER", ""]]
        rows = dict(lines)
        assert rows["TI"].startswith(heading)
        assert (rows["UR"], rows["Y2"], rows["DA"]) == (ADDRESS, "2026/11/30", "2024/05/31/")
        assert rows["LA"] == language
        assert fingerprint(FILES) in rows["N1"]
    assert len(keys) == len(CITED)


def test_a_page_about_the_made_up_is_cited_as_such() -> None:
    site = built(published(synthetic=True))
    for path in ("summary/", "street/gazi-street/", "camera/osm-node-1/"):
        for part in ("cited", "bibtex", "ris"):
            assert "SYNTHETIC" in cited(site[f"{path}index.html"], part)


@pytest.mark.parametrize("path", ["citation.bib", "citation.json"])
@pytest.mark.parametrize("language", ["en", "sr-Cyrl"])
def test_a_citation_needs_credit_and_mark(path: str, language: str) -> None:
    town = published(synthetic=True)
    data = built(town, languages=[language])[path]
    inspect(path, data, town, NOTHING)
    for gone in (b"SYNTHETIC", "ИЗМИШЉЕНО".encode(), b"OpenStreetMap contributors"):
        if gone in data:
            with pytest.raises(PublicationError):
                inspect(path, data.replace(gone, b"gone"), town, NOTHING)


def test_a_text_file_is_a_list_of_checksums_or_nothing() -> None:
    inspect("checksums.txt", checksums(FILES), published(), NOTHING)
    with pytest.raises(PublicationError, match="no list of checksums"):
        inspect("checksums.txt", b"see you at noon\n", published(), NOTHING)
