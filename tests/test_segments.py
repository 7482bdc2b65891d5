"""A sentence in its clauses."""

import pytest

from medadlint.claims import Search
from medadlint.extract.model import Block
from medadlint.fold import fold
from medadlint.reader import Reader
from medadlint.segments import Segments


def segments(linter, text, claim):
    """The parts of the sentence of ``text`` in which ``claim`` is found to be one."""
    reader = Reader(linter.pack, fold(text), [Block(0, len(text), "text")])
    rule = next(r for r in linter.pack.rules if r.family == "guarantee")
    start = text.index(claim)
    for place in reader.places():
        sentence = reader.view(place).sentence
        found = [n for n, a in enumerate(sentence.starts) if start <= a < start + len(claim)]
        if found:
            made = reader.claim(rule, place, found[0], found[-1] + 1)
            return Segments(linter, made, fold(text), (sentence.start, sentence.end), [])
    raise AssertionError(claim)


@pytest.mark.parametrize(
    ("text", "claim", "parts"),
    [
        ("Чистка 900 ₽, боли нет; запись: утро — вечер.", "боли нет",
         [("Чистка 900 ₽", ""), ("боли нет", ","), ("запись", ";"), ("утро", ":"), ("вечер", "—")]),
        ("Цена 1,5 тысячи, в 14:00 (утром, вечером) боли нет.", "боли нет",
         [("Цена 1,5 тысячи", ""), ("в 14:00 (утром, вечером) боли нет", ",")]),
        ("Ставим имплант и ручаемся за него.", "ручаемся", [("Ставим имплант", ""), ("ручаемся за него", "и")]),
        ("Пилинг и чистка, боли нет.", "боли нет", [("Пилинг и чистка", ""), ("боли нет", ",")]),
        ("Приём по средам 🙂 Чистка, боли нет 🙂 Ждём", "боли нет", [("Чистка", ""), ("боли нет", ",")]),
    ],
)  # fmt: skip
def test_the_parts_of_a_sentence(linter, text, claim, parts):
    s = segments(linter, text, claim)
    assert [(s.said(n), p.sign) for n, p in enumerate(s.parts)] == parts


def test_a_claim_without_what_it_began_with(linter):
    s = segments(linter, "Чистка, два впрыска утром, и нос дышит.", "впрыска утром, и нос дышит")
    assert s.claimed() == (2, 2)
    s = segments(linter, "Чистка, ни боли, ни отёка не будет.", "ни боли, ни отёка не будет")
    assert s.claimed() == (1, 2)


def test_what_is_told_and_what_is_promised(linter):
    s = segments(linter, "Приём 900 ₽, ортопед изготовит стельки, боль пройдёт, и запись онлайн.", "боль пройдёт")
    assert [s.tells(n) for n in range(4)] == [True, True, False, False]
    assert [s.is_promise(n) for n in range(4)] == [False, False, True, False]


def test_a_search_finds_what_the_segments_are_made_of(linter):
    claims, _ = Search(linter.pack, linter.pack.rules)(fold("Боль уйдёт."), [Block(0, 11, "text")], whole=False)
    assert all(c.start < c.end for c in claims)
