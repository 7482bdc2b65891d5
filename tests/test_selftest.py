"""``rules test`` catches examples that fail and lines that do nothing."""

import pytest
from conftest import write_pack

from medadlint import cache
from medadlint.selftest import read_example, run

LAW = (cache.builtin_rules() / "law.yml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def only_the_law_is_built_in(tmp_path, monkeypatch):
    """The built-in rules would be compiled anew for every test."""
    folder = write_pack(tmp_path / "built-in", {"law.yml": LAW})
    monkeypatch.setattr(cache, "rules_folder", lambda: str(folder))


RULE = """\
id: own-probe
title: Проба
family: guarantee
why: Так надо.
match: |
  {match}
unless: {unless}
rewrite: |
  {rewrite}
bad: |
  {bad}
good: |
  {good}
"""
FINE = {
    "match": "(лечить | чистить) зуб",
    "unless": "own-guard",
    "rewrite": "{смотреть~}".replace("{смотреть~}", "осмотрим зубы"),
    "bad": "[Лечим зубы]! -> Осмотрим зубы!\n  [Чистим зубы].",
    "good": "Нет уж, лечим зубы.\n  Зубы целы.",
}
GUARD = "id: own-guard\ntitle: Нет\nmatch: |\n  нет .. <заявление>\ngood: Нет, мы лечим зубы.\nbad: Лечим зубы.\n"


def complaints(tmp_path, guard=GUARD, **changes) -> list[str]:
    files = {"guarantee/own-probe.yml": RULE.format(**{**FINE, **changes}), "guards/own-guard.yml": guard}
    return [p.message for p in run((str(write_pack(tmp_path / "own", files)),))[1]]


def test_an_example_pins_place_and_rewrite():
    example = read_example("Мы [лечим] и [учим]\\n -> Мы тут")
    assert example.text == "Мы лечим и учим\n"
    assert [example.text[a:b] for a, b in example.spans] == ["лечим", "учим"]
    assert example.rewritten == "Мы тут"


def test_a_sound_pack_passes(tmp_path):
    assert complaints(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"bad": "[Лечим] зубы!\n  [Чистим зубы]."}, "ожидалось «Лечим», найдено «Лечим зубы»"),
        ({"bad": "Лечим зубы!\n  [Чистим зубы]."}, "в примере не отмечено место"),
        ({"bad": "[Лечим] дёсны!\n  [Чистим зубы]."}, "ожидалось «Лечим», найдено ничего"),
        (
            {"bad": "[Лечим зубы]! -> Видим зубы!\n  [Чистим зубы]."},
            "ожидалась замена «Видим зубы!», предложено: Осмотрим зубы!",
        ),
        ({"good": "Лечим зубы.\n  Нет, лечим зубы."}, "ожидалось ничего, найдено «Лечим зубы»"),
        ({"bad": "[Лечим зубы]!"}, "альтернатива «чистить» ничего не меняет"),
        ({"match": "(лечить | чистить) зуб\n  удалять зуб"}, "строка «удалять зуб» ничего не меняет"),
        ({"good": "Зубы целы."}, "защита «own-guard» ничего не меняет"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, changes, complaint):
    assert any(complaint in c for c in complaints(tmp_path, **changes))


def test_a_guard_is_tested_too(tmp_path):
    idle = GUARD.replace("  нет .. <заявление>\n", "  нет .. <заявление>\n  никогда .. <заявление>\n")
    assert any("строка «никогда .. <заявление>» ничего не меняет" in c for c in complaints(tmp_path, idle))
    loud = GUARD.replace("good: Нет, мы лечим зубы.", "good: Лечим зубы.")
    assert any("ожидалась тишина, найдено" in c for c in complaints(tmp_path, loud))
