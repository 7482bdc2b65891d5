"""A copy of a Word document with comments on the words that were found (ECMA-376 part 1, §17.13.4).

The XML is edited as bytes, at the places that the reader noted: whatever else the document holds stays as it is. Only the
body can bear comments; what was found in a header, a note or a text box, or misses altogether, is told at the first words.
"""

from __future__ import annotations

import io
import re
import zipfile
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from medadlint.extract.archive import Archive, Handlers, parse
from medadlint.extract.docx import Anchor, Document, Run, relationships, rels_of, take_apart
from medadlint.finding import Finding
from medadlint.report.wording import LEADS, LEVEL_NAMES, citations, fine_of, harmless, replaced

AUTHOR = "medadlint"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_NEW = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:comments xmlns:w="{_W}"></w:comments>'.encode()
_PATH = "word/comments.xml"
_IDS = re.compile(rb':id="([0-9]{1,9})"')
_BODY = re.compile(rb"<((?:[\w.-]+:)?)body(?:\s[^>]*)?>")


def annotate(data: bytes, findings: Sequence[Finding]) -> bytes:
    """The document ``data`` with a comment for each finding, whose places are those of its text. Raises SourceError."""
    archive = Archive(data)
    document = take_apart(archive)
    kept = next((path for kind, path in relationships(archive, document.body) if kind == "comments"), "")
    comments = archive.xml(kept) or _NEW
    first = max(map(int, _IDS.findall(comments)), default=-1) + 1
    body = _marked(archive.xml(document.body), document, list(enumerate(findings, first)))
    parse(body, Handlers())  # what cannot be read again is not handed out
    told = b"".join(_comment(number, finding) for number, finding in enumerate(findings, first))
    changed = {document.body: body, kept or _PATH: _before_end(comments, b"comments", told)}
    if not kept:
        rels = archive.xml(rels_of(document.body)) or (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        )
        relation = f'<Relationship Id="rIdMedadlint" Type="{_RELATION}" Target="/{_PATH}"/>'.encode()
        changed[rels_of(document.body)] = _before_end(rels, b"Relationships", relation)
        override = f'<Override PartName="/{_PATH}" ContentType="{_TYPE}"/>'.encode()
        types = archive.xml("[Content_Types].xml")
        changed["[Content_Types].xml"] = _before_end(types, b"Types", override)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in archive.zip.infolist():
            copy.writestr(info, changed.pop(info.filename, b"") or archive.read(info.filename))
        for name, content in changed.items():
            copy.writestr(name, content)
    return out.getvalue()


def _marked(xml: bytes, document: Document, findings: Iterable[tuple[int, Finding]]) -> bytes:
    """The XML of the body with the ranges of the comments."""
    cuts: dict[int, tuple[Run, list[bytes], list[bytes]]] = {}  # by place: the run, what ends there, what begins

    def cut(at: int, run: Run) -> tuple[Run, list[bytes], list[bytes]]:
        return cuts.setdefault(at, (run, [], []))

    anchors = document.anchors
    beginning = b""
    for number, finding in findings:
        start, end = _ends(xml, anchors, finding)
        if start and end:
            cut(*start)[2].append(b'<w:commentRangeStart w:id="%d"/>' % number)
            cut(*end)[1].append(_reference(number))
        else:
            beginning += b'<w:commentRangeStart w:id="%d"/>' % number + _reference(number)
    if beginning and anchors:
        cut(anchors[0].at, anchors[0].run)[1].append(beginning)
    pieces = {at: _split(xml, *what) for at, what in cuts.items()}
    for run, _, _ in cuts.values():  # a half that ends with a blank has to keep it
        tag_end = xml.find(b">", run.text_tag)
        if b"xml:space" not in xml[run.text_tag : tag_end]:
            pieces[run.text_tag + len(b"<t" + run.prefix)] = b' xml:space="preserve"'
    if beginning and not anchors and (body := _BODY.search(xml)):
        pieces[body.end()] = _prefixed(b"<w:p>" + beginning + b"</w:p>", body[1])
    out = []
    done = 0
    for at in sorted(pieces):
        out += [xml[done:at], pieces[at]]
        done = at
    return b"".join(out) + xml[done:]


