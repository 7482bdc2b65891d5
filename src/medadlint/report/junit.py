"""JUnit XML, as Jenkins and GitLab read it: a file is a test suite, a finding a test case that fails.

What does not fail the build (advice, draft rules, levels below ``--fail-on``) is a case that passes and says its piece.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from medadlint.files import Failure
from medadlint.report import Checked, Report
from medadlint.report.wording import LEVEL_NAMES, explanation, shown, title_and_reason
from medadlint.report.xmltext import add, document


def render(report: Report, encoding: str) -> str:
    """The report as XML that ``encoding`` can write."""
    broken = sum(report.breaks(f) for file in report.files for f in file.findings)
    cases = sum(max(1, len(file.findings)) for file in report.files) + len(report.errors)
    root = ET.Element(
        "testsuites", name="medadlint", tests=str(cases), failures=str(broken), errors=str(len(report.errors))
    )
    for file in report.files:
        _file(root, file, report)
    for error in report.errors:
        _error(root, error)
    return document(root, encoding)


def _file(root: ET.Element, file: Checked, report: Report) -> None:
    path = shown(file.path)
    failures = sum(map(report.breaks, file.findings))
    suite = add(root, "testsuite", name=path, tests=max(1, len(file.findings)), failures=failures, errors=0)
    if not file.findings:
        add(suite, "testcase", name="замечаний нет", classname=path)
    for finding in file.findings:
        place = f"{finding.line}:{finding.column}" if finding.quote else "весь текст"
        case = add(suite, "testcase", name=f"{finding.rule} {place}", classname=path)
        first, *rest = explanation(finding)
        body = "\n".join([f"{path}:{place}: {LEVEL_NAMES[finding.level]}: {first}", *rest])
        if report.breaks(finding):
            add(case, "failure", body, message=title_and_reason(finding)[0], type=finding.level)
        else:
            add(case, "system-out", body)


def _error(root: ET.Element, error: Failure) -> None:
    path = shown(error.path)
    suite = add(root, "testsuite", name=path, tests=1, failures=0, errors=1)
    case = add(suite, "testcase", name="проверка", classname=path)
    add(case, "error", error.message, message=error.message, type="error")
