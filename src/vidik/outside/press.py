"""The press: writes an output folder whole or not at all, and nothing that was not inspected.

Nothing else in Vidik writes into output folders. A build is written beside its place, in
``.<name>.vidik-new``, and then changes places with the old one in one step of the file system
(Linux and macOS; see `_exchange`). Whenever it is stopped, even by ``kill -9``, either the old or
the new folder stands; what is left beside it is cleared away by the next build.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from vidik.errors import OutputError

__all__ = ["MARKER", "Press", "publish_file"]

#: The file that shows that a folder is an output of Vidik, and so may be replaced.
MARKER = "manifest.json"


class Press:
    """Writes one output folder.

    Parameters
    ----------
    folder
        The folder to publish. An older output of Vidik there is replaced.
    inspect
        Looks at the path within the folder and the bytes of every file, and raises
        `PublicationError` if it must not be published; or returns a future that will.
    marker
        The file that every such output has, a JSON object that says ``vidik``: by it a folder is
        known as one that may be replaced.

    Raises
    ------
    OutputError
        If the folder is not Vidik's to replace, another build is writing it, or it cannot be
        written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     with Press(Path(place, "site"), inspect=lambda path, data: None) as press:
    ...         press.put("manifest.json", b'{"vidik": "1.0"}')
    ...     [file.name for file in Path(place, "site").iterdir()]
    ['manifest.json']
    """

    def __init__(
        self,
        folder: Path,
        *,
        inspect: Callable[[str, bytes], Future[None] | None],
        marker: str = MARKER,
    ) -> None:
        # A link to a folder stays a link: what it points to is replaced.
        self._folder = folder.resolve()
        self._inspect = inspect
        self._marker = marker
        self._new = self._beside("new")
        self._old = self._beside("old")
        self._written: set[str] = set()
        self._folders: set[Path] = set()
        self._awaited: list[Future[None]] = []
        self._lock: int | None = None

    def __enter__(self) -> Self:
        """Take the folder for this build, and clear away what a killed one left."""
        try:
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            self._lock = self._take_lock()
        except OSError as fault:
            raise self._failed(fault) from fault
        try:
            self._recover()
            self._check_ours()
            self._new.mkdir()
        except OSError as fault:
            self._release()
            raise self._failed(fault) from fault
        except BaseException:
            self._release()
            raise
        return self

    def put(self, path: str, data: bytes) -> None:
        """Have a file inspected and add it to the output.

        Parameters
        ----------
        path
            Within the folder, with ``/`` between its parts.
        data
            Its bytes.

        Raises
        ------
        PublicationError
            If it must not be published.
        OutputError
            If it cannot be written, leads out of the folder, or was put before.
        """
        self._check_path(path)
        verdict = self._inspect(path, data)
        if verdict is not None:
            self._awaited.append(verdict)
        target = self._new / path
        try:
            if target.parent not in self._folders:
                target.parent.mkdir(parents=True, exist_ok=True)
                self._folders.add(target.parent)
            with target.open("xb") as file:
                file.write(data)
        except OSError as fault:
            raise self._failed(fault, path) from fault
        self._written.add(path)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Publish the folder, or, after an error, leave everything as it was."""
        try:
            if kind is None:
                if self._marker not in self._written:
                    raise OutputError("an output needs its manifest", file=self._folder)
                for verdict in self._awaited:
                    verdict.result()
                self._publish()
        except OSError as fault:
            raise self._failed(fault) from fault
        finally:
            shutil.rmtree(self._new, ignore_errors=True)
            self._release()

    def _beside(self, what: str) -> Path:
        return self._folder.with_name(f".{self._folder.name}.vidik-{what}")

    def _failed(self, fault: OSError, path: str | None = None) -> OutputError:
        hint = "free some space" if fault.errno in (errno.ENOSPC, errno.EDQUOT) else None
        return OutputError(
            f"cannot be written: {fault.strerror or fault}",
            file=self._folder,
            place=path,
            hint=hint,
        )

    def _check_path(self, path: str) -> None:
        parts = path.split("/")
        plain = not PurePosixPath(path).is_absolute() and all(
            part and not part.startswith(".") and "\\" not in part and "\0" not in part
            for part in parts
        )
        if not plain:
            raise OutputError("not a path within an output folder", file=self._folder, value=path)
        if path in self._written:
            raise OutputError("the same file twice", file=self._folder, value=path)

    def _take_lock(self) -> int:
        """Return a lock that ends with this process, however it ends."""
        path = self._beside("lock")
        while True:
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(lock)
                raise OutputError(
                    "another build is writing it", file=self._folder, hint="wait until it is done"
                ) from None
            # A build that ended just now may have removed the file that was locked here.
            try:
                if os.path.samestat(os.fstat(lock), path.stat()):
                    return lock
            except FileNotFoundError:
                pass
            os.close(lock)

    def _release(self) -> None:
        if self._lock is not None:
            self._beside("lock").unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    def _recover(self) -> None:
        """Clear away what a killed build left, and put back what it had moved aside."""
        if self._old.is_dir() and not self._folder.exists():
            self._old.rename(self._folder)
        for rest in (self._old, self._new):
            if rest.exists():
                shutil.rmtree(rest)

    def _check_ours(self) -> None:
        """Refuse to replace anything but an output of Vidik or an empty folder."""
        if not self._folder.exists():
            return
        if not self._folder.is_dir():
            raise OutputError("is a file; an output is a folder", file=self._folder)
        if not any(self._folder.iterdir()):
            return
        try:
            made = json.loads((self._folder / self._marker).read_bytes())
        except (OSError, ValueError):
            made = None
        if not isinstance(made, dict) or "vidik" not in made:
            raise OutputError(
                "was not made by Vidik, so it is not replaced",
                file=self._folder,
                hint="name another folder, or remove this one yourself",
            )

    def _publish(self) -> None:
        _sync(self._new)
        if not self._folder.exists():
            self._new.rename(self._folder)
        elif not _exchange(self._new, self._folder):
            self._swap_in_two_steps()
        parent = os.open(self._folder.parent, os.O_RDONLY)
        try:
            os.fsync(parent)
        finally:
            os.close(parent)

    def _swap_in_two_steps(self) -> None:
        """Replace the folder where it cannot be done in one step.

        Between the steps no folder stands; if this process is killed there, the next build puts the
        old one back.
        """
        try:
            self._folder.rename(self._old)
            self._new.rename(self._folder)
        except BaseException:
            if self._old.exists() and not self._folder.exists():
                self._old.rename(self._folder)
            raise
        shutil.rmtree(self._old, ignore_errors=True)


