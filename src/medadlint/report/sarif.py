"""SARIF 2.1.0 (OASIS): GitHub code scanning, Azure DevOps, editors. Columns in code points, as ``columnKind`` says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent

from medadlint import __version__
from medadlint.finding import Finding, Rewrite
from medadlint.report import Checked, Report
from medadlint.report.columns import Columns, relative
from medadlint.report.fingerprint import fingerprints
from medadlint.report.json import dump
from medadlint.report.wording import (
    LIMITS,
    PAYERS,
    citations,
    explanation,
    fine_of,
    has_line,
    offer,
    shown,
    title_and_reason,
)

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "advice": "note"}
_ROOT = "SRCROOT"


def render(report: Report, encoding: str) -> str:
    """The report as SARIF that ``encoding`` can write."""
    return dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]}, encoding)


def _run(report: Report) -> dict[str, Any]:
    rules: dict[str, Finding] = {}
    for file in report.files:
        for finding in (*file.findings, *(f for f, _ in file.suppressed)):
            rules.setdefault(finding.rule, finding)
    index = {rule: number for number, rule in enumerate(rules)}
    return {
        "tool": {
            "driver": {
                "name": "medadlint",
                "version": __version__,
                "semanticVersion": __version__,
                "language": "ru",
                "fullDescription": {"text": f"Линтер русской медицинской рекламы. {LIMITS}"},
                "rules": [_rule(first, report.drafts) for first in rules.values()],
            }
        },
        "language": "ru",
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "Папка, из которой запущена проверка."}}},
        "invocations": [
            {
                "executionSuccessful": not report.errors,
                "toolExecutionNotifications": [
                    *(_notification("error", e.path, e.message) for e in report.errors),
                    *(_notification("note", s.path, s.reason) for s in report.skipped if not s.by_rule),
                ],
            }
        ],
        "results": [result for file in report.files for result in _results(file, index)],
        "properties": report.context._asdict(),
    }


def _rule(first: Finding, drafts: frozenset[str]) -> dict[str, Any]:
    """A rule as its first finding tells of it: the law is that of the context of the run."""
    title, reason = title_and_reason(first)
    law = [f"{citations([provision])} — {shown(provision['text'])}" for provision in first.law]
    fine = fine_of(first.fine, tuple(PAYERS)).removeprefix("штраф ")
    parts = {"Почему": [reason], "Закон": law, "Штраф": [fine], "Как написать": [shown(first.advice)]}
    told = {name: list(filter(None, lines)) for name, lines in parts.items() if any(lines)}
    return {
        "id": first.rule,
        "shortDescription": {"text": f"{title}."},
        "fullDescription": {"text": reason or f"{title}."},
        "help": {
            "text": "\n".join(f"{name}: {'; '.join(lines)}" for name, lines in told.items()),
            "markdown": "\n\n".join(f"**{name}**\n\n" + "\n\n".join(lines) for name, lines in told.items()),
        },
        "defaultConfiguration": {"level": _LEVELS[first.level]},
        "properties": {"tags": [first.family, *(["draft"] if first.rule in drafts else [])]},
    }


def _results(file: Checked, index: dict[str, int]) -> Iterator[dict[str, Any]]:
    told: list[tuple[Finding, str | None]] = [(f, None) for f in file.findings]
    told += file.suppressed
    told.sort(key=lambda pair: (pair[0].start, pair[0].end))
    columns = Columns(file.text)
    artifact = _artifact(file.path)
    for (finding, reason), name in zip(told, fingerprints(file.text, (f for f, _ in told)), strict=True):
        place: dict[str, Any] = {"artifactLocation": artifact}
        if has_line(finding):
            place["region"] = _region(columns, finding.start, finding.end) | {"snippet": {"text": finding.quote}}
        yield {
            "ruleId": finding.rule,
            "ruleIndex": index[finding.rule],
            "level": _LEVELS[finding.level],
            "message": {"text": "\n".join(explanation(finding))},
            "locations": [{"physicalLocation": place, **_logical(finding)}],
            "partialFingerprints": {"claimInContext/v1": name},
            "fixes": [
                _fix(r, finding.quote, artifact, columns)
                for r in finding.rewrites
                if r.kind == "safe" and has_line(finding)
            ],
            "suppressions": [_suppression(reason)] if reason is not None else [],
            "properties": {"family": finding.family, "needs": finding.needs, "disguised": finding.disguised},
        }


def _logical(finding: Finding) -> dict[str, Any]:
    """A paragraph or a cell, in a document without lines."""
    return {} if finding.location is None else {"logicalLocations": [{"fullyQualifiedName": finding.location}]}


def _fix(rewrite: Rewrite, quote: str, artifact: dict[str, str], columns: Columns) -> dict[str, Any]:
    replacement = {
        "deletedRegion": _region(columns, rewrite.start, rewrite.end),
        "insertedContent": {"text": rewrite.text},
    }
    return {
        "description": {"text": " ".join(filter(None, (offer(rewrite, quote), shown(rewrite.why))))},
        "artifactChanges": [{"artifactLocation": artifact, "replacements": [replacement]}],
    }


def _suppression(reason: str) -> dict[str, str]:
    return {"kind": "inSource", "status": "accepted", **({"justification": reason} if reason else {})}


def _notification(level: str, path: str, message: str) -> dict[str, Any]:
    return {
        "level": level,
        "message": {"text": f"{shown(path)}: {message}"},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(path)}}],
    }


def _region(columns: Columns, start: int, end: int) -> dict[str, int]:
    first, last = columns.at(start), columns.at(end)
    return {
        "startLine": first.line, "startColumn": first.column, "endLine": last.line, "endColumn": last.column,
        "charOffset": start, "charLength": end - start,
    }  # fmt: skip


def _artifact(path: str) -> dict[str, str]:
    """A percent-encoded URI: relative to the root, or of the file system for what lies outside."""
    inside = relative(path)
    if os.path.isabs(inside) or inside.startswith("../"):
        return {"uri": Path(os.path.abspath(path)).as_uri()}
    return {"uri": percent(os.fsencode(inside)), "uriBaseId": _ROOT}
