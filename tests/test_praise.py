"""What praise leaves behind when it goes: no place, no comparison and no echo may hang in the air."""

import pytest


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Чистка у лучшего гигиениста стоит 3 000 ₽.", "Чистка у гигиениста стоит 3 000 ₽."),
        ("Самые опытные косметологи Перми ждут вас.", "Опытные косметологи Перми ждут вас."),
        ("Самый быстрый тест на грипп готов за час.", "Быстрый тест на грипп готов за час."),
    ],
)
def test_praise_goes(linter, text, after):
    assert linter.fix(text) == after


@pytest.mark.parametrize(
    "text",
    [
        "Доктор Лебедев — самый внимательный логопед района, принимает по средам.",  # one of a place
        "Нам дали звание самой тихой клиники страны, и мы рады.",
        "Самый точный прибор на российском рынке.",
        "• Глазная клиника № 1 за Уралом",  # one of a list
        "За год мы превратились в крупнейшую клинику Урала.",  # it was no clinic before?
        "Самая щадящая программа из существующих.",
        "Единственный доктор в области, кто берётся за подростков.",
        "Сыворотка «Ночь» — лучшая сыворотка.",  # an echo
    ],
)
def test_praise_on_which_the_rest_hangs_stays(linter, text):
    assert linter.fix(text) == text
