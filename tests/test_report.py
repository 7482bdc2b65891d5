"""What the reports say."""

import json

import pytest
from reporting import CONTEXT, LAW, finding, report

from medadlint.files import Failure, Skip
from medadlint.finding import Rewrite
from medadlint.report import Checked, Report
from medadlint.report import json as json_report
from medadlint.report import text as text_report
from medadlint.report.wording import Style, citations, fine_of, harmless, money, plural, shown, style_for

PLAIN = Style(colour=False, width=90)


def test_the_text_report():
    rewrite = Rewrite("safe", "стремимся к результату", 4, 25, "")
    again = finding(line=7, column=1, rewrites=[rewrite])  # of another wording: it is told apart
    assert (
        text_report.render(report(finding(), again), PLAIN)
        == """\
а.txt

  1:5  риск  «гарантируем результат»
    Обещание результата. Исход зависит от пациента.
    Закон: п. 2 ч. 3 ст. 5 38-ФЗ «О рекламе»; штраф для организаций 100 000–500 000 ₽.
    Что делать: Расскажите, от чего зависит результат.
    Подробнее: medadlint explain outcome-guarantee

  7:1  риск  «гарантируем результат»
    Обещание результата — см. выше, 1:5.
    Лучше: «стремимся к результату»

Найдено: 2 риска; проверено: 1 файл.
Проверено как: медицинская услуга, реклама; право на 01.04.2026, сверено 11.03.2026.
Другой случай — параметры --object, --channel, --as-of.
Линтер не видит площадь предупреждения, картинки и видео и не знает, правда ли сказанное.
Его молчание — не одобрение, его находки — не юридическая консультация.
"""
    )


def test_repeats_of_a_claim_are_one_finding():
    lines = range(2, 20)
    other = finding(line=30, column=3, quote="гарантия результата")
    text = text_report.render(
        report(finding(), *(finding(line=n, quote="Гарантируем  результат") for n in lines), other), PLAIN
    )
    assert text.split("\n")[2:11] == [
        "  1:5  риск  «гарантируем результат»",
        "    То же: 2:5, 3:5, 4:5, 5:5, 6:5, 7:5, 8:5, 9:5, 10:5, 11:5, 12:5, 13:5 и ещё 6.",
        "    Обещание результата. Исход зависит от пациента.",
        "    Закон: п. 2 ч. 3 ст. 5 38-ФЗ «О рекламе»; штраф для организаций 100 000–500 000 ₽.",
        "    Что делать: Расскажите, от чего зависит результат.",
        "    Подробнее: medadlint explain outcome-guarantee",
        "",
        "  30:3  риск  «гарантия результата»",
        "    Обещание результата — см. выше, 1:5.",
    ]
    assert "Найдено: 20 рисков;" in text


def test_a_finding_about_the_whole_document():
    whole = finding(quote="", line=1, column=1, start=0, end=0, level="error", fine=None, law=[], advice="")
    assert text_report.render(report(whole), PLAIN).split("\n")[2:5] == [
        "  весь текст  нарушение",
        "    Обещание результата. Исход зависит от пациента.",
        "    Подробнее: medadlint explain outcome-guarantee",
    ]


def test_nothing_found_is_said():
    text = text_report.render(report(), PLAIN)
    assert text.startswith("Замечаний нет; проверено: 1 файл.\n")


def test_notes_and_errors_are_told():
    skipped = [Skip("б.txt", "больше 64 МБ; разделите файл на части", by_rule=False)]
    skipped += [Skip(f".{n}", "скрытая папка", by_rule=True) for n in range(5)]
    text = text_report.render(report(errors=[Failure("в.txt", "нет")], skipped=skipped), PLAIN)
    assert text.split("\n")[:3] == [
        "Пропущено: б.txt — больше 64 МБ; разделите файл на части.",
        "Не читали (скрытая папка): .0, .1, .2 и ещё 2.",
        "Замечаний нет; проверено: 1 файл; не удалось проверить: 1.",
    ]


def test_counts_in_good_russian():
    levels = ["error"] * 5 + ["warning"] * 2 + ["advice"]
    text = text_report.render(report(*(finding(level=level) for level in levels)), PLAIN)
    assert "Найдено: 5 нарушений, 2 риска и 1 совет; проверено: 1 файл." in text


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "файлов"),
        (1, "файл"),
        (2, "файла"),
        (5, "файлов"),
        (11, "файлов"),
        (12, "файлов"),
        (21, "файл"),
        (112, "файлов"),
    ],
)
def test_plurals(number, expected):
    assert plural(number, ("файл", "файла", "файлов")) == f"{number}\u00a0{expected}"


@pytest.mark.parametrize("width", [40, 60, 100])
def test_lines_fit_the_window(width):
    long = finding(quote="слово " * 60, message="Очень длинное объяснение. " * 9)
    lines = text_report.render(report(long), Style(colour=False, width=width)).split("\n")
    assert max(map(len, lines)) <= width


