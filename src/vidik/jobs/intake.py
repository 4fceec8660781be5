"""Intake: from a list of cameras to statements in the register."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from vidik.errors import InputError
from vidik.jobs.sources import stepwise
from vidik.model.feature import Extract
from vidik.model.mapping import EASTING, NORTHING
from vidik.model.observation import Observation
from vidik.model.origin import Edition, Kind, Obtained, Origin
from vidik.model.rejection import Rejection
from vidik.model.rules import PublicationRules
from vidik.outside.ahead import ahead
from vidik.outside.cache import digest_of_file
from vidik.outside.database.register import Ended, Register, Taken
from vidik.outside.lists import LISTS, companions_of, guesses, read_list_parts
from vidik.outside.listwords import load_list_words
from vidik.outside.mappingfile import write_mappings
from vidik.outside.osmchanges import read_osm_changes
from vidik.outside.pdf import reviewed_path, write_review
from vidik.outside.progress import Progress, Silent
from vidik.outside.reading import format_of, read_extract, read_parts
from vidik.outside.sheet import save_csv
from vidik.outside.tables import load_publication_rules
from vidik.register.gazetteer import gazetteer_of
from vidik.register.locating import locator
from vidik.register.mapping import mapping_table, readings_table
from vidik.register.observing import Door, Observer

__all__ = [
    "Described",
    "Imported",
    "Understood",
    "import_list",
    "review_pdf",
    "understand_list",
]

#: Systems that are shown to whoever has to choose.
_MOST_SYSTEMS = 8

#: Formats of whole extracts, and from how many bytes on they are worth a process that reads them.
_MAPS = ("pbf", "osm")
_WORTH_A_PROCESS = 2_000_000

#: Files that say what changed, not what there is.
_CHANGES = (".osc", ".osc.gz", ".osc.bz2", ".osh", ".osh.gz", ".osh.bz2", ".osh.pbf")


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


@dataclass(frozen=True, slots=True)
class Understood:
    """How one table of a list is read.

    Parameters
    ----------
    name
        Of the table.
    columns
        As of `vidik.register.mapping.mapping_table`.
    systems
        Coordinate systems that may be meant, as of `readings_table` there; empty where there is
        nothing to choose.
    """

    name: str
    columns: tuple[tuple[str, str, str, str], ...]
    systems: tuple[tuple[str, str, str, str], ...]


def import_list(
    register: str,
    path: Path,
    described: Described,
    *,
    dated: dt.date | None = None,
    retrieved: dt.date | None = None,
    adds: bool = False,
    city: Path | None = None,
    town: str = "",
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
    city
        An extract of OpenStreetMap of the city: its streets and house numbers find the places of a
        list of addresses, its bounds tell which coordinates are meant. None: nothing does.
    town
        Where addresses without a town are.
    progress
        Told how far the work is; None: nobody is.

    Raises
    ------
    InputError
        If the file cannot be used, nobody says of which day it is, or the register cannot be
        written.
    """
    progress = progress or Silent()
    found, sha256 = _format_of(path), digest_of_file(path)
    mapping = "".join(digest_of_file(one)[:16] for one in companions_of(path))
    rules = load_publication_rules()
    with Register(register, create=True) as opened:
        origin = _origin_of(described, opened.origins().get(described.key), rules)
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
            tell = stepwise(advance)
            if found in _MAPS and path.stat().st_size >= _WORTH_A_PROCESS:
                parts = ahead(_read_map, path, origin, opened.salt)
            else:
                extracts = _parts(opened, path, found, origin, (city, town), tell)
                parts = _stated(extracts, origin, opened.salt)

            def said() -> Iterator[tuple[str, Observation]]:
                for part in parts:
                    days.update([] if part.dated is None else [part.dated])
                    rejected.extend(part.rejected)
                    yield from part.said
                    if part.read is not None:
                        tell(*part.read)

            opened.describe(origin)
            edition = Edition(
                origin=origin.key,
                sha256=sha256,
                file=path.name,
                format=found,
                dated=dated or dt.date.min,
                retrieved=retrieved,
                recorded=dt.datetime.now(dt.UTC),
                complete=not (adds or found == "changes"),
                mapping={"read as": mapping} if mapping else {},
            )
            with _uncollected():
                taken = opened.take_in(edition, said(), ended)
        if not taken.new:
            rejected = list(opened.rejections(sha256))
    return Imported(origin, taken, tuple(rejected), _tell(rejected, path))


