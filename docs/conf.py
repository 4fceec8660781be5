"""How the documentation is built: `make docs`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import GenericAlias
from typing import Any

from latex2mathml.converter import convert

import vidik

HERE = Path(__file__).resolve().parent

project = "Vidik"
author = "The Vidik contributors"
copyright = "The Vidik contributors, AGPL-3.0-or-later"
version = release = vidik.__version__

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
]
exclude_patterns = ["_build"]
myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3
default_role = "py:obj"

html_theme = "furo"
html_title = "Vidik"
html_static_path: list[str] = []
html_math_renderer = "mathml"  # browsers draw it themselves: no script from another host

autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "signature"
numpydoc_show_class_members = False
# A city as the library knows it and as a build does have one name in two modules; where a signature
# says only that, there is no telling which is meant.
suppress_warnings = ["ref.python"]

# Examples in docstrings are run by pytest, with the names of their module; here only those that
# stand in these pages.
doctest_test_doctest_blocks = ""

#: The packages whose modules are described in the reference, and the two modules above them.
LIBRARY = ("library", "model", "register", "sight", "exposure", "report", "jobs")
ALONE = ("errors", "settings")


def write_library_reference(_: object) -> None:
    """Write one page per package, one section per module; the text comes from the docstrings."""
    folder = HERE / "reference" / "library"
    folder.mkdir(exist_ok=True)
    for package in LIBRARY:
        about = (import_module(f"vidik.{package}").__doc__ or "").strip()
        page = f"# vidik.{package}\n\n{about}\n"
        for module in walk_packages([str(HERE.parent / "src" / "vidik" / package)]):
            page += _section(f"vidik.{package}.{module.name}")
        _write(folder / f"{package}.md", page)
    _write(folder / "root.md", "# vidik\n" + "".join(_section(f"vidik.{name}") for name in ALONE))


def _section(module: str) -> str:
    return f"\n## {module}\n\n```{{eval-rst}}\n.. automodule:: {module}\n```\n"


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def skip_aliases(_app: Any, _what: str, _name: str, member: Any, skip: bool, _options: Any) -> bool:
    """Leave out names of types: Sphinx takes `tuple[...]` for a class and trips over it."""
    return skip or isinstance(member, GenericAlias)


def _inline_math(writer: Any, node: Any) -> None:
    writer.body.append(convert(node.astext()))


def _display_math(writer: Any, node: Any) -> None:
    writer.body.append(f'<div class="math">{convert(node.astext(), display="block")}</div>')


def _nothing(_writer: Any, _node: Any) -> None:
    """The text is inside the formula already."""


def setup(app: Any) -> None:
    """Tell Sphinx about the pages written here and about formulas."""
    app.connect("builder-inited", write_library_reference)
    app.connect("autodoc-skip-member", skip_aliases)
    app.add_html_math_renderer("mathml", (_inline_math, _nothing), (_display_math, _nothing))
