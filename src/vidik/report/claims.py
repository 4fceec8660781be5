"""Claims checked: as values for JSON, and as a claims file for a person to confirm."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from vidik.audit.claims import RATES, Recomputed
from vidik.audit.proposing import Proposed
from vidik.model.rate import Rate
from vidik.model.trial import Count, CountName, TrialSource
from vidik.report.findings import said
from vidik.report.texts import texts_of

__all__ = ["checked", "proposal"]


def checked(found: Iterable[Recomputed]) -> dict[str, Any]:
    """Return what figures come to, ready for JSON.

    Parameters
    ----------
    found
        By trial.
    """
    texts = texts_of()
    return {
        "trials": [
            {
                "key": one.trial.key,
                "operator": one.trial.operator,
                "place": one.trial.place,
                "start": one.trial.start,
                "end": one.trial.end,
                "sources": [
                    {"kind": source.kind, "url": source.url} for source in one.trial.sources
                ],
                "rates": [
                    {"what": what, "of": of} | _rate(rate, lacks, about)
                    for (what, of), rate, lacks, about in zip(
                        RATES, one.rates, one.missing, one.about, strict=True
                    )
                ],
                "findings": [
                    {
                        "kind": finding.kind,
                        "said": told.sentence,
                        "reasons": [*told.reasons],
                        "note": told.note,
                    }
                    for finding in one.findings
                    for told in [said(finding, one.trial.sources, texts)]
                ],
            }
            for one in found
        ]
    }


def _rate(rate: Rate | None, lacks: Sequence[CountName], about: bool) -> dict[str, Any]:
    if rate is None:
        return {"cannot_be_known": [*lacks]}
    return {
        "count": rate.count,
        "total": rate.of,
        "rate": rate.value,
        "about": about,
        "low": rate.interval.low,
        "high": rate.interval.high,
        "confidence": rate.interval.confidence,
        "method": rate.interval.method,
    }


def proposal(found: Iterable[Proposed], source: TrialSource) -> str:
    """Return a claims file with the figures of a text, each beside its sentence.

    Parameters
    ----------
    found
        In the text.
    source
        Where the text is from.
    """
    return "\n".join(_lines(list(found), source)) + "\n"


def _lines(found: Sequence[Proposed], source: TrialSource) -> Iterator[str]:
    yield "# Proposed by the words of a text, and read by nobody yet: hold each figure against its"
    yield "# sentence, mend it or strike it out, and name the trial. Then: vidik audit claims FILE"
    yield 'version = "1"'
    yield ""
    yield "[[trials]]"
    for key in ("key", "operator", "place", "start", "end", "vendor"):
        yield f'{key} = "{"to_be_named" if key == "key" else ""}"'
    yield f"sources = [{{ kind = {_text(source.kind)}, url = {_text(source.url)} }}]"
    for one in found:
        said = one.statement
        yield ""
        # a quotation of a stranger may hold no line of its own
        yield f"# {one.found!r} in: {said.quote}"
        if isinstance(said, Count):
            yield "[[trials.counts]]"
            yield f"what = {_text(said.what)}"
            yield f"value = {said.value}"
        else:
            yield "[[trials.shares]]"
            yield f"count = {_text(said.count)}"
            yield f"percent = {_text(said.percent or '')}"
            yield '# of = "faces" or "alerts": what is it a share of?'
        if said.bound != "exactly":
            yield f"bound = {_text(said.bound)}"
        yield f"quote = {_text(said.quote)}"


def _text(value: str) -> str:
    """Return a text as TOML has it: its basic strings are those of JSON, but for one letter."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
