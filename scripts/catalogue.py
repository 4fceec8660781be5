"""Draw every message of pages, templates and scripts into one catalogue, and into each language's.

Translations stay as they are; what is new is empty in them, and what is gone is gone. A language is
added by naming it: ``python scripts/catalogue.py de``.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

__all__ = ["catalogue", "translation"]

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "src" / "vidik" / "locale"
TEMPLATE = LOCALE / "messages.pot"
MAPPING = LOCALE / "babel.cfg"

HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals};\\n"

"""


def catalogue() -> Catalog:
    """Return every message, without a translation."""
    read: Any = parse_mapping_cfg  # it has no types
    with MAPPING.open(encoding="utf-8") as file:
        methods, options = read(file, filename=str(MAPPING))
    found = Catalog(project="Vidik", charset="utf-8", fuzzy=False)
    for path, _line, message, comments, context in extract_from_dir(
        ROOT, method_map=methods, options_map=options, comment_tags=("Translators:",)
    ):
        found.add(message, None, [(path, 0)], auto_comments=comments, context=context)
    return found


def translation(language: str, messages: Catalog) -> bytes:
    """Return the catalogue of a language: every message, with the translation that there was."""
    locale, path = language.replace("-", "_"), LOCALE / language / "messages.po"
    known = Catalog(locale=locale)
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=locale)
    # Also for its number of plural forms.
    header = HEADER.format(language=locale, plurals=known.plural_forms.rstrip("; "))
    made = read_po(io.BytesIO(header.encode()), locale=locale)
    for message in messages:
        if message.id:
            old = known.get(message.id)
            made.add(
                message.id,
                old.string if old else None,
                message.locations,
                flags=message.flags | (old.flags if old else set()),
                auto_comments=message.auto_comments,
                user_comments=old.user_comments if old else (),
            )
    return header.encode() + _written(made)


def _written(messages: Catalog) -> bytes:
    text = io.BytesIO()
    # Neither dates nor line numbers: the file changes when a message does.
    write_po(text, messages, omit_header=True, sort_output=True, include_lineno=False, width=100)
    return text.getvalue()


def main() -> int:
    """Write the catalogues, or say whether they are current."""
    named = [argument for argument in sys.argv[1:] if argument != "--check"]
    messages = catalogue()
    made = {TEMPLATE: _written(messages)}
    for language in {*named, *(path.parent.name for path in LOCALE.glob("*/messages.po"))}:
        made[LOCALE / language / "messages.po"] = translation(language, messages)
    old = [path for path, text in made.items() if not path.exists() or path.read_bytes() != text]
    if "--check" not in sys.argv[1:]:
        for path in old:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(made[path])
        return 0
    for path in old:
        where = path.relative_to(ROOT)
        print(f"{where} is not current: run python scripts/catalogue.py", file=sys.stderr)
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
