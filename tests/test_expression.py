"""Expressions of users' own packs: what could run away is refused before it is compiled."""

import pytest

from medadlint.expression import check


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("а{2000000000}", "больше 10000"),
        ("((((((а{10}){10}){10}){10}){10}){10})", "больше 10000"),
        ("(?:а|б){9999}{9999}", "больше 10000"),
        ("[абв]{5000}г{5001}", "больше 10000"),
        (r"\p{L}{10001}", "больше 10000"),
        ("а{" + "9" * 900 + "}", "больше 10000"),
        ("(а(?R)?б)", "самого себя"),
        ("(а)(?1)", "самого себя"),
        ("(?P<x>а)(?&x)", "самого себя"),
        ("(?P<x>а)(?P>x)", "самого себя"),
        ("(?:абв){e<=2}", "приблизительные"),
        ("(" * 51 + ")" * 51, "вложены"),
        ("а" * 1001, "длиннее"),
    ],
    ids=lambda value: value[:20],
)
def test_refused(text, message):
    with pytest.raises(ValueError, match=message):
        check(text)


@pytest.mark.parametrize(
    "text",
    [
        r"\d{1,2}\.\d{1,2}\.\d{4}",
        ".{0,100}слово.{0,100}",
        r"\p{Lu}+\s(?>а|б){3}",
        r"[{}(]{2}[]а)]\{",
        "(?P<x>а)(?P=x)(?!б)(?<=в)(?i:г)",
        "а{,5}б{3,}+в{2}?",
        "",
        ")(",  # the module regex says what is wrong with it
    ],
)
def test_allowed(text):
    check(text)
