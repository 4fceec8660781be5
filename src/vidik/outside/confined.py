"""Libraries let at strangers' files in programs of their own, whose time and memory are bounded.

Such a program is a module here that is run with ``python -m``: it calls `bound_memory` first, takes
a path, and says what it finds with `say`, one JSON object a line.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vidik.errors import InputError

__all__ = ["bound_memory", "said_by", "say"]

_MEMORY_BYTES = 2 * 2**30


def said_by(
    module: str, path: Path, *arguments: str, seconds: float, hints: tuple[str, str]
) -> Iterator[dict[str, Any]]:
    """Yield what such a program says of a file, and end it when its time is over.

    Parameters
    ----------
    module
        Its name.
    path
        Of the file.
    *arguments
        What it is told besides.
    seconds
        How long it may take.
    hints
        What to do about a file that takes too long, and about one that is broken.

    Raises
    ------
    InputError
        If it fails, or takes too long.
    """
    # -P: the folder one works in may hold whatever came with the file, also a json.py
    command = [sys.executable, "-P", "-m", module, str(path.resolve()), *arguments]
    late = threading.Event()
    with subprocess.Popen(  # noqa: S603  # our own program; the path is an argument, not a command
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.start()
        faults: list[bytes] = []
        listener = threading.Thread(target=lambda: faults.append(_ends_of(process.stderr)))
        listener.start()
        try:
            assert process.stdout is not None
            for line in process.stdout:
                yield json.loads(line)
            process.wait()
        except ValueError as fault:
            if not late.is_set():
                raise InputError(f"cannot be read: {fault}", file=path) from fault
        finally:
            timer.cancel()
            process.kill()
            listener.join()
    # a caller that has heard enough never comes here
    if late.is_set():
        reason = f"takes longer than {seconds:g} seconds to read"
        raise InputError(reason, file=path, hint=hints[0])
    if process.returncode != 0:
        raise _refused(path, b"".join(faults).decode("utf-8", "replace"), hints[1])


def _ends_of(stream: Any) -> bytes:
    """Return how a program begins and ends to complain: the exception, of megabytes of warnings."""
    first = last = b""
    while data := stream.read(2**16):
        first = first or data[:1000]
        last = (last + data)[-4000:]
    return first + b"\n" + last


def _refused(path: Path, said: str, hint: str) -> InputError:
    lines = [line for line in said.splitlines() if line.strip() and not line.startswith("note:")]
    reason = lines[-1][:200] if lines else "the reader broke off"
    if "No module named 'pdfplumber'" in said:
        return InputError(
            "PDF files need one more package", file=path, hint="pip install 'vidik[pdf]'"
        )
    if "Password" in said or "Encrypt" in said:
        return InputError("is locked with a password", file=path, hint="save it without one")
    if "MemoryError" in said or "memory allocation" in said:
        return InputError("takes more memory than a list can need", file=path)
    return InputError(f"cannot be read: {reason}", file=path, hint=hint)


def bound_memory() -> None:
    """Let this process have two gigabytes and no more."""
    try:
        import resource
    except ImportError:  # no such limit on Windows; the time is bound there, too
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))


def say(what: dict[str, Any]) -> None:
    """Tell the caller something."""
    sys.stdout.write(json.dumps(what, ensure_ascii=True) + "\n")
    sys.stdout.flush()
