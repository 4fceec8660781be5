"""A blind test, the whole way: known error rates are found again, and no change goes unnoticed."""

from __future__ import annotations

import json
import math
import sys
import threading
from collections import Counter
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, replace
from http.server import ThreadingHTTPServer
from pathlib import Path
from statistics import NormalDist

import pytest

from tests import simulated_matcher
from tests.outside.test_matcher import Handler
from tests.simulated_matcher import MATED, Simulated, write_people
from vidik.audit.blind_rates import blind_rates
from vidik.audit.blinding import canonical
from vidik.errors import InputError, MatcherError, OutputError
from vidik.jobs.blind_test import check_report, open_test, prepare_test, run_test
from vidik.model.blind_test import BlindRate, Report
from vidik.outside.blind_test import read_labels, read_plan, read_results
from vidik.outside.matcher import CommandMatcher, WebMatcher
from vidik.outside.signing import new_key, opened, read_private_key, read_public_key, sealed
from vidik.report.blind_test import PAYLOAD_TYPE

PROGRAM = Path(simulated_matcher.__file__)
AT = 1.0
FALSE_MATCH = 1.0 - NormalDist().cdf(AT)
MISSED = NormalDist(MATED).cdf(AT)


class Within:
    """A simulated matcher in this process, and what it was asked."""

    def __init__(self, salt: int = 0, stop: int | None = None) -> None:
        self.strange: Counter[str] = Counter()
        self.asked: list[dict] = []
        self.closed = False
        self._simulated, self._stop = Simulated(salt), stop

    runs = True

    def start(self) -> None:
        self._simulated.enrolled.clear()

    def ask(self, question):
        if self._stop is not None and len(self.asked) >= self._stop:
            raise MatcherError("the matcher cannot be reached")
        self.asked.append(question)
        return self._simulated.said(question)

    def close(self) -> None:
        self.closed = True


class Files:
    """The files of a test in a folder."""

    def __init__(self, folder: Path, people: int = 6, mode: str = "verification", **more) -> None:
        self.folder = folder
        self.pictures = folder / "pictures"
        self.pictures.mkdir()
        names = {"strangers", "groups"}
        self.manifest = write_people(
            self.pictures, people, **{k: more[k] for k in names & more.keys()}
        )
        self.plan, self.labels = folder / "plan.json", folder / "labels.json"
        self.results, self.report = folder / "results.jsonl", folder / "report.json"
        self.blind = folder / "blind"
        self.key, self.public = folder / "key.pem", folder / "key.pub"
        new_key(self.key, self.public)
        self.prepared = prepare_test(
            self.manifest, self.plan, self.labels, self.blind, mode=mode, thresholds=[AT],
            seed=more.get("seed"), nonmated=more.get("nonmated"),
        )  # fmt: skip

    @property
    def three(self) -> tuple[Path, Path, Path]:
        return self.plan, self.labels, self.results

    def open(self):
        return open_test(*self.three, self.report, self.key)


@contextmanager
def program(salt: int):
    command = [sys.executable, "-P", str(PROGRAM), "honest", str(salt)]
    with CommandMatcher(command, seconds=20.0) as matcher:
        yield matcher


@contextmanager
def server(salt: int):
    kind = type("Kind", (Handler,), {"asked": [], "matcher": Simulated(salt)})
    served = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=served.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield WebMatcher(f"http://127.0.0.1:{served.server_port}/", seconds=20.0)
    finally:
        served.shutdown()
        served.server_close()


def rate_of(made: Report, name: str, group: str = "all") -> BlindRate:
    (found,) = [one for one in made.rates if (one.name, one.group) == (name, group)]
    return found


def holds(one: BlindRate, true: float) -> bool:
    """Whether a rate is one that the true one gives in nearly all cases."""
    assert one.rate is not None
    return abs(one.rate.value - true) < 4.5 * math.sqrt(true * (1.0 - true) / one.rate.of)


def test_a_program_is_tested_and_its_error_rates_are_found(tmp_path):
    files = Files(tmp_path, 24, groups=2, seed=bytes(32))
    with program(0) as matcher:
        run_test(files.plan, files.blind, files.results, matcher)
    files.open()
    made = check_report(files.report, files.public, files.three)
    assert made.questions == 576
    assert (made.people, made.gallery, made.probes) == (24, 24, 24)
    assert made.made_up == 24
    assert holds(rate_of(made, "FMR"), FALSE_MATCH)
    assert holds(rate_of(made, "FNMR"), MISSED)
    assert rate_of(made, "FMR").rate.of == 24 * 23
    assert holds(rate_of(made, "FMR", "G0"), FALSE_MATCH)
    assert rate_of(made, "FMR", "G0").rate.of == 12 * 11
    assert "12; of fewer than 30" in rate_of(made, "FNMR", "G0").why
    assert rate_of(made, "failure to answer").rate.count == 0


