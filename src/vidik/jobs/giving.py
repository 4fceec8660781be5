"""Giving back: a change file for mappers of OpenStreetMap, and releases that can be cited."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from vidik import __version__
from vidik.errors import InputError, OutputError
from vidik.jobs.parts import parts_of
from vidik.jobs.register import why_unpublished
from vidik.jobs.surroundings import groups_of, surroundings, together
from vidik.model.origin import Kind
from vidik.model.rejection import Rejection
from vidik.outside.cache import digest_of_file
from vidik.outside.database.register import Register
from vidik.outside.osm_nodes import nodes_of
from vidik.outside.press import Press, publish_file
from vidik.outside.progress import Progress, Silent
from vidik.outside.reading import format_of
from vidik.outside.tables import load_publication_rules
from vidik.register.resolving import newest, resolve
from vidik.report.giving import Given, OnMap, give, osm_change
from vidik.report.judging import Judged, judge
from vidik.report.last_look import last_look
from vidik.report.release import DESCRIPTION, Making, Release, release_files
from vidik.report.release_figures import release_figures

__all__ = ["Released", "give_back", "publish_release"]


@dataclass(frozen=True, slots=True)
class Released:
    """What came of a release.

    Parameters
    ----------
    new
        False if the folder held the very same release already.
    shown, hidden
        How many statements are in it, and how many are only counted.
    left_out
        Sources that are not in it, and why.
    rejected
        What of the districts was not understood.
    """

    new: bool
    shown: int
    hidden: int
    left_out: tuple[tuple[str, str], ...]
    rejected: tuple[Rejection, ...] = ()


def give_back(
    register: str, file: Path, *, map: Path, progress: Progress | None = None
) -> tuple[Given, ...]:
    """Write what the register can give to OpenStreetMap, for a mapper to review.

    Parameters
    ----------
    register
        A file, or the address of a database.
    file
        ``.osc``; one that is there is replaced.
    map
        A fresh extract of the place: by it homes and places of the deny-list are told, and it has
        the versions of nodes, without which nothing is added to them.
    progress
        Told how far the work is; None: nobody is.

    Returns
    -------
    tuple
        What is given of each statement, or why nothing is; the file is not written if nothing is.

    Raises
    ------
    InputError
        If the register or the map cannot be read, or the file has another suffix.
    OutputError
        If the file cannot be written.
    """
    if file.suffix != ".osc":
        raise InputError("not a change file of OpenStreetMap", file=file, hint=".osc")
    rules = load_publication_rules()
    with Register(register) as opened:
        origins, decisions = opened.origins(), opened.decisions()
        statements = newest(opened.state())
    out = {
        key: why
        for key, origin in origins.items()
        if (why := why_unpublished(origin, decisions)) is not None
    }
    around = surroundings(map, statements, rules, progress=progress or Silent())
    groups = together(statements, decisions)
    judged = judge(statements, rules, around, together=groups)
    names = {
        said.object
        for said in (one.observation for one in statements)
        if said.object is not None and origins[said.origin].kind is Kind.OSM
    }
    given = give(
        judged, origins, rules=rules, decisions=decisions, unpublished=out,
        on_map=_on_map(map, names), together=groups,
    )  # fmt: skip
    told = [one for one in given if one.tags]
    if told:
        credits = sorted({origins[one.statement.observation.origin].attribution for one in told})
        data = osm_change(given, attribution="; ".join(credits))
        publish_file(file, data, inspect=last_look(judged))
    return given


def _on_map(map: Path, names: set[str]) -> dict[str, OnMap]:
    """Return the nodes of a map that somebody may want to add to."""
    if format_of(map) not in ("pbf", "osm"):
        return {}
    numbers = {int(name[5:]) for name in names if name.startswith("node/") and name[5:].isdigit()}
    return {f"node/{id}": OnMap(*node) for id, node in nodes_of(map, numbers).items()}


def publish_release(
    register: str,
    folder: Path,
    *,
    version: str,
    role: str,
    map: Path,
    title: str = "Statements on surveillance cameras",
    recorded: dt.datetime | None = None,
    districts: Path | None = None,
    name: str | None = None,
    progress: Progress | None = None,
) -> Released:
    """Write a release, whole or not at all; one that is there is never changed.

    Parameters
    ----------
    register
        A file, or the address of a database.
    folder
        To be made.
    version, role, title
        As of `vidik.report.release.Release`.
    map
        Of the place, with buildings: by it homes and places of the deny-list are told.
    recorded
        What the register knew at that moment; None: all that it knows.
    districts, name
        As of `vidik.jobs.parts.parts_of`: figures are told for each, too; None: they are not.
    progress
        Told how far the work is; None: nobody is.

    Raises
    ------
    InputError
        If the register or the map cannot be read, or nothing may be published.
    PublicationError
        If something must not be published after all.
    OutputError
        If the folder holds another release, or cannot be written.
    """
    rules = load_publication_rules()
    with Register(register) as opened:
        origins = opened.origins(recorded=recorded)
        decisions = opened.decisions(recorded=recorded)
        statements = newest(opened.state(recorded=recorded))
        known, id = opened.last_recorded(until=recorded), opened.id
    out: list[tuple[str, str]] = []
    unlicensed: list[tuple[str, str]] = []
    for key, origin in origins.items():
        licence = rules.licences.get(origin.licence)
        why = why_unpublished(origin, decisions) or ("made up" if origin.synthetic else None)
        if why is None and (licence is None or not licence.publishes):
            why = f"its licence ({origin.licence}) does not allow it"
            unlicensed.append((key, origin.licence))
        out += [] if why is None else [(key, why)]
    told = [origin for key, origin in origins.items() if key not in dict(out)]
    if not told or known is None:
        raise InputError(
            "nothing that may be published", file=register,
            hint="; ".join(f"{key}: {why}" for key, why in out) or None,
        )  # fmt: skip
    try:
        release = Release(version, role, title, known, id, __version__)
    except ValueError as fault:
        raise InputError(str(fault)) from fault
    parts, bad = ((), ()) if districts is None else parts_of(districts, name)
    around = surroundings(map, statements, rules, progress=progress or Silent())
    resolution = resolve(statements, decisions)
    judged = judge(statements, rules, around, together=groups_of(resolution))
    making = Making(
        map=digest_of_file(map),
        districts="" if districts is None else digest_of_file(districts),
        column=name or "",
        unlicensed=tuple(unlicensed),
    )
    figures = release_figures(judged, told, rules, compared=resolution.compared, districts=parts)
    files = release_files(release, judged, told, rules, figures=figures, making=making)
    keys = {origin.key for origin in told}
    own = [one for one in judged if one.statement.observation.origin in keys]
    shown = sum(one.public for one in own)
    new = _write(folder, files, judged)
    return Released(new, shown, len(own) - shown, tuple(out), bad)


def _write(folder: Path, files: dict[str, bytes], judged: tuple[Judged, ...]) -> bool:
    """Write a release unless it is there; refuse to put it in the place of another one."""
    there = folder / DESCRIPTION
    if there.exists():
        if there.read_bytes() == files[DESCRIPTION]:
            return False
        raise OutputError(
            "holds another release, and releases are never changed", file=folder,
            hint="name another folder",
        )  # fmt: skip
    with Press(folder, inspect=last_look(judged), marker=DESCRIPTION) as press:
        for path, data in sorted(files.items()):
            press.put(path, data)
    return True
