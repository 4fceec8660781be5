"""The catalogue holds every word that a reader sees, and is current."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
#: What speaks English, as the library and the command line do: the map in a notebook, what a
#: comparison writes for the house, with the parts that both are made of, and the pages of a review.
ENGLISH = {
    "widget.html", "comparison.html", "stage.html", "packed.html", "notices.html", "pair.html",
    "pair_base.html", "pair_fault.html", "pair_head.html", "pair_said.html", "pairs.html",
}  # fmt: skip
#: Of pages.
TEMPLATES = sorted(
    path
    for path in (ROOT / "src/vidik/report/templates").glob("*.html")
    if path.name not in ENGLISH
)
SCRIPTS = sorted((ROOT / "web/src").glob("*.ts"))

#: Names and codes that read the same in every language, and the class of the page's body.
SAME_EVERYWHERE = {"Vidik", "SHA-256", "citation.bib", "citation.json", "map", "text"}


def test_the_catalogue_is_current() -> None:
    run = subprocess.run(
        [sys.executable, ROOT / "scripts/catalogue.py", "--check"], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_bare_text(path: Path) -> None:
    source = path.read_text("utf-8")
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.S)
    source = re.sub(r"\{%-?\s*trans\b.*?%\}.*?\{%-?\s*endtrans\s*-?%\}", "", source, flags=re.S)
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.S)
    seen = re.findall(r'(?:alt|title|placeholder|aria-label)="([^"]*)"', source)
    seen += re.sub(r"<[^>]*>", "\n", source).splitlines()
    bare = {text.strip(" ·") for text in seen if re.search(r"[^\W\d_]{2}", text)} - SAME_EVERYWHERE
    assert not bare


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_messages_of_the_scripts_are_in_the_catalogue(path: Path) -> None:
    with (ROOT / "src/vidik/locale/messages.pot").open("rb") as file:
        known = {
            text
            for message in read_po(file)
            # The map is given the messages of scripts alone.
            if (f"web/src/{path.name}", None) in message.locations
            for text in (message.id if isinstance(message.id, tuple) else (message.id,))
        }
    marked = re.findall(r'\b(?:_|ngettext)\(\s*"((?:[^"\\]|\\.)*)"', path.read_text("utf-8"))
    assert set(marked) <= known
