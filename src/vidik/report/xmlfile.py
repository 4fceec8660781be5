"""XML as a file: indented, in UTF-8, the same bytes for the same elements."""

from __future__ import annotations

from xml.etree import ElementTree as ET

__all__ = ["xml_bytes"]


def xml_bytes(root: ET.Element, *, doctype: str = "") -> bytes:
    r"""Return an element as a file.

    Parameters
    ----------
    root
        The outermost element; it is indented in place.
    doctype
        What stands before it, if anything.

    Examples
    --------
    >>> xml_bytes(ET.Element("osm"))
    b'<?xml version="1.0" encoding="UTF-8"?>\n<osm />\n'
    """
    ET.indent(root)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}'
    return f"{head}{ET.tostring(root, encoding='unicode')}\n".encode()
