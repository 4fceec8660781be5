"""Who says so: what each source of a register states of one camera, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vidik.model.observation import Claim
from vidik.model.origin import Obtained
from vidik.model.published import PublishedCamera
from vidik.model.testimony import Testimony
from vidik.report.texts import N_, Texts

__all__ = ["Told", "said_by", "told"]

#: How a source came to us.
_OBTAINED = {
    Obtained.PUBLISHED: N_("published"),
    Obtained.REQUESTED: N_("obtained by a request for information"),
    Obtained.SURVEYED: N_("surveyed on the spot"),
    Obtained.REPORTED: N_("reported"),
    Obtained.GIVEN: N_("given to us"),
    Obtained.LEAKED: N_("leaked; released by decision"),
    Obtained.CLASSIFIED: N_("classified; released by decision"),
}

#: Places nearer than this are the same place, metres.
_APART_M = 5.0


@dataclass(frozen=True, slots=True)
class Told:
    """One source, as a row of a table.

    Parameters
    ----------
    name, how, place
        Of the source: what it is called, how it was obtained, and where in it this stands.
    claim
        What it says.
    since
        Since when.
    otherwise
        What it says otherwise.
    """

    name: str
    how: str
    place: str
    claim: str
    since: str
    otherwise: tuple[str, ...]


def told(camera: PublishedCamera, texts: Texts) -> tuple[Told, ...]:
    """Return what each source says of a camera, in the order in which they are believed.

    Parameters
    ----------
    camera
        With what was told of it.
    texts
        The language.
    """
    return tuple(_row(one, texts) for one in camera.told)


def said_by(camera: PublishedCamera) -> Mapping[str, str]:
    """Return which source each value of a camera is from, by tag; nothing if there is only one.

    Parameters
    ----------
    camera
        With what was told of it.
    """
    if len(camera.told) < 2:
        return {}
    return {key: one.name for one in camera.told for key in one.gives}


def _row(testimony: Testimony, texts: Texts) -> Told:
    _ = texts.gettext
    there = testimony.claim is Claim.PRESENT
    otherwise = [f"{key}={value}" for key, value in testimony.otherwise.items()]
    if testimony.apart_m >= _APART_M:
        otherwise.insert(
            0, _("%(metres)s m from here") % {"metres": texts.number(round(testimony.apart_m))}
        )
    days = {"since": texts.date(testimony.since), "until": texts.date(testimony.until)}
    since = days["since"] if testimony.since == testimony.until else _("%(since)s to %(until)s")
    return Told(
        name=testimony.name,
        how=_(_OBTAINED[testimony.obtained]),
        place=testimony.place,
        claim=_("there is a camera") if there else _("there is none"),
        since=since % days,
        otherwise=tuple(otherwise),
    )
