"""A clause that claims goes, what else its sentence tells stays; or nothing is offered."""

import pytest

from medadlint import Linter


@pytest.fixture(scope="module")
def linters():
    return {name: Linter(object=name) for name in ("service", "device", "supplement", "drug_otc")}


def offered(linter, text):
    """The text with the first offer to its first claim, and the kind; None if there is none."""
    for finding in linter.check(text, whole=False):
        for r in finding.rewrites:
            return text[: r.start] + r.text + text[r.end :], r.kind
    return None


@pytest.mark.parametrize(
    ("text", "after"),
    [
        # at the end, in the middle
        ("Пилинг у Марины 2 500 ₽, кожа станет как у младенца.", "Пилинг у Марины 2 500 ₽."),
        ("Пилинг у Марины: кожа станет как у младенца, 2 500 ₽.", "Пилинг у Марины: 2 500 ₽."),
        # with what hangs on it
        ("Пересадка волос за 90 000 ₽, и боль уйдёт навсегда, даже если вы её боитесь.", "Пересадка волос за 90 000 ₽."),
        ("Александритовый лазер, зона 900 ₽ — а значит, боль уйдёт навсегда.", "Александритовый лазер, зона 900 ₽."),
        ("Ставим имплант за 54 000 ₽ и подписываемся под тем, что он простоит до конца жизни.",
         "Ставим имплант за 54 000 ₽."),
        ("Мезотерапия, 10 процедур по 1 800, выпадение прекратится уже после третьей, проверено.",
         "Мезотерапия, 10 процедур по 1 800."),
        # circumstances that it began with stay
        ("Установка виниров, 25 000 за единицу, зуб не болит никогда.", "Установка виниров, 25 000 за единицу."),
        # a colon that a clause stood before becomes a comma; one after a name stays
        ("Аппараты подбирает сурдолог с 20-летним стажем: вы услышите каждое слово с первого же дня, батарейки в подарок.",
         "Аппараты подбирает сурдолог с 20-летним стажем, батарейки в подарок."),
    ],
)  # fmt: skip
def test_the_rest_of_the_sentence_stays(linters, text, after):
    assert offered(linters["service"], text) == (after, "safe")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Боль пройдёт, датчик охлаждения аппарата до −26 градусов.", "Датчик охлаждения аппарата до −26 градусов."),
        ("Ваш кашель пройдёт за два дня, ингаляции по 350 рублей.", "Ингаляции по 350 рублей."),
        ("Пока вы терпите, грыжа растёт, МРТ поясницы ночью 2 700.", "МРТ поясницы ночью 2 700."),
        ("Инсульт не предупреждает: УЗИ сосудов шеи 1 800, Рязань.", "УЗИ сосудов шеи 1 800, Рязань."),
        ("Каждая родинка может вас убить, поэтому дерматоскопия стоит всего 1 500 рублей.",
         "Дерматоскопия стоит всего 1 500 рублей."),
    ],
)  # fmt: skip
def test_without_its_beginning_a_sentence_is_only_shown(linters, text, after):
    assert offered(linters["service"], text) == (after, "show")


@pytest.mark.parametrize(
    ("what", "text", "after"),
    [
        ("device", "Лампа «Заря» от гайморита, 60 Вт: насморк, бронхит и гайморит отступают за пять прогреваний.",
         "Лампа «Заря» от гайморита, 60 Вт."),
        ("drug_otc", "Спрей «Носик» от насморка: дышите утром, и насморк пройдёт навсегда.",
         "Спрей «Носик» от насморка: дышите утром."),
        ("supplement", "Капсулы «Печень» принимают по две утром, и печень очищается полностью за 21 день, СГР на сайте.",
         "Капсулы «Печень» принимают по две утром, СГР на сайте."),
    ],
)  # fmt: skip
def test_goods_keep_how_they_are_taken(linters, what, text, after):
    assert offered(linters[what], text)[0] == after


@pytest.mark.parametrize(
    "text",
    [
        "Имплант приживётся, потому что печатаем шаблон.",  # the reason tells of the work
        "Врачи лечат зубы, а ирригатор не даст им заболеть никогда.",
        "Если пройти курс из 10 процедур за 12 000 ₽, боль уйдёт навсегда, а скидка останется за вами.",
        "Ни отёка, ни боли не будет никогда.",
        "Отёки спадут, и об уколах речи не будет, курс — 2 банки.",
        "Вывод из запоя: наутро человек трезв и здоров.",  # of two words nothing is made
    ],
)
def test_what_is_no_sentence_without_it_stays(linters, text):
    offers = [r for f in linters["service"].check(text, whole=False) for r in f.rewrites if r.kind == "safe"]
    assert all("прижиться" in r.text for r in offers)


def test_a_price_and_a_name_do_not_go(linters):
    assert (
        offered(linters["supplement"], "«Женьшень» вернёт силу в любом возрасте, 20 ампул, отправляем в день заказа.")
        is None
    )
    kept = offered(linters["service"], "Приём 900 ₽, боль уйдёт навсегда за 3 000 ₽.")
    assert kept is None or "3 000" in kept[0]


def test_what_we_do_is_told_of_first(linters):
    assert offered(linters["service"], "Выведем из запоя дома за два часа, нарколог 3 900 ₽.") == (
        "Выводим из запоя дома, нарколог 3 900 ₽.",
        "safe",
    )


def test_the_change_is_whole_words_and_fixes_once(linters):
    text = "Пилинг у Марины 2 500 ₽, кожа станет как у младенца. Приём по записи."
    (rewrite,) = linters["service"].check(text, whole=False)[0].rewrites
    old = text[rewrite.start : rewrite.end]
    assert old.strip() == old
    assert rewrite.text
    fixed = linters["service"].fix(text)
    assert fixed == linters["service"].fix(fixed) == "Пилинг у Марины 2 500 ₽. Приём по записи."
