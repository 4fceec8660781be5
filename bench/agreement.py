"""Error rates held against those of bob.measure, pyeer and scikit-learn.

``python -m bench.agreement`` asks them. All get the same made-up scores, many of them the same, and
the same lists of candidates in an open set. What each says is kept with its version in
``tests/audit/peers.json``, which the tests hold Vidik to where nobody else is installed; with
``--check`` nothing is kept, and pyeer's own examples are counted as well.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from tests.audit.agreed import asked_of, differences

from bench.peers.scorers import ROOT, ScoresProgram
from bench.rounds import NotRunError

#: What the tests hold Vidik to.
KEPT = ROOT / "tests" / "audit" / "peers.json"

NAMES = ("bob", "pyeer", "sklearn")


def examples() -> dict[str, object]:
    """Return pyeer's own scores of fingerprints, which come with it, as something to ask."""
    folder = next((ROOT / "build" / "peers" / "pyeer").glob("lib/python*/site-packages/pyeer"))
    mated, nonmated = (
        [float(line.split()[-1]) for line in (folder / name).read_text().splitlines()]
        for name in (
            "example_files/non_hist/exp3_true.txt",
            "example_files/non_hist/exp3_false.txt",
        )
    )
    asked = asked_of(np.random.default_rng(2), count=10)
    return asked | {
        "mated": mated,
        "nonmated": nonmated,
        "thresholds": np.quantile(nonmated, [0.5, 0.9, 0.99, 0.999]).tolist(),
    }


def said_of(asked: dict[str, object]) -> dict[str, object]:
    """Return what all who are here say of what is asked."""
    said: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "asked.json").write_text(json.dumps(asked))
        for name in NAMES:
            try:
                ScoresProgram(name).ask(f"agree {folder}")
            except NotRunError as reason:
                print(f"{name}: not run: {reason}")
                continue
            said[name] = json.loads((Path(folder) / f"{name}.json").read_text())
    return said


def main() -> int:
    """Ask all, print the differences, and return 1 if there are any."""
    parser = argparse.ArgumentParser(prog="python -m bench.agreement")
    parser.add_argument("--check", action="store_true", help="keep nothing, count more")
    check = parser.parse_args().check
    small = asked_of(np.random.default_rng(1), count=200)
    questions = {"made-up scores": small}
    if check:
        questions["100,000 made-up scores"] = asked_of(np.random.default_rng(3), count=100_000)
    found = []
    for title, asked in questions.items():
        said = said_of(asked)
        found += _told(title, asked, said)
        if title == "made-up scores" and not check:
            KEPT.write_text(json.dumps({"asked": asked, "said": said}) + "\n")
    if check and "pyeer" in said:
        found += _told("pyeer's examples", (asked := examples()), said_of(asked))
    return int(bool(found))


def _told(title: str, asked: dict[str, object], said: dict[str, object]) -> list[str]:
    found = differences(asked, said)
    versions = ", ".join(f"{one['package']} {one['version']}" for one in said.values())
    print(f"{title}: {len(found)} differences from {versions}")
    print("".join(f"  {one}\n" for one in found), end="")
    return found


if __name__ == "__main__":
    sys.exit(main())
