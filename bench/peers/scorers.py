"""Others who make curves of scores, driven from here: the program beside this file, by name."""

from __future__ import annotations

import subprocess
import weakref
from functools import cached_property
from pathlib import Path

from bench.rounds import NotRunError

__all__ = ["ROOT", "ScoresProgram"]

ROOT = Path(__file__).resolve().parents[2]


class ScoresProgram:
    """bob.measure, pyeer or scikit-learn in a process of its own; started when it is first asked.

    Parameters
    ----------
    name
        ``bob``, ``pyeer`` or ``sklearn``.

    Raises
    ------
    NotRunError
        If it cannot be installed.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        built = subprocess.run(
            [ROOT / "bench" / "peers" / "scores.sh", name],
            stdout=subprocess.PIPE,
            check=False,
            text=True,
        )
        if built.returncode != 0:
            raise NotRunError(
                built.stdout.strip().removeprefix("not run: ") or "it cannot be installed"
            )

    @cached_property
    def _running(self) -> subprocess.Popen[str]:
        running = subprocess.Popen(
            [
                ROOT / "build" / "peers" / self._name / "bin" / "python",
                ROOT / "bench" / "peers" / "scores_program.py",
                self._name,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        weakref.finalize(self, running.kill)
        return running

    def ask(self, request: str) -> str:
        """Return the answer to a request, as of the program.

        Parameters
        ----------
        request
            A line.
        """
        running = self._running
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(f"{request}\n")
        running.stdin.flush()
        answer = running.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self._name} stopped at “{request}”: {running.wait()}")
        return answer.strip()

    def memory(self) -> int:
        """Return the program's peak memory so far, bytes."""
        return int(self.ask("memory"))
