"""reviewdog's rdjson (proto/rdf/reviewdog.proto). Columns in bytes of UTF-8, ends exclusive; suggestions to accept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from medadlint.report import Checked, Report
from medadlint.report.columns import Columns, relative, utf8
from medadlint.report.json import dump
from medadlint.report.wording import explanation

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "advice": "INFO"}


def render(report: Report, encoding: str) -> str:
    """A DiagnosticResult as JSON that ``encoding`` can write."""
    diagnostics = [diagnostic for file in report.files for diagnostic in _file(file)]
    diagnostics += [
        {"message": e.message, "location": {"path": relative(e.path)}, "severity": "ERROR"} for e in report.errors
    ]
    return dump({"source": {"name": "medadlint"}, "diagnostics": diagnostics}, encoding)


def _file(file: Checked) -> Iterator[dict[str, Any]]:
    columns = Columns(file.text, utf8)
    for finding in file.findings:
        location: dict[str, Any] = {"path": relative(file.path)}
        if finding.quote:
            location["range"] = _range(columns, finding.start, finding.end)
        yield {
            "message": "\n".join(explanation(finding)),
            "location": location,
            "severity": _SEVERITIES[finding.level],
            "code": {"value": finding.rule},
            "suggestions": [
                {"range": _range(columns, r.start, r.end), "text": r.text} for r in finding.rewrites if r.kind == "safe"
            ],
        }


def _range(columns: Columns, start: int, end: int) -> dict[str, Any]:
    return {"start": columns.at(start)._asdict(), "end": columns.at(end)._asdict()}
