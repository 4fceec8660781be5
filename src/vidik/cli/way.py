"""``vidik way``: from one point of a city to another, quickly or less in view."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from vidik.cli.options import quiet_option, threads_option
from vidik.cli.showing import progress_of, show_table
from vidik.jobs.ways import Point, find_ways, write_ways
from vidik.report.layout import DEFAULT_LEVEL
from vidik.report.ways import WayTable

__all__ = ["ends", "level_option", "way"]

F = TypeVar("F", bound=Callable[..., Any])


def _point(_: click.Context, __: click.Parameter, value: str) -> Point:
    """Return longitude and latitude, degrees."""
    try:
        lon, lat = (float(part) for part in value.split(","))
    except ValueError:
        raise click.BadParameter(
            f"{value!r} is not longitude,latitude in degrees: 19.8452,45.2551"
        ) from None
    if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
        raise click.BadParameter(f"{value!r} is not on the globe; longitude comes first")
    return lon, lat


def ends(command: F) -> F:
    """Let a command ask where a way begins and ends."""
    begin = click.option(
        "--from",
        "start",
        required=True,
        metavar="LON,LAT",
        callback=_point,
        help="Where the way begins.",
    )
    end = click.option(
        "--to", "end", required=True, metavar="LON,LAT", callback=_point, help="Where it ends."
    )
    return begin(end(command))


level_option = click.option(
    "--level",
    default=DEFAULT_LEVEL,
    show_default=True,
    help="At which a camera sees who walks: monitor, detect, observe, recognise, identify, face.",
)


@click.command()
@click.argument("city_file", type=click.Path(path_type=Path))
@ends
@level_option
@click.option(
    "--most",
    type=click.IntRange(min=2),
    default=7,
    show_default=True,
    metavar="N",
    help="Tell of so many ways, the most telling ones.",
)
@click.option(
    "--gpx", type=click.Path(path_type=Path), metavar="FILE", help="Write the ways as tracks."
)
@click.option(
    "--geojson", type=click.Path(path_type=Path), metavar="FILE", help="Write the ways as lines."
)
@threads_option
@quiet_option
def way(
    city_file: Path, start: Point, end: Point, level: str, most: int, gpx: Path | None,
    geojson: Path | None, threads: int | None, quiet: bool,
) -> None:  # fmt: skip
    """Find ways between two points of CITY_FILE that trade time for time in view.

    The first is the quickest, the last the one that is least watched by mapped cameras; of those
    between each is worth taking to somebody. Everything is worked out on this machine, and neither
    point is kept.
    """
    found = find_ways(
        city_file, start, end, level=level, most=most, threads=threads,
        progress=progress_of(quiet=quiet),
    )  # fmt: skip
    _show(found)
    write_ways(found, gpx=gpx, geojson=geojson)


def _show(found: WayTable) -> None:
    rows = found.rows()
    show_table(
        f"{found.title}: ways, and for how long they are in view at level {found.level}",
        ("", "way", "time", "metres", "least", "expected", "most", "price", "surely less"),
        [
            (
                row["way"],
                row["name"],
                _clock(row["minutes"]),
                f"{row['length_m']:,.0f}",
                *(_clock(row[f"in_view_{bound}_min"]) for bound in ("least", "expected", "most")),
                None if row["price_m"] is None else f"{row['price_m']:,.0f}",
                None if row["surely_less"] is None else "yes" if row["surely_less"] else "no",
            )
            for row in rows
        ],
    )
    click.echo("Least, expected, most: time in view, as far as that can be known.")
    if len(rows) > 1:
        click.echo(
            "Price: metres on the flat that the way is longer than the one above it, for each "
            "minute that it is expected to be less in view."
        )
    if not all(row["surely_less"] for row in rows[1:]):
        click.echo(
            "Surely less: no, where the ranges of the two ways overlap: it may in truth be no less "
            "in view than the one above it."
        )
    dated = "unknown" if found.dated is None else found.dated.isoformat()
    click.echo(f"{found.caveat} {found.credit}; state of the data: {dated}.")


def _clock(minutes: Any) -> str:
    """Return a time in minutes and seconds."""
    whole, seconds = divmod(round(60.0 * minutes), 60)
    return f"{whole}:{seconds:02}"
