"""What may not be lost with a clause, and what must be able to stand without it."""

import pytest
from test_segments import segments

from medadlint.inflect import Unsure
from medadlint.remains import require_before, require_beside, require_facts, require_predicate, require_rest


@pytest.mark.parametrize(
    ("text", "claim", "sure"),
    [
        ("УЗИ 900 ₽, боль уйдёт.", "боль уйдёт", True),
        ("УЗИ 900 ₽, боль уйдёт за 3 000 ₽.", "боль уйдёт", False),  # a price
        ("УЗИ 900 ₽, боль уйдёт через 18 сеансов.", "боль уйдёт", True),  # the term of the promise
        ("УЗИ 900 ₽, боль уйдёт у Ивановой.", "боль уйдёт", False),
        ("УЗИ 900 ₽, боль уйдёт от массажа.", "боль уйдёт", False),  # what is sold
        ("Приём и массаж, боль уйдёт от массажа.", "боль уйдёт", True),
    ],
)
def test_facts(linter, text, claim, sure):
    s = segments(linter, text, claim)
    last = s.parts[-1]
    check(sure, require_facts, s, last.start, last.end)


@pytest.mark.parametrize(
    ("text", "claim", "sure"),
    [
        ("УЗИ 900 ₽, боль уйдёт навсегда.", "боль уйдёт", True),
        ("УЗИ 900 ₽, лечим зубы всем навсегда.", "навсегда", False),  # but an adverb of what we do
        ("УЗИ 900 ₽, больше такой цены не будет.", "больше такой цены не", True),
        ("УЗИ 900 ₽, действует безотказно у детей с трёх лет.", "действует безотказно", False),
    ],
)
def test_predicates(linter, text, claim, sure):
    check(sure, require_predicate, segments(linter, text, claim), 1, 1)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("УЗИ 900 ₽, боль уйдёт.", True),
        ("Если сделать УЗИ, боль уйдёт.", False),
        ("Потеряв сон, боль уйдёт.", False),
        ("Лечим так, боль уйдёт.", False),
        ("Наш новый метод — боль уйдёт.", False),  # it was the predicate
        ("Отвечаем всем: боль уйдёт.", False),
    ],
)
def test_what_stands_before(linter, text, sure):
    s = segments(linter, text, "боль уйдёт")
    check(sure, require_before, s, 1, 1)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Боль уйдёт, УЗИ 900 ₽.", True),
        ("Боль уйдёт, зато УЗИ 900 ₽.", False),
        ("Боль уйдёт, сироп снимет её сам.", False),
        ("Боль уйдёт, быстрая и острая.", False),
        ("Боль уйдёт, длится час.", False),  # what lasts an hour?
        ("Боль уйдёт — проверьте сами.", False),
    ],
)
def test_what_stands_behind(linter, text, sure):
    check(sure, require_beside, segments(linter, text, "Боль уйдёт"), 0, 0)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Приём ведёт невролог, боль уйдёт, УЗИ 900 ₽.", True),
        ("УЗИ, боль уйдёт.", False),  # a word is no sentence
        ("Невролог ведёт приём, боль уйдёт, шрам исчезнет.", False),  # a promise stays
        ("Невролог ведёт приём, боль уйдёт, обещаю.", False),
        ("Невролог ведёт приём, боль уйдёт. Это генетика.", False),  # «это» points at what went
    ],
)
def test_what_is_left(linter, text, sure):
    check(sure, require_rest, segments(linter, text, "боль уйдёт"), 1, 1)


def check(sure, function, *arguments):
    if sure:
        function(*arguments)
    else:
        with pytest.raises(Unsure):
            function(*arguments)
