"""Footnotes: where a mark goes, which note it leads to, and what a note proves."""

import pytest

from medadlint import Linter
from medadlint.footnote import new_mark, notes, place

NOTE = "* число операций, по данным агентства «Весть», 2025"


def test_a_mark_leads_to_its_note_and_to_no_other():
    text = "Лучшая* клиника.\nЖдём вас.\n* один\n** два"
    assert [text[at:][:4] for at in notes(text, 0, 16)] == ["один"]
    assert notes("Лучшая клиника.\n* один", 0, 15) == []
    assert notes("2 * 3 и список:\n* один", 0, 15) == []


def test_one_more_note_has_one_more_star():
    assert new_mark("Лучшая клиника.") == "*"
    assert new_mark("Лучшая* клиника.\n* один") == "**"


@pytest.mark.parametrize(
    ("text", "after", "expected"),
    [
        ("Лучшая клиника", "Лучшая", "Лучшая* клиника"),
        ("Мы «Лучшие врачи» края", "Лучшие", "Мы «Лучшие врачи»* края"),
        ("Скидка 20 % всем", "20", "Скидка 20 %* всем"),
        ("ЛОР-врач края", "ЛОР", "ЛОР-врач* края"),
        ("Лучшая* клиника", "Лучшая", None),
    ],
)
def test_a_mark_stands_behind_a_whole_word(text, after, expected):
    at = place(text, 0, text.index(after) + len(after), len(text))
    assert (at and text[:at] + "*" + text[at:]) == expected


def test_a_note_proves_a_claim_of_another_sentence():
    linter = Linter(object="service", channel="ad")
    claim = "Один из лучших* хирургов края. Приём по будням. Звоните."
    assert [f.rule for f in linter.check(claim, whole=False)] == ["one-of-best"]
    assert linter.check(f"{claim}\n{NOTE}", whole=False) == []
    assert linter.check(f"{claim}\n*{NOTE}", whole=False) != []  # the note of another mark


def test_the_note_stands_below_the_paragraph_and_nothing_else_changes():
    linter = Linter(object="service", channel="ad")
    text = "Один из лучших хирургов края. Приём: 1 700 ₽.\nЗвоните."
    (offer,) = [r for f in linter.check(text, whole=False) for r in f.rewrites if r.text.count("\n* ")]
    assert text[: offer.start] + offer.text + text[offer.end :] == (
        "Один из лучших хирургов края*. Приём: 1 700 ₽.\n* {критерий}, по данным {источник}, {год}\nЗвоните."
    )
    assert offer.kind == "fill"


def test_no_note_makes_a_comparison_with_medicine_lawful():
    linter = Linter(object="supplement", channel="ad")
    assert not any(f.rewrites for f in linter.check("Чай лучше любого лекарства!", whole=False))
