"""Cluster: processes on this machine or on others that work out tiles, by Ray.

Ray ships as an extra, ``pip install vidik[cluster]``. What is sent are tiles, never a whole city;
nothing is spilled to disk, nobody is told that Ray is used, every connection needs a token, and a
cluster that Vidik starts itself listens on the machine's own loopback alone.
"""

from __future__ import annotations

import os
import pickle
import secrets
import signal
import socket
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from vidik.errors import ClusterError, VidikError
from vidik.outside.cache import digest_of_package
from vidik.outside.progress import Advance
from vidik.outside.workers import Work

__all__ = ["Cluster", "Stage"]

Shared = TypeVar("Shared")
Key = TypeVar("Key")
Task = TypeVar("Task")
Made = TypeVar("Made")

# Set before Ray is loaded, which reads them once: tell nobody, trust nobody, and do not warn of
# graphics cards, which nothing here uses.
_SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "token",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}

# Makes Ray keep to the loopback, as it does by itself on the two systems that the name speaks of.
_LOOPBACK = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}

# Tasks that wait per worker, so that none is idle while the next tile is packed.
_AHEAD = 2

# Seconds that a running cluster has to answer.
_KNOCK_S = 10.0


@dataclass(frozen=True, slots=True)
class Stage:
    """How long the workers took for one kind of task.

    Parameters
    ----------
    name
        Of the function that did it.
    tasks
        How many there were.
    seconds
        By the clock on the wall, packing and sending included.
    task_seconds
        That the tasks themselves took, summed over all of them.
    sent_mib
        What was sent to workers.
    """

    name: str
    tasks: int
    seconds: float
    task_seconds: float
    sent_mib: float


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a worker made and how long that took, or why it could not."""

    made: object
    seconds: float
    fault: VidikError | None = None


class Cluster:
    """A cluster for one build; use it in a ``with`` statement.

    Parameters
    ----------
    address
        Of a running cluster, ``host:port``; None: one is started on this machine, and stopped at
        the end.
    workers
        How many processes a cluster of our own has.

    Raises
    ------
    ClusterError
        If Ray is not installed, the cluster cannot be reached, or its workers run another Vidik.
    """

    def __init__(self, address: str | None = None, *, workers: int = 1) -> None:
        self._address = address
        self._stack = ExitStack()
        self._ray: Any = None
        self._code = digest_of_package()
        #: Processes that work.
        self.workers = workers
        #: Seconds until the first worker was ready.
        self.start_s = 0.0
        #: What was done, in order.
        self.stages: list[Stage] = []

    def __enter__(self) -> Cluster:
        """Start the cluster, or connect to it."""
        begun = time.perf_counter()
        with ExitStack() as stack:
            self._ray = _ray(alone=self._address is None)
            folder = stack.enter_context(
                tempfile.TemporaryDirectory(prefix="vidik-", ignore_cleanup_errors=True)
            )
            try:
                with _own_signals():
                    self._start(folder)
                stack.callback(self._ray.shutdown)
                if self._address is not None:
                    self.workers = max(int(self._ray.cluster_resources().get("CPU", 1)), 1)
                self._remote = self._ray.remote(num_cpus=1, max_retries=2)(_work)
                self._ray.get(self._ray.remote(num_cpus=1)(_refuse_other).remote(self._code))
            except self._ray.exceptions.RayTaskError as fault:
                raise fault.cause from None
            except (OSError, RuntimeError, ValueError, self._ray.exceptions.RayError) as fault:
                raise ClusterError(
                    f"the cluster cannot be used: {_first_line(fault)}", value=self._address
                ) from fault
            self._stack = stack.pop_all()
        self.start_s = time.perf_counter() - begun
        return self

    def __exit__(self, *_: object) -> None:
        """Stop our own cluster, or leave that of others."""
        self._stack.close()

    def _start(self, folder: str) -> None:
        quiet = {"log_to_driver": False, "configure_logging": False}
        if self._address is not None:
            _knock(self._address)
            self._ray.init(address=self._address, **quiet)
            return
        self._ray.init(
            address="local",
            num_cpus=self.workers,
            include_dashboard=False,
            _node_ip_address="127.0.0.1",
            _temp_dir=folder,
            _system_config={"automatic_object_spilling_enabled": False},
            **quiet,
        )

    def map(
        self,
        work: Work[Shared, Task, Made],
        shared: Shared,
        keys: Sequence[Key],
        load: Callable[[Key], Task],
        *,
        advance: Advance,
    ) -> Iterator[Made]:
        """Yield what becomes of tasks, in their order; only a few are held at a time.

        Raises
        ------
        VidikError
            That a worker raised; `ClusterError` if one has died or failed otherwise.
        """
        begun, sent, took = time.perf_counter(), 0, 0.0
        known = self._ray.put(_packed((self._code, work, shared)))
        stage = secrets.token_hex(8)
        waiting: deque[tuple[Any, int]] = deque()

        def first() -> Made:
            nonlocal took
            reference, size = waiting.popleft()
            answer = self._answer(reference)
            took += answer.seconds
            advance(size)
            return cast("Made", answer.made)

        for key in keys:
            task = load(key)
            packed = _packed(task)
            sent += len(packed)
            waiting.append((self._remote.remote(stage, known, packed), _size(task)))
            if len(waiting) > _AHEAD * self.workers:
                yield first()
        while waiting:
            yield first()
        seconds = time.perf_counter() - begun
        name = getattr(work, "__name__", "task")
        self.stages.append(Stage(name, len(keys), seconds, took, sent / 2**20))

    def _answer(self, reference: Any) -> _Answer:
        """Return what a worker answers, or raise what it says."""
        try:
            answer: _Answer = pickle.loads(self._ray.get(reference))  # noqa: S301 - our own workers
        except self._ray.exceptions.RayError as fault:
            raise ClusterError(
                f"a worker of the cluster was lost: {_first_line(fault)}",
                hint="is there memory enough on its machine?",
            ) from fault
        if answer.fault is not None:
            raise answer.fault
        return answer


# What the tasks of one stage share, unpacked once per worker.
_shared: tuple[str, Any, Any] = ("", None, None)


def _work(stage: str, known: bytes, packed: bytes) -> bytes:
    """Do one task; this runs in a worker.

    Values come as our own pickles: arrays that Ray hands on are not writable, and compiled loops
    take those for another kind, and would be compiled once more.
    """
    global _shared
    begun = time.perf_counter()
    try:
        if _shared[0] != stage:
            code, *both = pickle.loads(known)  # noqa: S301 - from the build that started us
            _refuse_other(code)
            _shared = (stage, *both)
        _, work, shared = _shared
        task = pickle.loads(packed)  # noqa: S301 - from the build that started us
        made = work(shared, task, threads=1, advance=lambda _: None)
        answer = _Answer(made, time.perf_counter() - begun)
    except VidikError as fault:
        answer = _Answer(None, 0.0, fault)
    except Exception as fault:
        said = f"a worker of the cluster failed: {type(fault).__name__}: {_first_line(fault)}"
        answer = _Answer(None, 0.0, ClusterError(said))
    return _packed(answer)


def _refuse_other(code: str) -> None:
    """Refuse to work for another Vidik than this one; this runs in a worker."""
    if digest_of_package() != code:
        raise ClusterError(
            "a worker of the cluster runs another Vidik than this one",
            hint="install the same version on all machines",
        )


def _packed(value: object) -> bytes:
    return pickle.dumps(value, protocol=5)


def _size(task: Any) -> int:
    return len(task)


def _first_line(fault: BaseException) -> str:
    return next((line for line in str(fault).splitlines() if line.strip()), type(fault).__name__)


def _knock(address: str) -> None:
    """Raise OSError if nobody listens there; Ray itself would try for many minutes."""
    host, _, port = address.rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, int(port)), timeout=_KNOCK_S).close()


def _ray(*, alone: bool) -> Any:
    """Return Ray, loaded with our settings; alone if it is to start a cluster of our own."""
    settings = _SETTINGS
    if alone:
        # a running cluster has a token already, and Ray knows where to look for it
        settings = {**settings, **_LOOPBACK, "RAY_AUTH_TOKEN": secrets.token_hex(32)}
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    try:
        import ray
    except ImportError:
        raise ClusterError(
            "a cluster needs Ray, which is not installed", hint="pip install 'vidik[cluster]'"
        ) from None
    return ray


@contextmanager
def _own_signals() -> Iterator[None]:
    """Keep how this process ends on a signal; Ray would change it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)