def _ends(
    xml: bytes, anchors: list[Anchor], finding: Finding
) -> tuple[tuple[int, Run], tuple[int, Run]] | tuple[None, None]:
    """Where the words of a finding begin and end in the XML, each with the run it cuts; None if they are not there."""
    if not finding.quote:
        return None, None
    i = bisect_right(anchors, finding.start, key=lambda anchor: anchor.start) - 1
    j = bisect_right(anchors, finding.end - 1, key=lambda anchor: anchor.start) - 1
    if i < 0 or finding.start >= anchors[i].start + len(anchors[i].text):
        return None, None
    if finding.end > anchors[j].start + len(anchors[j].text):
        return None, None
    start, end = (
        _byte(xml, anchors[i], finding.start - anchors[i].start),
        _byte(xml, anchors[j], finding.end - anchors[j].start),
    )
    return ((start, anchors[i].run), (end, anchors[j].run)) if start and end else (None, None)


def _byte(xml: bytes, anchor: Anchor, characters: int) -> int:
    """The offset in bytes that many characters behind the beginning of an anchor; 0 if that is not sure."""
    before = anchor.text[:characters].encode()
    if xml.startswith(before, anchor.at):
        return anchor.at + len(before)
    if len(anchor.text) == 1 and xml.startswith(b"&", anchor.at):
        return xml.find(b";", anchor.at) + 1
    return 0


def _reference(number: int) -> bytes:
    return b'<w:commentRangeEnd w:id="%d"/><w:r><w:commentReference w:id="%d"/></w:r>' % (number, number)


def _split(xml: bytes, run: Run, ends: list[bytes], begins: list[bytes]) -> bytes:
    """What parts a run in two, with marks between the halves."""
    properties = xml[slice(*run.properties)]
    head = _prefixed(b"</w:t></w:r>" + b"".join(ends + begins) + b"<w:r>", run.prefix)
    return head + properties + _prefixed(b'<w:t xml:space="preserve">', run.prefix)


def _prefixed(xml: bytes, prefix: bytes) -> bytes:
    """Our XML with the prefix that the document has for Word's names; attributes always need one."""
    if prefix == b"w:":
        return xml
    if not prefix:
        xml = re.sub(rb"<(\w:\w+) ", rb'<\1 xmlns:w="%b" ' % _W.encode(), xml)
        return re.sub(rb"(</?)w:", rb"\1", xml)
    return xml.replace(b"w:", prefix)


def _before_end(xml: bytes, tag: bytes, new: bytes) -> bytes:
    """``xml`` with ``new`` as the last thing in its root element ``tag``."""
    end = max(xml.rfind(b"</" + tag), xml.rfind(b":" + tag + b">"))
    at = xml.rfind(b"</", 0, end + 2)
    if at < 0:  # «<w:comments .../>»
        m = re.search(rb"<((?:[\w.-]+:)?%b)\b[^>]*/>" % tag, xml)
        if not m:
            return xml
        return xml[: m.end() - 2] + b">" + new + b"</" + m[1] + b">" + xml[m.end() :]
    return xml[:at] + new + xml[at:]


def _comment(number: int, finding: Finding) -> bytes:
    lines = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in _lines(finding))
    return f'<w:comment xmlns:w="{_W}" w:id="{number}" w:author="{AUTHOR}" w:initials="ml">{lines}</w:comment>'.encode()


def _lines(finding: Finding) -> list[str]:
    """What a comment says, line by line."""
    head = f"{LEVEL_NAMES[finding.level].capitalize()}: {finding.message}"
    law = "; ".join(filter(None, (citations(finding.law), fine_of(finding.fine))))
    lines = [head, f"Закон: {law}." if law else ""]
    if finding.needs == "evidence":
        lines.append("Можно оставить, если есть чем подтвердить.")
    if finding.rewrites:
        first = finding.rewrites[0]
        lines.append(f"{LEADS[first.kind]} {replaced(first, finding.quote)}«{first.text}»")
    elif finding.advice:
        lines.append(f"Что делать: {finding.advice}")
    if not finding.quote:
        lines.insert(0, "Обо всём документе.")
    lines.append(f"Место: {finding.location}; правило: {finding.rule}." if finding.location else finding.rule)
    return [harmless(line).replace("\n", " ") for line in lines if line]
