"""A contest for the tests of contests: a module, because other processes run it as well."""

from __future__ import annotations

from bench.rounds import Absent, Contender, Contest, NotRunError, main


def steady(name: str, seconds_each: float) -> Contender:
    """Return somebody who says that each piece takes so long, in a process of a gibibyte."""
    return Contender(
        name,
        lambda count: count * seconds_each,
        most=1000,
        elsewhere=True,
        memory=lambda: 2**30,
    )


def contest() -> Contest:
    return Contest(
        "Digging",
        "holes per second",
        [steady("spade", 0.002), steady("spoon", 0.05), Absent("digger", "no fuel")],
        lambda: ["The ground was dry."],
    )


def nobody() -> Contest:
    raise NotRunError("no ground")


CASES = {"garden": contest, "rock": nobody}

if __name__ == "__main__":
    main("tests.bench.digging", CASES)
