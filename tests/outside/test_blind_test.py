"""Files of a blind test: manifests that are refused, and results that a run goes on with."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vidik.audit.blinding import canonical
from vidik.errors import InputError, OutputError
from vidik.model.blind_test import Answer
from vidik.outside.blind_test import (
    ResultsFile,
    read_labels,
    read_manifest,
    read_plan,
    read_results,
)
from vidik.outside.new_files import save_new

HEAD = "file,subject,group,role,consent\n"


def manifest(tmp_path, text: str, head: str = HEAD):
    path = tmp_path / "manifest.csv"
    path.write_text(head + text, encoding="utf-8")
    return path


def test_rows_that_can_be_used_and_rows_that_cannot(tmp_path):
    path = manifest(
        tmp_path,
        "a.png,P1,A,gallery,form 1\n\nb.png,P1,A,PROBE,form 1\nc.png,,A,probe,form 2\n"
        "d.png,P2,A,witness,form 2\ne.png,P2,A\n,P2,A,probe,form 2\n",
    )
    samples, rejected = read_manifest(path)
    assert [(Path(one.file), one.subject, one.group, one.role) for one in samples] == [
        (Path("a.png"), "P1", "A", "gallery"),
        (Path("b.png"), "P1", "A", "probe"),
    ]
    assert [(one.id, one.reason) for one in rejected] == [
        ("row 5", "no subject"),
        ("row 6", "neither gallery nor probe: witness"),
        ("row 7", "3 cells under 5 names"),
        ("row 8", "no file"),
    ]


def test_without_consent_there_is_no_test_at_all(tmp_path):
    path = manifest(tmp_path, "a.png,P1,A,gallery,form 1\nb.png,P2,A,probe,\n")
    with pytest.raises(InputError, match=r"row 3.*consent.*b\.png"):
        read_manifest(path)
    with pytest.raises(InputError, match=r"needs this column once.*'consent'"):
        read_manifest(manifest(tmp_path, "a.png,P1,probe\n", "file,subject,role\n"))
    with pytest.raises(InputError, match=r"needs this column once.*'consent'"):
        read_manifest(manifest(tmp_path, "a,P,probe,1,2\n", "file,subject,role,consent,consent\n"))


@pytest.mark.parametrize("word", ["no", "NONE", "n/a", "-", " ? ", "withdrawn"])
def test_a_consent_that_says_no_is_none(tmp_path, word):
    path = manifest(tmp_path, f"a.png,P1,A,gallery,form 1\nb.png,P2,A,probe,{word}\n")
    with pytest.raises(InputError, match=r"row 3.*consent"):
        read_manifest(path)


def test_no_picture_from_elsewhere(tmp_path):
    folder = tmp_path / "m"
    folder.mkdir()
    (tmp_path / "private.png").write_bytes(b"")
    (folder / "link.png").symlink_to(tmp_path / "private.png")
    (folder / "ring.png").symlink_to(folder / "ring.png")
    text = "".join(
        f"{file},P1,A,probe,form 1\n"
        for file in (
            "../private.png",
            tmp_path / "private.png",
            "link.png",
            "a/../b.png",
            "c/d.png",
        )
    )
    samples, rejected = read_manifest(manifest(folder, text))
    assert [one.file for one in samples] == ["a/../b.png", "c/d.png"]
    assert {one.reason for one in rejected} == {"leads out of the folder of the manifest"}
    assert len(rejected) == 3


def test_who_is_of_two_groups_is_said(tmp_path):
    path = manifest(tmp_path, "a.png,P1,A,gallery,form 1\nb.png,P1,B,probe,form 1\n")
    samples, rejected = read_manifest(path)
    assert [one.file for one in samples] == ["a.png"]
    assert [(one.id, one.reason) for one in rejected] == [
        ("row 3", "P1 is of another group in a row before")
    ]


@pytest.mark.parametrize("file", ["rtsp://10.0.0.1/live", "http://a.example/a.jpg", "/dev/null"])
def test_no_camera_is_tested_over(tmp_path, file):
    path = manifest(tmp_path, f"{file},P1,A,probe,form 1\n")
    with pytest.raises(InputError, match=r"row 2.*a camera or a stream"):
        read_manifest(path)


def test_a_pipe_is_none_either(tmp_path):
    os.mkfifo(tmp_path / "a.png")
    with pytest.raises(InputError, match="a camera or a stream"):
        read_manifest(manifest(tmp_path, "a.png,P1,A,probe,form 1\n"))


def test_nothing_is_replaced(tmp_path):
    save_new(tmp_path / "a", b"1", secret=True)
    assert (tmp_path / "a").stat().st_mode & 0o077 == 0
    with pytest.raises(OutputError, match="not replaced"):
        save_new(tmp_path / "a", b"2")
    with pytest.raises(OutputError, match="cannot be written"):
        save_new(tmp_path / "nowhere" / "a", b"2")


def test_results_that_were_broken_off_are_gone_on_with(tmp_path):
    path = tmp_path / "results"
    with ResultsFile(path, plan="p", salt="00") as file:
        file.add_enrolment(Answer("e"))
        file.add_answer(Answer("q1", {"e": 0.5}))
        file.add_strange({"late or twice": 2})
    with path.open("ab") as file:
        file.write(b'{"answer":{"failure":nul')
    with ResultsFile(path, plan="p", salt="11") as file:
        assert [one.question for one in file.before.answers] == ["q1"]
        file.add_answer(Answer("q2", failure="timed out"))
        file.add_strange({"late or twice": 1})
        file.add_strange({})
        file.add_restart()
    results, end = read_results(path)
    assert end is None
    assert results.salt == "00"
    assert results.enrolments == (Answer("e"),)
    assert results.answers == (Answer("q1", {"e": 0.5}), Answer("q2", failure="timed out"))
    assert (results.strange, results.restarts) == ({"late or twice": 3}, 1)
    with pytest.raises(InputError, match="of another plan"):
        ResultsFile(path, plan="other", salt="00")
    with ResultsFile(path, plan="p", salt="00") as file:
        file.end("hash")
    assert read_results(path)[1] == "hash"
    with pytest.raises(InputError, match="a run that is over"):
        ResultsFile(path, plan="p", salt="00")


def test_a_file_broken_off_in_its_first_line_begins_anew(tmp_path):
    path = tmp_path / "results"
    path.write_bytes(b'{"plan":')
    with ResultsFile(path, plan="p", salt="00") as file:
        assert file.before.answers == ()


@pytest.mark.parametrize(
    "text",
    [
        b"", b"\n", b"[]\n", b"7\n", b"[" * 10_000 + b"\n", b'{"answer":{}}\n', b"\xff\n",
        b'{"plan":{"hash":"p"}}\n', b'{"plan":{"hash":"p","salt":"s"},"more":1}\n',
        b'{"plan":{"hash":"p","salt":"s"}}\n{"other":1}\n',
        b'{"plan":{"hash":"p","salt":"s"}}\n{"plan":{"hash":"p","salt":"s"}}\n',
        b'{"plan":{"hash":"p","salt":"s"}}\n{"commitment":"c"}\n{"restarted":1}\n',
        b'{"plan":{"hash":"p","salt":"s"}}\n{"answer":{"question":"q","scores":{"":NaN},"failure":null}}\n',
        b'{"plan":{"hash":"p","salt":"s"}}\n{"answer":{"question":"q","scores":{"":1},"failure":"x"}}\n',
    ],
)  # fmt: skip
def test_what_is_no_result(tmp_path, text):
    path = tmp_path / "results"
    path.write_bytes(text)
    with pytest.raises(InputError, match="no result of a blind test"):
        read_results(path)


def test_two_answers_to_one_question(tmp_path):
    path = tmp_path / "results"
    with ResultsFile(path, plan="p", salt="00") as file:
        file.add_answer(Answer("q"))
        file.add_answer(Answer("q"))
    with pytest.raises(InputError, match="answered twice"):
        read_results(path)


@pytest.mark.parametrize("read", [read_plan, read_labels])
@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"\xff", canonical({"seed": 7})])
def test_what_is_no_plan_and_no_labels(tmp_path, read, text):
    path = tmp_path / "x.json"
    path.write_bytes(text)
    with pytest.raises(InputError, match="of a blind test"):
        read(path)
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "nowhere")
