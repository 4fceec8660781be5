"""Blind test: what a matcher is asked, what only its testers know, and what it answered.

A test has three files. The *plan* is what a run needs and says nothing of who is who; the *labels*
say it, and are kept away until the run is over; the *results* are what the matcher said. Pictures
come to a run under names that say nothing, so that the files of it say nothing either. The plan
holds the hash of the labels and the results the hash of the plan, so that none can be changed
afterwards. Who is in a test is a pseudonym of the testers' own, which no report holds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from vidik.model.rate import Rate

__all__ = [
    "FAILURES", "MODES", "ROLES", "Answer", "BlindRate", "Failure", "Label", "Labels", "Mode",
    "Plan", "PlannedSample", "Question", "Report", "Results", "Role", "Sample", "is_consent",
    "is_synthetic",
]  # fmt: skip

#: One against one, or one against all who are enrolled.
Mode = Literal["verification", "identification"]
MODES: tuple[Mode, ...] = get_args(Mode)

#: What a picture is for: to be enrolled, or to be asked about.
Role = Literal["gallery", "probe"]
ROLES: tuple[Role, ...] = get_args(Role)

#: Why a question has no answer. The matcher's own words are not kept: they may say anything.
Failure = Literal[
    "refused", "timed out", "died", "not JSON", "too long", "no answer to the question",
    "not a score", "unknown candidate", "a candidate twice", "redirected", "not HTTP 200",
]  # fmt: skip
FAILURES: tuple[Failure, ...] = get_args(Failure)

#: How the consent of people who were made up begins.
_SYNTHETIC = "synthetic"

#: What stands where there is no consent.
_NO_CONSENT = frozenset(
    ("", "-", "–", "?", "0", "false", "n/a", "na", "no", "no consent", "none", "not asked",
     "not given", "pending", "refused", "unknown", "withdrawn")
)  # fmt: skip


def is_consent(text: str) -> bool:
    """Return whether a text may be a reference to a consent: it is there, and does not say no.

    Parameters
    ----------
    text
        As the manifest has it: ``form 17``. Whether there is such a form, nobody sees here.
    """
    return text.strip().casefold() not in _NO_CONSENT


def is_synthetic(consent: str) -> bool:
    """Return whether a reference to consent says that the person was made up.

    Parameters
    ----------
    consent
        As the manifest has it: ``synthetic: DigiFace``.
    """
    return consent.casefold().startswith(_SYNTHETIC)


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture of somebody who agreed to the test, or was made up.

    Parameters
    ----------
    file
        Where it is.
    subject
        A pseudonym of the person.
    group
        Which they say they belong to; empty: not said.
    role
        What it is for.
    consent
        Where it is written that the person agreed; ``synthetic`` and of what, if there is none.

    Raises
    ------
    ValueError
        If it is nobody's, or without consent.
    """

    file: str
    subject: str
    group: str
    role: Role
    consent: str

    def __post_init__(self) -> None:
        """Refuse pictures of nobody, and of people who did not agree."""
        for name in ("file", "subject"):
            if not getattr(self, name).strip():
                raise ValueError(f"no {name}")
        if not is_consent(self.consent):
            raise ValueError("no consent")
        if self.role not in ROLES:
            raise ValueError(f"neither gallery nor probe: {self.role}")


@dataclass(frozen=True, slots=True)
class PlannedSample:
    """A picture as a run knows it.

    Parameters
    ----------
    name
        One that says nothing.
    fingerprint
        SHA-256 of its file, so that it is still the same at the run.

    Raises
    ------
    ValueError
        If that is no name that was drawn: a file is opened by it.
    """

    name: str
    fingerprint: str

    def __post_init__(self) -> None:
        """Refuse names that lead elsewhere."""
        if not re.fullmatch("[0-9a-f]+", self.name):
            raise ValueError(f"no name of a picture that was drawn: {self.name}")


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that the matcher is asked.

    Parameters
    ----------
    name
        One that says nothing.
    samples
        Names of the pictures: two to compare, or the one to search for.
    """

    name: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run needs, in the order in which it is asked.

    Parameters
    ----------
    mode
        Whether two pictures are compared, or one is searched for.
    thresholds
        At which error rates will be told: chosen before anybody knows a score.
    samples
        All pictures.
    gallery
        Names of those that are enrolled before anybody is searched for.
    questions
        In the order in which they are asked.
    labels
        Hash of the labels.
    synthetic
        Whether somebody in it was made up.
    nonmated
        With how many pictures of other people each probe is compared; None: all.

    Raises
    ------
    ValueError
        If it asks about pictures that are not there, or twice the same, or at no threshold.
    """

    mode: Mode
    thresholds: tuple[float, ...]
    samples: tuple[PlannedSample, ...]
    gallery: tuple[str, ...]
    questions: tuple[Question, ...]
    labels: str
    synthetic: bool
    nonmated: int | None = None

    def __post_init__(self) -> None:
        """Refuse a plan that cannot be run."""
        if self.mode not in MODES:
            raise ValueError(f"neither verification nor identification: {self.mode}")
        if not self.thresholds or not all(map(math.isfinite, self.thresholds)):
            raise ValueError("a threshold is chosen before the run, and is a number")
        names = {one.name for one in self.samples}
        asked = {one.name for one in self.questions}
        if len(names) < len(self.samples) or len(asked) < len(self.questions):
            raise ValueError("two pictures, or two questions, of one name")
        size = 2 if self.mode == "verification" else 1
        if any(len(one.samples) != size for one in self.questions):
            raise ValueError(f"a question of {self.mode} is about {size} pictures")
        if (
            unknown := ({s for one in self.questions for s in one.samples} | {*self.gallery})
            - names
        ):
            raise ValueError(f"no such picture: {min(unknown)}")
        if not self.questions:
            raise ValueError("nothing is asked")


