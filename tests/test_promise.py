"""Does what a rewrite leaves promise on?"""

import pytest
from test_remains import check

from medadlint.promise import is_call, is_for_all, is_nameless, promises, require_general, require_neutral


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Процедура безболезненна.", "Процедура обычно безболезненна."),
        ("Боль в спине пройдёт.", "Боль в спине может пройти."),
        ("Проверьте родинки, пока не поздно.", "Проверьте родинки."),
    ],
)
def test_what_is_hedged(linter, text, after):
    assert linter.fix(text) == after


@pytest.mark.parametrize(
    "text",
    [
        "Боль в спине пройдёт после трёх сеансов.",  # a term
        "Боль в спине пройдёт, какой бы она ни была.",
        "Грыжу уберём без операции, какого бы размера она ни была.",
        "Укол безболезненный, поэтому плачут редко.",  # a reason
        "Вас вылечат от заикания.",  # who?
        "У всех папилломы отпадают навсегда.",
        "Найдём причину, пока не поздно.",  # no call
        "Абонемент за 9 000 ₽ исчезнет из прайса в пятницу, хватайте!",  # hurry goes on
    ],
)
def test_what_would_promise_on_stays(linter, text):
    assert linter.fix(text) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [("Нет. Укол безболезненный.", False), ("Кирилл: укол безболезненный.", False), ("Наш укол безболезненный.", True)],
)
def test_usually_is_said_of_many(linter, text, told):
    check(told, require_general, text, (text.rfind(". ", 0, -1) + 2 if "Нет" in text else 0, len(text)), linter)


@pytest.mark.parametrize(
    ("rest", "neutral"),
    [
        ("приём ведёт врач Орлова", True),
        ("сеанс длится 40 минут", True),
        ("приходите с утра", True),
        ("лечим детей с трёх лет", True),
        ("даже если вы боитесь", True),
        ("аллергии не даёт", False),
        ("организм очищен", False),
        ("волосы отрастут", False),
    ],
)
def test_what_stands_around(linter, rest, neutral):
    text = f"Чистка безопасна, {rest}."
    check(neutral, require_neutral, text, (0, len(text)), (7, 16), [], linter)


def test_what_stands_around_and_is_claimed_is_told_apart(linter):
    text = "Чистка безопасна, аллергии не даёт."
    require_neutral(text, (0, len(text)), (7, 16), [(18, 34)], linter)


def test_small_questions(linter):
    assert promises("боль исчезнет", linter, yours=False)
    assert not promises("кто придёт", linter, yours=False)
    assert promises("услышите", linter, yours=True)
    assert not promises("услышите", linter, yours=False)
    assert is_for_all("снизить вес", " сможет любой")
    assert not is_for_all("подходит всем", " и всем")
    assert is_call("проверьте слух", linter)
    assert is_call("пора лечить варикоз", linter)
    assert not is_call("найдём опухоль", linter)
    assert is_nameless("", "вылечат", " от заикания", linter)
    assert not is_nameless("врачи ", "вылечат", "", linter)
