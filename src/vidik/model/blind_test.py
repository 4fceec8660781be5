"""Blind test: what a matcher is asked, what only its testers know, and what it answered.

A test has three files. The *plan* is what a run needs and says nothing of who is who; the *labels*
say it, and are kept away until the run is over; the *results* are what the matcher said. The plan
holds the hash of the labels and the results the hash of the plan, so that none can be changed
afterwards. Who is in a test is a pseudonym of the testers' own, which no report holds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

__all__ = [
    "FAILURES", "MODES", "ROLES", "Answer", "Failure", "Label", "Labels", "Mode", "Plan",
    "PlannedSample", "Question", "Results", "Role", "Sample", "is_synthetic",
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
        for name in ("file", "subject", "consent"):
            if not getattr(self, name).strip():
                raise ValueError(f"no {name}")
        if self.role not in ROLES:
            raise ValueError(f"neither gallery nor probe: {self.role}")


@dataclass(frozen=True, slots=True)
class PlannedSample:
    """A picture as a run knows it.

    Parameters
    ----------
    name
        One that says nothing.
    file
        Where it is; the matcher never sees that.
    pixels
        SHA-256 of its pixels, so that it is still the same at the run.
    """

    name: str
    file: str
    pixels: str


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
    subject, group, role, consent
        As of `Sample`.
    """

    name: str
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
