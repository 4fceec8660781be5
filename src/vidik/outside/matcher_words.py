"""What a matcher under test is asked, and what its answers say: one JSON object each.

::

    {"ask": "enrol", "question": "6f1c…", "image": "<PNG, base64>"}
    {"question": "6f1c…", "enrolled": true}

    {"ask": "search", "question": "93ab…", "image": "…"}
    {"question": "93ab…", "candidates": [{"enrolled": "6f1c…", "score": 0.71}, …]}

    {"ask": "compare", "question": "07de…", "images": ["…", "…"]}
    {"question": "07de…", "score": 0.32}

The higher a score, the more alike. ``{"question": …, "failed": true}``: there is no answer.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from vidik.model.blind_test import Answer, Failure

__all__ = [
    "Said", "asked_to_compare", "asked_to_enrol", "asked_to_search", "comparison_of",
    "enrolment_of", "search_of",
]  # fmt: skip

#: A JSON object.
Said = Mapping[str, Any]


def asked_to_enrol(name: str, image: bytes) -> Said:
    """Return the question to enrol a picture under a name.

    Parameters
    ----------
    name
        Of the picture.
    image
        PNG.
    """
    return {"ask": "enrol", "question": name, "image": _text(image)}


def asked_to_search(name: str, image: bytes) -> Said:
    """Return the question who among the enrolled is like a picture.

    Parameters
    ----------
    name
        Of the question.
    image
        PNG.
    """
    return {"ask": "search", "question": name, "image": _text(image)}


def asked_to_compare(name: str, images: Sequence[bytes]) -> Said:
    """Return the question how alike two pictures are.

    Parameters
    ----------
    name
        Of the question.
    images
        Two, PNG.
    """
    return {"ask": "compare", "question": name, "images": [_text(one) for one in images]}


def enrolment_of(name: str, said: Said | Failure) -> Answer:
    """Return whether a picture was enrolled.

    Parameters
    ----------
    name
        Of the picture.
    said
        By a matcher, or why nothing was.
    """
    told = _told(said)
    if isinstance(told, str):
        return Answer(name, failure=told)
    done = told.get("enrolled") is True
    return Answer(name) if done else Answer(name, failure="no answer to the question")


def comparison_of(name: str, said: Said | Failure) -> Answer:
    """Return the score of a comparison, under no name.

    Parameters
    ----------
    name
        Of the question.
    said
        By a matcher, or why nothing was.
    """
    told = _told(said)
    if isinstance(told, str):
        return Answer(name, failure=told)
    if "score" not in told:
        return Answer(name, failure="no answer to the question")
    score = _score(told["score"])
    return Answer(name, failure="not a score") if score is None else Answer(name, {"": score})


def search_of(
    name: str, said: Said | Failure, enrolled: Collection[str], failed: Collection[str] = ()
) -> Answer:
    """Return the scores of a search, by the name of the picture that is enrolled.

    Parameters
    ----------
    name
        Of the question.
    said
        By a matcher, or why nothing was.
    enrolled
        Names of the pictures that were.
    failed
        Names of those that were to be: their scores are passed over, as an answer to an enrolment
        may have come too late. Whom they show is missed.
    """
    told = _told(said)
    if isinstance(told, str):
        return Answer(name, failure=told)
    candidates = told.get("candidates")
    if not isinstance(candidates, list) or not all(isinstance(one, dict) for one in candidates):
        return Answer(name, failure="no answer to the question")
    scores: dict[str, float] = {}
    for one in candidates:
        candidate, score = one.get("enrolled"), _score(one.get("score"))
        if isinstance(candidate, str) and candidate in failed:
            continue
        if not isinstance(candidate, str) or candidate not in enrolled:
            return Answer(name, failure="unknown candidate")
        if candidate in scores:
            return Answer(name, failure="a candidate twice")
        if score is None:
            return Answer(name, failure="not a score")
        scores[candidate] = score
    return Answer(name, scores)


def _told(said: Said | Failure) -> Said | Failure:
    """Return an answer, or why there is none: the matcher may say that it has none."""
    return "refused" if not isinstance(said, str) and said.get("failed") is True else said


def _text(image: bytes) -> str:
    return base64.b64encode(image).decode()


def _score(value: object) -> float | None:
    """Return a score as a number; None if it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        score = float(value)
    except OverflowError:
        return None
    return score if math.isfinite(score) else None
