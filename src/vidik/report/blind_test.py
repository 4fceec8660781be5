"""Report of a blind test: what is told of it, without anybody's pseudonym or picture."""

from __future__ import annotations

from collections.abc import Sequence

from vidik.audit.blind_rates import failures
from vidik.audit.blinding import commitment
from vidik.model.blind_test import BlindRate, Labels, Plan, Report, Results, is_synthetic

__all__ = ["PAYLOAD_TYPE", "blind_report"]

#: What is in the envelope.
PAYLOAD_TYPE = "application/vnd.vidik.blind-test+json"

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
) -> Report:
    """Return what is told of a test.

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
    made_up = {one.subject for one in labels.labels if is_synthetic(one.consent)}
    groups = [*people.values()]
    return Report(
        vidik=version,
        opened=day,
        mode=plan.mode,
        thresholds=plan.thresholds,
        commitments={"labels": plan.labels, "plan": results.plan, "results": commitment(results)},
        people=len(people),
        made_up=len(made_up),
        people_by_group={group: groups.count(group) for group in sorted(set(groups))},
        consents=len({one.consent for one in labels.labels}),
        gallery=sum(one.role == "gallery" for one in labels.labels),
        probes=sum(one.role == "probe" for one in labels.labels),
        questions=len(plan.questions),
        no_enrolment=failures(results.enrolments),
        no_answer=failures(results.answers),
        strange=dict(results.strange),
        restarts=results.restarts,
        rates=tuple(rates),
        cannot_show=_LIMITS,
    )
