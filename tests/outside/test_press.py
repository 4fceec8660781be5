import errno
import json
import resource
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import Future
from pathlib import Path
from threading import Timer

import pytest

from vidik.errors import OutputError, PublicationError
from vidik.outside import press as press_module
from vidik.outside.press import MARKER, Press, publish_file

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = b'{"vidik": "0.1"}'


def press_of(folder, inspect=lambda path, data: None):
    return Press(folder, inspect=inspect)


def publish(folder, *files, inspect=lambda path, data: None, error=None):
    with press_of(folder, inspect) as press:
        for path, data in files:
            press.put(path, data)
        if error is not None:
            raise error


def write(folder, **pages):
    files = ((f"pages/{name}.html", text.encode()) for name, text in pages.items())
    publish(folder, (MARKER, MANIFEST), *files)


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_folder_is_published_whole(tmp_path):
    write(tmp_path / "new" / "site", a="1")
    assert contents(tmp_path / "new" / "site") == {MARKER: MANIFEST, "pages/a.html": b"1"}
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["site"]


def test_an_older_output_is_replaced_whole(tmp_path):
    write(tmp_path / "site", a="1", b="1")
    write(tmp_path / "site", a="2")
    assert contents(tmp_path / "site") == {MARKER: MANIFEST, "pages/a.html": b"2"}
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_an_empty_folder_is_ours_to_fill(tmp_path):
    (tmp_path / "site").mkdir()
    write(tmp_path / "site", a="1")
    assert "pages/a.html" in contents(tmp_path / "site")


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "real")
    write(tmp_path / "site", a="1")
    assert (tmp_path / "site").is_symlink()
    assert "pages/a.html" in contents(tmp_path / "real")


@pytest.mark.parametrize("manifest", [None, b"not json", b"[]", b'{"name": "an npm package"}'])
def test_what_vidik_did_not_make_is_not_replaced(tmp_path, manifest):
    folder = tmp_path / "thesis"
    folder.mkdir()
    (folder / "chapter1.md").write_text("years of work")
    if manifest is not None:
        (folder / MARKER).write_bytes(manifest)
    before = contents(folder)
    with pytest.raises(OutputError, match="was not made by Vidik"):
        write(folder, a="1")
    assert contents(folder) == before
    assert [p.name for p in tmp_path.iterdir()] == ["thesis"]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "site").write_text("x")
    with pytest.raises(OutputError, match="is a file"):
        write(tmp_path / "site", a="1")


@pytest.mark.parametrize(
    "path",
    [
        "../a.html",
        "a/../../b.html",
        "/etc/a.html",
        "a//b.html",
        "",
        ".",
        "a/.hidden",
        "a\\b.html",
        "a/\0.html",
        "a/./b.html",
        "pages/",
    ],
)
def test_paths_that_lead_out_are_refused(tmp_path, path):
    with pytest.raises(OutputError, match="not a path"):
        publish(tmp_path / "site", (path, b"x"))
    assert list(tmp_path.iterdir()) == []


def test_the_same_file_twice_is_refused(tmp_path):
    with pytest.raises(OutputError, match="twice"):
        publish(tmp_path / "site", ("a.html", b"1"), ("a.html", b"2"))


def test_an_output_needs_its_manifest(tmp_path):
    with pytest.raises(OutputError, match="manifest"):
        publish(tmp_path / "site", ("a.html", b"1"))
    assert list(tmp_path.iterdir()) == []


def test_what_must_not_be_published_stops_the_press(tmp_path):
    write(tmp_path / "site", a="1")

    def inspect(path, data):
        if b"secret" in data:
            raise PublicationError("must not be published", file=path)

    with pytest.raises(PublicationError):
        publish(tmp_path / "site", (MARKER, MANIFEST), ("a.html", b"a secret"), inspect=inspect)
    assert contents(tmp_path / "site") == {MARKER: MANIFEST, "pages/a.html": b"1"}
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_late_verdict_is_waited_for(tmp_path):
    write(tmp_path / "site", a="1")
    verdicts = {MARKER: Future(), "a.html": Future()}
    verdicts[MARKER].set_result(None)
    refusal = PublicationError("must not be published", file="a.html")
    later = Timer(0.3, verdicts["a.html"].set_exception, [refusal])
    later.start()
    with pytest.raises(PublicationError, match=r"a\.html: must not be published"):
        publish(
            tmp_path / "site", ("a.html", b"a secret"), (MARKER, MANIFEST),
            inspect=lambda path, data: verdicts[path],
        )  # fmt: skip
    assert contents(tmp_path / "site") == {MARKER: MANIFEST, "pages/a.html": b"1"}


