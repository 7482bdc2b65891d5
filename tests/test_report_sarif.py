"""SARIF, checked by the schema of OASIS as the MIT-licensed package @microsoft/sarif-multitool carries it."""

import json
from pathlib import Path
from urllib.parse import unquote

import pytest
from jsonschema import Draft202012Validator
from reporting import FULL, HOSTILE, SAFE, TEXT, WHOLE, finding, placed, report

from medadlint.finding import Rewrite
from medadlint.report import sarif

SCHEMA = Path(__file__).parent / "data" / "sarif-schema-2.1.0.json"
VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def written(made, encoding="utf-8"):
    log = json.loads(sarif.render(made, encoding).encode(encoding))
    VALIDATOR.validate(log)
    return log["runs"][0]


def region(result):
    return result["locations"][0]["physicalLocation"].get("region")


@pytest.fixture(scope="module")
def run():
    return written(FULL)


def test_columns_are_code_points(run):
    assert run["columnKind"] == "unicodeCodePoints"
    assert region(run["results"][1]) == {
        "startLine": 2, "startColumn": 6, "endLine": 2, "endColumn": 27, "charOffset": 14, "charLength": 21,
        "snippet": {"text": "гарантируем результат"},
    }  # fmt: skip


def test_a_finding_about_the_whole_text_has_no_region(run):
    assert region(run["results"][0]) is None
    assert [r["level"] for r in run["results"]] == ["error", "warning", "note"]


def test_rules_explain_themselves(run):
    rules = run["tool"]["driver"]["rules"]
    assert [rules[r["ruleIndex"]]["id"] for r in run["results"]] == [r["ruleId"] for r in run["results"]]
    assert rules[1]["shortDescription"]["text"] == "Обещание результата."
    assert rules[1]["help"]["markdown"].replace("\xa0", " ") == (
        "**Почему**\n\nИсход зависит от пациента.\n\n"
        "**Закон**\n\nп. 2 ч. 3 ст. 5 38-ФЗ «О рекламе» — …\n\n"
        "**Штраф**\n\nдля должностных лиц 4 000–20 000 ₽, для организаций 100 000–500 000 ₽\n\n"
        "**Как написать**\n\nРасскажите, от чего зависит результат."
    )


def test_only_safe_rewrites_are_fixes(run):
    (fix,) = run["results"][1]["fixes"]
    assert fix["description"]["text"] == "Лучше: «стремимся к результату» обещания больше нет"
    (change,) = fix["artifactChanges"]
    (replacement,) = change["replacements"]
    start = replacement["deletedRegion"]["charOffset"]
    end = start + replacement["deletedRegion"]["charLength"]
    fixed = TEXT[:start] + replacement["insertedContent"]["text"] + TEXT[end:]
    assert fixed == "Клиника\r\n😀 Мы стремимся к результату, приходите\n"


def test_paths_are_percent_encoded_from_the_root(run):
    place = run["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uriBaseId"] in run["originalUriBaseIds"]
    assert place["uri"].isascii()
    assert " " not in place["uri"]
    assert unquote(place["uri"]) == "папка с/пост №1.txt"


@pytest.mark.parametrize(
    ("path", "uri"),
    [("/с/а б.txt", "file:///%D1%81/%D0%B0%20%D0%B1.txt"), ("a:b#?.txt", "a%3Ab%23%3F.txt"), ("\udcff", "%FF")],
)
def test_odd_paths(path, uri):
    (result,) = written(report(finding(), path=path))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_errors_and_skipped_files_are_notifications(run):
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    told = [(n["level"], n["message"]["text"]) for n in invocation["toolExecutionNotifications"]]
    assert told == [("error", "в.txt: такого файла нет; проверьте путь"), ("note", "б.txt: больше 64 МБ")]


def test_suppressed_findings_carry_their_reason():
    made = report(placed(quote="приходите"), suppressed=[(placed(), "договор № 7"), (placed(quote="Клиника"), "")])
    run = written(made)
    assert [(r["suppressions"] or [{}])[0].get("justification") for r in run["results"]] == [None, "договор № 7", None]
    assert [bool(r["suppressions"]) for r in run["results"]] == [True, True, False]


def test_fingerprints_differ(run):
    names = [r["partialFingerprints"]["claimInContext/v1"] for r in run["results"]]
    assert len(set(names)) == 3


def test_no_findings():
    run = written(report())
    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"] is True


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "ascii"])
def test_hostile_text(encoding):
    evil = finding(
        start=0, end=len(HOSTILE), quote=HOSTILE, message=HOSTILE, rewrites=[Rewrite("safe", HOSTILE, 0, 1, HOSTILE)]
    )
    (result,) = written(
        report(evil, WHOLE._replace(message="Б."), text=HOSTILE, path=HOSTILE.replace("\0", "").replace("\ud800", "")),
        encoding,
    )["results"][1:]
    assert region(result)["snippet"]["text"] == HOSTILE
    assert "\x1b" not in result["message"]["text"]


def test_the_fix_is_that_of_the_finding():
    assert SAFE.start == placed().start
