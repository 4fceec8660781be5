"""Blind test of somebody else's matcher: prepare it, run it, open it, check what came of it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vidik import __version__
from vidik.audit.blind_rates import blind_rates
from vidik.audit.blinding import blinded, canonical, commitment, follows
from vidik.audit.intervals import CONFIDENCE
from vidik.errors import InputError, MatcherError, OutputError
from vidik.model.blind_test import (
    Answer,
    Failure,
    Labels,
    Mode,
    Plan,
    Question,
    Report,
    Results,
    Sample,
)
from vidik.model.rejection import Rejection
from vidik.outside.blind_test import (
    ResultsFile,
    parsed_report,
    read_labels,
    read_manifest,
    read_plan,
    read_report,
    read_results,
)
from vidik.outside.matcher import FROM_ELSEWHERE, Matcher
from vidik.outside.matcher_words import (
    asked_to_compare,
    asked_to_enrol,
    asked_to_search,
    comparison_of,
    enrolment_of,
    search_of,
)
from vidik.outside.new_files import save_new
from vidik.outside.progress import Progress, Silent
from vidik.outside.samples import picture, save_pictures, saved_picture
from vidik.outside.signing import opened, read_private_key, read_public_key, sealed
from vidik.report.blind_test import PAYLOAD_TYPE, blind_report

__all__ = ["Prepared", "check_report", "open_test", "prepare_test", "run_test"]

#: Bytes of seeds and salts.
_SECRET = 32

#: How often a matcher that ended is started again before it is given up.
RESTARTS = 3


@dataclass(frozen=True, slots=True)
class Prepared:
    """A test that can be run.

    Parameters
    ----------
    plan
        What is asked.
    hash
        Of the plan; it holds the hash of the labels.
    rejected
        Rows of the manifest that could not be used.
    """

    plan: Plan
    hash: str
    rejected: tuple[Rejection, ...]


def prepare_test(
    manifest: Path,
    plan_file: Path,
    labels_file: Path,
    pictures: Path,
    *,
    mode: Mode,
    thresholds: Sequence[float],
    nonmated: int | None = None,
    seed: bytes | None = None,
) -> Prepared:
    """Write plan, labels and pictures of a test.

    Parameters
    ----------
    manifest
        Pictures of people who agreed, or were made up.
    plan_file, labels_file
        Where to.
    pictures
        A new folder, for pictures that are nothing else, under names that say nothing.
    mode, thresholds, nonmated
        As of `vidik.audit.blinding.blinded`.
    seed
        32 bytes; None: of the system's random ones.

    Raises
    ------
    InputError
        If the manifest cannot be used.
    OutputError
        If one of these is there already.
    """
    for taken in (plan_file, labels_file, pictures):
        if taken.exists():
            raise OutputError("is there already, and is not replaced", file=taken)
    samples, rejected = read_manifest(manifest)
    kept: dict[str, Sample] = {}
    faults: list[Rejection] = []
    for one in samples:
        try:
            found = _fingerprint(picture(manifest.parent / one.file))
        except InputError as fault:
            faults.append(Rejection(manifest.name, one.file, "file", one.file, fault.message))
            continue
        if found in kept:
            why = f"the same picture as {kept[found].file}: whoever finds it recognises nobody"
            faults.append(Rejection(manifest.name, one.file, "file", one.file, why))
        else:
            kept[found] = one
    try:
        plan, labels = blinded(
            [*kept.values()],
            [*kept],
            mode,
            thresholds=thresholds,
            seed=secrets.token_bytes(_SECRET) if seed is None else seed,
            nonmated=nonmated,
        )
    except ValueError as fault:
        reasons = [one.reason for one in (*rejected, *faults)]
        raise InputError(
            f"cannot be tested with: {fault}", file=manifest, hint=reasons[0] if reasons else None
        ) from fault
    planned = {one.name: one.fingerprint for one in plan.samples}
    files = {one.name: manifest.parent / one.file for one in labels.labels}
    # in the order of names, so that the times of files say nothing either
    save_pictures(pictures, ((name, _read(files[name], planned[name])) for name in sorted(planned)))
    save_new(labels_file, _file_of(labels), secret=True)
    save_new(plan_file, _file_of(plan))
    return Prepared(plan, commitment(plan), (*rejected, *faults))


def run_test(
    plan_file: Path,
    pictures: Path,
    results_file: Path,
    matcher: Matcher,
    *,
    restarts: int = RESTARTS,
    progress: Progress | None = None,
) -> tuple[Results, str]:
    """Ask a matcher all questions of a plan, and return what it said with its hash.

    What was answered is kept whatever happens; a later run goes on after it.

    Parameters
    ----------
    plan_file
        Of a test; the labels are not looked at.
    pictures
        The folder of its pictures.
    results_file
        Where answers go.
    matcher
        To be asked.
    restarts
        How often it is started again if it ends.
    progress
        Told how far it is.

    Raises
    ------
    InputError
        If a file cannot be used, or a picture is not what it was.
    MatcherError
        If the matcher does not run, does not answer the first question, or ends again and again.
    """
    plan = read_plan(plan_file)
    held = commitment(plan)
    with ResultsFile(results_file, plan=held, salt=secrets.token_hex(_SECRET)) as file:
        run = _Run(plan, pictures, file, matcher, restarts)
        try:
            with (progress or Silent()).task("Asking", total=len(plan.questions)) as advance:
                run.all(advance)
        finally:
            matcher.close()
            file.add_strange(matcher.strange)
        results, _ = read_results(results_file)
        end = commitment(results)
        file.end(end)
    return results, end


class _Run:
    """One run: what was answered before, and what is still to be asked."""

    def __init__(
        self, plan: Plan, pictures: Path, file: ResultsFile, matcher: Matcher, restarts: int
    ) -> None:
        self._plan, self._pictures = plan, pictures
        self._file, self._matcher, self._restarts = file, matcher, restarts
        self._fingerprints = {one.name: one.fingerprint for one in plan.samples}
        self._enrolments = {one.question: one for one in file.before.enrolments}
        self._heard = False
        self._answered = {one.question for one in file.before.answers}

    def all(self, advance: Callable[[float], None]) -> None:
        """Ask all that was not answered yet."""
        advance(len(self._answered))
        self._matcher.start()
        self._enrol_all()
        for question in self._plan.questions:
            if question.name in self._answered:
                continue
            if not self._matcher.runs:
                self._start_again()
                self._enrol_all()
            self._file.add_answer(self._asked(question))
            advance(1)

    def _enrol_all(self) -> None:
        """Have the gallery enrolled, beginning anew each time the matcher ends meanwhile."""
        while not self._enrol():
            self._start_again()

    def _start_again(self) -> None:
        if self._restarts == 0:
            raise MatcherError(
                "the matcher ended again and again",
                hint="what was answered is kept; run again to go on",
            )
        self._restarts -= 1
        self._file.add_restart()
        self._matcher.start()

    def _enrol(self) -> bool:
        """Have the gallery enrolled, and return whether the matcher still runs."""
        for name in self._plan.gallery:
            before = self._enrolments.get(name)
            if before is not None and before.failure is not None:
                continue  # it failed before, and counts as that
            said = self._ask(asked_to_enrol(name, self._picture(name)))
            answer = enrolment_of(name, said)
            if before is None:
                self._file.add_enrolment(answer)
                self._enrolments[name] = answer
            elif answer.failure is not None and self._matcher.runs:
                raise MatcherError(
                    f"the matcher no longer enrols what it did: {answer.failure}",
                    hint="what was answered is kept; run again to go on",
                )
            if not self._matcher.runs:
                return False
        return True

    def _asked(self, question: Question) -> Answer:
        images = [self._picture(name) for name in question.samples]
        if self._plan.mode == "verification":
            said = self._ask(asked_to_compare(question.name, images))
            return comparison_of(question.name, said)
        enrolled = {name for name, one in self._enrolments.items() if one.failure is None}
        failed = self._enrolments.keys() - enrolled
        said = self._ask(asked_to_search(question.name, images[0]))
        return search_of(question.name, said, enrolled, failed)

    def _ask(self, question: Mapping[str, Any]) -> Mapping[str, Any] | Failure:
        """Return what is said; who says nothing at first was called wrongly, and misses nobody."""
        said = self._matcher.ask(question)
        if isinstance(said, str) and not self._heard:
            raise MatcherError(
                f"the matcher does not answer the first question: {said}",
                hint=f"this is not counted; {FROM_ELSEWHERE}",
            )
        self._heard = True
        return said

    def _picture(self, name: str) -> bytes:
        return saved_picture(self._pictures, name, self._fingerprints[name])


def open_test(
    plan_file: Path,
    labels_file: Path,
    results_file: Path,
    report_file: Path,
    key_file: Path,
    *,
    confidence: float = CONFIDENCE,
) -> Report:
    """Open the labels of a test that was run, and write a signed report.

    Parameters
    ----------
    plan_file, labels_file, results_file
        Of the test.
    report_file
        Where to.
    key_file
        To sign with.
    confidence
        Of intervals.

    Raises
    ------
    InputError
        If a file was changed, or the run is not over.
    """
    key = read_private_key(key_file)
    plan, labels, results = _whole_test(plan_file, labels_file, results_file)
    made = blind_report(
        plan,
        labels,
        results,
        blind_rates(plan, labels, results, confidence=confidence),
        version=__version__,
        day=datetime.now(UTC).date().isoformat(),
    )
    save_new(report_file, sealed(PAYLOAD_TYPE, canonical(asdict(made)), key).to_json())
    return made


def check_report(
    report_file: Path,
    key_file: Path,
    files: tuple[Path, Path, Path] | None = None,
) -> Report:
    """Return what a report says, if it is signed with a key and nothing in it was changed.

    Parameters
    ----------
    report_file
        The report.
    key_file
        Of who is to have signed.
    files
        Plan, labels and results, to reckon all of it once more.

    Raises
    ------
    InputError
        If it was changed, signed by somebody else, or the files do not come to the same.
    """
    try:
        text = opened(read_report(report_file), PAYLOAD_TYPE, read_public_key(key_file))
    except InputError as fault:
        raise InputError(
            fault.message,
            file=fault.file or report_file,
            value=fault.value,
            hint=fault.hint,
        ) from fault
    made = parsed_report(text, report_file)
    if files is not None:
        plan, labels, results = _whole_test(*files)
        told = [one.rate.interval.confidence for one in made.rates if one.rate is not None]
        again = blind_report(
            plan,
            labels,
            results,
            blind_rates(plan, labels, results, confidence=told[0] if told else CONFIDENCE),
            version=made.vidik,
            day=made.opened,
        )
        for field in fields(Report):
            if getattr(made, field.name) != getattr(again, field.name):
                raise InputError(
                    "says something else than its files come to", file=report_file, place=field.name
                )
    return made


def _whole_test(
    plan_file: Path, labels_file: Path, results_file: Path
) -> tuple[Plan, Labels, Results]:
    """Return the files of a test, held against the hashes in each other."""
    plan, labels = read_plan(plan_file), read_labels(labels_file)
    results, end = read_results(results_file)
    if commitment(labels) != plan.labels:
        raise InputError("are not the labels that the plan was made with", file=labels_file)
    try:
        by_chance = follows(plan, labels)
    except ValueError:  # a seed that is none, pictures of nobody
        by_chance = False
    if not by_chance:
        raise InputError("was not drawn with the seed of its labels", file=plan_file)
    if commitment(plan) != results.plan:
        raise InputError("are of another plan", file=results_file)
    if end is None:
        raise InputError("are of a run that is not over", file=results_file, hint="run it again")
    if commitment(results) != end:
        raise InputError("were changed after the run", file=results_file)
    if {one.question for one in results.answers} != {one.name for one in plan.questions} or {
        one.question for one in results.enrolments
    } != {*plan.gallery}:
        raise InputError("do not answer the questions of the plan", file=results_file)
    return plan, labels, results


def _fingerprint(made: bytes) -> str:
    return hashlib.sha256(made).hexdigest()


def _read(path: Path, fingerprint: str) -> bytes:
    """Return a picture for the second time, as not all of them are kept in memory."""
    made = picture(path)
    if _fingerprint(made) != fingerprint:
        raise InputError("was changed meanwhile", file=path)
    return made


def _file_of(made: Plan | Labels) -> bytes:
    return canonical(asdict(made)) + b"\n"
