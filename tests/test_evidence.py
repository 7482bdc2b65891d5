"""Proven claims are silent until the proof expires."""

import pytest

from medadlint.config import ConfigError
from medadlint.evidence import load
from medadlint.extract import extract

ENTRY = """\
- claim: лучшая клиника Казани
  criterion: доля довольных пациентов
  source: рейтинг агентства «Пример»
  date: 2026-02-01
  scope: Казань, 2025 год
  expires: 2027-02-01
"""
NOTE = "Доля довольных пациентов: рейтинг агентства «Пример», Казань, 2025 год, 01.02.2026"


@pytest.fixture
def applied(linter, tmp_path):
    path = tmp_path / "evidence.yml"
    path.write_text(ENTRY, "utf-8")
    evidence = load(path)

    def run(text, today="2026-11-22", format="text"):  # noqa: A002
        return evidence.apply(linter.check(text, format, False), extract(text, format), today)

    return run


@pytest.mark.parametrize(
    "text", ["Мы — лучшая клиника Казани.", "ЛУЧШАЯ КЛИНИКА КАЗАНИ", "Приходите в лучшую клинику Казани!"]
)
def test_covered(applied, text):
    kept, covered, notes = applied(text)
    assert kept == []
    assert [reason for _, reason in covered] == [NOTE]
    assert [(n.quote.lower().endswith("казани"), n.text, n.line) for n in notes] == [(True, NOTE, 1)]


def test_in_html(applied):
    kept, covered, notes = applied("<p>Мы — <b>лучшая</b> клиника&nbsp;Казани</p>", format="html")
    assert (kept, len(covered)) == ([], 1)
    assert notes[0].quote == "лучшая</b> клиника&nbsp;Казани"


def test_not_covered(applied):
    kept, covered, notes = applied("Мы — лучшая клиника города.")
    assert [f.rule for f in kept] == ["best-provider"]
    assert (covered, notes) == ([], [])


def test_the_last_day_and_the_day_after(applied):
    assert applied("Мы — лучшая клиника Казани.", "2027-02-01")[0] == []
    [finding], covered, notes = applied("Мы — лучшая клиника Казани.", "2027-02-02")
    assert finding.message.endswith("evidence.yml:1).")
    assert "Подтверждение истекло 01.02.2027: обновите его" in finding.message
    assert (covered, notes) == ([], [])


def test_a_footnote_is_told_once(applied):
    assert len(applied("Лучшая клиника Казани.\n\nМы — лучшая клиника Казани.")[2]) == 1


def test_a_renewed_proof(linter, tmp_path):
    path = tmp_path / "evidence.yml"
    path.write_text(ENTRY.replace("2027-02-01", "2026-05-01") + ENTRY, "utf-8")
    text = "Мы — лучшая клиника Казани."
    assert load(path).apply(linter.check(text), extract(text, "text"), "2026-11-22")[0] == []


def test_numbers_have_to_be_the_same(linter, tmp_path):
    path = tmp_path / "evidence.yml"
    path.write_text(ENTRY.replace("лучшая клиника Казани", "лучшая клиника с рейтингом 4,9"), "utf-8")
    evidence = load(path)
    for number, silent in (("4,9", True), ("4,8", False)):
        text = f"Мы — лучшая клиника с рейтингом {number}."
        kept = evidence.apply(linter.check(text, whole=False), extract(text, "text"), "2026-11-22")[0]
        assert (not kept) is silent


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ENTRY.replace("  date: 2026-02-01\n", ""), "1:3: не хватает поля «date»: допишите"),
        (ENTRY.replace("2027-02-01", "01.02.2027"), "6:12: «expires»: «01.02.2027» — не дата; напишите так: 2027-02-01"),
        (ENTRY.replace("scope", "skope"), "5:3: нет поля «skope»; может быть, «scope»?"),
        (ENTRY.replace("лучшая клиника Казани", "—"), "1:10: «claim»: в утверждении нет ни одного слова"),
        (ENTRY.replace("claim: лучшая клиника Казани", "claim: [1]"), "1:10: «claim» — это текст; впишите его"),
        ("claim: x\n", "1:1: здесь нужен список подтверждений"),
        ("- слово\n", "1:3: подтверждение — это поля claim"),
        ("- {", "1: файл не читается как YAML"),
    ],
)  # fmt: skip
def test_mistakes(tmp_path, text, message):
    path = tmp_path / "evidence.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path)
    line = str(caught.value).splitlines()[0]
    assert message.partition(": ")[2] in line
    assert line.startswith(f"{path}:{message.partition(':')[0]}:")


def test_an_empty_file_proves_nothing(linter, tmp_path):
    (tmp_path / "e.yml").write_text("evidence: []\n")
    text = "Лучшая клиника."
    findings = linter.check(text)
    assert load(tmp_path / "e.yml").apply(findings, extract(text, "text"), "2026-01-01")[0] == findings
