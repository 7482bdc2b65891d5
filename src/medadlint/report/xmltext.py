"""XML for the reports of machines, whatever stands in the texts."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from medadlint.report.json import STEERING, is_utf8

# What XML 1.0 has no way to write, not even as a reference (https://www.w3.org/TR/xml/#charsets).
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: ET.Element, tag: str, text: str = "", **attributes: str | int) -> ET.Element:
    """A new child of ``parent``. Characters that XML lacks become U+FFFD."""
    child = ET.SubElement(parent, tag, {name: clean(str(value)) for name, value in attributes.items()})
    if text:
        child.text = clean(text)
    return child


def clean(text: str) -> str:
    """``text`` with U+FFFD for what XML 1.0 does not allow."""
    return _FORBIDDEN.sub("\ufffd", text)


def document(root: ET.Element, encoding: str) -> str:
    """The document as UTF-8 that a stream in ``encoding`` carries too."""
    ET.indent(root)
    text = STEERING.sub(lambda m: f"&#{ord(m[0])};", ET.tostring(root, encoding="unicode"))
    return carried(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n', encoding)


def carried(markup: str, encoding: str) -> str:
    """XML or HTML that says it is UTF-8, and is so in a stream of another encoding too: letters become references."""
    charset = "utf-8" if is_utf8(encoding) else "ascii"
    return markup.encode(charset, "xmlcharrefreplace").decode(charset)
