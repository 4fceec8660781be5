"""Cache: results of a build's stages, found again by what they were made from.

Entries are pickles and live in the user's own cache folder, never beside a city file: a folder that
somebody sends along must not be able to bring one.
"""

from __future__ import annotations

import copyreg
import hashlib
import json
import os
import pickle
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

__all__ = [
    "Cache",
    "cache_folder",
    "digest_of",
    "digest_of_bytes",
    "digest_of_file",
    "digest_of_package",
]

T = TypeVar("T")


def _read_only(items: dict[object, object]) -> MappingProxyType[object, object]:
    return MappingProxyType(items)


# Our values hold read-only mappings, which pickle does not know by itself.
copyreg.pickle(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))

# Entries that no build has used for this long are removed.
_KEEP_DAYS = 30


def cache_folder() -> Path:
    """Return the user's cache folder: ``$VIDIK_CACHE``, else the platform's own place."""
    if chosen := os.environ.get("VIDIK_CACHE"):
        return Path(chosen)
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "vidik"


def digest_of(*parts: object) -> str:
    """Return a hash of values that JSON can hold, as 64 hexadecimal digits."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_bytes(data: bytes) -> str:
    """Return the SHA-256 of some bytes as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of_package() -> str:
    """Return a hash of Vidik's own code, data and templates.

    A version number alone would serve yesterday's results to whoever changes the code today.
    """
    root = Path(__file__).parent.parent
    files = sorted(p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return digest_of([(p.relative_to(root).as_posix(), digest_of_file(p)) for p in files])


class Cache:
    """A folder of results.

    Parameters
    ----------
    folder
        Made when first written to. None: nothing is kept.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        #: Stages that were found and need not be made again.
        self.found: list[str] = []

    def keep(self, stage: str, key: str, make: Callable[[], T]) -> T:
        """Return the stored result of a stage, or make and store it.

        Parameters
        ----------
        stage
            Its name, for the log and the file name.
        key
            Hash of all that the result depends on (`digest_of`).
        make
            Called if there is no whole entry.

        Notes
        -----
        An entry that is damaged, or cannot be written, is never an error: the result is made again.
        """
        if self.folder is None:
            return make()
        path = self.folder / f"{stage}-{key[:32]}"
        try:
            stored = path.read_bytes()
            if hashlib.sha256(stored[32:]).digest() == stored[:32]:
                result: T = pickle.loads(stored[32:])  # noqa: S301 - the user's own folder
                os.utime(path)
                self.found.append(stage)
                return result
        except (OSError, pickle.UnpicklingError, AttributeError, ImportError, EOFError):
            pass
        result = make()
        self._store(path, pickle.dumps(result, protocol=5))
        return result

    def _store(self, path: Path, payload: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
                try:
                    file.write(hashlib.sha256(payload).digest() + payload)
                    file.close()
                    Path(file.name).replace(path)
                except BaseException:
                    Path(file.name).unlink(missing_ok=True)
                    raise
        except OSError:
            return  # a full or read-only disk costs time, not the build

    def prune(self) -> None:
        """Remove entries that no build has used for a month, and what a killed build left."""
        if self.folder is None or not self.folder.is_dir():
            return
        limit = time.time() - _KEEP_DAYS * 86400
        for path in self.folder.iterdir():
            age_limit = time.time() - 86400 if path.name.startswith("tmp") else limit
            try:
                if path.is_file() and path.stat().st_mtime < age_limit:
                    path.unlink()
            except OSError:
                continue
