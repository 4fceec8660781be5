"""Files of a site as others check them: their size, their SHA-256, and one hash over all data."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

__all__ = ["CHECKSUMS", "WrittenFile", "checksums", "fingerprint", "is_data", "kind_of"]

#: The file that lists the hashes of the data; ``sha256sum --check`` reads it.
CHECKSUMS = "checksums.txt"

_DATA = ("downloads/", "tiles/", "rejected.csv", "summary.json", "summary.schema.json")


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of a site.

    Parameters
    ----------
    size
        Bytes.
    sha256
        Its SHA-256, hexadecimal.
    """

    size: int
    sha256: str

    @classmethod
    def of(cls, data: bytes) -> WrittenFile:
        """Return what can be said of a file with this content."""
        return cls(len(data), hashlib.sha256(data).hexdigest())


def is_data(path: str) -> bool:
    """Return whether a file is data that people cite, not a page about them.

    Parameters
    ----------
    path
        Within the site.
    """
    return path.startswith(_DATA)


def kind_of(path: str, languages: Collection[str]) -> str:
    """Return what a file of a site is one of, whatever its language: its folder, or its name.

    Parameters
    ----------
    path
        Within the site.
    languages
        Names of the folders of other languages than the first.

    Examples
    --------
    >>> kind_of("sr-Latn/camera/osm-node-1/index.html", ["sr-Latn"])
    'camera/'
    >>> kind_of("index.html", ["sr-Latn"])
    'index.html'
    """
    folders = path.split("/")
    if folders[0] in languages:
        del folders[0]
    return f"{folders[0]}/" if len(folders) > 1 else folders[0]


def checksums(files: Mapping[str, WrittenFile]) -> bytes:
    """Return ``checksums.txt``: hash and path of each file of data, in order of the path.

    Parameters
    ----------
    files
        Of a site, by path; pages among them are left out.
    """
    return "".join(
        f"{file.sha256}  {path}\n" for path, file in sorted(files.items()) if is_data(path)
    ).encode()


def fingerprint(files: Mapping[str, WrittenFile]) -> str:
    """Return the SHA-256 of ``checksums.txt``: one hash that stands for all data of a site.

    Parameters
    ----------
    files
        Of a site, by path.
    """
    return hashlib.sha256(checksums(files)).hexdigest()
