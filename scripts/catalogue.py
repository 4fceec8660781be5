"""Draw every message of pages, templates and scripts into one catalogue."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import write_po

__all__ = ["catalogue"]

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "src" / "vidik" / "locale" / "messages.pot"
MAPPING = ROOT / "src" / "vidik" / "locale" / "babel.cfg"


def catalogue() -> bytes:
    """Return the template of the catalogue, in order of the messages."""
    read: Any = parse_mapping_cfg  # it has no types
    with MAPPING.open(encoding="utf-8") as file:
        methods, options = read(file, filename=str(MAPPING))
    found = Catalog(project="Vidik", charset="utf-8", fuzzy=False)
    for path, _line, message, comments, context in extract_from_dir(
        ROOT, method_map=methods, options_map=options, comment_tags=("Translators:",)
    ):
        found.add(message, None, [(path, 0)], auto_comments=comments, context=context)
    text = io.BytesIO()
    # Neither dates nor line numbers: the file changes when a message does.
    write_po(text, found, omit_header=True, sort_output=True, include_lineno=False, width=100)
    return text.getvalue()


def main() -> int:
    """Write the template, or say whether it is current."""
    now = catalogue()
    if "--check" not in sys.argv[1:]:
        TEMPLATE.write_bytes(now)
        return 0
    if TEMPLATE.exists() and TEMPLATE.read_bytes() == now:
        return 0
    print("messages.pot is not current: run python scripts/catalogue.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
