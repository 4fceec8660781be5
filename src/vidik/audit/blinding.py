"""Blinding: names and an order that say nothing, and hashes that hold fast what is not yet told.

Names and order follow from a seed by HMAC-SHA-256, so that anybody who has the seed can tell them
again, and nobody who has seen any number of them can tell the next. A hash holds something fast
(a commitment) as nobody finds another value with the same; it says nothing of it as long as the
seed or salt in it is secret.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import asdict

from vidik.model.blind_test import (
    Label,
    Labels,
    Mode,
    Plan,
    PlannedSample,
    Question,
    Results,
    Sample,
    is_synthetic,
)

__all__ = ["blinded", "canonical", "commitment", "follows"]

#: Letters of a name that says nothing.
_NAME = 24

#: Bytes of a seed.
_SEED = 32


def canonical(value: object) -> bytes:
    """Return a value as JSON in its one form: keys in order, no spaces, ASCII alone.

    Parameters
    ----------
    value
        Of texts, finite numbers, lists and objects.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    made = json.dumps(
        value, allow_nan=False, ensure_ascii=True, separators=(",", ":"), sort_keys=True
    )
    return made.encode()


def commitment(of: Labels | Plan | Results) -> str:
    """Return the hash that holds something fast, as 64 hexadecimal digits.

    Parameters
    ----------
    of
        One of the three files of a test.
    """
    kind = f"vidik blind test {type(of).__name__.lower()}\n".encode()
    return hashlib.sha256(kind + canonical(asdict(of))).hexdigest()


def blinded(
    samples: Sequence[Sample],
    fingerprints: Sequence[str],
    mode: Mode,
    *,
    thresholds: Sequence[float],
    seed: bytes,
    nonmated: int | None = None,
) -> tuple[Plan, Labels]:
    """Return what a run needs, and what only the testers know.

    Parameters
    ----------
    samples
        Of people who agreed, or were made up.
    fingerprints
        SHA-256 of the picture of each, as it is handed on.
    mode
        Whether each probe is compared with pictures of the gallery, or searched for among them.
    thresholds
        At which error rates will be told.
    seed
        32 bytes that nobody can guess.
    nonmated
        With how many pictures of other people each probe is compared, drawn for each; None: all.

    Raises
    ------
    ValueError
        If there is nobody to enrol or to ask about, a seed is too short, or a picture is there
        twice.
    """
    if len(seed) != _SEED:
        raise ValueError(f"a seed has {_SEED} bytes, not {len(seed)}")
    if len(set(fingerprints)) < len(fingerprints) or len(fingerprints) != len(samples):
        raise ValueError("the same picture twice")
    names = [_drawn(seed, "sample", i)[:_NAME] for i in range(len(samples))]
    gallery, probes = (
        [i for i, one in enumerate(samples) if one.role == role] for role in ("gallery", "probe")
    )
    if not gallery or not probes:
        raise ValueError("needs a picture to enrol and one to ask about")
    if mode == "verification":
        asked = [pair for i in probes for pair in _pairs(samples, i, gallery, seed, nonmated)]
    else:
        asked = [(i,) for i in probes]
    questions = [
        Question(_drawn(seed, "question", *one)[:_NAME], tuple(names[i] for i in one))
        for one in asked
    ]
    labels = Labels(
        seed.hex(),
        tuple(
            Label(name, one.file, one.subject, one.group, one.role, one.consent)
            for name, one in zip(names, samples, strict=True)
        ),
    )
    known = [
        PlannedSample(name, fingerprint)
        for name, fingerprint in zip(names, fingerprints, strict=True)
    ]
    plan = Plan(
        mode=mode,
        thresholds=tuple(thresholds),
        # their names are drawn, so that in the order of names nothing of another order is left
        samples=tuple(sorted(known, key=lambda one: one.name)),
        gallery=tuple(sorted(names[i] for i in gallery)) if mode == "identification" else (),
        questions=tuple(sorted(questions, key=lambda one: one.name)),
        labels=commitment(labels),
        synthetic=any(is_synthetic(one.consent) for one in samples),
        nonmated=nonmated,
    )
    return plan, labels


def follows(plan: Plan, labels: Labels) -> bool:
    """Return whether names, questions and order are those that follow from the seed.

    Parameters
    ----------
    plan, labels
        Of one test.
    """
    known = {one.name: one for one in plan.samples}
    if known.keys() != {one.name for one in labels.labels}:
        return False
    samples = [
        Sample(one.file, one.subject, one.group, one.role, one.consent) for one in labels.labels
    ]
    again = blinded(
        samples,
        [known[one.name].fingerprint for one in labels.labels],
        plan.mode,
        thresholds=plan.thresholds,
        seed=bytes.fromhex(labels.seed),
        nonmated=plan.nonmated,
    )
    return again == (plan, labels)


def _pairs(
    samples: Sequence[Sample], probe: int, gallery: Sequence[int], seed: bytes, nonmated: int | None
) -> list[tuple[int, ...]]:
    """Return the pairs that a probe is compared in: all of its person, and others'."""
    own = [i for i in gallery if samples[i].subject == samples[probe].subject]
    others = [i for i in gallery if samples[i].subject != samples[probe].subject]
    if nonmated is not None:
        others = sorted(others, key=lambda i: _drawn(seed, "nonmated", probe, i))[:nonmated]
    return [(i, probe) for i in (*own, *others)]


def _drawn(seed: bytes, what: str, *numbers: int) -> str:
    text = " ".join((what, *map(str, numbers)))
    return hmac.digest(seed, text.encode(), "sha256").hex()
