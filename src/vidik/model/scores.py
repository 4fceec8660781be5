"""Scores: what a matcher said of pairs of samples, and of searches in a gallery."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Comparisons", "Searches"]

_UNKNOWN = -1


@dataclass(frozen=True, eq=False)
class Comparisons:
    """Scores of n comparisons of two samples each; the higher, the more alike.

    Parameters
    ----------
    score
        Shape (n,), finite.
    mated
        Shape (n,): whether both samples are of one person.
    subject
        Shape (n,): number of the person whose sample was compared, so that errors of one person
        are not taken for those of many; −1 where nobody said.
    group
        Shape (n,): number among `groups`; −1 where nobody said.
    groups
        Names of the groups that people were said to belong to.
    mated_failures, nonmated_failures
        Comparisons that came to no score, as no sample could be made of the person compared.
    mated_unenrolled, nonmated_unenrolled
        Comparisons that came to no score, as no reference could be made to compare with.

    Raises
    ------
    ValueError
        If the arrays do not fit together, or a score is no number.
    """

    score: NDArray[np.float64]
    mated: NDArray[np.bool_]
    subject: NDArray[np.int64]
    group: NDArray[np.int64]
    groups: tuple[str, ...] = ()
    mated_failures: int = 0
    nonmated_failures: int = 0
    mated_unenrolled: int = 0
    nonmated_unenrolled: int = 0

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        _fit(len(self.score), self.mated, self.subject, self.group)
        _finite(self.score)
        _grouped(self.group, self.groups)

    def __len__(self) -> int:
        """Return the number of comparisons that came to a score."""
        return len(self.score)

    @classmethod
    def of(cls, mated: NDArray[np.float64], nonmated: NDArray[np.float64]) -> Comparisons:
        """Return comparisons of which nothing is known but which were mated.

        Parameters
        ----------
        mated, nonmated
            Their scores.
        """
        score = np.concatenate([mated, nonmated]).astype(np.float64)
        unknown = np.full(len(score), _UNKNOWN)
        return cls(score, np.arange(len(score)) < len(mated), unknown, unknown)

    def attempts(self, *, mated: bool) -> int:
        """Return how many comparisons of one kind were begun, whatever they came to."""
        failed = (
            self.mated_failures + self.mated_unenrolled
            if mated
            else self.nonmated_failures + self.nonmated_unenrolled
        )
        return int((self.mated == mated).sum()) + failed

    def scores(self, *, mated: bool) -> NDArray[np.float64]:
        """Return the scores of one kind of comparison, in their order."""
        return self.score[self.mated if mated else ~self.mated]

    def of_group(self, name: str) -> Comparisons:
        """Return the comparisons of one group; failures are of no group."""
        return self._taken(self.group == self.groups.index(name))

    def _taken(self, some: NDArray[np.bool_]) -> Comparisons:
        return Comparisons(
            self.score[some], self.mated[some], self.subject[some], self.group[some], self.groups
        )


@dataclass(frozen=True, eq=False)
class Searches:
    """Results of n searches in a gallery, in which people may be enrolled or not (open set).

    Parameters
    ----------
    top
        Shape (n,): score of the best candidate who is somebody else; −∞ if there was none.
    mate
        Shape (n,): score of the candidate who is the person searched for; −∞ if they were not
        among the candidates. Not a number where they are not enrolled.
    rank
        Shape (n,): place of that candidate among all, from 1; 0 if they were not among them.
    gallery
        How many people are enrolled.
    subject, group, groups
        As of `Comparisons`.
    mated_failures, nonmated_failures
        Searches that came to nothing, as no sample could be made.
    mated_unenrolled
        Searches for people who were to be enrolled, but of whom no reference could be made.

    Raises
    ------
    ValueError
        If the arrays do not fit together.
    """

    top: NDArray[np.float64]
    mate: NDArray[np.float64]
    rank: NDArray[np.int64]
    gallery: int
    subject: NDArray[np.int64]
    group: NDArray[np.int64]
    groups: tuple[str, ...] = ()
    mated_failures: int = 0
    nonmated_failures: int = 0
    mated_unenrolled: int = 0

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        _fit(len(self.top), self.mate, self.rank, self.subject, self.group)
        _grouped(self.group, self.groups)
        if np.isnan(self.top).any():
            raise ValueError("a best candidate without a score")
        if np.isposinf(self.top).any() or np.isposinf(self.mate).any():
            raise ValueError("a candidate with an infinite score")
        if ((self.rank > 0) != np.isfinite(self.mate)).any():
            raise ValueError("a rank for whom there is no score, or none for whom there is one")
        if self.gallery < 1:
            raise ValueError(f"a gallery of {self.gallery} people")

    def __len__(self) -> int:
        """Return the number of searches that came to a result."""
        return len(self.top)

    @property
    def mated(self) -> NDArray[np.bool_]:
        """Whether the person searched for is enrolled; shape (n,)."""
        return np.asarray(~np.isnan(self.mate))

    def attempts(self, *, mated: bool) -> int:
        """Return how many searches of one kind were begun, whatever they came to."""
        failed = self.mated_failures + self.mated_unenrolled if mated else self.nonmated_failures
        return int((self.mated == mated).sum()) + failed

    def of_group(self, name: str) -> Searches:
        """Return the searches for people of one group; failures are of no group."""
        some = self.group == self.groups.index(name)
        return Searches(
            self.top[some], self.mate[some], self.rank[some], self.gallery,
            self.subject[some], self.group[some], self.groups,
        )  # fmt: skip


def _fit(count: int, *arrays: NDArray[np.generic]) -> None:
    if any(one.shape != (count,) for one in arrays):
        raise ValueError(f"of {count} scores, other arrays have {[len(one) for one in arrays]}")


def _finite(score: NDArray[np.float64]) -> None:
    bad = np.flatnonzero(~np.isfinite(score))
    if len(bad):
        raise ValueError(f"score {bad[0] + 1} is no number: {score[bad[0]]}")


def _grouped(group: NDArray[np.int64], groups: tuple[str, ...]) -> None:
    if len(group) and not _UNKNOWN <= group.min() <= group.max() < len(groups):
        raise ValueError(f"no such group: there are {len(groups)}")
