"""``vidik necessity``: a city file and an operator in, how few of its cameras would do out."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from vidik.cli.options import quiet_option, threads_option
from vidik.cli.showing import show_table
from vidik.exposure.necessity import SHARES
from vidik.jobs.necessity import necessity_in
from vidik.outside.progress import Silent, progress_for
from vidik.report.layout import DEFAULT_LEVEL

__all__ = ["necessity"]


@click.command()
@click.argument("city_file", type=click.Path(path_type=Path))
@click.option("--operator", required=True, help="Its name, as the tag operator has it.")
@click.option("--level", default=DEFAULT_LEVEL, show_default=True, help="Of detail.")
@click.option(
    "--certain", is_flag=True, help="Count what is seen for certain, not all that may be seen."
)
@click.option(
    "--share",
    "shares",
    type=float,
    multiple=True,
    default=SHARES,
    show_default=True,
    help="Of the watched metres, how much is to be kept. May be given several times.",
)
@threads_option
@quiet_option
def necessity(
    city_file: Path,
    operator: str,
    level: str,
    certain: bool,
    shares: tuple[float, ...],
    threads: int | None,
    quiet: bool,
) -> None:
    """Tell how few of its cameras an operator would need.

    That is, to watch as much street of the place in CITY_FILE as all of them do. The answer is a
    number, never a list: which cameras they would be is not told. Of operators with fewer than
    three cameras nothing is told.
    """
    found, observed = necessity_in(
        city_file,
        operator=operator,
        level=level,
        certain=certain,
        shares=shares,
        threads=threads,
        progress=Silent() if quiet else progress_for(Console(stderr=True)),
    )
    how = "for certain" if certain else "possibly"
    show_table(
        f"{operator}: {found.cameras:,} cameras, which {how} watch {found.watched_m:,.0f} m of "
        f"street at level {level}; two or more of them watch {found.overlap:.0%} of it",
        ("keep", "cameras needed, at least", "enough"),
        [(f"{one.share:.4%}", f"{one.least:,}", f"{one.most:,}") for one in found.kept],
    )
    made_up = any(camera.synthetic for camera in observed.told)
    whose = "Made-up cameras: they do not exist." if made_up else "Mapped cameras only."
    credit = " ".join(source.attribution for source in observed.inputs.sources)
    click.echo(f"{whose} {credit}")
