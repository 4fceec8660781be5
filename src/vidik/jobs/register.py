"""The register: who says which camera is where, since when, and what was decided."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from vidik.errors import InputError
from vidik.model.decision import Decision, Verdict
from vidik.model.observation import Statement
from vidik.model.origin import Origin
from vidik.outside.database.interchange import load, store
from vidik.outside.database.register import Register
from vidik.outside.progress import Progress, Silent
from vidik.outside.sheet import save_csv, save_text

__all__ = [
    "decide",
    "erase",
    "export_register",
    "history_of",
    "overview_of",
    "restore",
    "statements_of",
    "store_register",
    "why_unpublished",
]

Rows = list[tuple[object, ...]]


def overview_of(
    register: str, *, on: dt.date | None = None, recorded: dt.datetime | None = None
) -> Rows:
    """Return key, name, kind, how obtained, editions, newest, says and published of each source.

    Parameters
    ----------
    register
        A file, or the address of a database.
    on, recorded
        As of `Register.state`.
    """
    with Register(register) as opened:
        origins, decisions = opened.origins(recorded=recorded), opened.decisions(recorded=recorded)
        rows: Rows = []
        for key, origin in origins.items():
            editions = [one.edition for one in opened.editions(key) if not one.withdrawn]
            said = sum(1 for _ in opened.state(on=on, recorded=recorded, origins=[key]))
            rows.append((
                key, origin.name, origin.kind.value, origin.obtained.value, len(editions),
                max((one.dated for one in editions), default=None), f"{said:,}",
                why_unpublished(origin, decisions) or "yes",
            ))  # fmt: skip
        return rows


def why_unpublished(origin: Origin, decisions: Sequence[Decision]) -> str | None:
    """Return why nothing of a source may be published; None if it may.

    Parameters
    ----------
    origin
        The source.
    decisions
        The oldest first; the last one on the source counts.
    """
    last = next(
        (d for d in reversed(decisions) if d.origin == origin.key and d.edition is None), None
    )
    if last is not None and last.verdict is Verdict.HELD:
        return f"held by {last.role}: {last.reason}"
    if origin.draft:
        return "a draft"
    if last is None and origin.obtained.is_held:
        return f"held: it is {origin.obtained.value}, and nobody decided to release it"
    return None


def statements_of(
    register: str,
    words: str,
    *,
    on: dt.date | None = None,
    recorded: dt.datetime | None = None,
) -> list[tuple[str, Rows]]:
    """Return a title and rows for each statement about an object that counts.

    Parameters
    ----------
    register
        A file, or the address of a database.
    words
        As of `Register.find`.
    on, recorded
        As of `Register.state`.

    Raises
    ------
    InputError
        If nothing is said of it.
    """
    with Register(register) as opened:
        found = {one.id: one for one in _found(opened, words, register)}
        keys = sorted({one.observation.origin for one in found.values()})
        counting = [
            one for one in opened.state(on=on, recorded=recorded, origins=keys) if one.id in found
        ]
        if not counting:
            raise InputError(
                "nobody says anything of it (any more)", file=register, value=words,
                hint="`vidik register history` has what was said",
            )  # fmt: skip
        origins = opened.origins(recorded=recorded)
        return [_told(one, origins) for one in counting]


def _found(opened: Register, words: str, register: str) -> tuple[Statement, ...]:
    found = opened.find(words)
    if not found:
        raise InputError(
            "nothing of this name", file=register, value=words,
            hint="node/123, osm:node/123, “row 12”, or six digits of an id",
        )  # fmt: skip
    return found


def _told(statement: Statement, origins: Mapping[str, Origin]) -> tuple[str, Rows]:
    said = statement.observation
    place = None if said.lon is None else f"{said.lat:.6f}, {said.lon:.6f}"
    rows: Rows = [
        ("claim", said.claim.value),
        ("place", place),
        ("accurate to, m", said.accuracy_m),
        ("cameras", said.devices),
        ("observed", said.observed),
        ("listed", f"{statement.since} to {statement.until}"),
        ("id", statement.id),
        *sorted(said.attributes.items()),
    ]
    title = f"{origins[said.origin].name}, {statement.place}"
    return title, [row for row in rows if row[1] is not None]


def history_of(register: str, words: str) -> Rows:
    """Return rows of all that was ever said of an object, and decided: since, until, source, where.

    Parameters
    ----------
    register
        A file, or the address of a database.
    words
        As of `Register.find`.

    Raises
    ------
    InputError
        If nothing was ever said of it.
    """
    with Register(register) as opened:
        found = _found(opened, words, register)
        ids = {one.id for one in found}
        rows: Rows = [
            (one.since, one.until, one.observation.origin, one.place, _short(one), one.id)
            for one in found
        ]
        rows += [
            (d.recorded.date(), None, d.role, None, f"{d.verdict.value}: {d.reason}",
             d.observation or d.other)
            for d in opened.decisions()
            if d.observation in ids or d.other in ids
        ]  # fmt: skip
        return sorted(rows, key=lambda row: str(row[0]))


def _short(statement: Statement) -> str:
    said = statement.observation
    where = "" if said.lon is None else f" at {said.lat:.6f}, {said.lon:.6f}"
    attributes = "; ".join(f"{key}={value}" for key, value in sorted(said.attributes.items()))
    return f"{said.claim.value}{where}" + (f": {attributes}" if attributes else "")


def export_register(
    register: str,
    file: Path,
    *,
    on: dt.date | None = None,
    recorded: dt.datetime | None = None,
    everything: bool = False,
) -> tuple[int, list[tuple[str, str]]]:
    """Write what sources say into a file; return how many statements, and what is left out.

    Parameters
    ----------
    register
        A file, or the address of a database.
    file
        ``.geojson`` or ``.csv``; one that is there is replaced.
    on, recorded
        As of `Register.state`.
    everything
        With the sources that must not be published.

    Raises
    ------
    InputError
        If the register cannot be read, or the file has another suffix.
    OutputError
        If the file cannot be written.
    """
    if file.suffix not in (".geojson", ".csv"):
        raise InputError("not a format to export to", file=file, hint=".geojson or .csv")
    with Register(register) as opened:
        decisions = opened.decisions(recorded=recorded)
        origins = opened.origins(recorded=recorded)
        out = [
            (key, why)
            for key, origin in origins.items()
            if not everything and (why := why_unpublished(origin, decisions)) is not None
        ]
        shown = [key for key in origins if key not in dict(out)]
        said = opened.state(on=on, recorded=recorded, origins=shown)
        if file.suffix == ".csv":
            rows = ([*_columns(one, origins).values()] for one in said)
            return save_csv(file, _COLUMNS, rows), out
        lines = [_feature(one, origins) for one in said]
    about = {"attribution": "; ".join(sorted({origins[key].attribution for key in shown}))}
    head = json.dumps({"type": "FeatureCollection", **about}, ensure_ascii=False)[:-1]
    body = ",\n".join(lines)
    save_text(file, f'{head}, "features": [\n{body}\n]}}\n')
    return len(lines), out


_COLUMNS = (
    "id", "source", "object", "claim", "lon", "lat", "accuracy_m", "observed", "devices", "place",
    "since", "until", "licence", "attribution", "synthetic", "attributes",
)  # fmt: skip


def _columns(statement: Statement, origins: Mapping[str, Origin]) -> dict[str, object]:
    said, origin = statement.observation, origins[statement.observation.origin]
    values = (
        statement.id, said.origin, said.object, said.claim.value, said.lon, said.lat,
        said.accuracy_m, said.observed, said.devices, statement.place, statement.since,
        statement.until, origin.licence, origin.attribution, str(origin.synthetic).lower(),
        json.dumps(dict(said.attributes), ensure_ascii=False, sort_keys=True),
    )  # fmt: skip
    return dict(zip(_COLUMNS, values, strict=True))


def _feature(statement: Statement, origins: Mapping[str, Origin]) -> str:
    columns = _columns(statement, origins)
    lon, lat = columns.pop("lon"), columns.pop("lat")
    geometry = None if lon is None else {"type": "Point", "coordinates": [lon, lat]}
    columns |= {
        "attributes": dict(statement.observation.attributes),
        "synthetic": origins[statement.observation.origin].synthetic,
    }
    feature = {"type": "Feature", "id": columns.pop("id"), "geometry": geometry,
               "properties": columns}  # fmt: skip
    return json.dumps(feature, ensure_ascii=False, default=str)


def decide(register: str, verdict: Verdict, *, role: str, reason: str, **about: str) -> None:
    """Add a decision of now.

    Parameters
    ----------
    register
        A file, or the address of a database.
    verdict, role, reason
        As of `Decision`.
    **about
        What it is about, as of `Decision`: of statements the beginning of the id is enough, of an
        edition its hash.

    Raises
    ------
    InputError
        If there is no such thing, or the decision does not fit it.
    """
    with Register(register) as opened:
        if "edition" in about:
            about["origin"], about["edition"] = _edition(opened, about["edition"], register)
        for name in ("observation", "other"):
            if name in about:
                about[name] = _id(opened, about[name], register)
        try:
            decision = Decision(dt.datetime.now(dt.UTC), role, verdict, reason, **about)
        except ValueError as fault:
            raise InputError(str(fault)) from fault
        opened.decide(decision)


def _edition(opened: Register, start: str, register: str) -> tuple[str, str]:
    found = {
        (one.edition.origin, one.edition.sha256)
        for one in opened.editions()
        if one.edition.sha256.startswith(start)
    }
    if len(found) != 1:
        raise InputError(
            "no such edition" if not found else "more than one edition begins so",
            file=register, value=start,
        )  # fmt: skip
    return found.pop()


def _id(opened: Register, words: str, register: str) -> str:
    found = _found(opened, words, register)
    if len(found) > 1:
        raise InputError(
            "more than one statement", file=register, value=words,
            hint=f"say which: {', '.join(one.id[:12] for one in found[:5])}",
        )  # fmt: skip
    return found[0].id


def erase(register: str, words: str, *, reason: str) -> bool:
    """Take a statement away for good.

    Parameters
    ----------
    register
        A file, or the address of a database.
    words
        As of `Register.find`; there must be one such statement.
    reason
        Why, for outsiders; it must not say what the statement said.

    Returns
    -------
    bool
        False if the register's files may still hold it for a while, as of `Register.erase`.

    Raises
    ------
    InputError
        If there is none, or more than one.
    """
    with Register(register) as opened:
        return opened.erase(_id(opened, words, register), reason=reason)


def store_register(register: str, file: Path, *, progress: Progress | None = None) -> int:
    """Store a whole register in a file, and return how many rows it has.

    Parameters
    ----------
    register
        A file, or the address of a database.
    file
        To be written.
    progress
        Told how far the work is; None: nobody is.
    """
    with (progress or Silent()).task("Storing the register") as advance:
        return store(register, file, advance=advance)


def restore(file: Path, register: str, *, progress: Progress | None = None) -> int:
    """Make a register of a file that `store_register` wrote, and return how many rows it has.

    Parameters
    ----------
    file
        The file.
    register
        Where to: a file that is not there yet, or the address of an empty database.
    progress
        Told how far the work is; None: nobody is.
    """
    with (progress or Silent()).task("Restoring the register") as advance:
        return load(file, register, advance=advance)
