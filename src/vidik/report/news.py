"""What changed, as news: items of a feed, of changes whose both sides may be shown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from vidik.errors import PublicationError
from vidik.model.origin import Kind, Origin
from vidik.model.rules import PublicationRules
from vidik.register.changing import Change, Difference, Edit, What
from vidik.report.feeds import Feed, Item, lasting_id
from vidik.report.judging import Judged

__all__ = ["news"]

_OSM_OBJECT = re.compile(r"(?:node|way|relation)/\d+")

_WEB = re.compile(r"https?://[!-~]+")

_TITLE = "Changes of mapped cameras"
_CAVEAT = (
    "What sources say differently of surveillance cameras since an earlier state. Only cameras "
    "that somebody listed are here, and one that is new here may have hung there for long. Cameras "
    "on private dwellings are left out."
)


def news(
    differences: Mapping[str, tuple[Difference, dt.date]],
    judged: Iterable[Judged],
    origins: Mapping[str, Origin],
    *,
    rules: PublicationRules,
    register: str,
) -> Feed:
    """Return a feed of what changed in the street.

    Parameters
    ----------
    differences
        By source: what changed, and the day of the later state. Sources of which nothing is
        published are not among them.
    judged
        The statements of both states; a change is left out unless both of its sides are public.
    origins
        The sources by key.
    rules
        The rules of publication.
    register
        Which register it is from.

    Raises
    ------
    PublicationError
        If a source is made up, or its licence does not allow to publish it, or to merge it with the
        others.
    """
    told = [origins[key] for key in sorted(differences)]
    _check(told, rules)
    known = {one.statement.id: one for one in judged}
    items = [
        item
        for key, (difference, day) in sorted(differences.items())
        for item in _items(difference.changes, known, origins[key], day)
    ]
    items.sort(key=lambda item: (item.day, item.id), reverse=True)
    keys = [origin.key for origin in told]
    return Feed(
        id=lasting_id("feed", register, *keys),
        title=f"{_TITLE}: {', '.join(origin.name for origin in told)}",
        text=_CAVEAT,
        author="Vidik",
        rights="; ".join(dict.fromkeys(_rights(origin) for origin in told)),
        updated=max(day for _, day in differences.values()),
        items=tuple(items),
    )


def _check(origins: Sequence[Origin], rules: PublicationRules) -> None:
    for origin in origins:
        licence = rules.licences.get(origin.licence)
        fault = None
        if origin.synthetic:
            fault = "it was made up"
        elif licence is None or not licence.publishes:
            fault = "its licence does not allow it to be published"
        elif len(origins) > 1 and not licence.merges:
            fault = "its licence does not allow it to be merged with others"
        if fault:
            raise PublicationError(
                fault, place=f"source “{origin.key}”", value=origin.licence,
                hint="a feed of its own: --source",
            )  # fmt: skip


def _rights(origin: Origin) -> str:
    return f"{origin.attribution} ({origin.licence})"


def _items(
    changes: Iterable[Change], judged: Mapping[str, Judged], origin: Origin, day: dt.date
) -> Iterator[Item]:
    for change in changes:
        sides = [
            None if one is None else judged.get(one.id) for one in (change.before, change.after)
        ]
        there = [one for one in (change.before, change.after) if one is not None]
        shown = [one for one in sides if one is not None and one.public]
        if not change.street or len(shown) < len(there):
            continue
        before, after = (None if one is None else one.id for one in (change.before, change.after))
        name = change.statement.observation.object or change.statement.place
        yield Item(
            id=lasting_id("change", origin.key, before or "", after or ""),
            title=f"{', '.join(change.street)}: {name}",
            text=_text(change, sides, origin),
            day=day if change.after is None else change.after.since,
            url=_url(change, origin),
            tags=(*change.street, *(edit for edit in change.edits if edit is Edit.LATE)),
            rights=_rights(origin),
        )


def _text(change: Change, sides: Sequence[Judged | None], origin: Origin) -> str:
    """Return what changed in plain sentences, with values that may be shown only."""
    before, after = (dict(one.tags) if one is not None else {} for one in sides)
    lines = [f"{origin.name}, {change.statement.place}."]
    if Edit.LATE in change.edits:
        lines.append("It says itself that it hung there before: it was mapped late.")
    if What.MOVED in change.street and change.metres is not None:
        lines.append(f"Its place is {change.metres:.0f} m from where it was.")
    for key, old, new in change.tags:
        # of a value that may not be shown neither that it was nor that it is
        if (old is None or key in before) and (new is None or key in after):
            lines.append(f"{key}: {old or 'nothing'} → {new or 'nothing'}.")
    if change.metres is None and change.after is not None:
        said = [f"{key}={value}" for key, value in sorted(after.items())]
        lines += [f"{'; '.join(said)}."] if said else []
    return " ".join(lines)


def _url(change: Change, origin: Origin) -> str | None:
    name = change.statement.observation.object or ""
    if origin.kind is Kind.OSM and _OSM_OBJECT.fullmatch(name):
        return f"https://www.openstreetmap.org/{name}"
    return origin.url if origin.url and _WEB.fullmatch(origin.url) else None
