"""The JSON report: the contract of DESIGN.md §2, every key always present."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

from medadlint.report import Report

# What steers a terminal and yet may stand in JSON or XML as it is: CR, C1 controls, marks of the reading direction.
STEERING = re.compile("[\r\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def render(report: Report, encoding: str) -> str:
    """The report as JSON that ``encoding`` can write."""
    return dump(as_data(report), encoding)


def dump(data: Any, encoding: str) -> str:
    """``data`` as JSON, which is always UTF-8 (RFC 8259): for other encodings, and for broken file names, escaped."""
    text = json.dumps(data, ensure_ascii=not is_utf8(encoding), indent=2)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(data, indent=2)
    return STEERING.sub(lambda m: f"\\u{ord(m[0]):04x}", text) + "\n"


def is_utf8(encoding: str) -> bool:
    """Is this a name of UTF-8?"""
    return codecs.lookup(encoding).name == "utf-8"


def as_data(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    counts = report.counts()
    return {
        "version": 1,
        "context": report.context._asdict(),
        "findings": [{"path": file.path, **finding.as_dict()} for file in report.files for finding in file.findings],
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
