"""Check the docstrings of everything public against numpydoc's rules.

`numpydoc lint` reads source text and so knows neither dataclasses nor what a module exports; this
imports the package and asks numpydoc about each public object.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from numpydoc.validate import validate

import vidik

#: Rules left out: a blank first line (GL01), sections that would only repeat the signature or the
#: summary (ES01, EX01, PR04, RT01, RT03, SA01, SA04, YD01), parameters grouped by meaning (PR03),
#: and what ruff checks (GL08). Missing parameters (PR01) count only where a section was begun.
LEFT_OUT = frozenset("ES01 EX01 GL01 GL08 PR03 PR04 RT01 RT03 SA01 SA04 YD01".split())


def public_objects() -> Iterator[str]:
    """Yield the full name of each exported class and function, and of their public methods."""
    for module in walk_packages(vidik.__path__, "vidik."):
        found = import_module(module.name)
        for name in getattr(found, "__all__", ()):
            value = getattr(found, name)
            if getattr(value, "__module__", None) != module.name or not inspect.getdoc(value):
                continue
            full = f"{module.name}.{name}"
            if inspect.isfunction(value):
                yield full
            if inspect.isclass(value):
                yield full
                for method, member in vars(value).items():
                    kinds = inspect.isfunction(member) or isinstance(member, property | classmethod)
                    if kinds and not method.startswith("_") and getattr(member, "__doc__", None):
                        yield f"{full}.{method}"


def faults(name: str) -> Iterator[str]:
    """Yield what numpydoc finds wrong with one object."""
    found: dict[str, Any] = validate(name)
    begun = "Parameters\n" in (found["docstring"] or "")
    for code, message in found["errors"]:
        if code not in LEFT_OUT and (code != "PR01" or begun):
            yield f"{found['file']}:{found['file_line']}: {name}: {code} {message}"


def main() -> int:
    """Print every fault; return 1 if there is any, 2 if nothing could be checked."""
    names = list(public_objects())
    found = [fault for name in names for fault in faults(name)]
    for fault in found:
        print(fault)
    print(f"{len(names)} public objects, {len(found)} faults in their docstrings")
    return 2 if not names else int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
