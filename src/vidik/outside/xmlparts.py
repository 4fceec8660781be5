"""XML taken apart as it comes: no entities, no documents elsewhere, no more memory than a part.

defusedxml's reader refuses what XML can be made to do to its reader (a document type, from which
entities that multiply and files from elsewhere come); here stand the limits on size.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from vidik.errors import InputError

__all__ = ["document_type", "elements", "text_in"]

_PART = 2**16
_DEEPEST = 200
#: Letters, tags and attributes of one row or place.
_LARGEST = 2**24


def elements(
    file: BinaryIO, wanted: Collection[str], *, path: Path, begun: Collection[str] = ()
) -> Iterator[tuple[Element, bool]]:
    """Yield elements of some names with all that is in them, each when it ends.

    Names are without their namespace. What stands in no wanted element is passed over.

    Parameters
    ----------
    file
        To be read to its end.
    wanted
        Names of the elements; one within another belongs to the outer.
    path
        For messages.
    begun
        Names of elements that are yielded when they begin, with their attributes alone.

    Yields
    ------
    Element
        With names without namespaces.
    bool
        Whether it is whole; False: it has begun.

    Raises
    ------
    InputError
        If it is no XML, is broken off, declares a document type, or has an element that is larger
        or deeper than a list can need.
    """
    handler = _Kept(frozenset(wanted), frozenset(begun))
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(handler)
    try:
        while data := file.read(_PART):
            parser.feed(data)
            yield from handler.taken()
        parser.close()
        if not handler.any:
            raise InputError("not XML: no element", file=path)
    except DefusedXmlException as fault:
        raise document_type(path) from fault
    except SAXParseException as fault:
        place = f"line {fault.getLineNumber()}, column {(fault.getColumnNumber() or 0) + 1}"
        raise InputError(f"not XML: {fault.getMessage()}", file=path, place=place) from fault
    except _TooLargeError as fault:
        raise InputError(str(fault), file=path, place=f"line {parser.getLineNumber()}") from fault
    except (SAXException, ValueError, UnicodeError, LookupError) as fault:
        raise InputError(f"not XML that can be read: {fault}", file=path) from fault
    yield from handler.taken()


def document_type(path: Path) -> InputError:
    """Return why a file with a document type is not read."""
    return InputError(
        "declares a document type; such files are not read",
        file=path,
        hint="entities can be made to swell, or to fetch files: remove <!DOCTYPE …>",
    )


def text_in(element: Element | None) -> str:
    """Return all text of an element, its spaces closed up; “” of none."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


class _TooLargeError(Exception):
    """An element that no list needs."""


class _Kept(ContentHandler):
    """Keeps the elements that are wanted until they are taken."""

    def __init__(self, wanted: frozenset[str], begun: frozenset[str]) -> None:
        super().__init__()
        self._wanted, self._begun = wanted, begun
        self._open: list[Element] = []
        self._texts: list[str] = []
        self._ready: list[tuple[Element, bool]] = []
        self._depth = self._size = 0
        self.any = False

    def taken(self) -> list[tuple[Element, bool]]:
        """Return what is ready, and forget it."""
        ready, self._ready = self._ready, []
        return ready

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Begin to keep an element, if it is wanted or in one that is."""
        self._depth += 1
        self.any = True
        if self._depth > _DEEPEST:
            raise _TooLargeError(f"elements in elements, more than {_DEEPEST} deep")
        own = name.rpartition(":")[2]
        if not self._open and own not in self._wanted and own not in self._begun:
            return
        said = {key.rpartition(":")[2]: value for key, value in attrs.items()}
        element = Element(own, said)
        if self._open:
            self._put_text()
            self._open[-1].append(element)
            self._open.append(element)
            self._count(len(own) + sum(len(k) + len(v) for k, v in said.items()) + 16)
        elif own in self._wanted:
            self._size = 0
            self._open.append(element)
        else:
            self._ready.append((element, False))

    def endElement(self, name: str) -> None:  # noqa: ARG002  # the name is known
        """End the innermost element; an outermost one is ready."""
        self._depth -= 1
        if self._open:
            self._put_text()
            element = self._open.pop()
            if not self._open:
                self._ready.append((element, True))

    def characters(self, content: str) -> None:
        """Keep a text; it comes in pieces, and is put in its place when it is whole."""
        if self._open:
            self._count(len(content))
            self._texts.append(content)

    def _put_text(self) -> None:
        if not self._texts:
            return
        element, text = self._open[-1], "".join(self._texts)
        self._texts = []
        if len(element):
            element[-1].tail = text
        else:
            element.text = text

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > _LARGEST:
            raise _TooLargeError(f"an element of more than {_LARGEST:,} letters")
