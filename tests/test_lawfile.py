"""The law of a pack is judged before it is used: each mistake is told, and what is let through can be looked up."""

import contextlib

import pytest

from medadlint.cache import compile_packs
from medadlint.errors import RuleError
from medadlint.pack import Pack
from medadlint.report.wording import law_sentences

NORM = "{family: guarantee, level: error, law: [a], fine: b, objects: товары, in_force: {from: 2020-01-01}}"
LAW = f"""\
objects: {{товары: [device]}}
provisions:
  a: {{act: 1-ФЗ, article: 5, text: нельзя}}
fines:
  b: {{legal: [1, 2], citizen: null}}
norms:
  - {NORM}
"""


def compiled(tmp_path, law: str) -> Pack:
    folder = tmp_path / "pack"
    folder.mkdir(exist_ok=True)
    (folder / "law.yml").write_text(law, "utf-8")
    return Pack(compile_packs([folder]))


def test_a_law_that_is_right(tmp_path):
    law = compiled(tmp_path, LAW).law
    norm = law.norm("guarantee", "", "device", "ad", "2026-01-01")
    assert norm is not None
    assert law_sentences(norm.law, norm.fine, None) == ["Закон: ст.\u00a05 1-ФЗ; штраф для организаций 1–2\u00a0₽."]
    assert law.norm("guarantee", "", "service", "ad", "2026-01-01") is None
    assert law.norm("guarantee", "", "device", "ad", "2019-12-31") is None
    compiled(tmp_path, "norms: [{family: house, level: advice}]\nfines:\n")  # a pack may say less


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("objects: {товары: [device]}", "objects: [товары]", "раздел objects должен быть набором групп"),
        ("{товары: [device]}", "{товары: device}", "раздел objects должен быть набором групп"),
        ("{товары: [device]}", "{товары: [devise]}", "раздел objects: нет объекта «devise»; есть service"),
        ("level: error", "level: error, needs: proof", "поле «needs» не того вида"),
        ("norms:", "norms: 5\nx:", "раздел norms должен быть списком"),
        ("fines:", "fines: [1]\nx:", "раздел fines должен быть набором"),
        (NORM, "да", "раздел norms, запись «1»: нужны строки"),
        ("act: 1-ФЗ, ", "", "раздел provisions, запись «a»: не хватает поля «act»"),
        ("level: error", "levels: error", "не хватает поля «level»"),
        ("level: error", "level: error, chanels: [ad]", "нет поля «chanels»; может быть, «channels»?"),
        ("level: error", "level: error, x: y", "нет поля «x»; есть confidence, source"),
        ("family: guarantee", "family: [guarantee]", "поле «family» не того вида"),
        ("law: [a]", "law: a", "поле «law» не того вида"),
        ("from: 2020-01-01", "from: вчера", "поле «in_force» не того вида"),
        ("from: 2020-01-01", "since: 2020-01-01", "поле «in_force» не того вида"),
        ("in_force: {from: 2020-01-01}", "in_force: 5", "поле «in_force» не того вида"),
        ("[1, 2]", "[1]", "поле «legal» не того вида"),
        ("[1, 2]", "[a, b]", "поле «legal» не того вида"),
        ("article: 5", "article: [5]", "поле «article» не того вида"),
        ("family: guarantee", "family: guarante", "норма guarante: неизвестная семья или уровень"),
        ("level: error", "level: high", "норма guarantee: неизвестная семья или уровень"),
        ("level: error", "level: error, kind: x, channels: [tv]", "норма guarantee x: нет площадки «tv» в поле channels"),
        ("objects: товары,", "objects: вещи,", "норма guarantee: нет объекта «вещи» в поле objects"),
        ("objects: товары,", "objects: [товары],", "нет объекта «товары» в поле objects"),
        ("law: [a]", "law: [c]", "нет положения «c» в provisions"),
        ("fine: b", "fine: c", "нет штрафа «c» в fines"),
    ],
)  # fmt: skip
def test_each_mistake_is_told(tmp_path, old, new, message):
    assert old in LAW
    with pytest.raises(RuleError) as raised:
        compiled(tmp_path, LAW.replace(old, new))
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("article: 5", "article: !!int пять"),
        ("article: 5", "article: !!bool пять"),
        ("article: 5", "article: !!timestamp пять"),
        ("article: 5", "article: 2020-00-01"),
        ("article: 5", "article: !!python/name:os.system a"),
        ("article: 5", "article: " + "9" * 5000),
    ],
)
def test_values_that_are_none(tmp_path, old, new):
    """Told or read as text, never a traceback."""
    with contextlib.suppress(RuleError):
        compiled(tmp_path, LAW.replace(old, new))


def test_a_day_that_is_none(tmp_path):
    with pytest.raises(RuleError, match=r"law\.yml:"):
        compiled(tmp_path, LAW.replace("2020-01-01", "2020-00-01"))
