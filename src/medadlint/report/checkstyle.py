"""Checkstyle XML. Columns as in Java, in UTF-16 units; line 1 without a column stands for the whole document."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from medadlint.report import Report
from medadlint.report.columns import Columns, relative, utf16
from medadlint.report.wording import explanation
from medadlint.report.xmltext import add, document

_SEVERITIES = {"error": "error", "warning": "warning", "advice": "info"}


def render(report: Report, encoding: str) -> str:
    """The report as XML that ``encoding`` can write."""
    root = ET.Element("checkstyle", version="4.3")
    for file in report.files:
        columns = Columns(file.text, utf16)
        parent = add(root, "file", name=relative(file.path))
        for finding in file.findings:
            place = columns.at(finding.start)._asdict() if finding.quote else {"line": 1}
            add(
                parent, "error", **place, severity=_SEVERITIES[finding.level],
                message=" ".join(explanation(finding)), source=f"medadlint.{finding.family}.{finding.rule}",
            )  # fmt: skip
    for error in report.errors:
        parent = add(root, "file", name=relative(error.path))
        add(parent, "error", line=1, severity="error", message=error.message, source="medadlint.unreadable-file")
    return document(root, encoding)
