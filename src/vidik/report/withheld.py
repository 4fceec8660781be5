"""Which words of a source are shown, and what stands in place of the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from vidik.model.camera import Camera
from vidik.model.rejection import Rejection
from vidik.model.rules import PublicationRules, Verdict
from vidik.model.testimony import Testimony

__all__ = ["WITHHELD", "impersonal", "rejections", "tags_of", "told"]

#: What stands in place of a value that is not shown.
WITHHELD = "withheld"

_PLAIN_KEY = re.compile(r"[a-z][a-z0-9_]*(?::[a-z0-9_]+)*")


def impersonal(value: str | None, rules: PublicationRules) -> str | None:
    """Return a value that is shown, unless a person may be meant.

    Parameters
    ----------
    value
        As it stands in the source; None if there is none.
    rules
        The rules of publication.
    """
    return WITHHELD if value is not None and rules.tags.is_personal(value) else value


def tags_of(
    camera: Camera, labels: Mapping[str, str | None], rules: PublicationRules
) -> Mapping[str, str]:
    """Return the tags of a public camera, each shown or withheld.

    Parameters
    ----------
    camera
        A public one.
    labels
        What each operator is called.
    rules
        The rules of publication.
    """
    shown: dict[str, str] = {}
    for key, value in sorted(camera.tags.items()):
        if key == "operator":
            shown[key] = labels.get(value) or (value if camera.operator == value else WITHHELD)
        elif not _PLAIN_KEY.fullmatch(key):
            shown["other"] = WITHHELD  # a key that somebody wrote as a sentence
        elif rules.tags.shows(key, value) or (
            key in rules.tags.named
            and rules.operators.names_organisation(value)
            and not rules.tags.is_personal(value)
        ):
            shown[key] = value
        else:
            shown[key] = WITHHELD
    return MappingProxyType(shown)


def told(testimony: Testimony, rules: PublicationRules) -> Testimony:
    """Return what a source says, without the values that are not shown of any camera.

    Parameters
    ----------
    testimony
        Of a public camera.
    rules
        The rules of publication.
    """
    shown = {
        key: value if rules.tags.shows(key, value) else WITHHELD
        for key, value in sorted(testimony.otherwise.items())
        if _PLAIN_KEY.fullmatch(key)
    }
    return replace(testimony, otherwise=MappingProxyType(shown))


def rejections(
    rejected: Iterable[Rejection],
    verdicts: Mapping[str, Verdict],
    rules: PublicationRules,
    *,
    statistics: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Rejection, ...]:
    """Return the rejections in a form that gives no private or withheld camera away.

    Parameters
    ----------
    rejected
        What was not understood.
    verdicts
        On each camera that is not public, by its location.
    rules
        The rules of publication.
    statistics
        Tables of districts, by key: the column with their names. These are shown, and values
        without a letter, which name nobody.
    """
    shown = []
    for row in rejected:
        verdict = verdicts.get(f"{row.source}:{row.id}", Verdict.PUBLIC)
        if verdict is Verdict.WITHHELD:
            continue
        if verdict is Verdict.PRIVATE:
            row = Rejection(
                source=row.source,
                id=WITHHELD,
                field=row.field if rules.tags.shows(row.field, "") else WITHHELD,
                value=WITHHELD,
                reason="A value of a camera on a private dwelling was not understood.",
            )
        elif not (
            row.field in rules.tags.row_fields
            or rules.tags.shows(row.field, row.value)
            or (row.source in statistics and _names_nobody(row, statistics[row.source], rules))
        ):
            row = Rejection(
                source=row.source,
                id=row.id,
                field=row.field,
                value=WITHHELD,
                reason="The value was not understood; it is withheld, as it may be a person's.",
            )
        shown.append(row)
    return tuple(sorted(shown))


def _names_nobody(row: Rejection, district: str, rules: PublicationRules) -> bool:
    """Return whether a cell of a table of districts may be shown."""
    plain = row.field == district or not any(letter.isalpha() for letter in row.value)
    return plain and not rules.tags.is_personal(row.value)