def test_every_file_is_inspected(tmp_path):
    seen = {}
    files = ((MARKER, MANIFEST), ("a.html", b"1"))
    publish(tmp_path / "site", *files, inspect=seen.__setitem__)
    assert seen == contents(tmp_path / "site")


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, SystemExit])
def test_whatever_happens_the_old_output_stays(tmp_path, error):
    write(tmp_path / "site", a="1")
    with pytest.raises(error):
        publish(tmp_path / "site", (MARKER, MANIFEST), error=error)
    assert contents(tmp_path / "site") == {MARKER: MANIFEST, "pages/a.html": b"1"}
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_two_builds_do_not_fight(tmp_path):
    with press_of(tmp_path / "site") as first:
        with pytest.raises(OutputError, match="another build"):
            write(tmp_path / "site", a="2")
        write(tmp_path / "other", a="2")
        first.put(MARKER, MANIFEST)
    assert contents(tmp_path / "site") == {MARKER: MANIFEST}


def test_what_a_killed_build_left_is_cleared_away(tmp_path):
    write(tmp_path / "site", a="1")
    (tmp_path / ".site.vidik-new").mkdir()
    (tmp_path / ".site.vidik-new" / "half").write_text("x")
    (tmp_path / ".site.vidik-lock").write_text("")
    write(tmp_path / "site", a="2")
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_an_output_moved_aside_by_a_killed_build_comes_back(tmp_path):
    write(tmp_path / "site", a="1")
    (tmp_path / "site").rename(tmp_path / ".site.vidik-old")
    with pytest.raises(ValueError, match="stop"):
        publish(tmp_path / "site", error=ValueError("stop"))
    assert "pages/a.html" in contents(tmp_path / "site")


class TwoSteps(Press):
    """A press on a file system that cannot let two folders change places."""

    def _publish(self):
        self._swap_in_two_steps()


def test_the_way_without_an_exchange_replaces_the_folder_too(tmp_path):
    write(tmp_path / "site", a="1")
    with TwoSteps(tmp_path / "site", inspect=lambda path, data: None) as press:
        press.put(MARKER, MANIFEST)
        press.put("pages/a.html", b"2")
    assert contents(tmp_path / "site")["pages/a.html"] == b"2"
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_folders_change_places_in_one_step(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "f").write_text(name)
    if not press_module._exchange(tmp_path / "a", tmp_path / "b"):
        pytest.skip("this file system cannot exchange two folders")
    assert (tmp_path / "a" / "f").read_text() == "b"
    with pytest.raises(OSError) as fault:
        press_module._exchange(tmp_path / "a", tmp_path / "missing")
    assert fault.value.errno == errno.ENOENT


def test_a_disk_that_takes_no_more_is_named_and_changes_nothing(tmp_path):
    write(tmp_path / "site", a="1")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limits[1]))
    try:
        with pytest.raises(OutputError, match=r"site: big.bin: cannot be written: File too large"):
            publish(tmp_path / "site", (MARKER, MANIFEST), ("big.bin", b"x" * 2_000_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert contents(tmp_path / "site") == {MARKER: MANIFEST, "pages/a.html": b"1"}
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match=r"file/site: cannot be written: File exists"):
        write(tmp_path / "file" / "site", a="1")


SCRIPT = """
import itertools, json, sys
from concurrent.futures import Future
from pathlib import Path
from threading import Timer
from vidik.outside.press import Press
for n in itertools.count():
    with Press(Path(sys.argv[1]), inspect=lambda path, data: None) as press:
        press.put("manifest.json", json.dumps({"vidik": "0.1", "n": n}).encode())
        for i in range(30):
            press.put(f"pages/{i}.html", str(n).encode())
    print(n, flush=True)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_killed_at_any_moment_the_old_or_the_new_folder_stands(tmp_path, how):
    folder = tmp_path / "site"
    script = textwrap.dedent(SCRIPT)
    for attempt in range(15):
        child = subprocess.Popen(
            [sys.executable, "-c", script, str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.0007 * attempt)
        child.send_signal(how)
        child.wait()
        child.stdout.close()
        files = contents(folder)
        n = json.loads(files[MARKER])["n"]
        assert len(files) == 31
        assert {files[f"pages/{i}.html"] for i in range(30)} == {str(n).encode()}
    write(folder, a="last")
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_file_that_stands_alone_is_inspected_and_written_whole(tmp_path):
    seen = []
    publish_file(tmp_path / "a.atom", b"1", inspect=lambda *file: seen.append(file))
    assert seen == [("a.atom", b"1")]

    def refuse(path, data):
        raise PublicationError("a secret")

    with pytest.raises(PublicationError, match="a secret"):
        publish_file(tmp_path / "a.atom", b"2", inspect=refuse)
    with pytest.raises(OutputError, match="cannot be written"):
        publish_file(tmp_path / "none" / "a.atom", b"2", inspect=lambda *file: None)
    assert contents(tmp_path) == {"a.atom": b"1"}
