"""Lay out ``demo/CITY``: the example's city file, and beside it the extract that it names."""

from __future__ import annotations

import argparse
import shutil
import sys
import tomllib
from pathlib import Path

from fetch_helsinki import fetch

ROOT = Path(__file__).resolve().parents[1]


def prepare(city: str, extract: Path | None) -> Path:
    """Return the city file, ready to build; leave with a message if something is missing."""
    example = ROOT / "examples" / city / "city.toml"
    if not example.is_file():
        known = ", ".join(sorted(path.parent.name for path in ROOT.glob("examples/*/city.toml")))
        sys.exit(f"There is no example city {city!r}; there are: {known}")
    folder = ROOT / "demo" / city
    folder.mkdir(parents=True, exist_ok=True)
    named = folder / tomllib.loads(example.read_text(encoding="utf-8"))["sources"][0]["path"]
    if extract is not None:
        if not extract.is_file():
            sys.exit(f"EXTRACT={extract}: no such file")
        if not extract.name.endswith(".osm.pbf"):
            sys.exit(f"EXTRACT={extract}: the demo needs an extract in .osm.pbf")
        target = extract.resolve()
        if target != named:
            if named.is_symlink() or city == "helsinki":
                named.unlink(missing_ok=True)
            elif named.exists():
                sys.exit(f"{named} is there already; move it away to use {extract}")
            named.symlink_to(target)
    elif city == "helsinki":
        fetch(named)
    elif not named.exists():
        sys.exit(
            f"The demo of {city} needs an OpenStreetMap extract of the city (.osm.pbf), which does "
            f"not come with Vidik:\n\n    make demo CITY={city} EXTRACT=path/to/{named.name}\n"
        )
    shutil.copyfile(example, folder / "city.toml")
    return folder / "city.toml"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("city")
    parser.add_argument("--extract", type=Path)
    arguments = parser.parse_args()
    prepare(arguments.city, arguments.extract)