def test_a_server_is_tested_and_its_error_rates_are_found(tmp_path):
    files = Files(tmp_path, 10, "identification", strangers=190, seed=bytes(32))
    with server(0) as matcher:
        run_test(files.plan, files.blind, files.results, matcher)
    made = files.open()
    assert holds(rate_of(made, "FPIR"), 1.0 - (1.0 - FALSE_MATCH) ** 10)
    assert rate_of(made, "FPIR").rate.of == 190
    assert rate_of(made, "FNIR").rate.of == 10
    assert rate_of(made, "failure to enrol").rate.of == 10
    assert check_report(files.report, files.public, files.three) == made


@pytest.mark.parametrize(
    ("way", "mode", "times"),
    [
        (lambda salt: nullcontext(Within(salt)), "verification", 30),
        (lambda salt: nullcontext(Within(salt)), "identification", 30),
        (program, "verification", 4),
        (program, "identification", 4),
        (server, "verification", 4),
        (server, "identification", 4),
    ],
    ids=["here-1:1", "here-1:N", "program-1:1", "program-1:N", "server-1:1", "server-1:N"],
)
def test_repeated_tests_hold_the_known_rates_as_often_as_they_say(tmp_path, way, mode, times):
    """Matchers of the same error rates, prepared once and run in full, again and again."""
    files = Files(tmp_path, 6, mode, strangers=8 if mode == "verification" else 30)
    true = {"FMR": FALSE_MATCH, "FPIR": 1.0 - (1.0 - FALSE_MATCH) ** 6,
            "FNMR": MISSED, "FNIR": MISSED}  # fmt: skip
    held = []
    for salt in range(times):
        with way(salt) as matcher:
            results, _ = run_test(files.plan, files.blind, tmp_path / f"{salt}.jsonl", matcher)
        for one in blind_rates(read_plan(files.plan), read_labels(files.labels), results):
            if one.name in true and one.group == "all":
                interval = one.rate.interval
                held.append(interval.low <= true[one.name] <= interval.high)
    assert len(held) == 2 * times
    # 95 of 100, less three deviations
    assert sum(held) >= 0.95 * len(held) - 3.0 * math.sqrt(0.95 * 0.05 * len(held))


def test_the_matcher_is_told_nothing_but_pixels_under_names_that_say_nothing(tmp_path):
    files = Files(tmp_path, 5, "identification", strangers=3)
    matcher = Within()
    run_test(files.plan, files.blind, files.results, matcher)
    assert matcher.closed
    labels = read_labels(files.labels)
    for asked in matcher.asked:
        assert asked.keys() == {"ask", "question", "image"}
        text = json.dumps(asked)
        for label in labels.labels:
            assert label.subject not in text
        assert "subject" not in text
        assert files.folder.name not in text
    enrolled = [one["question"] for one in matcher.asked if one["ask"] == "enrol"]
    assert enrolled == sorted(enrolled)
    searched = [one["question"] for one in matcher.asked if one["ask"] == "search"]
    assert searched == sorted(searched)
    # no file but those of the test, and nothing of a picture in them
    assert {one.name for one in tmp_path.iterdir()} == {
        "pictures", "blind", "plan.json", "labels.json", "results.jsonl", "key.pem", "key.pub",
    }  # fmt: skip
    assert all(label.subject not in files.results.read_text() for label in labels.labels)


def test_the_report_has_nobodys_pseudonym(tmp_path):
    files = Files(tmp_path)
    run_test(files.plan, files.blind, files.results, Within())
    text = json.dumps(asdict(files.open()))
    labels = read_labels(files.labels)
    for label in labels.labels:
        assert label.subject not in text
        assert label.name not in text
    assert labels.seed not in text
    assert "numbers" not in text  # the reference to a consent
    assert json.loads(text)["consents"] == 1


def test_what_goes_to_a_run_says_nothing_of_who_is_who(tmp_path):
    """Files are named after people, as they often are; their names stay with the labels."""
    files = Files(tmp_path, 3, "identification")
    text = files.plan.read_text()
    names = [one.name for one in files.blind.iterdir()]
    for given in files.pictures.iterdir():
        assert given.name not in text
        assert given.name not in names
    assert str(tmp_path) not in text  # and it runs on another machine
    moved = tmp_path / "elsewhere"
    files.blind.rename(moved)
    assert len(run_test(files.plan, moved, files.results, Within())[0].answers) == 3