def test_control_characters_do_not_reach_the_terminal():
    evil = finding(
        quote="гаран\x1b[31mтия\u202e\r\n\tрезультата\x9b\u200b",
        rewrites=[Rewrite("show", "\x07звонок", 0, 1, "")],
    )
    checked = Report(CONTEXT, [Checked("\x1b]0;имя\x07.txt", [evil])], [], [], frozenset())
    text = text_report.render(checked, PLAIN)
    assert all(c.isprintable() or c == "\n" for c in text)
    assert "«гаран␛[31mтия результата�»" in text
    assert "Например: «␇звонок»" in text


def test_a_long_quote_loses_its_middle():
    assert shown("а" * 300, 160) == "а" * 80 + " … " + "а" * 80


def test_harmless_keeps_newlines():
    assert harmless("а\nб\u00adв\u00a0г") == "а\nбв\u00a0г"


def test_colours_only_on_a_terminal_and_not_with_no_color(monkeypatch):
    class Terminal:
        def isatty(self):
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "70")
    assert style_for(Terminal()) == Style(colour=True, width=70)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not style_for(Terminal()).colour
    assert "\x1b[1;33mриск\x1b[0m" in text_report.render(report(finding()), Style(colour=True, width=90))


def test_citations():
    other = {**LAW, "act": "135-ФЗ", "article": "14.2", "part": "", "point": "1"}
    law = [LAW, {**LAW, "point": ""}, {**LAW, "article": "25", "part": "1", "point": ""}, other]
    assert citations(law).replace("\u00a0", " ") == (
        "п. 2 ч. 3, ч. 3 ст. 5, ч. 1 ст. 25 38-ФЗ «О рекламе»; п. 1 ст. 14.2 135-ФЗ"
    )
    assert citations([]) == ""


def test_fines():
    assert money([100000, 500000]) == "100\u00a0000–500\u00a0000\u00a0₽"
    assert money([5000, 5000]) == "5\u00a0000\u00a0₽"
    assert fine_of(None) == ""
    assert fine_of({"citizen": [1, 2], "official": None, "legal": None}) == ""


def test_json_has_every_key():
    data = json.loads(json_report.render(report(finding()), "utf-8"))
    assert sorted(data) == [
        "context", "errors", "findings", "footnotes", "skipped", "summary", "suppressed", "version",
    ]  # fmt: skip
    assert data["version"] == 1
    assert data["context"] == {"object": "service", "channel": "ad", "as_of": "2026-04-01", "verified_to": "2026-03-11"}
    assert data["findings"] == [{"path": "а.txt", **finding().as_dict()}]
    assert data["summary"] == {
        "files": 1, "files_with_findings": 1, "findings": 1, "error": 0, "warning": 1, "advice": 0, "errors": 0, "skipped": 0,
    }  # fmt: skip


def test_json_of_errors_and_skips():
    made = report(errors=[Failure("б", "нет")], skipped=[Skip("в", "скрытая папка", by_rule=True)])
    data = json.loads(json_report.render(made, "utf-8"))
    assert data["errors"] == [{"path": "б", "message": "нет"}]
    assert data["skipped"] == [{"path": "в", "reason": "скрытая папка"}]


def test_json_for_any_console():
    made = report(finding())._replace(files=[Checked("имя\udcff", [finding()])])
    for encoding in ("utf-8", "cp1251", "ascii"):
        written = json_report.render(made, encoding).encode(encoding)
        assert json.loads(written)["findings"][0]["path"] == "имя\udcff"


@pytest.mark.parametrize(
    ("level", "fail_on", "expected"),
    [
        ("error", "error", True), ("warning", "error", False), ("warning", "warning", True), ("error", "advice", True),
        ("advice", "warning", False), ("advice", "advice", True), ("error", "never", False),
    ],
)  # fmt: skip
def test_what_fails_a_build(level, fail_on, expected):
    assert report(finding(level=level))._replace(fail_on=fail_on).fails() is expected


def test_a_draft_rule_never_fails_a_build():
    made = report(finding(), drafts=["outcome-guarantee"])._replace(fail_on="advice")
    assert not made.fails()
    assert "риск (черновик правила)" in text_report.render(made, PLAIN)


def test_a_rewrite_that_takes_in_more_than_the_quote_shows_what_it_replaces():
    from medadlint.finding import Rewrite
    from medadlint.report.wording import offer

    assert offer(Rewrite("safe", "результат", 0, 20, "", "результат без боли"), "без боли") == (
        "Лучше: «результат без боли» → «результат»"
    )
    assert offer(Rewrite("safe", "лечим", 0, 7, "", "вылечим"), "вылечим") == "Лучше: «лечим»"
