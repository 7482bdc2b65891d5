"""Selectors of rules about markup."""

import time

import pytest

from medadlint.extract import extract
from medadlint.markup import find, parse


def quotes(page: str, selector: str, *lacks: str) -> list[str]:
    document = extract(page, "html", False)
    return [page[a:b] for a, b in find(document, [parse(selector)], [parse(x) for x in lacks])]


@pytest.mark.parametrize(
    ("selector", "page", "found"),
    [
        ("input", "<p><INPUT name=a>", ["<INPUT name=a>"]),
        ("input[type=tel]", "<input type='TEL'><input type=text>", ["<input type='TEL'>"]),
        ("[checked]", "<input checked><p title=checked>", ["<input checked>"]),
        ("input[name*=phone]", "<input name=user_phone><input name=fon>", ["<input name=user_phone>"]),
        ("a[href^=https]", "<a href=https://x><a href=/x>", ["<a href=https://x>"]),
        ("a[href$=.pdf]", "<a href=x.pdf><a href=x.pdf?1>", ["<a href=x.pdf>"]),
        ("form:has(input[type=tel], input[type=email])", "<form id=a><input type=email></form><form></form><input type=tel>", ["<form id=a>"]),
        ("script:contains(FBQ()", "", []),
        ("script:contains(track)", "<script>a.Track(1)</script><p>track", ["Track"]),
        ("form:has(input)", "<form><p>", []),
    ],
)  # fmt: skip
def test_selectors(selector, page, found):
    if selector.endswith("(FBQ()"):
        with pytest.raises(ValueError, match="селектор не читается с места"):
            parse(selector)
    else:
        assert quotes(page, selector) == found


def test_what_an_element_must_lack():
    page = "<form id=a><input type=checkbox></form><form id=b>согласие отдельным документом</form><form id=c></form>"
    assert quotes(page, "form", "input[type=checkbox]", ":contains(Отдельным документом)") == ["<form id=c>"]


def test_an_element_ends_at_its_end_tag_or_at_the_end():
    assert quotes("<form><p></form><input>", "form:has(input)") == []
    assert quotes("<form><p><input>", "form:has(input)") == ["<form>"]


@pytest.mark.parametrize("line", ["form form", "a:hover", "[x", "form:has(", "*"])
def test_a_selector_that_cannot_be_read(line):
    with pytest.raises(ValueError, match="селектор не читается с места"):
        parse(line)


def test_a_rule_about_markup_finds_a_place(linter):
    page = '<p>Запись</p>\n<form action="/x"><input type="tel"></form>'
    (finding,) = [f for f in linter.check(page, "html", whole=False) if f.rule == "form-without-consent"]
    assert (finding.quote, finding.line, finding.column, finding.level) == ('<form action="/x">', 2, 1, "error")
    assert linter.check(page, "text", whole=False) == []


def test_many_forms_take_linear_time():
    def seconds(count):
        document = extract("<form><input></form>" * count, "html", False)
        start = time.process_time()
        assert len(list(find(document, [parse("form:has(input)")], []))) == count
        return time.process_time() - start

    assert any(seconds(16_000) < 8 * seconds(4000) for _ in range(3))  # 16 times if it were quadratic