def publish_file(path: Path, data: bytes, *, inspect: Callable[[str, bytes], None]) -> None:
    """Inspect a file that stands alone, and write it whole or not at all.

    Parameters
    ----------
    path
        The file; one that is there is replaced.
    data
        Its bytes.
    inspect
        As of `Press`.

    Raises
    ------
    PublicationError
        If it must not be published.
    OutputError
        If it cannot be written.
    """
    inspect(path.name, data)
    new = path.with_name(f".{path.name}.vidik-new")
    try:
        with new.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as fault:
        new.unlink(missing_ok=True)
        raise OutputError(f"cannot be written: {fault.strerror or fault}", file=path) from fault


def _sync(folder: Path) -> None:
    """Return when all files of the folder are on the disk."""
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "syncfs"):  # one call for thousands of files
        handle = os.open(folder, os.O_RDONLY)
        try:
            if libc.syncfs(handle) != 0:
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        finally:
            os.close(handle)
        return
    for path in folder.rglob("*"):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; return False where that cannot be done."""
    libc = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux" and hasattr(libc, "renameat2"):
        at_cwd, rename_exchange = -100, 2
        done = libc.renameat2(at_cwd, names[0], at_cwd, names[1], rename_exchange)
    elif sys.platform == "darwin" and hasattr(libc, "renamex_np"):
        rename_swap = 2
        done = libc.renamex_np(names[0], names[1], rename_swap)
    else:
        return False
    if done == 0:
        return True
    fault = ctypes.get_errno()
    if fault in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP):
        return False  # this file system cannot
    raise OSError(fault, os.strerror(fault))
