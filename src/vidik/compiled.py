"""Loops compiled to machine code: once per machine, then kept beside the code.

Every module whose loops are compiled is called ``kernels`` or lies in a folder of that name. Numba
knows only the file a loop stands in, and would keep serving a loop whose callee changed in another;
so what was compiled is kept under the hash of all those modules together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import cgutils, types
from numba.extending import intrinsic
from numpy.typing import NDArray

__all__ = ["inlined", "jit", "kept_in", "leaf", "slide"]

_PACKAGE = Path(__file__).parent

Function = TypeVar("Function", bound=Callable[..., Any])


def _digest() -> str:
    """Return the hash of all modules with compiled loops."""
    folders = (path for path in _PACKAGE.rglob("kernels") if path.is_dir())
    modules = [*_PACKAGE.rglob("kernels.py"), *(p for f in folders for p in f.glob("*.py"))]
    digest = hashlib.sha256()
    for path in sorted(modules):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


#: Where compiled loops are kept; where that cannot be written, numba falls back to its own folder.
_KEPT = _PACKAGE / "__pycache__" / f"loops-{_digest()}"


def kept_in() -> Path:
    """Return the folder in which compiled loops are kept."""
    return _KEPT


def jit(function: Function) -> Function:
    """Compile a loop; threads may run it side by side.

    Numbers follow IEEE 754: dividing by zero gives infinity, and nothing is reordered, so that the
    same input gives the same bits on every machine with the same instructions.
    """
    return _compiled(function)


def leaf(function: Function) -> Function:
    """Compile a loop that makes no array and keeps none; for the innermost ones.

    Such a loop need not count who refers to the arrays it is handed. Counting takes the lock of the
    memory bus twice per array and call, which costs a short loop more than its work.
    """
    return _compiled(function, _nrt=False)


def inlined(function: Function) -> Function:
    """Compile a loop like `leaf`, into the loops that call it.

    An array is handed over as seven numbers, a table as nine. Where a loop is called for every
    wall, that costs more than its work.
    """
    return _compiled(function, _nrt=False, forceinline=True)


def _compiled(function: Function, **options: Any) -> Function:
    config: Any = numba.config
    before, config.CACHE_DIR = config.CACHE_DIR, str(_KEPT)
    try:
        compiled: Any = numba.njit(cache=True, nogil=True, error_model="numpy", **options)(function)
    finally:
        config.CACHE_DIR = before
    return cast(Function, compiled)


def _slide(_typing: Any, array: Any, _first: Any, _last: Any, _shift: Any) -> Any:
    """Tell numba what `slide` takes, and how it is written."""
    taken = types.void(array, types.int64, types.int64, types.int64)

    def write(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        what, first, last, shift = arguments
        data = context.make_array(signature.args[0])(context, builder, what).data
        size = context.get_constant(types.int64, context.get_abi_sizeof(data.type.pointee))
        to = builder.gep(data, [builder.add(first, shift)])
        raw_memmove: Any = cgutils.raw_memmove
        raw_memmove(builder, to, builder.gep(data, [first]), builder.sub(last, first), size)
        return context.get_dummy_value()

    return taken, write


#: Moves the items ``first … last − 1`` of a contiguous array, counted flat, by so many places,
#: within a loop: ``slide(array, first, last, shift)``. They may overlap; NumPy copies them before.
slide = cast(Callable[[NDArray[Any], int, int, int], None], intrinsic(_slide))
