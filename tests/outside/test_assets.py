"""The front end's files: all there, or a clear word on how to make them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from vidik.errors import InputError
from vidik.outside.assets import front_end, review_parts


def test_everything_that_pages_ask_for_is_there() -> None:
    found = front_end()
    for name in ("map.js", "map.css", "page.js", "site.css", "theme.js", "answer.js"):
        assert found[f"assets/{name}"]
    for name in ("map-worker.js", "notices.txt", "source-sans-latin.woff2"):
        assert found[f"assets/{name}"]
    assert found["offline.js"]
    assert list(found) == sorted(found)


def test_a_review_has_its_own_files_and_a_site_has_none_of_them() -> None:
    found = review_parts()
    assert {"review.js", "review.css", "source-sans-cyrillic.woff2"} <= set(found)
    assert not [path for path in front_end() if "review" in path]


def test_every_font_has_serbian_forms() -> None:
    for style in ("", "-italic"):
        assert found_scripts(front_end()[f"assets/source-sans-cyrillic{style}.woff2"]) >= {"SRB "}


def found_scripts(font: bytes) -> set[str]:
    """Return the languages that a font has forms of its own for."""
    table = TTFont(BytesIO(font))["GSUB"].table
    return {
        language.LangSysTag
        for script in table.ScriptList.ScriptRecord
        for language in script.Script.LangSysRecord
        if any(
            table.FeatureList.FeatureRecord[i].FeatureTag == "locl"
            for i in language.LangSys.FeatureIndex
        )
    }


def test_a_front_end_that_was_not_built(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "static"):
        with pytest.raises(InputError, match="make web"):
            front_end(folder)
