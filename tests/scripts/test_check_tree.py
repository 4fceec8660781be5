from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "check_tree.py"


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


@pytest.mark.parametrize(
    "line",
    [
        "https://py" + "pi.org/simple",
        "files.pythonho" + "sted.org",
        '"resolved": "https://registry.npm' + 'js.org/x"',
        "deb.deb" + "ian.org",
        "see /wo" + "rk/main",
        '"/t' + 'mp/x"',
    ],
)
def test_hosts_and_machine_paths_are_found(script: dict[str, Any], line: str) -> None:
    path = script["ROOT"] / "README.md"
    assert any(pattern.search(line) for pattern in script["FORBIDDEN"].values()), path


@pytest.mark.parametrize(
    "line", ["path/to/work/file", "a wo" + "rk/life balance", "$HOME/tmp/x", "https://x.org/root/y"]
)
def test_ordinary_text_is_not(script: dict[str, Any], line: str) -> None:
    assert not any(pattern.search(line) for pattern in script["FORBIDDEN"].values())


def test_the_tree_is_looked_through(script: dict[str, Any]) -> None:
    paths = script["files"]()
    assert SCRIPT in paths
    assert not any(".venv" in path.parts or "node_modules" in path.parts for path in paths)
