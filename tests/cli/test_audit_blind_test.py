"""``vidik audit blind-test``: the commands of the guide, run as they stand there."""

from __future__ import annotations

import json
import re
import shlex
import sys
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests import simulated_matcher
from tests.outside.test_matcher import Handler
from tests.shared_data import ROOT
from tests.simulated_matcher import Simulated, write_people
from vidik.cli import main
from vidik.outside.matcher_words import comparison_of, enrolment_of, search_of
from vidik.outside.signing import read_private_key, sealed
from vidik.report.blind_test import PAYLOAD_TYPE

GUIDE = (ROOT / "docs" / "how-to" / "test-a-matcher.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    vidik audit blind-test (.*)$", GUIDE, flags=re.MULTILINE)
PROGRAM = f"{shlex.quote(sys.executable)} -P {shlex.quote(simulated_matcher.__file__)} honest"
#: What stands in the guide for a matcher of somebody's own.
THEIRS = {"python /opt/matcher/matcher.py": PROGRAM, "https://matcher.example/match": "{url}"}


def run(*arguments: object):
    return CliRunner().invoke(main, ["audit", "blind-test", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder one works in, with a manifest of numbers."""
    write_people(tmp_path, 5, strangers=35, groups=2)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MATCHER_TOKEN", "secret")
    return tmp_path


@pytest.fixture
def url():
    kind = type("Kind", (Handler,), {"asked": [], "matcher": Simulated()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("way", ["--command", "--url"])
def test_the_guide_as_it_stands(folder, url, way):
    assert [one.split()[0] for one in COMMANDS] == [
        "prepare", "run", "run", "key", "open", "verify", "verify",
    ]  # fmt: skip
    told = {}
    for command in COMMANDS:
        if command.startswith("run") and way not in command:
            continue
        words = shlex.split(command)
        words = [THEIRS.get(word, word).format(url=url) for word in words]
        done = run(*words)
        assert done.exit_code == 0, done.output
        told[words[0]] = done.output
    hashes = dict(
        re.findall(r"^(labels|plan|results) +([0-9a-f]{64})$", told["prepare"] + told["run"], re.M)
    )
    assert len(hashes) == 3
    for name, value in hashes.items():
        assert f"{name} {value}" in told["verify"]
    assert "Signed with this key, and its files come to the same." in told["verify"]
    assert "Identification of 40 people, 40 of them made up" in told["open"]
    assert re.search(r"FPIR +│ all +│ 0\.6 +│ [\d.]+% \(\d+ of 35;", told["open"])
    assert "not told: 17; of fewer than 30 no rate is told" in told["open"]
    assert "P0001" not in "".join(told.values())
    made = json.loads(run("verify", "report.json", "--key", "key.pub", "--json").output)
    assert made["people_by_group"] == {"G0": 20, "G1": 20}


def test_questions_and_answers_of_the_guide_are_those_that_are_understood():
    (block,) = re.findall(r"```json\n(.*?)```", GUIDE, flags=re.DOTALL)
    said = [json.loads(line) for line in block.splitlines()]
    assert [one.get("ask") for one in said] == [
        "enrol",
        None,
        "search",
        None,
        "compare",
        None,
        None,
    ]
    assert enrolment_of("6f1c", said[1]).failure is None
    assert search_of("93ab", said[3], {"6f1c"}).scores == {"6f1c": 0.71}
    assert comparison_of("07de", said[5]).scores == {"": 0.32}
    assert comparison_of("07de", said[6]).failure == "refused"


def test_the_manifest_of_the_guide_is_one(tmp_path):
    from tests.simulated_matcher import picture_of
    from vidik.outside.blind_test import read_manifest

    (block,) = re.findall(r"```text\n(.*?)```", GUIDE, flags=re.DOTALL)
    for number, name in enumerate(("a1.png", "a2.png", "b2.png")):
        (tmp_path / name).write_bytes(picture_of(number, 0))
    (tmp_path / "m.csv").write_text(block)
    samples, rejected = read_manifest(tmp_path / "m.csv")
    assert (len(samples), rejected) == (3, ())


def prepared(folder: Path) -> None:
    done = run(
        "prepare", "manifest.csv", "p", "l", "b", "--mode", "identification", "--threshold", 1
    )
    assert done.exit_code == 0, done.output


def test_a_report_that_was_changed_is_said(folder):
    prepared(folder)
    run("key", "k", "k.pub")
    run("key", "other", "other.pub")
    assert run("run", "p", "b", "r", "--command", PROGRAM, "--quiet").exit_code == 0
    assert run("open", "p", "l", "r", "report", "--key", "k").exit_code == 0
    done = run("verify", "report", "--key", "other.pub")
    assert done.exit_code == 1
    assert "not signed with this key alone" in done.output
    text = (folder / "report").read_bytes()
    (folder / "report").write_bytes(text.replace(b"A", b"B", 1))
    done = run("verify", "report", "--key", "k.pub")
    assert done.exit_code == 1
    assert "report: " in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    "text",
    [b"[]", b"nothing", b"\xff", b"{}", b'{"format":1}', b"[" * 10_000],
)
def test_whatever_is_signed_that_is_no_report_is_one_sentence(folder, text):
    run("key", "k", "k.pub")
    made = sealed(PAYLOAD_TYPE, text, read_private_key(folder / "k"))
    (folder / "report").write_bytes(made.to_json())
    done = run("verify", "report", "--key", "k.pub")
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert done.output.startswith("report: ")
    assert "is no report of a blind test" in done.output


def test_what_a_matcher_did_not_answer_is_told(folder):
    prepared(folder)
    run("key", "k", "k.pub")
    words = PROGRAM.replace(" honest", " falters")
    done = run("run", "p", "b", "r", "--command", words, "--timeout", 5)
    assert done.exit_code == 0, done.output
    assert "40 questions asked, 40 without an answer." in done.output
    told = run("open", "p", "l", "r", "report", "--key", "k").output
    assert "Not enrolled: not JSON 4." in told
    assert "Not answered: not JSON 40." in told
    assert re.search(r"FNIR +│ all +│ 1 +│ 100% \(5 of 5;", told)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("run", "p", "b", "r"), 2, "either --command or --url"),
        (("run", "p", "b", "r", "--command", "x", "--url", "y"), 2, "either --command or --url"),
        (("run", "p", "b", "r", "--url", "https://a.example", "--env", "A"), 2, "--env goes with"),
        (("run", "p", "b", "r", "--command", "x", "--token-env", "A"), 2, "--token-env with --url"),
        (("run", "p", "b", "r", "--command", "x", "--env", "NOBODY"), 1, "no such variable"),
        (("run", "p", "b", "r", "--command", "'"), 1, "is no command"),
        (("run", "p", "b", "r", "--command", " "), 1, "is no command"),
        (("run", "p", "b", "r", "--command", "/nowhere/matcher"), 1, "cannot be started"),
        (("run", "p", "b", "r", "--command", "./matcher"), 1, "by their whole paths"),
        (("run", "p", "nowhere", "r", "--url", "http://127.0.0.1:1"), 1, "no such picture"),
        (("run", "p", "b", "r", "--url", "https://a.example/a b"), 1, "is no address"),
        (("run", "p", "b", "r", "--url", "rtsp://10.0.0.1"), 1, "is no address of a matcher"),
        (("run", "nowhere", "b", "r", "--command", "x"), 1, "nowhere: no such file"),
        (("open", "p", "l", "r", "o", "--key", "k"), 1, "k: no such key"),
        (("verify", "p", "--key", "nowhere"), 1, "nowhere: no such key"),
        (("prepare", "manifest.csv", "x", "y", "z", "--mode", "verification"), 2, "--threshold"),
        (("prepare", "manifest.csv", "x", "y", "z", "--mode", "identification", "--threshold", 1,
          "--nonmated", 3), 2, "is of verification"),
        ("prepare manifest.csv x y z --mode verification --threshold nan".split(), 1,
         "chosen before the run"),
        ("prepare nowhere.csv x y z --mode verification --threshold 1".split(), 1,
         "no such file"),
        (("key", "manifest.csv", "x"), 1, "not replaced"),
    ],
)  # fmt: skip
def test_a_wrong_use_is_told_in_one_sentence(folder, arguments, code, said):
    prepared(folder)
    done = run(*arguments)
    assert done.exit_code == code, done.output
    assert said in done.output
    assert "Traceback" not in done.output
