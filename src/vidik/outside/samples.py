"""Pictures of people who agreed to a test: read, and stripped of all that is no picture.

What leaves here is a PNG file of the pixels alone: no name, no date, no place, no profile, no
thumbnail; turned upright as the camera noted it. Nothing is written to a disk.
"""

from __future__ import annotations

import hashlib
import io
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from vidik.errors import InputError

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["is_a_stream", "picture", "pixels"]

#: Bytes of a file and pixels of a picture, at most.
_BYTES, _PIXELS = 2**25, 50_000_000


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


def picture(path: Path) -> tuple[bytes, str]:
    """Return the pixels of a picture as a PNG file with nothing else in it, and their SHA-256.

    Parameters
    ----------
    path
        Of a JPEG or PNG file.

    Raises
    ------
    InputError
        If it is none, or too large.
    """
    image = _read(path)
    made = io.BytesIO()
    image.save(made, "PNG", compress_level=1)
    return made.getvalue(), _hash(image)


def pixels(path: Path) -> str:
    """Return the SHA-256 of the pixels of a picture, whatever its file is like.

    Parameters
    ----------
    path
        As of `picture`.
    """
    return _hash(_read(path))


def _hash(image: Image.Image) -> str:
    head = f"{image.mode} {image.size[0]} {image.size[1]}\n".encode()
    return hashlib.sha256(head + image.tobytes()).hexdigest()


def _read(path: Path) -> Image.Image:
    try:  # Pillow is an extra
        from PIL import Image, ImageOps
        from PIL.Image import open as decoded
    except ImportError:
        raise InputError(
            "pictures need one more package", file=path, hint="pip install 'vidik[blind-test]'"
        ) from None
    try:
        if is_a_stream(str(path), path):
            raise InputError("is no file", file=path)
        if path.stat().st_size > _BYTES:
            raise InputError(f"has more than {_BYTES:,} bytes", file=path)
        with decoded(io.BytesIO(path.read_bytes()), formats=("JPEG", "PNG")) as image:
            if image.width * image.height > _PIXELS:
                raise InputError(f"has more than {_PIXELS:,} pixels", file=path)
            upright = ImageOps.exif_transpose(image)
            grey = upright.mode in ("1", "L", "LA", "I", "I;16", "F")
            plain = upright.convert("L" if grey else "RGB")
            # a new image: the old one still holds what was written beside its pixels
            return Image.frombytes(plain.mode, plain.size, plain.tobytes())
    except FileNotFoundError:
        raise InputError("no such picture", file=path) from None
    except OSError as fault:  # Pillow's, too
        raise InputError("is no JPEG or PNG picture", file=path) from fault
    except (SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise InputError(f"cannot be read: {fault}", file=path) from fault
