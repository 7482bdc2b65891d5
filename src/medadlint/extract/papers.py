"""RTF, PDF and letters (.eml): their text, as libraries give it."""

from __future__ import annotations

import email
import email.policy
import io
import logging
import re
from email.message import EmailMessage, MIMEPart
from typing import Any

from medadlint.errors import SourceError
from medadlint.extract import extract
from medadlint.extract.archive import BROKEN, MOST_MARKS
from medadlint.extract.made import Made
from medadlint.extract.model import Extract
from medadlint.source import decode

_TOO_LARGE = "документ слишком велик для проверки; разделите его на части"
_HEADERS = re.compile(rb"(?:\A|^--[^\n]*\n)((?:[^\r\n][^\n]*\n)*)", re.MULTILINE)
_MOST_HEADERS = 64 * 1024  # bytes of one part; three megabytes of them take the standard library six gigabytes
_MOST_PARTS = 2_000
_MOST_DRAWN = 16 * 1024 * 1024  # bytes of what the pages of a PDF draw, unpacked
_HYPHEN = re.compile(r"(?<=[а-яё])[-\u00ad]\n(?=[а-яё])")  # «гаранти-/руем»


def read_rtf(data: bytes, whole: bool | None = None) -> Extract:
    """The paragraphs of an RTF. Raises SourceError."""
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise SourceError("это не RTF; сохраните файл заново или укажите его настоящее имя")
    if sum(map(data.count, (b"\\", b"{", b"}"))) > MOST_MARKS:
        raise SourceError(_TOO_LARGE)
    try:
        text = rtf_to_text(data.decode("cp1251", "replace"), encoding="cp1251", errors="replace")  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001  whatever a library says of a broken file
        raise SourceError(BROKEN) from None
    made = Made()
    for number, line in enumerate(re.split(r"\r\n?|\n", text), 1):
        made.add(line, f"абзац {number}")
    return made.done(whole is not False)


def read_pdf(data: bytes, whole: bool | None = None) -> Extract:
    """The text of a PDF, page by page. Raises SourceError, also if there are only pictures."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells stderr of every oddity
    made = Made()
    drawn = 0
    try:
        for number, page in enumerate(pypdf.PdfReader(io.BytesIO(data)).pages, 1):
            drawn += _drawn(page)
            if drawn > _MOST_DRAWN:
                raise SourceError(_TOO_LARGE)
            made.add(_paragraphs(page.extract_text()), f"страница {number}")
    except SourceError:
        raise
    except Exception:  # noqa: BLE001  the same
        raise SourceError(BROKEN) from None
    if not made.length:
        raise SourceError("в PDF нет текста, только картинки; распознайте его или проверьте исходный документ")
    return made.done(whole is not False)


def _drawn(page: Any) -> int:
    """How many bytes of drawing a page of a PDF unpacks to."""
    contents = page["/Contents"].get_object() if "/Contents" in page else ()
    streams = contents if isinstance(contents, list | tuple) else [contents]
    return sum(len(stream.get_object().get_data()) for stream in streams)


def _paragraphs(text: str) -> str:
    """The lines of a page with blank lines between paragraphs: a PDF knows lines only.

    A line much shorter than the others ends a paragraph if the next one begins with a capital.
    """
    lines = _HYPHEN.sub("", text).splitlines()
    longest = max(map(len, lines), default=0)
    out = []
    for i, line in enumerate(lines):
        out.append(line)
        after = lines[i + 1].lstrip() if i + 1 < len(lines) else ""
        if len(line) < 0.7 * longest and not after[:1].islower():
            out.append("")
    return "\n".join(out)


def read_eml(data: bytes, whole: bool | None = None) -> Extract:
    """The subject and the body of a letter, its HTML if it has any. Attachments are not read. Raises SourceError."""
    made = Made()
    headers = [len(m[1]) for m in _HEADERS.finditer(data)]
    if len(headers) > _MOST_PARTS or max(headers, default=0) > _MOST_HEADERS:
        raise SourceError("у письма слишком длинные заголовки или слишком много частей; сохраните его текст отдельно")
    try:
        letter = email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        subject = str(letter.get("subject", ""))
        body = letter.get_body(("html", "plain"))
        content = body.get_payload(decode=True) if body else b""
    except Exception:  # noqa: BLE001  the standard library raises all kinds of errors at broken letters
        raise SourceError(BROKEN) from None
    if not letter.keys():
        raise SourceError("это не письмо: в нём нет заголовков; сохраните его из почты заново")
    made.add(subject, "тема", "heading")
    found = _body(body, content) if body and isinstance(content, bytes) else extract("", "text")
    for block in found.blocks:
        made.add(found.text[block.start : block.end], "письмо", block.kind)
    for element in found.elements:
        if element.name == "a" and "href" in element.attrs:
            made.link(element.attrs["href"], made.length, made.length)
    return made.done(whole is not False)


def _body(body: MIMEPart, content: bytes) -> Extract:
    try:
        text = content.decode(body.get_content_charset("utf-8"))
    except (LookupError, ValueError):  # an unknown or a wrong charset
        text = decode(content).text
    return extract(text, "html" if body.get_content_subtype() == "html" else "text")
