"""Curves of scores by others, as a program: bob.measure, pyeer or scikit-learn, by its argument.

“curve FOLDER” makes the curve of ``mated.npy`` and ``nonmated.npy`` there and answers with the
seconds of the processor that it took; “memory” tells the peak; “agree FOLDER” writes ``NAME.json``
with what it says of scores, of thresholds and of candidates that are in ``asked.json``. Runs in an
environment of its own (`scores.sh`), so it imports nothing of Vidik.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Points of bob's curve, which it asks for: about as many as a picture shows.
_POINTS = 100


def bob() -> tuple[Callable[[Floats, Floats], object], Callable[[Any], object]]:
    """Return how bob.measure makes a curve, and what it says of what is asked."""
    import bob.measure as bm

    def curve(mated: Floats, nonmated: Floats) -> object:
        return bm.det(nonmated, mated, _POINTS, min_far=-8)

    def agree(asked: Any) -> object:
        mated, nonmated = np.array(asked["mated"]), np.array(asked["nonmated"])
        lists = [
            (np.array(strangers), None if mate is None else np.array([mate]))
            for strangers, mate in asked["searches"]
        ]
        closed = [(strangers, mate) for strangers, mate in lists if mate is not None]
        return {
            "rates": [list(map(float, bm.fprfnr(nonmated, mated, t))) for t in asked["thresholds"]],
            "fpir": [bm.false_alarm_rate(lists, t) for t in asked["thresholds"]],
            "tpir": [
                [bm.detection_identification_rate(lists, t, r) for r in asked["ranks"]]
                for t in asked["thresholds"]
            ],
            "cmc": [float(share) for share in bm.cmc(closed)],
        }

    return curve, agree


def pyeer() -> tuple[Callable[[Floats, Floats], object], Callable[[Any], object]]:
    """Return how pyeer makes a curve, and what it says of what is asked."""
    from pyeer.cmc_stats import get_cmc_curve
    from pyeer.eer_stats import calculate_roc, get_eer_values

    def curve(mated: Floats, nonmated: Floats) -> object:
        return calculate_roc(mated, nonmated)

    def agree(asked: Any) -> object:
        thresholds, fmr, fnmr = calculate_roc(asked["mated"], asked["nonmated"])
        _, low, high, _ = get_eer_values(fmr, fnmr)
        searches = {
            str(i): (["mate"], [*(("other", one) for one in strangers), ("mate", mate)])
            for i, (strangers, mate) in enumerate(asked["searches"])
            if mate is not None
        }
        for _own, candidates in searches.values():
            candidates.sort(key=lambda one: -one[1])
        return {
            "curve": [thresholds.tolist(), fmr.tolist(), fnmr.tolist()],
            "equal": [float(low), float(high)],
            "cmc": get_cmc_curve(searches, max(asked["ranks"])),
        }

    return curve, agree


def sklearn() -> tuple[Callable[[Floats, Floats], object], Callable[[Any], object]]:
    """Return how scikit-learn makes a curve, and what it says of what is asked."""
    from sklearn.metrics import roc_curve

    def both(mated: Floats, nonmated: Floats, **options: Any) -> Any:
        kinds = np.arange(len(mated) + len(nonmated)) < len(mated)
        return roc_curve(kinds, np.concatenate([mated, nonmated]), **options)

    def agree(asked: Any) -> object:
        fmr, hit, thresholds = both(asked["mated"], asked["nonmated"], drop_intermediate=False)
        return {"curve": [thresholds[1:].tolist(), fmr[1:].tolist(), (1.0 - hit[1:]).tolist()]}

    return both, agree


#: By name: what makes a curve, and how its package is called.
NAMES = {
    "bob": (bob, "bob.measure"),
    "pyeer": (pyeer, "pyeer"),
    "sklearn": (sklearn, "scikit-learn"),
}


def main(name: str) -> None:
    """Answer one request a line."""
    made, package = NAMES[name]
    curve, agree = made()
    # what is compiled is compiled before anybody looks at the clock
    curve(np.array([1.0, 2.0]), np.array([0.0, 1.5]))
    for line in sys.stdin:
        what, *rest = line.split()
        if what == "memory":
            status = Path("/proc/self/status").read_text()
            print(int(re.search(r"VmHWM:\s*(\d+)", status)[1]) * 1024, flush=True)
            continue
        folder = Path(rest[0])
        if what == "agree":
            asked = json.loads((folder / "asked.json").read_text())
            said = {"package": package, "version": importlib.metadata.version(package)}
            (folder / f"{name}.json").write_text(json.dumps(said | agree(asked)))
            print("agreed", flush=True)
            continue
        mated, nonmated = (np.load(folder / f"{kind}.npy") for kind in ("mated", "nonmated"))
        begun = time.process_time()
        curve(mated, nonmated)
        print(time.process_time() - begun, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
