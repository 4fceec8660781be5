"""Documents to print: Typst sets a template of Vidik's with values, into an accessible PDF.

Typst is loaded only when a document is asked for. The values never are markup, nothing is fetched,
no font of the machine is used, and the same values give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import import_module
from importlib.resources import files
from typing import Any

from vidik.errors import OutputError, VidikError

__all__ = ["typeset"]


def typeset(template: str, said: Mapping[str, Any]) -> bytes:
    """Return a PDF (PDF/UA-1) of a template.

    Parameters
    ----------
    template
        Name of a template of `vidik.report`, without its ending.
    said
        What it says, ready for JSON.

    Raises
    ------
    VidikError
        If Typst is not installed.
    OutputError
        If it cannot set the document.
    """
    try:
        typst: Any = import_module("typst")
    except ImportError as fault:
        raise VidikError("typst is not installed", hint="pip install 'vidik[print]'") from fault
    source = files("vidik.report").joinpath("templates", f"{template}.typ").read_bytes()
    try:
        made: bytes = typst.compile(
            source,
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"said": json.dumps(said, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    except typst.TypstError as fault:
        raise OutputError(f"the document could not be set: {fault}") from fault
    return made
