"""Parts: one finding for a text, and it names what is missing."""

import pytest

from medadlint import Linter
from medadlint.parts import MISSING

POST = "Держите мой промокод ЛЕТО. Ссылка в шапке профиля. Спасибо клинике за подарок!"
AD, WHO, ERID = "слово «Реклама»", "рекламодатель (название и ИНН или сайт)", "идентификатор erid"


@pytest.fixture(scope="module")
def blogger() -> Linter:
    return Linter(channel="blogger")


def missing(linter: Linter, text: str, form: str = "text") -> list[str] | None:
    """The parts the one finding names; None if there is no finding."""
    found = [f for f in linter.check(text, form, whole=False) if f.family == "influencer"]
    assert len(found) <= 1
    if not found:
        return None
    start, end = MISSING.split("{}")
    head, _, told = found[0].message.rpartition(start)
    assert head
    return told.removesuffix(end).split(", ")


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("", [AD, WHO, ERID]),
        ("Реклама.", [WHO, ERID]),
        ("Реклама. ООО «Дента».", [ERID]),
        ("Рекламодатель: ООО «Дента», erid: 2VtzqvXyAbc", [AD]),
        ("Реклама. Erid: 2VtzqvXyAbc", [WHO]),
        ("Это не реклама. ООО «Дента», erid: 2VtzqvXyAbc", [AD]),
        ("Рекламу не даём.", [AD, WHO, ERID]),
        ("Реклама. ООО «Дента», ИНН 7701234567, erid: скоро", [ERID]),
        ("Реклама. ООО «Дента», ИНН 7701234567, erid: 2VtzqvXyAbc", None),
        ("erid LjN8KMLLZ4s | dentarka.ru | реклама | рекламодатель: dentarka.ru", None),
        ("Реклама | dentarka.ru/?utm_source=tg&erid=F7NfYUJCUneLs", None),
    ],
)
def test_the_finding_names_the_missing_parts(blogger, mark, expected):
    assert missing(blogger, f"{POST}\n\n{mark}") == expected
    assert missing(blogger, f"{mark}\n\n{POST}") == expected


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("<p>Реклама. ООО «Дента»</p><p>Мой промокод — <a href='https://x.ru/?a=1&amp;erid=2VtzqvXyAbc'>тут</a></p>", "html"),
        ("<p>Реклама. ООО «Дента»</p><p>Мой промокод — <a href='https://x.ru/?u=a%26erid%3D2VtzqvXyAbc'>тут</a></p>", "html"),
        ("Реклама. ООО «Дента»\n\nМой промокод — [тут](https://x.ru/?erid=2VtzqvXyAbc)", "markdown"),
    ],
)  # fmt: skip
def test_a_part_may_stand_in_the_target_of_a_link(blogger, text, form):
    assert missing(blogger, text, form) is None
    assert missing(blogger, text.replace("erid", "yclid"), form) == [ERID]


def test_a_part_is_asked_for_where_its_rule_speaks():
    letter = f"Реклама. ООО «Дента». {POST}"
    assert missing(Linter(channel="mailing"), letter) is None
    assert missing(Linter(channel="own_social"), letter) == [ERID]
    assert missing(Linter(channel="mailing"), POST) == [AD, WHO]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (POST, "промокод ЛЕТО"),
        ("Сделали мне чистку в подарок, мой промокод ЛЕТО", "Сделали мне чистку в подарок, мой промокод ЛЕТО"),
        ("Промокод ЛЕТО, а теперь о том, как я полгода искала, выбирала и нашла врача: сделали мне чистку в подарок", "Промокод ЛЕТО"),
    ],
)  # fmt: skip
def test_the_finding_stands_at_the_first_claim_and_takes_in_what_is_close(blogger, text, quote):
    (finding,) = [f for f in blogger.check(text, whole=False) if f.family == "influencer"]
    assert finding.quote == quote == text[finding.start : finding.end]


def test_other_families_keep_their_findings(blogger):
    text = f"{POST} Гарантируем результат. Гарантируем исцеление."
    families = [f.family for f in blogger.check(text, whole=False)]
    assert families.count("guarantee") == 2
    assert families.count("influencer") == 1
