"""Films: frames in, a file of H.264 in MP4 out, whole or not at all.

PyAV is loaded only when a film is asked for. The same frames give the same bytes: the number of the
encoder's threads is fixed, and neither clock nor names of versions are written.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidik.errors import OutputError, VidikError
from vidik.outside.progress import Advance

__all__ = ["encoder", "write_film"]

#: Threads of the encoder: never one per processor, or the bytes would depend on the machine.
_THREADS = 2
#: Seconds from one frame that stands alone to the next, so that players can jump.
_JUMP_S = 2
_H264: Mapping[str, str] = {
    "preset": "veryfast",
    # of drawings they make a little smaller what they make much slower; and with mbtree the same
    # frames gave other bytes in three runs of twenty
    "x264-params": "ref=1:subme=1:trellis=0:weightp=0:mbtree=0",
    "crf": "25",
    "profile": "high",
    # no quicker picture than browsers and telephones of ten years ago play
    "level": "4.1",
}
#: The index comes first, so that a film begins before all of it has come.
_MP4 = {"movflags": "+faststart"}
#: As players take a film of this size to be, ITU-R BT.709, and its numbers in H.264.
_BT709 = 1
_LIMITED = 1


def encoder() -> ModuleType:
    """Return PyAV with an encoder of H.264.

    Raises
    ------
    VidikError
        If it is not installed, or came without the encoder.
    """
    try:
        av = import_module("av")
    except ModuleNotFoundError as fault:
        raise VidikError("av is not installed", hint="pip install 'vidik[film]'") from fault
    if "libx264" not in av.codecs_available:
        raise VidikError(
            "av came without libx264, so it cannot make films that browsers play",
            hint="the wheels of PyPI have it: pip install 'vidik[film]'",
        )
    return av


def write_film(
    path: Path,
    frames: Iterable[NDArray[np.uint8]],
    *,
    size: tuple[int, int],
    per_second: int,
    told: Mapping[str, str],
    advance: Advance,
) -> None:
    """Write a film, whole or not at all.

    Parameters
    ----------
    path
        The file; one that is there is replaced when the film is ready.
    frames
        Shape (height, width, 3): red, green and blue of each pixel, from 0 to 255.
    size
        Width and height, both even.
    per_second
        Frames of a second.
    told
        What the file says of itself: ``title``, ``copyright``, ``comment``.
    advance
        Called with 1 after each frame.

    Raises
    ------
    VidikError
        If there is no encoder, or the file cannot be written.
    """
    av = encoder()
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        # before the work, not after it
        new.touch()
        with av.open(str(new), "w", format="mp4", options=_MP4) as container:
            container.flags |= av.container.Flags.bitexact.value
            container.metadata.update(told)
            stream = _stream(av, container, size, per_second)
            for number, pixels in enumerate(frames):
                frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
                frame = frame.reformat(
                    format="yuv420p", dst_colorspace="ITU709", interpolation="BILINEAR"
                )
                frame.pts, frame.time_base = number, Fraction(1, per_second)
                container.mux(stream.encode(frame))
                advance(1)
            container.mux(stream.encode(None))
        new.replace(path)
    except OSError as fault:
        raise OutputError(f"cannot be written: {fault.strerror or fault}", file=path) from fault
    finally:
        new.unlink(missing_ok=True)


def _stream(av: Any, container: Any, size: tuple[int, int], per_second: int) -> Any:
    stream = container.add_stream("libx264", rate=per_second, options=dict(_H264))
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.time_base = Fraction(1, per_second)
    context.gop_size = _JUMP_S * per_second
    context.thread_count = _THREADS
    context.flags |= av.codec.context.Flags.bitexact.value
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = _LIMITED
    return stream
