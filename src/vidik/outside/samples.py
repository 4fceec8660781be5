"""Pictures of people who agreed to a test: read, and stripped of all that is no picture.

What leaves here is a PNG file of the pixels alone: no name, no date, no place, no profile, no
thumbnail; turned upright as the camera noted it.
"""

from __future__ import annotations

import hashlib
import io
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from vidik.errors import InputError
from vidik.outside.new_files import new_folder, save_new

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["is_a_stream", "picture", "save_pictures", "saved_picture"]

#: Bytes of a file and pixels of a picture, at most.
_BYTES, _PIXELS = 2**25, 50_000_000

#: Bytes of a picture as it is saved, at most: of so many pixels of three colours each, and more.
_SAVED = 2**28


def is_a_stream(file: str, path: Path) -> bool:
    """Return whether this is a camera, a stream or another device instead of a file.

    Parameters
    ----------
    file
        As it was written: ``rtsp://…``.
    path
        Where that would be.
    """
    if "://" in file:
        return True
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def picture(path: Path) -> bytes:
    """Return the pixels of a picture as a PNG file with nothing else in it.

    Parameters
    ----------
    path
        Of a JPEG or PNG file.

    Raises
    ------
    InputError
        If it is none, or too large.
    """
    made = io.BytesIO()
    _read(path).save(made, "PNG", compress_level=1)
    return made.getvalue()


def save_pictures(folder: Path, pictures: Iterable[tuple[str, bytes]]) -> None:
    """Write pictures under names that say nothing, into a folder that must not be there yet.

    Parameters
    ----------
    folder
        Nobody but its owner may look into it.
    pictures
        Name and PNG file of each.

    Raises
    ------
    OutputError
        If one cannot be written.
    """
    new_folder(folder)
    for name, made in pictures:
        save_new(folder / _file(name), made, secret=True)


def saved_picture(folder: Path, name: str, fingerprint: str) -> bytes:
    """Return a picture that was saved, if it still is what it was.

    Parameters
    ----------
    folder, name
        Where it was saved, and as what.
    fingerprint
        SHA-256 of the file.

    Raises
    ------
    InputError
        If it is not there, or another one.
    """
    path = folder / _file(name)
    made = _bytes(path, _SAVED)
    if hashlib.sha256(made).hexdigest() != fingerprint:
        raise InputError("is not the picture that was planned with", file=path)
    return made


def _file(name: str) -> str:
    return f"{name}.png"


def _read(path: Path) -> Image.Image:
    try:  # Pillow is an extra
        from PIL import Image
        from PIL.Image import open as decoded
    except ImportError:
        raise InputError(
            "pictures need one more package", file=path, hint="pip install 'vidik[blind-test]'"
        ) from None
    text = _bytes(path, _BYTES)
    try:
        with decoded(io.BytesIO(text), formats=("JPEG", "PNG")) as image:
            _refuse_large(image, path)
            plain = _plain(image)
            # a new image: the old one still holds what was written beside its pixels
            return Image.frombytes(plain.mode, plain.size, plain.tobytes())
    except InputError:
        raise
    except OSError as fault:  # Pillow's
        raise InputError("is no JPEG or PNG picture", file=path) from fault
    except Exception as fault:  # of a stranger's bytes a decoder may raise anything
        raise InputError(f"cannot be read: {fault}", file=path) from fault


def _plain(image: Image.Image) -> Image.Image:
    """Return a picture upright, in grey or in three colours, of 8 bits each."""
    from PIL import ImageOps

    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):
        # of 16 bits the upper 8: Pillow would take all above 255 for white
        return upright.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return upright.convert("L" if upright.mode in ("1", "L", "LA", "F") else "RGB")


def _refuse_large(image: Image.Image, path: Path) -> None:
    """Refuse a picture before it is unpacked."""
    if image.width * image.height > _PIXELS:
        raise InputError(f"has more than {_PIXELS:,} pixels", file=path)


def _bytes(path: Path, most: int) -> bytes:
    """Return what is in a file, which may be no device and not too long."""
    if is_a_stream(str(path), path):
        raise InputError("is no file", file=path)
    try:
        with path.open("rb") as file:
            found = file.read(most + 1)
    except FileNotFoundError:
        raise InputError("no such picture", file=path) from None
    except OSError as fault:
        raise InputError(f"cannot be read: {fault.strerror or fault}", file=path) from fault
    if len(found) > most:
        raise InputError(f"has more than {most:,} bytes", file=path)
    return found
