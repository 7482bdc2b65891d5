"""Eighteen places where a naive linter is legally wrong, each by name."""

import pytest

from medadlint import Linter
from medadlint.norms import CHANNELS, FAMILIES, OBJECTS

LINTERS: dict[tuple[str, str], Linter] = {}
WARNING = " Имеются противопоказания, необходима консультация специалиста."


def found(text: str, obj: str = "service", channel: str = "ad", whole: bool = False) -> dict[str, str]:
    """Family to level of all that is found."""
    linter = LINTERS.setdefault((obj, channel), Linter(obj, channel))
    return {f.family: f.level for f in linter.check(text, whole=whole)}


def provisions() -> set[tuple[str, str, str, str]]:
    law = Linter().pack.law
    return {
        (p["act"][:6], p["article"], p["part"], p["point"])
        for family in FAMILIES
        for kind in law.kinds(family)
        for obj in OBJECTS
        for channel in CHANNELS
        for norm in [law.norm(family, kind, obj, channel, "2026-11-21")]
        for p in (norm.law if norm else ())
    }


@pytest.mark.parametrize(
    "text",
    [
        "Гарантия на имплант десять лет.",
        "Гарантия на коронку — пять лет по договору.",
        "Гарантийный срок на работу врача указан в договоре.",
        "Соблюдаем гарантийные обязательства клиники.",
        "Гарантируем анонимность и стерильность.",
        "Гарантируем прозрачные цены.",
    ],
)
def test_01_warranty_is_not_a_promise_of_outcome(text):
    assert "guarantee" not in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "При такой боли лучше обратиться к врачу.",
        "Чем раньше придёте, тем лучше.",
        "Лучшее время для приёма — утро.",
        "Через неделю вы почувствуете себя лучше.",
        "Первый приём длится час.",
        "Кабинет на первом этаже.",
        "Мы в корпусе № 1.",
        "Самый сложный случай разобрали на консилиуме.",
        "Снимок делают единственный раз.",
    ],
)
def test_02_homographs_of_the_superlative(text):
    assert "superlative" not in found(text)


def test_03_the_channel_decides():
    thanks = "Спасибо доктору Орлову за мою спину, после лечения я снова хожу!"
    assert {"gratitude", "recovery_case"} & set(found(thanks))
    assert not {"gratitude", "recovery_case"} & set(found(thanks, channel="own_site"))
    assert found("Лучшая клиника города", channel="own_site")["superlative"] == "error"  # 135-ФЗ


def test_04_an_ad_of_the_clinic_alone_needs_no_warning():
    text = "Клиника «Парус». Стоматология. Улица Речная, 5."
    assert "no_warning" not in found(text, "clinic_brand", whole=True)
    assert "no_warning" not in found(text, whole=True)


@pytest.mark.parametrize(
    "warning",
    [
        "Имеются противопоказания.",
        "Необходима консультация специалиста.",
        "Ознакомьтесь с инструкцией.",
        "Проконсультируйтесь с врачом.",
        "Возможны противопоказания, посоветуйтесь с врачом.",
    ],
)
def test_05_one_of_three_warnings_is_enough(warning):
    ad = "УЗИ брюшной полости — 1 900 ₽, запись по телефону."
    assert found(ad, whole=True)["no_warning"] == "error"
    assert "no_warning" not in found(f"{ad} {warning}", whole=True)


def test_06_points_for_drugs_do_not_bind_services():
    for family in ("healthy_need", "no_doctor", "natural_safe"):
        law = Linter().pack.law
        for kind in law.kinds(family):
            norm = law.norm(family, kind, "service", "ad", "2026-11-21")
            assert norm is None or norm.level == "advice"
    assert "doctor_image" not in found("Наши врачи рекомендуют осмотр раз в год.")
    assert found("Врачи рекомендуют таблетки «Ларин».", "drug_otc")["doctor_image"] == "error"


@pytest.mark.parametrize(
    "text",
    [
        "Мы не гарантируем результат.",
        "Нельзя обещать 100% результат.",
        "Ни один врач не даст гарантии выздоровления.",
        "Запрещено писать в рекламе «лучшая клиника».",
        "Больно ли это? Возможен дискомфорт.",
    ],
)
def test_07_negations_disclaimers_and_hedged_answers(text):
    assert found(text) == {}


@pytest.mark.parametrize(
    ("text", "presumed"),
    [
        ("Если у вас кариес, запишитесь на приём.", False),
        ("При болях в спине поможет невролог.", False),
        ("Симптомы гастрита — боль и тошнота.", False),
        ("У вас уже кариес.", True),
    ],
)
def test_08_a_condition_is_no_presumption(text, presumed):
    assert ("presumed_illness" in found(text)) is presumed


@pytest.mark.parametrize(
    "text", ["Лазерная коррекция зрения.", "УЗИ сердца по вторникам.", "Плазмотерапия от 4 000 ₽."]
)
def test_09_a_method_in_the_name_of_a_service(text):
    assert "rx_method" not in found(text)


def test_10_native_advertising_is_not_hidden_advertising():
    assert not any(act == "38-ФЗ " and article == "5" and part == "9" for act, article, part, _ in provisions())
    law = Linter().pack.law.norm("influencer", "", "service", "blogger", "2026-11-21").law
    assert ("18.1", "16") in {(p["article"], p["part"]) for p in law}


def test_11_studies_in_an_ad_of_a_service():
    norm = Linter().pack.law.norm("study_reference", "", "service", "ad", "2026-11-21")
    assert [(p["article"], p["part"], p["point"]) for p in norm.law] == [("5", "3", "11")]


@pytest.mark.parametrize("text", ["Успейте записаться!", "Только сегодня скидка на чистку.", "Осталось два места."])
def test_12_haste_is_never_an_error(text):
    assert found(text).get("urgency", "warning") == "warning"


def test_13_no_licence_number_in_an_ad():
    assert "license" not in found("Приём кардиолога, 1 500 ₽." + WARNING, whole=True)


@pytest.mark.parametrize(
    "text",
    ["Спасибо, что выбираете нас!", "Благодарим коллег из Самары за обмен опытом.", "Спасибо за доверие!"],
)
def test_14_thanks_by_the_clinic(text):
    assert "gratitude" not in found(text)


@pytest.mark.parametrize(
    "text", ["Безопасная оплата картой.", "Безопасная парковка во дворе.", "Безопасно передаём данные."]
)
def test_15_safety_of_other_things(text):
    assert "guarantee" not in found(text)


def test_16_the_mark_clears_and_the_word_does_not():
    post = "Ребята, по промокоду МАША скидка в клинике «Парус»."
    assert found(post, channel="blogger")["influencer"] == "error"
    assert found(f"{post} Рекламу тут не даём.", channel="blogger")["influencer"] == "error"
    mark = "Реклама. ООО «Парус», ИНН 7700000000, erid: 2VtzqwAbCdE"
    assert "influencer" not in found(f"{post}\n\n{mark}", channel="blogger")


def test_17_a_supplement_needs_its_own_words():
    ad = "Комплекс «Вита» с магнием, 60 капсул."
    assert found(ad + WARNING, "supplement", whole=True)["no_warning"] == "error"
    assert "no_warning" not in found(f"{ad} БАД. Не является лекарственным средством.", "supplement", whole=True)


def test_18_dead_norms_are_not_cited():
    cited = provisions()
    assert not any(act == "38-ФЗ " and article == "24" and part in {"11", "12"} for act, article, part, _ in cited)
    assert "956н" not in str(Linter().pack.law.__dict__)
