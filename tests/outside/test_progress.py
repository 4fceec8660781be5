from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from rich.console import Console

from vidik.outside.progress import Bars, Lines, Progress, Silent, progress_for


def work(progress: Progress) -> None:
    with progress.task("Building"):
        with progress.task("Reading osm", total=3) as advance:
            for _ in range(3):
                advance(1)
        with progress.task("Looking") as advance:
            advance(1204)
    with progress.task("Writing", total=10) as advance:
        advance(10)


def test_silence() -> None:
    work(Silent())


def test_lines_say_how_many_how_long_and_how_fast() -> None:
    now, said = [0.0], list[str]()
    with Lines(said.append, clock=lambda: now[0]).task("Views", total=2000) as advance:
        for second in (4, 12, 20):
            now[0] = second
            advance(500)
        now[0] = 75
        advance(500)
    assert said == [
        "Views: 1,000 of 2,000, 83/s, 12.0 s left",
        "Views: 2,000 of 2,000, 27/s, 0.0 s left",
        "Views: 2,000 in 1 min 15 s (27/s)",
    ]


def test_lines_without_a_total_or_a_count() -> None:
    now, said = [0.0], list[str]()
    lines = Lines(said.append, clock=lambda: now[0])
    with lines.task("Tiles") as advance:
        now[0] = 11
        advance(22)
    with lines.task("Swapping"):
        pass
    assert said == ["Tiles: 22, 2/s", "Tiles: 22 in 11.0 s (2/s)", "Swapping: 0.0 s"]


def test_a_task_that_fails_is_not_reported_as_done() -> None:
    said = list[str]()
    with pytest.raises(KeyError), Lines(said.append).task("Views"):
        raise KeyError
    assert said == []


def test_advances_from_many_threads_all_count() -> None:
    said = list[str]()
    with Lines(said.append).task("Views") as advance, ThreadPoolExecutor(8) as pool:
        list(pool.map(advance, [1] * 5000))
    assert said[0].startswith("Views: 5,000 in ")


def test_a_terminal_gets_bars_and_anything_else_plain_lines() -> None:
    terminal, pipe = io.StringIO(), io.StringIO()
    bars = progress_for(Console(file=terminal, force_terminal=True, width=100))
    assert isinstance(bars, Bars)
    work(bars)
    drawn = terminal.getvalue()
    assert "Reading osm" in drawn
    assert "3 of 3" in drawn
    assert "1,204 of 1,204" in drawn
    assert "10 of 10" in drawn

    work(progress_for(Console(file=pipe, width=20)))
    lines = pipe.getvalue().splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "Reading osm",
        "Looking",
        "Building",
        "Writing",
    ]
    assert "\x1b" not in pipe.getvalue()


def test_bars_end_cleanly_when_the_work_fails() -> None:
    out = io.StringIO()
    bars = Bars(Console(file=out, force_terminal=True, width=100))
    with pytest.raises(TypeError), bars.task("Views", total=5) as advance:
        advance("two")
    with bars.task("Again", total=1) as advance:
        advance(1)
    assert out.getvalue().rstrip("\n").endswith("\x1b[?25h")  # the cursor is shown again
