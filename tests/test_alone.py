"""What is left when words go must say something by itself."""

import pytest
from test_remains import check

from medadlint.alone import require_more_than_a_noun, require_noun, require_sense
from medadlint.inflect import inflector


@pytest.mark.parametrize(
    ("left", "right", "own", "sure"),
    [
        ("Лечим зубы", ".", "adverb", True),
        ("Метод природный, оттого", ".", "adverb", False),  # leans on what went
        ("Уже", "минус боль.", "adverb", False),
        ("Бескровно,", "за одиннадцать лет.", "adverb", False),
        ("До сих пор остаёмся", ".", "preposition", False),  # a link without its predicate
        ("Капля 0,6 мкл, результат", ", память на 500 замеров.", "adverb", False),  # one bare word of a list
    ],
)
def test_sense(linter, left, right, own, sure):
    check(sure, require_sense, left, right, own, inflector(linter.pack))


@pytest.mark.parametrize(
    ("left", "right", "sure"),
    [("", "Лечение зубов у врача Орловой.", True), ("", "Лечение!", False), ("У нас", "оборудование.", False)],
)
def test_more_than_a_noun(linter, left, right, sure):
    check(sure, require_more_than_a_noun, left, right, inflector(linter.pack))


@pytest.mark.parametrize(
    ("dropped", "left", "right", "sure"),
    [
        ("лучшее", "Это", "оборудование клиники.", True),
        ("безопасным", "Метод является", ".", False),
        ("лучшего", "Не найдёте", "врача.", False),
    ],
)
def test_an_adjective_has_a_noun(linter, dropped, left, right, sure):
    check(sure, require_noun, dropped, "adjective", left, right, inflector(linter.pack))
