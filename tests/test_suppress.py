"""Findings that their author has answered, and answers that answer nothing."""

import pytest

from medadlint import directives
from medadlint.directives import RULES
from medadlint.extract import extract
from medadlint.suppress import judge

IGNORE = "medadlint: ignore outcome-guarantee -- слова закона"
PHRASE = "Гарантируем результат"


@pytest.fixture
def judged(linter):
    def run(text, format="text", whole=False, ran=None):  # noqa: A002
        said = directives.read(text)
        findings = [f._replace(quote=text[f.start : f.end]) for f in linter.check(said.masked, format, whole)]
        known = {*RULES, *(n for r in linter.pack.rules for n in (r.id, r.family))}
        document = extract(said.masked, format, whole)
        return judge(findings, text, said, document, known, ran or known.__contains__)

    return run


def told(judged):
    return [(f.rule, f.line) for f in judged.kept], [(f.rule, f.line, reason) for f, reason in judged.suppressed]


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("text", f"{PHRASE}! // {IGNORE}\n\n{PHRASE}!"),
        ("text", f"# {IGNORE}\n{PHRASE}!\n\n{PHRASE}!"),
        ("markdown", f"{PHRASE}! <!-- {IGNORE} -->\n\n{PHRASE}!"),
        ("markdown", f"<!-- {IGNORE} -->\n\n{PHRASE}!\n\n{PHRASE}!"),
        ("html", f"<p>{PHRASE}</p> <!-- {IGNORE} -->\n<p>{PHRASE}</p>"),
        ("html", f"{{# {IGNORE} #}}\n<p>{PHRASE}</p>\n<p>{PHRASE}</p>"),
        ("html", f"<p>{{{{-- {IGNORE} --}}}} {PHRASE}</p>\n<p>{PHRASE}</p>"),
        ("html", f"<%# {IGNORE} %>\r\n<p>{PHRASE}</p>\r\n<p>{PHRASE}</p>"),
    ],
)
def test_a_line(judged, format, text):  # noqa: A002
    kept, suppressed = told(judged(text, format))
    lines = text.splitlines()
    last = len(lines)
    assert kept == [("outcome-guarantee", last)]
    first = next(n for n, line in enumerate(lines, 1) if PHRASE in line)
    assert suppressed == [("outcome-guarantee", first, "слова закона")]


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("markdown", f"<!-- medadlint: ignore-next guarantee -- цитата -->\n\n{PHRASE}!\nЕщё раз.\n{PHRASE}.\n\n{PHRASE}."),
        ("html", f"<!-- medadlint: ignore-next guarantee -- цитата -->\n<div>\n<p>{PHRASE}!\n{PHRASE}</p>\n<p>{PHRASE}</p>"),
    ],
)  # fmt: skip
def test_the_next_block(judged, format, text):  # noqa: A002
    result = judged(text, format)
    assert [f.start for f in result.kept] == [text.rindex(PHRASE)]
    assert [reason for _, reason in result.suppressed] == ["цитата", "цитата"]


def test_the_file(judged):
    text = f"<!-- medadlint: ignore-file guarantee, no_warning -- учебный текст -->\n{PHRASE}!\n\nПриём врача от 900 рублей. {PHRASE}!"
    result = judged(text, "markdown", whole=True)
    assert result.kept == []
    assert {f.family for f, _ in result.suppressed} == {"guarantee", "no_warning"}


def test_a_finding_about_the_whole_text_needs_the_whole_file(judged):
    result = judged("Приём врача от 900 рублей. // medadlint: ignore no_warning -- внизу", whole=True)
    assert [f.rule for f in result.kept] == ["service-warning", "unused-suppression"]
    assert "ignore-file" in result.kept[-1].message


def test_other_rules_stay(judged):
    kept, suppressed = told(judged(f"Лучшая клиника! {PHRASE}! // {IGNORE}"))
    assert [rule for rule, _ in kept] == ["best-provider"]
    assert len(suppressed) == 1


def test_no_reason(judged):
    result = judged(f"{PHRASE}! // medadlint: ignore guarantee")
    [finding] = result.kept
    assert (finding.rule, finding.family, finding.level) == ("suppression-without-reason", "house", "advice")
    assert finding.quote == "// medadlint: ignore guarantee"
    assert (finding.line, finding.column) == (1, 24)
    assert len(result.suppressed) == 1


@pytest.mark.parametrize(
    ("directive", "message"),
    [
        ("ignore guarantee -- зря", "«guarantee» здесь не находится"),
        ("ignore outcome-garantee -- зря", "может быть, «outcome-guarantee»?"),
        ("ignore -- зря", "Не сказано, какое правило"),
        ("ignore-file urgency -- зря", "уберите её."),
    ],
)
def test_unused(judged, directive, message):
    [finding] = judged(f"Текст. // medadlint: {directive}").kept
    assert (finding.rule, finding.level) == ("unused-suppression", "advice")
    assert message in finding.message


def test_a_rule_that_was_not_looked_for_is_not_unused(judged):
    assert judged("Текст. // medadlint: ignore guarantee -- да", ran=lambda name: name == "superlative").kept == []


def test_the_reason_is_not_read_as_the_text(judged):
    assert judged(f"Текст.\n# medadlint: ignore-file urgency -- {PHRASE}!", ran=lambda _: False).kept == []
