"""GitLab Code Quality: the subset of the Code Climate format that GitLab reads. It knows lines, not columns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from medadlint.report import Checked, Report
from medadlint.report.columns import Columns, relative
from medadlint.report.fingerprint import fingerprints
from medadlint.report.json import dump
from medadlint.report.wording import explanation, has_line

_SEVERITIES = {"error": "critical", "warning": "major", "advice": "info"}


def render(report: Report, encoding: str) -> str:
    """A JSON list of issues that ``encoding`` can write."""
    issues = [issue for file in report.files for issue in _file(file)]
    issues += [_issue("unreadable-file", e.message, "blocker", e.path, 1, 1, "") for e in report.errors]
    return dump(issues, encoding)


def _file(file: Checked) -> Iterator[dict[str, Any]]:
    columns = Columns(file.text)
    for finding, name in zip(file.findings, fingerprints(file.text, file.findings), strict=True):
        begin = end = 1
        if has_line(finding):
            begin, end = columns.at(finding.start).line, columns.at(finding.end - 1).line
        description = " ".join(explanation(finding))
        yield _issue(finding.rule, description, _SEVERITIES[finding.level], file.path, begin, end, name)


def _issue(check: str, description: str, severity: str, path: str, begin: int, end: int, name: str) -> dict[str, Any]:
    """``name`` tells the finding from others of its file; GitLab wants one that no other issue bears."""
    where = relative(path)
    fingerprint = hashlib.sha256(f"{check}\0{where}\0{name}".encode("utf-8", "surrogatepass")).hexdigest()
    return {
        "type": "issue",
        "check_name": check,
        "description": description,
        "categories": ["Compatibility"],
        "severity": severity,
        "fingerprint": fingerprint,
        "location": {"path": where, "lines": {"begin": begin, "end": end}},
    }