@dataclass(frozen=True, slots=True)
class Label:
    """Whom a picture shows.

    Parameters
    ----------
    name
        Of the picture, as in the plan.
    file, subject, group, role, consent
        As of `Sample`.
    """

    name: str
    file: str
    subject: str
    group: str
    role: Role
    consent: str


@dataclass(frozen=True, slots=True)
class Labels:
    """What only the testers know until the run is over.

    Parameters
    ----------
    seed
        Names and order follow from it; 32 bytes as hexadecimal digits. As nobody can guess it, the
        hash of the labels says nothing of them.
    labels
        Of all pictures, in the order of the manifest.
    """

    seed: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a matcher said to one question.

    Parameters
    ----------
    question
        Its name; of an enrolment, that of the picture.
    scores
        Of a comparison its one score, under no name; of a search each candidate's, under the name
        of the picture that is enrolled.
    failure
        Why there is no score; None: there is, or nobody was found.

    Raises
    ------
    ValueError
        If it has a score and a failure, or a score is no number.
    """

    question: str
    scores: Mapping[str, float] = field(default_factory=dict)
    failure: Failure | None = None

    def __post_init__(self) -> None:
        """Refuse answers that are none."""
        if self.failure is not None and (self.scores or self.failure not in FAILURES):
            raise ValueError(f"an answer that failed has no score, but a reason: {self.failure}")
        if not all(map(math.isfinite, self.scores.values())):
            raise ValueError("a score is a number")


@dataclass(frozen=True, slots=True)
class Results:
    """What a matcher said in a run.

    Parameters
    ----------
    plan
        Hash of the plan.
    salt
        As nobody can guess it, the hash of the results says nothing of them; hexadecimal digits.
    enrolments
        Of the gallery.
    answers
        To the questions.
    strange
        How many lines nobody had asked for, by what they were.
    restarts
        How often the matcher had to be started again.

    Raises
    ------
    ValueError
        If a question was answered twice.
    """

    plan: str
    salt: str
    enrolments: tuple[Answer, ...]
    answers: tuple[Answer, ...]
    strange: Mapping[str, int] = field(default_factory=dict)
    restarts: int = 0

    def __post_init__(self) -> None:
        """Refuse two answers to one question."""
        for some in (self.enrolments, self.answers):
            if len({one.question for one in some}) < len(some):
                raise ValueError("a question that was answered twice")


@dataclass(frozen=True, slots=True)
class BlindRate:
    """One error rate of a blind test.

    Parameters
    ----------
    name
        ``FMR``, ``FNMR``, ``FPIR``, ``FNIR`` and the like.
    group
        Of whom.
    threshold
        At which; None: it does not depend on one.
    rate
        With count and interval; None: it is not told.
    why
        Why it is not.
    """

    name: str
    group: str
    threshold: float | None
    rate: Rate | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of a blind test, without anybody's pseudonym or picture.

    Parameters
    ----------
    vidik
        Version of it.
    opened
        On which day the labels were: ``2026-12-01``.
    mode, thresholds
        As of `Plan`.
    commitments
        Hashes of labels, plan and results, by what they are of.
    people, made_up
        How many there are, and how many of them were made up.
    people_by_group
        By the name of each group; empty: not said.
    consents
        How many references there are.
    gallery, probes, questions
        How many.
    no_enrolment, no_answer
        How many pictures and questions failed, by why.
    strange, restarts
        As of `Results`.
    rates
        Of all and of each group.
    cannot_show
        What no such test can.
    format
        Of the report.

    Raises
    ------
    ValueError
        If it is of another format, or its day is none.
    """

    vidik: str
    opened: str
    mode: Mode
    thresholds: tuple[float, ...]
    commitments: Mapping[str, str]
    people: int
    made_up: int
    people_by_group: Mapping[str, int]
    consents: int
    gallery: int
    probes: int
    questions: int
    no_enrolment: Mapping[str, int]
    no_answer: Mapping[str, int]
    strange: Mapping[str, int]
    restarts: int
    rates: tuple[BlindRate, ...]
    cannot_show: tuple[str, ...]
    format: int = 1

    def __post_init__(self) -> None:
        """Refuse what this version does not know."""
        if self.format != 1:
            raise ValueError(f"this version does not know format {self.format}")
        date.fromisoformat(self.opened)
