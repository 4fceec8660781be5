"""Values of the register as rows of its tables, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row

from vidik.model.decision import Decision, Verdict
from vidik.model.observation import Claim, Observation
from vidik.model.origin import Edition, Kind, Obtained, Origin

__all__ = [
    "decision_of",
    "edition_of",
    "guard_of",
    "observation_of",
    "origin_of",
    "row_of_decision",
    "row_of_edition",
    "row_of_observation",
    "row_of_origin",
]

_NOTHING: Mapping[str, str] = MappingProxyType({})


def _text(said: Mapping[str, str]) -> str:
    return json.dumps(dict(said), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _said(text: str) -> Mapping[str, str]:
    return _NOTHING if text == "{}" else MappingProxyType(json.loads(text))


def guard_of(id: bytes, salt: bytes) -> bytes:
    """Return by what an erased statement is known when it comes in again.

    Whoever has no register cannot try out what it may have said.

    Parameters
    ----------
    id
        Of the observation.
    salt
        The register's secret.
    """
    return hashlib.blake2b(id, key=salt, digest_size=16).digest()


def row_of_observation(observation: Observation) -> dict[str, Any]:
    """Return a row of ``observation``.

    Parameters
    ----------
    observation
        Any.
    """
    return {
        "id": bytes.fromhex(observation.id),
        "origin": observation.origin,
        "object": observation.object,
        "claim": observation.claim.value,
        "lon": observation.lon,
        "lat": observation.lat,
        "accuracy_m": observation.accuracy_m,
        "observed": observation.observed,
        "devices": observation.devices,
        "attributes": _text(observation.attributes),
        "ordinal": observation.ordinal,
    }


def observation_of(row: Row[Any]) -> Observation:
    """Return the observation of a row of ``observation``.

    Parameters
    ----------
    row
        With the columns of that table at least.
    """
    return Observation(
        origin=row.origin,
        object=row.object,
        claim=Claim(row.claim),
        lon=row.lon,
        lat=row.lat,
        accuracy_m=row.accuracy_m,
        observed=row.observed,
        devices=row.devices,
        attributes=_said(row.attributes),
        ordinal=row.ordinal,
    )


def row_of_origin(origin: Origin) -> dict[str, Any]:
    """Return a row of ``origin`` but for when it was recorded.

    Parameters
    ----------
    origin
        Any.
    """
    return {
        "key": origin.key,
        "name": origin.name,
        "kind": origin.kind.value,
        "licence": origin.licence,
        "attribution": origin.attribution,
        "obtained": origin.obtained.value,
        "url": origin.url,
        "draft": origin.draft,
        "synthetic": origin.synthetic,
    }


def origin_of(row: Row[Any]) -> Origin:
    """Return the source of a row of ``origin``.

    Parameters
    ----------
    row
        With the columns of that table.
    """
    return Origin(
        key=row.key,
        name=row.name,
        kind=Kind(row.kind),
        licence=row.licence,
        attribution=row.attribution,
        obtained=Obtained(row.obtained),
        url=row.url,
        draft=row.draft,
        synthetic=row.synthetic,
    )


def row_of_edition(edition: Edition) -> dict[str, Any]:
    """Return a row of ``edition`` but for its number.

    Parameters
    ----------
    edition
        Any.
    """
    return {
        "origin": edition.origin,
        "sha256": edition.sha256,
        "file": edition.file,
        "format": edition.format,
        "dated": edition.dated,
        "retrieved": edition.retrieved,
        "recorded": edition.recorded,
        "complete": edition.complete,
        "mapping": _text(edition.mapping),
    }


def edition_of(row: Row[Any]) -> Edition:
    """Return the edition of a row of ``edition``.

    Parameters
    ----------
    row
        With the columns of that table.
    """
    return Edition(
        origin=row.origin,
        sha256=row.sha256,
        file=row.file,
        format=row.format,
        dated=row.dated,
        retrieved=row.retrieved,
        recorded=row.recorded,
        complete=row.complete,
        mapping=_said(row.mapping),
    )


def row_of_decision(decision: Decision) -> dict[str, Any]:
    """Return a row of ``decision`` but for its number.

    Parameters
    ----------
    decision
        Any.
    """
    return {
        "recorded": decision.recorded,
        "role": decision.role,
        "verdict": decision.verdict.value,
        "origin": decision.origin,
        "edition": decision.edition,
        "observation": None
        if decision.observation is None
        else bytes.fromhex(decision.observation),
        "other": None if decision.other is None else bytes.fromhex(decision.other),
        "reason": decision.reason,
    }


def decision_of(row: Row[Any]) -> Decision:
    """Return the decision of a row of ``decision``.

    Parameters
    ----------
    row
        With the columns of that table.
    """
    return Decision(
        recorded=row.recorded,
        role=row.role,
        verdict=Verdict(row.verdict),
        origin=row.origin,
        edition=row.edition,
        observation=None if row.observation is None else row.observation.hex(),
        other=None if row.other is None else row.other.hex(),
        reason=row.reason,
    )
