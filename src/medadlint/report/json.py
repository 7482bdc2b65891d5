"""The JSON report: the contract of DESIGN.md §2, every key always present."""

from __future__ import annotations

import json
from typing import Any

from medadlint.report import Report


def render(report: Report, encoding: str) -> str:
    """The report as JSON that ``encoding`` can write; what it cannot is escaped, and so are broken file names."""
    data = as_data(report)
    text = json.dumps(data, ensure_ascii=False, indent=2)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = json.dumps(data, indent=2)
    return text + "\n"


def as_data(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    counts = report.counts()
    return {
        "version": 1,
        "context": report.context._asdict(),
        "findings": [
            {"path": file.path, **finding.as_dict(), "location": None}
            for file in report.files
            for finding in file.findings
        ],
        "suppressed": [
            {"path": file.path, "reason": reason, **finding.as_dict()}
            for file in report.files
            for finding, reason in file.suppressed
        ],
        "footnotes": [{"path": file.path, **note._asdict()} for file in report.files for note in file.footnotes],
        "errors": [error._asdict() for error in report.errors],
        "skipped": [{"path": skip.path, "reason": skip.reason} for skip in report.skipped],
        "summary": {
            "files": len(report.files),
            "files_with_findings": sum(bool(file.findings) for file in report.files),
            "findings": sum(counts.values()),
            **counts,
            "errors": len(report.errors),
            "skipped": len(report.skipped),
        },
    }
