"""Check what must not stand in any file: hosts of package registries, paths of one machine.

A lock file that names a host ties everybody to it; a path of one machine works on no other.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# The names are taken apart, or this file would find itself.
HOSTS = "|".join(("p[y]pi", "[p]ythonhosted", "n[p]mjs", "deb[.]deb[i]an", "y[a]rnpkg"))
FOLDERS = "|".join(("[w]ork", "[r]oot", "[t]mp"))
FORBIDDEN = {
    "host of a package registry": re.compile(rf"(?i)\b(?:{HOSTS})\.(?:org|com|net|io)\b"),
    "path of one machine": re.compile(rf"(?<![\w.~/$}}])/(?:{FOLDERS})/\w"),
}


def files() -> list[Path]:
    """Return what is, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return [ROOT / name for name in sorted(set(listed.split("\0"))) if (ROOT / name).is_file()]


def found_in(path: Path) -> Iterator[str]:
    """Yield each finding in a text file as “file:line: what: text”."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return  # a picture
    for number, line in enumerate(lines, start=1):
        for what, pattern in FORBIDDEN.items():
            if match := pattern.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: {what}: {match[0]}"


def main() -> int:
    """Print the findings; return 1 if there are any, 2 if there was no file to look into."""
    paths = files()
    findings = [finding for path in paths for finding in found_in(path)]
    print("\n".join([*findings, f"{len(paths)} files, {len(findings)} findings"]))
    return 2 if not paths else int(bool(findings))


if __name__ == "__main__":
    sys.exit(main())
