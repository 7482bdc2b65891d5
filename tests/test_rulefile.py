"""Mistakes in rule files: every one at its place, all at once, sorted, in Russian."""

import pytest
from conftest import write_pack

from medadlint.cache import compile_packs
from medadlint.errors import RuleError

RULE = """\
id: {id}
title: Проба
family: guarantee
why: Так надо.
match: |
{match}
bad: |
  [Гарантия результата].
good: |
  Гарантия на коронку.
{more}"""


def rule(match: str, more: str = "", name: str = "probe") -> str:
    lines = "\n".join(f"  {line}" for line in match.splitlines())
    return RULE.format(id=name, match=lines, more=more)


def problems(tmp_path, files: dict[str, str]) -> list[str]:
    with pytest.raises(RuleError) as caught:
        compile_packs([write_pack(tmp_path / "pack", files)])
    return str(caught.value).split("\n")


@pytest.mark.parametrize(
    ("match", "place", "message"),
    [
        ("гарантируем результат", "6:3", "«гарантируем» — не словарная форма: напишите «гарантировать»"),
        ("гарантия <итог>", "6:12", "нет списка <итог>; создайте lists/итог.txt"),
        ("гарантия <цифра>", "6:12", "нет списка <цифра>; может быть, <цифры>?"),
        ("гарантия:жрр на", "6:12", "нет признака формы «жрр»; может быть, «жр»?"),
        ("гарантия:мр результат", "6:3", "нет таких форм, строка никогда не сработает"),
        ("кракозябра результат", "6:3", "слова «кракозябра» нет в словаре"),
        ("гарантия\nгарантия", "7:3", "эта строка уже есть"),
        ("<цифры> %?  <год>", "6:3", "нет ни одного слова, по которому её можно искать"),
        ("<заявление> гарантия", "6:3", "бывает только в защитах"),
    ],
)
def test_a_broken_line(tmp_path, match, place, message):
    lines = problems(tmp_path, {"guarantee/probe.yml": rule(match)})
    assert lines[0].startswith(f"pack/guarantee/probe.yml:{place}: ")
    assert message in lines[0]


def test_the_line_is_shown_with_a_caret(tmp_path):
    lines = problems(tmp_path, {"guarantee/probe.yml": rule("гарантия:мр результат")})
    assert lines[1:] == ["  6 |   гарантия:мр результат", "    |   ^^^^^^^^"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (rule("гарантия", "matsch: x"), "нет поля «matsch»; может быть, «match»?"),
        (rule("гарантия", "title: Ещё"), "поле «title» стоит дважды"),
        (rule("гарантия", "unless: negatd"), "нет защиты «negatd»; создайте guards/negatd.yml"),
        (rule("гарантия", "status: sable"), "«status» бывает: stable, draft"),
        (rule("гарантия", name="other"), "id должен совпадать с именем файла: «probe»"),
        (rule("гарантия").replace("guarantee", "garantee"), "нет семьи «garantee»; может быть, «guarantee»?"),
        (rule("гарантия", "objects: servis"), "нет объекта «servis»"),
        ("id: probe\ntitle: [a]\n", "«title» — это текст, а не список"),
        ("id: probe\n", "не хватает поля «title», «family», «why»: допишите"),
        ("- a\n", "файл должен состоять из строк вида «поле: значение»"),
        ("id: &a probe\ntitle: *a\n", "ссылки YAML (& и *) не нужны и запрещены"),
        ("id: 'probe\n", "файл не читается как YAML"),
    ],
)
def test_a_broken_file(tmp_path, text, message):
    assert any(message in line for line in problems(tmp_path, {"guarantee/probe.yml": text}))


def test_all_mistakes_of_all_files_sorted(tmp_path):
    lines = problems(
        tmp_path,
        {
            "superlative/b.yml": rule("лучшего", name="b"),
            "guarantee/a.yml": rule("гарантируем\nрезультата", name="a"),
            "lists/x.txt": "слово\nслово\n",
        },
    )
    heads = [line.split(": ")[0] for line in lines if line.startswith("pack/")]
    assert heads == [
        "pack/guarantee/a.yml:6:3",
        "pack/guarantee/a.yml:7:3",
        "pack/lists/x.txt:2:1",
        "pack/superlative/b.yml:6:3",
    ]


def test_a_list_cannot_name_itself(tmp_path):
    lines = problems(
        tmp_path, {"guarantee/p.yml": rule("гарантия <а>", name="p"), "lists/а.txt": "<б>\n", "lists/б.txt": "<а>\n"}
    )
    assert "ссылается сам на себя" in lines[0]


def test_the_same_id_twice(tmp_path):
    files = {"guarantee/p.yml": rule("гарантия", name="p"), "urgency/p.yml": rule("гарантия", name="p")}
    assert "такой id уже есть в pack/guarantee/p.yml" in problems(tmp_path, files)[0]


def test_a_lexicon_model_must_decline_alike(tmp_path):
    files = {"guarantee/p.yml": rule("гарантия", name="p"), "lexicon.yml": "термаж: как вода\nчекап: массаж\n"}
    text = "\n".join(problems(tmp_path, files))
    assert "«термаж: как вода»" in text
    assert "напишите «как …»" in text


def test_not_utf8(tmp_path):
    folder = write_pack(tmp_path / "pack", {})
    (folder / "lists").mkdir(parents=True)
    (folder / "lists" / "x.txt").write_bytes("слово".encode("cp1251"))
    with pytest.raises(RuleError, match="файл не в UTF-8"):
        compile_packs([folder])
