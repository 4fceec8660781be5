"""Claims: what published figures of trials come to, and which do not add up as quoted."""

from __future__ import annotations

from pathlib import Path

import vidik
from vidik.audit.claims import Recomputed, recomputed
from vidik.audit.intervals import CONFIDENCE
from vidik.audit.proposing import proposed
from vidik.errors import InputError
from vidik.model.rejection import Rejection
from vidik.model.trial import TrialSource
from vidik.outside.claims import published_trials, read_claims, read_release
from vidik.outside.sheet import save_bytes
from vidik.outside.typeset import typeset
from vidik.register.spelling import readable
from vidik.report.claims import proposal
from vidik.report.texts import texts_of
from vidik.report.trials_report import trials_report

__all__ = ["check_claims", "propose_claims", "report_claims"]


def check_claims(
    path: Path | None, *, trial: str | None = None, confidence: float = CONFIDENCE
) -> tuple[tuple[Recomputed, ...], tuple[Rejection, ...]]:
    """Return what the figures of trials come to, and what of the file cannot be used.

    Parameters
    ----------
    path
        A claims file; None: the trials that come with Vidik.
    trial
        Key of the one that is asked about; None: all.
    confidence
        Of intervals.

    Raises
    ------
    InputError
        If the file cannot be read, or there is no such trial.
    """
    trials, rejected = (published_trials(), ()) if path is None else read_claims(path)
    asked = [one for one in trials if trial in (None, one.key)]
    if trial is not None and not asked:
        keys = ", ".join(one.key for one in trials)
        raise InputError("no such trial", file=path, value=trial, hint=f"one of {keys}")
    return tuple(recomputed(one, confidence=confidence) for one in asked), rejected


def report_claims(
    out: Path, path: Path | None = None, *, language: str = "en", confidence: float = CONFIDENCE
) -> tuple[int, tuple[Rejection, ...]]:
    """Write a report to print, and return of how many trials it is and what could not be used.

    Parameters
    ----------
    out
        The PDF; one that is there is replaced.
    path
        A claims file; None: the trials that come with Vidik.
    language
        BCP 47 tag.
    confidence
        Of intervals.

    Raises
    ------
    VidikError
        If Typst is not installed, the claims cannot be read, or the file cannot be written.
    """
    trials, rejected = check_claims(path, confidence=confidence)
    said = trials_report(
        trials, texts_of(language), version=vidik.__version__, confidence=confidence
    )
    save_bytes(out, typeset("trials", said))
    return len(trials), rejected


def propose_claims(path: Path, source: TrialSource) -> str:
    """Return a claims file with the figures that a text may state, for a person to confirm.

    Parameters
    ----------
    path
        Of the text, UTF-8.
    source
        Where it is from.

    Raises
    ------
    InputError
        If it cannot be read, or states no figure that is understood.
    """
    # what directs how text is shown must not hide what a person is to confirm
    lines = (readable(line) for line in read_release(path).splitlines())
    found = list(proposed("\n".join(lines)))
    if not found:
        raise InputError(
            "states no figure that is understood",
            file=path,
            hint="counts of faces, alerts, matches, arrests … in English",
        )
    return proposal(found, source)
