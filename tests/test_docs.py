"""What the documents say can be done can be done: commands, targets, links, city files."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.shared_data import ROOT
from vidik import __version__
from vidik.cli import COMMANDS
from vidik.settings import CitySettings

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
DOCUMENTS = [
    path for path in DOCUMENTS if not {"_build", "library"} & set(path.relative_to(ROOT).parts)
]
OSM = {"key": "osm", "name": "n", "path": "p", "licence": "ODbL-1.0", "attribution": "©"}

every_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)


def code_in(text: str) -> list[str]:
    """Return the lines of code blocks and the pieces of code in the text."""
    fenced = re.findall(r"^ *```[^\n]*\n(.*?)^ *```", text, flags=re.DOTALL | re.MULTILINE)
    indented = re.findall(r"^ {4}(\S.*)$", text, flags=re.MULTILINE)
    return [*"\n".join(fenced).splitlines(), *indented, *re.findall(r"`([^`\n]+)`", text)]


@every_document
def test_commands_and_targets_exist(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    for line in code_in(document.read_text(encoding="utf-8")):
        words = line.removeprefix("$ ").split("#")[0].split()
        if words[:1] == ["make"]:
            assert {word for word in words[1:] if word.islower() and word.isalpha()} <= targets, (
                line
            )
        if words[:1] == ["vidik"] and len(words) > 1:
            assert words[1] in {*COMMANDS, "COMMAND", "[OPTIONS]"} or words[1].startswith("-"), line


@every_document
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if not link.startswith("http"):
            assert (document.parent / link).exists(), link


@every_document
def test_pieces_of_city_files_are_what_vidik_reads(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for piece in re.findall(r"^( *)```toml\n(.*?)^\1```", text, flags=re.DOTALL | re.MULTILINE):
        declared = tomllib.loads(piece[1])
        if "sources" in declared or "place" in declared or "assumptions" in declared:
            whole = "sources" in declared and "place" in declared
            declared["sources"] = [*([] if whole else [OSM]), *declared.get("sources", [])]
            CitySettings.model_validate({"place": {"name": "Town"}} | declared)


def test_the_citation_and_the_changelog_know_the_version() -> None:
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in changelog or f"## [{__version__}]" in changelog


def test_the_readme_fits_a_screen_and_two() -> None:
    """One screen of what it is for, one of the table; a README that grows is not read."""
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 70
