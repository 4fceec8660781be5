"""Intake: from a list of cameras to statements in the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from vidik.errors import InputError
from vidik.jobs.sources import stepwise
from vidik.model.observation import Observation
from vidik.model.origin import Edition, Kind, Obtained, Origin
from vidik.model.rejection import Rejection
from vidik.model.rules import PublicationRules
from vidik.outside.cache import digest_of_file
from vidik.outside.database.register import Ended, Register, Taken
from vidik.outside.progress import Progress, Silent
from vidik.outside.reading import format_of, read_parts
from vidik.outside.sheet import write_csv
from vidik.outside.tables import load_publication_rules
from vidik.register.observing import Door, observations

__all__ = ["Described", "Imported", "import_list"]


@dataclass(frozen=True, slots=True)
class Described:
    """What a user says of a source; None where nothing changes.

    Parameters
    ----------
    key, name, kind, licence, attribution, obtained, url, draft, synthetic
        As of `Origin`.
    """

    key: str
    name: str | None = None
    kind: Kind | None = None
    licence: str | None = None
    attribution: str | None = None
    obtained: Obtained | None = None
    url: str | None = None
    draft: bool | None = None
    synthetic: bool | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import.

    Parameters
    ----------
    origin
        The source, as it is known now.
    taken
        How much of it.
    rejected
        What was not understood.
    told
        The file that says so; None if there was nothing to say.
    """

    origin: Origin
    taken: Taken
    rejected: tuple[Rejection, ...]
    told: Path | None


def import_list(
    register: str,
    path: Path,
    described: Described,
    *,
    dated: dt.date | None = None,
    retrieved: dt.date | None = None,
    adds: bool = False,
    format: str | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Take a file into a register, whole or, if anything happens meanwhile, not at all.

    Doing it twice changes nothing.

    Parameters
    ----------
    register
        A file, made if there is none, or the address of a database.
    path
        The file to take in.
    described
        Its source. The first time, name, kind, licence and attribution have to be there.
    dated
        The day that it describes; None: the file says so.
    retrieved
        The day on which it came to us.
    adds
        Whether it adds to what the source said before; if not, it lists all that the source knows.
    format
        As of `vidik.outside.reading.read_parts`.
    progress
        Told how far the work is; None: nobody is.

    Raises
    ------
    InputError
        If the file cannot be used, nobody says of which day it is, or the register cannot be
        written.
    """
    progress = progress or Silent()
    found, sha256 = format_of(path, format=format), digest_of_file(path)
    rules = load_publication_rules()
    with Register(register, create=True) as opened:
        origin = _origin_of(described, opened.origins().get(described.key), rules)
        door = Door(rules.tags, rules.operators, opened.salt)
        rejected: list[Rejection] = []
        days: set[dt.date] = set()

        def ended() -> Ended:
            day = dated or max(days, default=None)
            if day is None:
                raise InputError(
                    "the file does not say of which day it is", file=path, hint="use --dated"
                )
            return Ended(day, rejected)

        with progress.task(f"Taking in {path.name}", total=path.stat().st_size) as advance:
            parts = read_parts(
                path, format=format, source=origin.key, progress=stepwise(advance)
            )

            def said() -> Iterator[tuple[str, Observation]]:
                for part in parts:
                    days.update([] if part.dated is None else [part.dated])
                    statements, notes = observations(
                        part.features,
                        origin=origin.key,
                        door=door,
                        assume=origin.kind is not Kind.OSM,
                    )
                    rejected.extend((*part.rejected, *notes))
                    yield from statements

            opened.describe(origin)
            edition = Edition(
                origin=origin.key,
                sha256=sha256,
                file=path.name,
                format=found,
                dated=dated or dt.date.min,
                retrieved=retrieved,
                recorded=dt.datetime.now(dt.UTC),
                complete=not adds,
            )
            taken = opened.take_in(edition, said(), ended)
        if not taken.new:
            rejected = list(opened.rejections(sha256))
    return Imported(origin, taken, tuple(rejected), _tell(rejected, path))


def _tell(rejected: Sequence[Rejection], path: Path) -> Path | None:
    """Write what was not understood beside the file, for whoever can mend it."""
    if not rejected:
        return None
    told = path.with_name(f"{path.name}.rejected.csv")
    rows = [(one.id, one.field, one.value, one.reason) for one in rejected]
    write_csv(told, ("place", "field", "value", "reason"), rows)
    return told


def _origin_of(said: Described, known: Origin | None, rules: PublicationRules) -> Origin:
    """Return a source as it is known from now on."""
    told = {name: value for name, value in asdict(said).items() if value is not None}
    if said.licence is not None and said.licence not in rules.licences:
        raise InputError(
            "not a licence that Vidik knows", value=said.licence, hint=", ".join(rules.licences)
        )
    if known is not None:
        return replace(known, **told)
    missing = [name for name in ("name", "kind", "licence", "attribution") if name not in told]
    if missing:
        raise InputError(
            "this source is new, so it needs to be described",
            value=said.key,
            hint=" ".join(f"--{name}" for name in missing),
        )
    return Origin(**told)
