"""GitHub annotations: workflow commands on the output of a job. Columns as GitHub's pages count, in UTF-16 units."""

from __future__ import annotations

from collections.abc import Iterator

from medadlint.finding import Finding
from medadlint.report import Checked, Report
from medadlint.report.columns import Columns, relative, utf16
from medadlint.report.wording import explanation, harmless, has_line, title_and_reason

_COMMANDS = {"error": "error", "warning": "warning", "advice": "notice"}


def render(report: Report, encoding: str) -> str:  # noqa: ARG001  the runner reads UTF-8 only
    """One line for each finding and each file that could not be checked."""
    lines = [line for file in report.files for line in _file(file)]
    lines += [_command("error", {"file": relative(e.path), "title": "Не проверено"}, e.message) for e in report.errors]
    return "".join(f"{line}\n" for line in lines)


def _file(file: Checked) -> Iterator[str]:
    columns = Columns(file.text, utf16)
    for finding in file.findings:
        given = {"file": relative(file.path), **_place(finding, columns), "title": title_and_reason(finding)[0]}
        yield _command(_COMMANDS[finding.level], given, "\n".join(explanation(finding)))


def _place(finding: Finding, columns: Columns) -> dict[str, str]:
    if not has_line(finding):
        return {}
    start, end = columns.at(finding.start), columns.at(finding.end)
    place = {"line": start.line, "endLine": end.line}
    if start.line == end.line:  # an annotation of several lines has no columns
        place |= {"col": start.column, "endColumn": end.column}
    return {name: str(number) for name, number in place.items()}


def _command(name: str, properties: dict[str, str], message: str) -> str:
    given = ",".join(f"{key}={_escaped(harmless(value), ':,')}" for key, value in properties.items())
    return f"::{name} {given}::{_escaped(harmless(message))}"


def _escaped(text: str, more: str = "") -> str:
    """As the toolkit's command.ts does: «%» first, line ends, and in properties what separates them."""
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text
