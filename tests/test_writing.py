"""Only the press writes outputs: no other module of Vidik opens a file for writing.

A module that has to write something else stands in `ALLOWED`, with its reason.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "vidik"

ALLOWED = {
    "outside/press.py": "the press itself: every file passes its inspection",
    "outside/cache.py": "results of stages, in the user's cache folder",
    "outside/runfile.py": "how a run went, beside the output folder, never in it",
    "outside/cluster.py": "what Ray writes of a cluster of our own, in a temporary folder",
    "outside/film.py": "a film of its user's own, not of a site, where its user says",
    "outside/sheet.py": "tables and texts for whoever keeps a register, not for a site",
    "outside/database/engine.py": "the folder of a new register",
    "outside/database/interchange.py": "a whole register, for whoever keeps it",
    "outside/blind_test.py": "results of a test, for its testers",
    "outside/new_files.py": "files of a blind test and keys, for their owners",
    "outside/matcher.py": "an empty folder for a matcher under test, which is removed",
    "outside/mappingfile.py": "how a list is read, beside the list, for its owner to look at",
    "outside/pdf.py": "rows of a PDF, beside it, for a person to look through",
    "outside/containers.py": "what GDAL packs and unpacks, in a temporary folder",
    "outside/spill.py": "tiles of a country, in a temporary folder",
    "outside/tiles.py": "input for tippecanoe, in a temporary folder",
    "jobs/new.py": "a new city file",
    "jobs/warm.py": "a town of three houses to warm up with, in a temporary folder",
    "library/widget.py": "a map of its user's own, not of a site, where its user says",
}

#: Calls that write wherever they stand, by the last part of their name.
WRITERS = {
    "copy", "copy2", "copyfile", "copytree", "hardlink_to", "link", "makedirs", "mkdir", "mkdtemp",
    "mkstemp", "move", "NamedTemporaryFile", "rename", "renames", "replace", "savetxt", "savez",
    "symlink", "symlink_to", "TemporaryDirectory", "TemporaryFile", "touch", "tofile",
    "write_arrow", "write_bytes",
    "write_dataframe", "write_text", "to_file", "to_parquet", "to_csv",
}  # fmt: skip
#: The same names on these objects write nothing: text, dates and dataclasses have them too.
HARMLESS = {"copy", "replace"}
MODES = set("wax+")


def writes_in(tree: ast.AST) -> list[str]:
    """Return what in a module writes, or may write, to a disk."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        last = name.rpartition(".")[2]
        if (
            (last == "open" and _opens_for_writing(node, name))
            or last in WRITERS - HARMLESS
            or name in ("shutil.copy", "os.replace", "shutil.rmtree")
            or (name.endswith("write_table") and not _into_memory(node))
        ):
            found.append(f"{node.lineno}: {name}")
    return found


def _opens_for_writing(call: ast.Call, name: str) -> bool:
    if name == "os.open":
        return "O_RDONLY" not in ast.unparse(call)
    place = 0 if isinstance(call.func, ast.Attribute) else 1  # path.open(mode), open(path, mode)
    modes = [a for i, a in enumerate(call.args) if i == place]
    modes += [k.value for k in call.keywords if k.arg == "mode"]
    if not modes:
        return False
    mode = modes[0]
    return not isinstance(mode, ast.Constant) or not MODES.isdisjoint(str(mode.value))


def _into_memory(call: ast.Call) -> bool:
    return any(isinstance(arg, ast.Name) and arg.id == "sink" for arg in call.args)


@pytest.mark.parametrize(
    "path", sorted(p.relative_to(SOURCE).as_posix() for p in SOURCE.rglob("*.py"))
)
def test_no_module_but_the_press_writes(path):
    found = writes_in(ast.parse((SOURCE / path).read_text(encoding="utf-8")))
    if path not in ALLOWED:
        assert found == [], f"{path} writes; outputs go through vidik.outside.press"


def test_every_exception_is_needed():
    for path in ALLOWED:
        assert writes_in(ast.parse((SOURCE / path).read_text(encoding="utf-8"))), path


@pytest.mark.parametrize(
    "code",
    [
        "open('a', 'w')", "path.open('xb')", "path.open(mode='r+')", "path.write_text('x')",
        "open('a', mode)", "pq.write_table(t, path)", "shutil.copy(a, b)", "os.replace(a, b)",
        "pyogrio.write_dataframe(f, path)", "tempfile.mkdtemp()", "a.tofile(path)",
        "os.open(p, os.O_RDWR)",
    ],
)  # fmt: skip
def test_finds_writing(code):
    assert writes_in(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "open('a')",
        "path.open('rb')",
        "text.replace('a', 'b')",
        "pq.write_table(t, sink)",
        "a.copy()",
    ],
)
def test_leaves_reading_alone(code):
    assert writes_in(ast.parse(code)) == []
