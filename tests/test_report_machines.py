"""The smaller reports for machines: GitHub, GitLab, rdjson, JUnit, Checkstyle."""

import json
import re
from importlib import import_module
from xml.etree import ElementTree as ET

import pytest
from reporting import FULL, HOSTILE, TEXT, finding, placed, report

from medadlint.finding import Rewrite
from medadlint.report import checkstyle, github, gitlab, junit, rdjson

EVIL = report(
    finding(
        start=0, end=len(HOSTILE), quote=HOSTILE, message=HOSTILE, advice=HOSTILE, rule=HOSTILE,
        rewrites=[Rewrite("safe", HOSTILE, 0, 1, HOSTILE)],
    ),
    text=HOSTILE, path=HOSTILE,
)  # fmt: skip


@pytest.mark.parametrize("name", ["github", "gitlab", "rdjson", "junit", "checkstyle", "sarif", "json", "html"])
@pytest.mark.parametrize("made", [FULL, report()], ids=["full", "empty"])
def test_any_console_can_write_it(name, made):
    render = import_module(f"medadlint.report.{name}").render
    for encoding in ("cp1251", "ascii"):
        text = render(made, encoding)
        if name != "github":  # its reader knows UTF-8 only
            text.encode(encoding)


# --- GitHub: UTF-16 columns -------------------------------------------------------------------------------------


def test_github_annotations():
    lines = github.render(FULL, "utf-8").split("\n")
    assert lines[0].startswith("::error file=папка с/пост №1.txt,title=Обещание результата::Обещание результата. Исход")
    assert lines[1].startswith(
        "::warning file=папка с/пост №1.txt,line=2,endLine=2,col=7,endColumn=28,title=Обещание результата::"
        "«гарантируем результат»: Обещание результата. Исход зависит от пациента.%0AЗакон: "
    )
    assert lines[1].endswith("%0AЛучше: «стремимся к результату»")
    assert lines[2].startswith("::notice ")
    assert lines[3:] == ["::error file=в.txt,title=Не проверено::такого файла нет; проверьте путь", ""]


def test_github_escapes_as_its_toolkit_does():
    made = finding(message="100%: раз, два. Ещё.", start=0, end=0, quote="", fine=None, law=[], advice="")
    line = github.render(report(made, path="а,б:в%.txt"), "utf-8")
    assert line == "::warning file=а%2Cб%3Aв%25.txt,title=100%25%3A раз%2C два::100%25: раз, два. Ещё.\n"


def test_github_columns_of_several_lines_are_left_out():
    text = "гарантируем\nрезультат"
    line = github.render(report(placed(text=text, quote=text), text=text), "utf-8")
    assert "line=1,endLine=2,title=" in line


def test_github_hostile_text_starts_no_command():
    text = github.render(EVIL, "utf-8")
    assert re.findall("^::", text, re.MULTILINE) == ["::"]
    assert text.count("\n") == 1
    assert "\r" not in text


# --- GitLab: lines only -----------------------------------------------------------------------------------------


def test_gitlab_issues():
    issues = json.loads(gitlab.render(FULL, "utf-8"))
    assert [(i["check_name"], i["severity"], i["location"]) for i in issues] == [
        ("no-warning", "critical", {"path": "папка с/пост №1.txt", "lines": {"begin": 1, "end": 1}}),
        ("outcome-guarantee", "major", {"path": "папка с/пост №1.txt", "lines": {"begin": 2, "end": 2}}),
        ("hurry", "info", {"path": "папка с/пост №1.txt", "lines": {"begin": 2, "end": 2}}),
        ("unreadable-file", "blocker", {"path": "в.txt", "lines": {"begin": 1, "end": 1}}),
    ]
    assert all(isinstance(i["description"], str) and i["description"] for i in issues)


def test_gitlab_fingerprints_are_unique_among_files():
    made = report(placed())
    made = made._replace(files=[made.files[0], made.files[0]._replace(path="б.txt")])
    first, second = json.loads(gitlab.render(made, "utf-8"))
    assert first["fingerprint"] != second["fingerprint"]


# --- rdjson: columns in bytes -----------------------------------------------------------------------------------


def test_rdjson_counts_bytes():
    whole, claim, *_, broken = json.loads(rdjson.render(FULL, "utf-8"))["diagnostics"]
    assert "range" not in whole["location"]
    start, end = claim["location"]["range"]["start"], claim["location"]["range"]["end"]
    line = TEXT.splitlines()[start["line"] - 1].encode()
    assert line[start["column"] - 1 : end["column"] - 1].decode() == "гарантируем результат"
    assert start == {"line": 2, "column": 11}
    assert claim["severity"] == "WARNING"
    assert claim["code"] == {"value": "outcome-guarantee"}
    assert broken["location"] == {"path": "в.txt"}


def test_rdjson_suggests_what_is_safe():
    claim = json.loads(rdjson.render(FULL, "utf-8"))["diagnostics"][1]
    assert claim["suggestions"] == [{"range": claim["location"]["range"], "text": "стремимся к результату"}]


# --- XML --------------------------------------------------------------------------------------------------------


def test_junit():
    root = ET.fromstring(junit.render(FULL, "utf-8"))
    assert root.attrib == {"name": "medadlint", "tests": "4", "failures": "2", "errors": "1"}
    first, second = root
    assert first.attrib == {"name": "папка с/пост №1.txt", "tests": "3", "failures": "2", "errors": "0"}
    assert [case.get("name") for case in first] == ["no-warning весь текст", "outcome-guarantee 2:6", "hurry 2:29"]
    assert [case[0].tag for case in first] == ["failure", "failure", "system-out"]
    assert first[1][0].attrib == {"message": "Обещание результата", "type": "warning"}
    assert first[1][0].text.startswith("папка с/пост №1.txt:2:6: риск: «гарантируем результат»: Обещание")
    assert second[0][0].tag == "error"


def test_junit_fails_what_fails_the_build():
    def failures(made):
        return ET.fromstring(junit.render(made, "utf-8")).get("failures")

    assert failures(FULL._replace(fail_on="advice")) == "3"
    assert failures(FULL._replace(fail_on="error")) == "1"
    assert failures(FULL._replace(fail_on="never")) == "0"
    assert failures(FULL._replace(drafts=frozenset(["no-warning"]))) == "1"


def test_junit_tells_of_clean_files():
    (suite,) = ET.fromstring(junit.render(report(), "utf-8"))
    assert [(case.get("name"), len(case)) for case in suite] == [("замечаний нет", 0)]


def test_checkstyle_counts_utf16():
    first, second = ET.fromstring(checkstyle.render(FULL, "utf-8"))
    places = [(e.get("line"), e.get("column"), e.get("severity"), e.get("source")) for e in first]
    assert places == [
        ("1", None, "error", "medadlint.no_warning.no-warning"),
        ("2", "7", "warning", "medadlint.guarantee.outcome-guarantee"),
        ("2", "30", "info", "medadlint.urgency.hurry"),
    ]
    assert second.get("name") == "в.txt"


@pytest.mark.parametrize("module", [junit, checkstyle])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "ascii"])
def test_xml_of_hostile_text_is_well_formed(module, encoding):
    data = module.render(EVIL, encoding).encode(encoding)
    names = [e.get("name") for e in ET.fromstring(data).iter() if e.get("name")]
    assert any("<&\"'>]]>" in name for name in names)