def test_a_run_that_broke_off_goes_on(tmp_path):
    files = Files(tmp_path, 4, "identification", strangers=6)
    broken = Within(stop=7)
    with pytest.raises(MatcherError, match="cannot be reached"):
        run_test(files.plan, files.blind, files.results, broken)
    assert broken.closed
    assert len(read_results(files.results)[0].answers) == 3
    with pytest.raises(InputError, match="not over"):
        files.open()
    rest = Within()
    again, _ = run_test(files.plan, files.blind, files.results, rest)
    # the gallery is enrolled again, and nothing that was answered is asked again
    assert [one["ask"] for one in rest.asked].count("enrol") == 4
    assert [one["ask"] for one in rest.asked].count("search") == 7
    whole, _ = run_test(files.plan, files.blind, tmp_path / "whole.jsonl", Within())
    assert again.answers == whole.answers


@pytest.mark.parametrize("mode", ["verification", "identification"])
def test_a_matcher_that_ends_is_started_again_and_what_ended_it_counts(tmp_path, mode):
    files = Files(tmp_path, 3, mode, strangers=2)
    bad = read_plan(files.plan).questions[1].name
    command = [sys.executable, "-P", str(PROGRAM), "dies on", bad]
    with CommandMatcher(command, seconds=20.0) as matcher:
        results, _ = run_test(files.plan, files.blind, files.results, matcher)
    assert {one.question: one.failure for one in results.answers if one.failure} == {bad: "died"}
    assert results.restarts == 1
    made = files.open()
    assert made.no_answer == {"died": 1}
    assert made.restarts == 1
    assert rate_of(made, "failure to answer").rate.count == 1


@pytest.mark.parametrize(("manner", "said"), [("dies", "died"), ("words", "not JSON")])
@pytest.mark.parametrize("mode", ["verification", "identification"])
def test_a_command_that_is_wrong_is_not_held_against_the_matcher(tmp_path, manner, said, mode):
    """It says nothing at first: nothing is kept of it, and the right command goes on."""
    files = Files(tmp_path, 3, mode)
    with (
        CommandMatcher([sys.executable, "-P", str(PROGRAM), manner, "1"], seconds=20.0) as wrong,
        pytest.raises(MatcherError, match=f"does not answer the first question: {said}"),
    ):
        run_test(files.plan, files.blind, files.results, wrong)
    found, _ = run_test(files.plan, files.blind, files.results, Within())
    assert found.answers
    assert all(one.failure is None for one in (*found.enrolments, *found.answers))


def test_a_matcher_that_ends_again_and_again_is_given_up_and_all_is_kept(tmp_path):
    files = Files(tmp_path, 4)
    command = [sys.executable, "-P", str(PROGRAM), "dies", "2"]
    with (
        CommandMatcher(command, seconds=20.0) as matcher,
        pytest.raises(MatcherError, match="again and again"),
    ):
        run_test(files.plan, files.blind, files.results, matcher, restarts=2)
    results, end = read_results(files.results)
    assert end is None
    assert [one.failure for one in results.answers] == [None, "died"] * 3
    assert results.restarts == 2


def test_a_matcher_that_enrols_otherwise_the_second_time_stops_the_run(tmp_path):
    files = Files(tmp_path, 3, "identification")
    with pytest.raises(MatcherError):
        run_test(files.plan, files.blind, files.results, Within(stop=4))

    class Forgetful(Within):
        def ask(self, question):
            return {"question": question["question"], "failed": True}

    with pytest.raises(MatcherError, match="no longer enrols what it did: refused"):
        run_test(files.plan, files.blind, files.results, Forgetful())


def test_a_picture_that_was_exchanged_stops_the_run(tmp_path):
    files = Files(tmp_path, 3)
    one, other, *_ = sorted(files.blind.iterdir())
    one.write_bytes(other.read_bytes())
    with pytest.raises(InputError, match="not the picture that was planned with"):
        run_test(files.plan, files.blind, files.results, Within())


