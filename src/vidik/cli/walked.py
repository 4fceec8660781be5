"""``vidik walked``: where along a recorded walk cameras could see the walker."""

from __future__ import annotations

import os
from pathlib import Path

import click
import numpy as np

from vidik.cli.options import quiet_option, threads_option
from vidik.cli.showing import progress_of, show_table
from vidik.jobs.recorded import WalkSeen, walk_seen
from vidik.model.span import Span

__all__ = ["walked"]

#: Stretches are printed from so many seconds or metres on: cameras come into view one upon another.
_SHORTEST = 0.1


@click.command()
@click.argument("city_file", type=click.Path(path_type=Path))
@click.argument("walk_file", type=click.Path(path_type=Path))
@click.option("--level", metavar="KEY", help="One level of detail alone: detect, identify.")
@click.option(
    "--radius",
    type=float,
    metavar="METRES",
    help="How far off the places of the recording are; without it, as each says, or else 10. 0 for "
    "a line that was drawn.",
)
@threads_option
@quiet_option
def walked(
    city_file: Path,
    walk_file: Path,
    level: str | None,
    radius: float | None,
    threads: int | None,
    quiet: bool,
) -> None:
    """Tell where along WALK_FILE cameras of CITY_FILE could see the walker.

    WALK_FILE is GPX, GeoJSON or FIT, as telephones and watches write it. It is read on this machine
    and nothing of it is kept: neither a place nor its name. What is printed are seconds since its
    beginning and metres, by mapped cameras alone.
    """
    found = walk_seen(
        city_file,
        walk_file,
        level=level,
        radius_m=radius,
        threads=threads or os.cpu_count() or 1,
        progress=progress_of(quiet=quiet),
    )
    _summary(found)
    if not quiet:
        _stretches(found)


def _summary(found: WalkSeen) -> None:
    own = found.walked
    timed = own.track.seconds is not None
    unit = "min" if timed else "m"
    rows = []
    for k, level in enumerate(own.levels):
        seconds = own.seconds(k)
        span = own.metres(k) if seconds is None else _minutes(seconds)
        cameras = [own.ids[i] for i in own.cameras(k).tolist()]
        private = sum(key in found.private for key in cameras)
        figures = [f"{value:,.1f}" for value in (span.least, span.expected, span.most)]
        rows.append([level, *figures, len(cameras), private])
    names = (f"least, {unit}", f"expected, {unit}", f"most, {unit}")
    show_table(
        f"In view of {'made-up' if found.synthetic else 'mapped'} cameras",
        ("level", *names, "cameras", "of private homes"),
        rows,
    )
    seconds, metres = own.walked.tolist()
    beyond = own.abroad.tolist()
    if timed:
        click.echo(
            f"Walked {seconds / 60:,.1f} min, {metres:,.0f} m. Not known: {own.silent_s / 60:,.1f} "
            f"min of gaps in the recording, {beyond[0] / 60:,.1f} min outside the boundary."
        )
    else:
        click.echo(f"Walked {metres:,.0f} m. Not known: {beyond[1]:,.0f} m outside the boundary.")
    if found.rejected:
        click.echo(f"Left out: {len(found.rejected):,} places, times or accuracies, because it")
        reasons: dict[str, int] = {}
        for row in found.rejected:
            reasons[row.reason] = reasons.get(row.reason, 0) + 1
        for reason, count in sorted(reasons.items()):
            click.echo(f"  {reason}: {count:,}")
    if found.synthetic:
        click.echo("Made-up cameras: they do not exist.")
    else:
        click.echo("Where no camera is mapped, perhaps nobody looked.")


def _stretches(found: WalkSeen) -> None:
    own = found.walked
    steps = np.arange(len(own.track) + 1)
    clock = own.track.along_m if own.track.seconds is None else own.track.seconds
    rows = []
    for i, (lasts, expected) in enumerate(
        zip(own.lasts.tolist(), own.expected.tolist(), strict=True)
    ):
        if not any(length >= _SHORTEST for length in lasts):
            continue
        ids = [own.ids[k] for k in own.camera[own.offsets[i] : own.offsets[i + 1]].tolist()]
        named = [key for key in ids if key not in found.private]
        column = 1 if own.track.seconds is None else 0
        figures = (lasts[column] if own.sure[i] else 0.0, expected[column], lasts[column])
        begins, ends = np.interp([own.start[i], own.end[i]], steps, clock).tolist()
        rows.append(
            [
                own.levels[own.level[i]],
                *(f"{value:,.1f}" for value in (begins, ends, lasts[1], *figures)),
                " ".join(named),
                len(ids) - len(named) or None,
            ]
        )
    unit = "m" if own.track.seconds is None else "s"
    names = ("from", "to", "metres", "least", "expected", "most")
    show_table(
        f"Stretches of {_SHORTEST:g} {unit} or more",
        ("level", *(n if n == "metres" else f"{n}, {unit}" for n in names), "cameras", "private"),
        rows,
    )


def _minutes(span: Span) -> Span:
    return Span(span.least / 60.0, span.expected / 60.0, span.most / 60.0)
