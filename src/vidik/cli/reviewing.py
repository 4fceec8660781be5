"""``vidik register review``: what two sources leave unclear, settled by whoever looks."""

from __future__ import annotations

from pathlib import Path

import click

from vidik.cli.options import quiet_option, register_option, role_option
from vidik.cli.showing import progress_of, show_table
from vidik.jobs.comparing import compare_sources
from vidik.jobs.review_page import serve_review
from vidik.jobs.reviewing import Outcome, Review, mark_of
from vidik.model.decision import Verdict
from vidik.model.observation import Statement
from vidik.model.paired import Pair
from vidik.outside.database.register import Register

__all__ = ["review"]

#: Keys of the review.
_KEYS = {"s": Verdict.SAME, "d": Verdict.DIFFERENT}


@click.command()
@click.argument("one")
@click.argument("other")
@role_option
@click.option("--page", is_flag=True, help="In the browser, on a page that only this machine sees.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default="any free one",
    help="Port of the page.",
)
@click.option(
    "--map",
    "ground",
    type=click.Path(path_type=Path),
    metavar="EXTRACT",
    help="OpenStreetMap of the place: the page draws its buildings and streets.",
)
@register_option
@quiet_option
def review(
    one: str, other: str, role: str, page: bool, port: int, ground: Path | None, place: str,
    quiet: bool,
) -> None:  # fmt: skip
    """Settle the unclear pairs of ONE and OTHER, side by side, with a key for each.

    s: the same camera; d: different ones; space: later; u: take back the last one; q: enough for
    now. Each decision is kept at once, and nothing is deleted: what is taken back stays in the
    history. Several people can do it at the same time.

    With --page the pairs are on a page with a sketch of the place. The address that is printed has
    a secret in it: whoever has it can decide, until Ctrl-C.
    """
    if not page:
        if port or ground is not None:
            raise click.UsageError("--port and --map are of the page: add --page.")
        settled, left = _in_terminal(place, one, other, role)
    else:
        settled, left = serve_review(
            place,
            one,
            other,
            role=role,
            port=port,
            map=ground,
            ready=lambda address, pairs: click.echo(
                f"{pairs:,} unclear pairs are at {address} (Ctrl-C ends it)"
            ),
            progress=progress_of(quiet=quiet),
        )
    click.echo(f"{settled:,} settled, {left:,} left." if settled or left else "Nothing is unclear.")


def _in_terminal(place: str, one: str, other: str, role: str) -> tuple[int, int]:
    """Ask pair by pair; return how many are settled, and how many are left."""
    comparison = compare_sources(place, one, other)
    with Register(place) as opened:
        session = Review(opened, comparison, role=role)
        number, twice = 0, False
        while number < len(session.pairs):
            pair, held = session.pairs[number], session.held()
            if session.decision(number, held) is not None:
                number += 1  # somebody else was quicker
                continue
            _show(pair, one, other, f"{number + 1} of {len(session.pairs)}")
            key = _asked()
            if key in ("q", "\x03", "\x04"):
                break
            if key == "u":
                outcome, back = session.take_back()
                click.echo(_TAKEN_BACK[outcome])
                number, twice = (number if back is None else back), False
                continue
            verdict = _KEYS.get(key)
            if verdict is not None:
                seen = mark_of(session.decision(number, held))
                outcome = session.settle(number, verdict, seen=seen, twice=twice)
                if outcome is not Outcome.KEPT:
                    click.echo(_NOT_KEPT[outcome])
                    twice = outcome is Outcome.TWICE
                    continue
            number, twice = number + 1, False
        settled = session.settled(session.held())
        return settled, len(session.pairs) - settled


_TAKEN_BACK = {
    Outcome.KEPT: "Taken back.",
    Outcome.MEANWHILE: "Somebody else decided it since; that stays.",
    Outcome.NOTHING: "There is nothing to take back.",
}
_NOT_KEPT = {
    Outcome.MEANWHILE: "Somebody else decided meanwhile; look again.",
    Outcome.TWICE: "Not kept yet: one of the two was said to be the same as another row, so this "
    "would say that a source lists a camera twice. s once more keeps it all the same.",
}


def _asked() -> str:
    click.echo("s same · d different · space later · u take back · q quit ", nl=False)
    key = click.getchar().lower()
    click.echo(key if key.isprintable() else "")
    return key


def _show(pair: Pair, one: str, other: str, title: str) -> None:
    sides = [_values(side) for side in (pair.one, pair.other)]
    names = dict.fromkeys([*sides[0], *sides[1]])
    show_table(
        f"{title}: {pair.chance:.0%} likely the same, {pair.apart_m:.0f} m apart; "
        f"{pair.settled_by or 'nothing'} would settle it",
        ("", one, other),
        [(name, sides[0].get(name, ""), sides[1].get(name, "")) for name in names],
    )


def _values(statement: Statement | None) -> dict[str, str]:
    if statement is None:
        return {}
    said = statement.observation
    return {
        "where": statement.place,
        "place": f"{said.lat:.6f}, {said.lon:.6f}",
        "cameras": str(said.devices),
        "listed": f"{statement.since} to {statement.until}",
        **dict(sorted(said.attributes.items())),
    }
