"""Report of a blind test: what is told of it, without anybody's pseudonym or picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from vidik.audit.blind_rates import BlindRate, failures
from vidik.audit.blinding import commitment
from vidik.model.blind_test import Labels, Plan, Results

__all__ = ["KIND", "PAYLOAD_TYPE", "blind_report"]

#: What is in the envelope.
PAYLOAD_TYPE = "application/vnd.vidik.blind-test+json"

#: What it is, and in which form.
KIND = ("vidik blind test", 1)

#: What a report cannot show.
_LIMITS = (
    "How the matcher does with other pictures, other people, or in the street.",
    "That the testers ran it once: nobody sees runs that were not handed on.",
    "That the matcher is the one in use: it is the one that answered.",
    "Intervals take answers for independent; several of one person are not.",
)


def blind_report(
    plan: Plan,
    labels: Labels,
    results: Results,
    rates: Sequence[BlindRate],
    *,
    version: str,
    day: str,
) -> dict[str, Any]:
    """Return what is told of a test, ready for JSON.

    Parameters
    ----------
    plan, labels, results
        Of the test.
    rates
        What it came to.
    version
        Of Vidik.
    day
        On which the labels were opened: ``2026-12-01``.
    """
    people = {one.subject: one.group for one in labels.labels}
    return {
        "kind": KIND[0],
        "format": KIND[1],
        "vidik": version,
        "opened": day,
        "mode": plan.mode,
        "thresholds": [*plan.thresholds],
        "synthetic": plan.synthetic,
        "commitments": {
            "labels": plan.labels,
            "plan": results.plan,
            "results": commitment(results),
        },
        "people": len(people),
        "people_by_group": {
            group or "not said": sum(own == group for own in people.values())
            for group in sorted(set(people.values()))
        },
        "consents": len({one.consent for one in labels.labels}),
        "gallery": sum(one.role == "gallery" for one in labels.labels),
        "probes": sum(one.role == "probe" for one in labels.labels),
        "questions": len(plan.questions),
        "no_enrolment": dict(failures(results.enrolments)),
        "no_answer": dict(failures(results.answers)),
        "strange_lines": dict(results.strange),
        "restarts": results.restarts,
        "rates": [_rate(one) for one in rates],
        "cannot_show": [*_LIMITS],
    }


def _rate(one: BlindRate) -> dict[str, Any]:
    head = {"name": one.name, "group": one.group, "threshold": one.threshold}
    if one.rate is None:
        return head | {"not_told": one.why}
    found = asdict(one.rate)
    return head | {
        "count": one.rate.count,
        "of": one.rate.of,
        "rate": one.rate.value,
        **found["interval"],
    }