def understand_list(
    path: Path, *, city: Path | None = None, save: bool = False
) -> tuple[list[Understood], Path | None]:
    """Return how each table of a list is read.

    Parameters
    ----------
    path
        The list.
    city
        As of `import_list`.
    save
        Save it beside the list, where it is used from then on and can be changed.

    Returns
    -------
    tables
        Of the file, but for hidden sheets.
    saved
        The file that it was saved in.

    Raises
    ------
    InputError
        If the file cannot be read, or is no list.
    """
    found = _format_of(path)
    if found not in LISTS:
        raise InputError("needs no mapping: it says itself what is what", file=path, value=found)
    box = None if city is None else read_extract(city, source="city").bounds
    guessed = guesses(path, found, box=box)
    made = [guess.mapping for guess in guessed]
    tables = [
        Understood(
            guess.mapping.sheet or path.name,
            tuple(mapping_table(guess.mapping)),
            tuple(readings_table(guess.readings)[:_MOST_SYSTEMS])
            if guess.mapping.place == (EASTING, NORTHING)
            else (),
        )
        for guess in guessed
    ]
    useful = [mapping for mapping in made if mapping.place or mapping.drawn] or made
    return tables, write_mappings(path, useful) if save else None


def review_pdf(path: Path) -> tuple[Path, Path] | None:
    """Write the tables of a PDF into a file for somebody to look through.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    tuple of Path or None
        Where they were written, and where they are read from when somebody has mended them. None:
        it is no PDF, or somebody has.
    """
    if _format_of(path) != "pdf" or reviewed_path(path).exists():
        return None
    return write_review(path), reviewed_path(path)


def _format_of(path: Path) -> str:
    return "changes" if path.name.lower().endswith(_CHANGES) else format_of(path)


def _parts(
    register: Register,
    path: Path,
    found: str,
    origin: Origin,
    city: tuple[Path | None, str],
    progress: Callable[[int, int], None],
) -> Iterator[Extract]:
    """Return what a file holds, a part at a time."""
    if found == "changes":
        return read_osm_changes(
            path, source=origin.key, known=lambda name: register.knows(origin.key, name)
        )
    if found not in LISTS:
        return read_parts(path, source=origin.key, progress=progress)
    extract, town = city
    box, locate = None, None
    if extract is not None:
        mapped = read_extract(extract, source="city")
        box = mapped.bounds
        streets = load_list_words().streets
        locate = locator(gazetteer_of(mapped.features, streets), usual=town)

    return read_list_parts(
        path, found, source=origin.key, locate=locate, box=box, progress=progress
    )


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a part of a file says: where in it, and what; what was not understood; of which day.

    `read` are the bytes that have been read by then, and those of the file, where nobody was told.
    """

    said: list[tuple[str, Observation]]
    rejected: list[Rejection]
    dated: dt.date | None
    read: tuple[int, int] | None = None


def _stated(extracts: Iterable[Extract], origin: Origin, salt: bytes) -> Iterator[_Stated]:
    """Yield what a source states, a part at a time."""
    rules = load_publication_rules()
    door = Door(rules.tags, rules.operators, salt)
    observer = Observer(origin.key, door, assume=origin.kind is not Kind.OSM)
    for part in extracts:
        said, notes = observer.read(part.features)
        yield _Stated(said, [*_of_cameras(part, said, origin), *notes], part.dated)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let nobody go through millions of objects in search of circles that are not there."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read_map(path: Path, origin: Origin, salt: bytes) -> Iterator[_Stated]:
    """Yield the same of an extract of OpenStreetMap, in another process than who is told of it."""
    read = (0, 0)

    def tell(done: int, total: int) -> None:
        nonlocal read
        read = done, total

    for part in _stated(read_parts(path, source=origin.key, progress=tell), origin, salt):
        yield replace(part, read=read)


def _tell(rejected: Sequence[Rejection], path: Path) -> Path | None:
    """Write what was not understood beside the file, for whoever can mend it."""
    if not rejected:
        return None
    told = path.with_name(f"{path.name}.rejected.csv")
    rows = [(one.id, one.field, one.value, one.reason) for one in rejected]
    save_csv(told, ("place", "field", "value", "reason"), rows)
    return told


def _of_cameras(
    part: Extract, statements: Sequence[tuple[str, Observation]], origin: Origin
) -> Iterator[Rejection]:
    """Yield what could not be read, of an extract of OpenStreetMap only what is of its cameras."""
    own = {place for place, _ in statements}
    yield from (one for one in part.rejected if origin.kind is not Kind.OSM or one.id in own)


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
