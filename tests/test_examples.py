"""The examples do what they say: city files load, and notebooks run from top to bottom."""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt

from tests.shared_data import ROOT
from vidik.outside.cityfile import load_city

EXAMPLES = sorted((ROOT / "examples").glob("*/city.toml"))
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_example_loads_when_its_extract_is_beside_it(example: Path, tmp_path: Path) -> None:
    shutil.copy(example, tmp_path)
    (tmp_path / f"{example.parent.name}.osm.pbf").touch()
    city = load_city(tmp_path / "city.toml")
    assert city.synthetic == (example.parent.name == "novi_sad")


def test_the_examples_are_the_two_of_the_readme() -> None:
    assert [path.parent.name for path in EXAMPLES] == ["helsinki", "novi_sad"]


def cells(path: Path) -> list[dict[str, Any]]:
    """Return the cells of a notebook."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    found: list[dict[str, Any]] = notebook["cells"]
    return found


def run(source: str, name: str, names: dict[str, Any]) -> Any:
    """Run a cell; return the value of its last line, as Jupyter does, None if it shows none."""
    tree = ast.parse(source, name)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), names)
    if last is None:
        return None
    value = eval(compile(ast.Expression(last.value), name, "eval"), names)
    return None if source.rstrip().endswith(";") else value


@pytest.fixture
def in_the_examples(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    mpl.use("Agg")
    monkeypatch.chdir(ROOT / "examples")
    yield
    plt.close("all")


@every_notebook
def test_a_notebook_is_committed_without_outputs(path: Path) -> None:
    found = cells(path)
    assert len({cell["id"] for cell in found}) == len(found)
    assert found[0]["source"][0].startswith("# ")
    for cell in found:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)


@every_notebook
@pytest.mark.usefixtures("helsinki_pbf", "in_the_examples")
def test_a_notebook_runs_from_top_to_bottom(path: Path) -> None:
    pytest.importorskip("geopandas")
    names: dict[str, Any] = {"__name__": "__main__"}
    shown: list[str] = []
    for number, cell in enumerate(cells(path), start=1):
        if cell["cell_type"] == "code":
            value = run("".join(cell["source"]), f"{path.name}, cell {number}", names)
            if value is not None:
                shown.append(getattr(value, "_repr_html_", lambda value=value: repr(value))())
    for number in plt.get_fignums():
        plt.figure(number).canvas.draw()
    assert plt.get_fignums()
    assert any("OpenStreetMap" in text for text in shown) or path.stem == "two_cities"


def test_a_city_takes_ten_lines() -> None:
    first = next(
        cell
        for cell in cells(ROOT / "examples" / "city_in_ten_lines.ipynb")
        if cell["cell_type"] == "code"
    )
    statements = ast.parse("".join(first["source"])).body
    assert len(statements) <= 10
