"""Findings and reports for the tests of the reports."""

from medadlint.files import Failure, Skip
from medadlint.finding import Finding, Rewrite
from medadlint.report import Checked, Context, Report

CONTEXT = Context("service", "ad", "2026-04-01", "2026-03-11")
LAW = {"act": "38-ФЗ «О рекламе»", "article": "5", "part": "3", "point": "2", "text": "…", "verified_to": "2026-03-11"}
# An emoji of the astral planes before the claim on its line: 1 code point, 2 UTF-16 units, 4 bytes.
TEXT = "Клиника\r\n😀 Мы гарантируем результат, приходите\n"
QUOTE = "гарантируем результат"
PLACE = TEXT.index(QUOTE), TEXT.index(QUOTE) + len(QUOTE)


def finding(**changes):
    made = Finding(
        rule="outcome-guarantee", family="guarantee", level="warning", start=4, end=25, line=1, column=5,
        quote=QUOTE, message="Обещание результата. Исход зависит от пациента.",
        advice="Расскажите, от чего зависит результат.", law=[LAW],
        fine={"citizen": None, "official": [4000, 20000], "legal": [100000, 500000]}, needs=None, disguised=False,
        rewrites=[],
    )  # fmt: skip
    return made._replace(**changes)


def report(*findings, errors=(), skipped=(), drafts=(), path="а.txt", text=TEXT, suppressed=()):
    return Report(
        CONTEXT, [Checked(path, list(findings), text, suppressed)], list(errors), list(skipped), frozenset(drafts)
    )


def placed(text=TEXT, quote=QUOTE, nth=0, **changes):
    """A finding at the nth ``quote`` of ``text``, with line and column."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    before = text[:start].replace("\r\n", "\n")
    line, column = before.count("\n") + 1, start - text.rfind("\n", 0, start)
    return finding(start=start, end=start + len(quote), quote=quote, line=line, column=column, **changes)


WHOLE = finding(rule="no-warning", family="no_warning", level="error", start=0, end=0, line=1, column=1, quote="")
SAFE = Rewrite("safe", "стремимся к результату", *PLACE, "обещания больше нет")
FILL = Rewrite("fill", "стремимся к {чему}", *PLACE, "")
FULL = report(
    WHOLE,
    placed(rewrites=[SAFE, FILL]),
    placed(quote="приходите", rule="hurry", family="urgency", level="advice"),
    path="папка с/пост №1.txt",
    errors=[Failure("в.txt", "такого файла нет; проверьте путь")],
    skipped=[Skip("б.txt", "больше 64 МБ", by_rule=False), Skip(".git", "скрытая папка", by_rule=True)],
)
HOSTILE = "a\x00\x1b[31m\ud800\ufffe<&\"'>]]>%0A::error::x\u202e\u200b"
