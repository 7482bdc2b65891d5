"""A project's black list: found in every form, replaced where the replacement fits."""

import pickle

import pytest

from medadlint import Linter
from medadlint.cache import pack_of
from medadlint.linter import check, fix
from medadlint.phrases import Phrase, words

PHRASES = {
    "безоперационно": "без операции",
    "без боли": "с обезболиванием",
    "уникальный": "современный",
    "кракозябрить": "",
    "=вылечим": "лечим",
    "98 % довольных": "довольных пациентов",
}


@pytest.fixture(scope="module")
def own() -> Linter:
    return Linter(phrases=PHRASES)


def found(linter, text):
    findings = linter.check(text, whole=False)
    return [(f.quote, [(r.kind, r.text) for r in f.rewrites]) for f in findings if f.family == "house"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Лечим безоперационно.", [("безоперационно", [("safe", "без операции")])]),
        ("УДАЛЯЕМ БЕЗ БОЛИ.", [("БЕЗ БОЛИ", [("safe", "С ОБЕЗБОЛИВАНИЕМ")])]),
        ("В уникальном центре.", [("уникальном", [("safe", "современном")])]),
        ("Кракозябрить любим.", [("Кракозябрить", [])]),  # no word of the dictionary: as it is written
        ("Кракозябрим.", []),
        ("Мы вылечим зуб.", [("вылечим", [("safe", "лечим")])]),
        ("Как вылечить зуб?", []),
        ("У нас 98% довольных.", [("98% довольных", [("safe", "довольных пациентов")])]),
        ("У нас 98 % довольными.", [("98 % довольными", [])]),  # another form: the replacement would not agree
        ("У нас 97 % довольных.", []),
    ],
)
def test_found_and_replaced(own, text, expected):
    assert found(own, text) == expected


def test_a_finding_says_where_it_comes_from(own):
    [finding] = [f for f in own.check("Лечим безоперационно.", whole=False) if f.family == "house"]
    assert (finding.rule, finding.level, finding.law, finding.fine) == ("phrase-безоперационно", "warning", [], None)
    assert finding.message.startswith("«безоперационно» в чёрном списке. Это выражение запрещено в самом проекте")


def test_a_linter_with_phrases_travels(own):
    twin = pickle.loads(pickle.dumps(own))
    assert found(twin, "Лечим безоперационно.") == found(own, "Лечим безоперационно.")
    assert twin.pack is own.pack  # compiled once in a process


def test_the_functions_take_phrases(own):
    assert fix("Лечим безоперационно.", phrases=PHRASES) == "Лечим без операции."
    assert [f.family for f in check("Лечим безоперационно.", whole=False, phrases=PHRASES)] == ["house"]


def test_phrases_alone_are_a_pack():
    assert [r.id for r in pack_of([], (Phrase("лучшая клиника"),)).rules] == ["phrase-лучшая-клиника"]


def test_words():
    assert words("Ёлка — 15 000 ₽, 4,9 балла") == ["елка", "15000", "₽", "4,9", "балла"]