def test_every_changed_byte_of_a_report_is_noticed(tmp_path):
    files = Files(tmp_path, 2)
    run_test(files.plan, files.blind, files.results, Within())
    files.open()
    text, key = files.report.read_bytes(), read_public_key(files.public)
    changed_file = tmp_path / "changed.json"
    for place in range(len(text)):
        changed = bytearray(text)
        changed[place] ^= 1 + place % 255
        with pytest.raises(InputError):
            opened(bytes(changed), PAYLOAD_TYPE, key)
    changed_file.write_bytes(changed)
    with pytest.raises(InputError, match=r"changed\.json"):
        check_report(changed_file, files.public)
    for cut in (text[:-1], text + b"\n", b""):
        changed_file.write_bytes(cut)
        with pytest.raises(InputError):
            check_report(changed_file, files.public)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_every_changed_byte_of_a_test_is_noticed_when_it_is_opened(tmp_path, which):
    files = Files(tmp_path, 2)
    run_test(files.plan, files.blind, files.results, Within())
    files.open()
    three = list(files.three)
    text = three[which].read_bytes()
    three[which] = tmp_path / "changed"
    for place in range(len(text)):
        changed = bytearray(text)
        changed[place] ^= 1 + place % 255
        three[which].write_bytes(changed)
        try:
            check_report(files.report, files.public, tuple(three))
        except InputError:
            continue
        pytest.fail(f"byte {place} of {len(text)}: {bytes(changed[place - 20 : place + 20])!r}")


def test_labels_that_were_exchanged_after_the_run(tmp_path):
    files = Files(tmp_path, 3)
    other_plan, other_labels = tmp_path / "plan2.json", tmp_path / "labels2.json"
    other = tmp_path / "other"
    prepare_test(
        files.manifest, other_plan, other_labels, other, mode="verification", thresholds=[AT]
    )
    run_test(files.plan, files.blind, files.results, Within())
    with pytest.raises(InputError, match="not the labels that the plan was made with"):
        open_test(files.plan, other_labels, files.results, files.report, files.key)
    with pytest.raises(InputError, match="of another plan"):
        open_test(other_plan, other_labels, files.results, files.report, files.key)
    assert not files.report.exists()


def test_a_plan_that_was_not_drawn_but_arranged(tmp_path):
    """Hashes that fit, but an order of somebody's own."""
    files = Files(tmp_path, 3)
    plan = read_plan(files.plan)
    arranged = replace(plan, questions=plan.questions[::-1])
    files.plan.write_bytes(canonical(asdict(arranged)) + b"\n")
    run_test(files.plan, files.blind, files.results, Within())
    with pytest.raises(InputError, match="not drawn with the seed of its labels"):
        files.open()


def test_something_else_that_is_signed_with_the_key(tmp_path):
    files = Files(tmp_path, 2)
    other = sealed(PAYLOAD_TYPE, b'{"kind":"other"}', read_private_key(files.key))
    files.report.write_bytes(other.to_json())
    with pytest.raises(InputError, match="is no report of a blind test"):
        check_report(files.report, files.public)


def test_nothing_of_a_test_is_replaced(tmp_path):
    files = Files(tmp_path, 2)
    with pytest.raises(OutputError, match="not replaced"):
        prepare_test(
            files.manifest,
            files.plan,
            tmp_path / "new.json",
            tmp_path / "new",
            mode="verification",
            thresholds=[AT],
        )
    run_test(files.plan, files.blind, files.results, Within())
    with pytest.raises(InputError, match="a run that is over"):
        run_test(files.plan, files.blind, files.results, Within())
    files.open()
    with pytest.raises(OutputError, match="not replaced"):
        files.open()


def test_pictures_that_cannot_be_used_are_told(tmp_path):
    folder = tmp_path / "p"
    folder.mkdir()
    manifest = write_people(folder, 3)
    (folder / "subject0-probe.png").write_bytes(b"nothing")
    copied = (folder / "subject1-gallery.png").read_bytes()
    (folder / "subject1-probe.png").write_bytes(copied)
    made = prepare_test(
        manifest, tmp_path / "plan", tmp_path / "labels", tmp_path / "blind",
        mode="verification", thresholds=[AT],
    )  # fmt: skip
    assert len(made.plan.samples) == 4
    assert [one.reason.split(":")[0] for one in made.rejected] == [
        "is no JPEG or PNG picture",
        "the same picture as subject1-gallery.png",
    ]
    (folder / "subject2-probe.png").unlink()
    with pytest.raises(InputError, match=r"cannot be tested with.*one to ask about"):
        prepare_test(
            manifest, tmp_path / "p2", tmp_path / "l2", tmp_path / "b2",
            mode="verification", thresholds=[AT],
        )  # fmt: skip
    assert not (tmp_path / "p2").exists()
