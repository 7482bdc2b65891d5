"""Scripts: strings and text of elements; tree-sitter's grammars are the oracle for what is a string."""

from __future__ import annotations

import re

import pytest
from test_extract_invariant import check

from medadlint.extract import extract


def blocks(source: str, fmt: str = "jsx") -> list[str]:
    found = extract(source, fmt)
    return [found.text[b.start : b.end] for b in found.blocks]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a = 'слово'; b = \"ещё слово\"; c = `и ещё`", ["слово", "ещё слово", "и ещё"]),
        ("// 'слово'\n/* 'слово' */ a = 1", []),
        ("a = 'word'; b = 'ж'", []),
        # concatenation and values
        ("a = 'Стойкий ' +\n  'результат'", ["Стойкий результат"]),
        ("a = 'Ждём, ' + user.name(1) + ', завтра'", ["Ждём, Џџ, завтра"]),
        ("a = `Ждём, ${user ? `милая ${x}` : 'дорогой'}, завтра`", ["Ждём, Џџ, завтра", "милая Џџ", "дорогой"]),
        ("a = ['раз слово', 'два слова']", ["раз слово", "два слова"]),
        ("a = 'Ждём, {name} и {{ x.y }}, %s, %1$s, %name% и 5%'", ["Ждём, Џџ и Џџ, Џџ, Џџ, Џџ и 5%"]),
        # what only programmers read
        ("console.log('нет', f('нет'), /[)']/ ); a = 'слово'; console . warn(`нет ${'нет'}`)", ["слово"]),
        ("throw new TypeError('нет'); setError('слово'); newError('ещё слово')", ["слово", "ещё слово"]),
        ("a = <p onClick={() => console.log('нет')}>Слово</p>", ["Слово"]),
        ("console.log('слово'", ["слово"]),
        # escapes
        (r"a = 'д\'Артаньян\nи все'", ["д'Артаньян\nи все"]),
        (r"a = 'один\n\nдва слова'", ["один", "два слова"]),
        (r"a = '\u0433\u{434}\x41да'", ["гдAда"]),
        ("a = 'стой\\\nкий'", ["стойкий"]),
        (r"a = 'слово \ud83d\ude00 \ud83d'", ["слово 😀 \ufffd"]),
        # regular expressions and divisions
        (r"""a = /['"]/.test(b) ? 'слово' : c""", ["слово"]),
        ("a = b / c; d = 'слово' / 2", ["слово"]),
        ("a = /[/'\"]/g; b = 'слово'", ["слово"]),
        ("return /'/.test('слово')", ["слово"]),
        ("a = (b + c) / 2; d = 'слово'; e = f / 3", ["слово"]),
        # an apostrophe that is no string, up to the end of the line
        ("it's\nb = 'слово'", ["слово"]),
        # HTML in strings
        ("a = '<b>Стой</b>кий&nbsp;результат<br>сразу'", ["Стойкий\xa0результат\nсразу"]),
        ('a = "<a href=\\"x\\" title=\\"Имя тут\\">Ссылка</a>"', ["Ссылка", "Имя тут"]),
        # elements
        ("<p>Мы <b>га</b>рантируем{' '}\n  <i>результат</i></p>", ["Мы гарантируем результат"]),
        ("a = <p title='Имя'>Раз {x} два<br />три</p>", ["Раз Џџ два\nтри", "Имя"]),
        ("a = <><A text='Свойство' /> <B>Слово</B></>", ["Слово", "Свойство"]),
        ("a = <p>{/* 'слово' */}да{ok ? 'да' : <b>нет</b>}</p>", ["да нет", "да"]),
        ("a = <P icon={<b>Значок</b>} f={() => { alert('Слово') }}>Текст</P>", ["Текст", "Значок", "Слово"]),
        ("a = x.map(i => <li key={i}>Пункт {i}</li>)", ["Пункт Џџ"]),
        ("a = <textarea placeholder='Вопрос' />; b = <p>Ответ</p>", ["Вопрос", "Ответ"]),
        ("a = <p>Мы <Mark>гарантируем</Mark> результат</p>", ["Мы гарантируем результат"]),
        ("a = <div>\n<Title>Гарантия</Title>\n<Text>Результат</Text>\n</div>", ["Гарантия", "Результат"]),
        # no elements
        ("if (a <b && c> d) e = 'слово'", ["слово"]),
        ("a = useState<string>('слово')", ["слово"]),
        ("a = <T,>(x: T) => 'слово'", ["слово"]),
        ("a = <b>не закрыт + 'слово'", ["слово"]),
    ],
)
def test_script(source: str, expected: list[str]) -> None:
    assert blocks(source) == expected


def test_types_are_no_elements_in_typescript() -> None:
    assert blocks("a = <any>b; c = 'слово'; d = x < y; e = <Foo>'ещё слово'", "ts") == ["слово", "ещё слово"]


def test_places_in_a_joined_string() -> None:
    source = "a = 'Гарантируем ' +\n    'результат'"
    found = extract(source, "ts")
    start = found.text.index("Гарантируем результат")
    assert found.source[slice(*found.place(start, start + 21))] == "Гарантируем ' +\n    'результат"


def test_shown_and_other_attributes_of_one_tag() -> None:
    found = extract("a = <Hero text='Лечим' title='Зубы' lead='Дети' />", "jsx")
    check(found._replace(elements=()))
    assert sorted(found.text[b.start : b.end] for b in found.blocks) == ["Дети", "Зубы", "Лечим"]


WORDS = re.compile(r"[А-Яа-яЁё]{2,}")
PROGRAMS = [
    """
import React, { useState } from 'react';
// it's a comment with «кавычки» and 'слова'
const RE = /["'`]|\\/(?:[/\\]"])+/g, half = (a + b) / 2 / c;
export const texts = { title: 'Заголовок', list: ["Первый", `Второй`], "ключ": 1 };
export default function Card<T>({ a, b }: Props<T>): JSX.Element {
  const [x, setX] = useState<string>('начало');
  const label = x.replace(/'/g, "’") + 'хвост ' + `мы ${a ? `тут ${b}` : "там"} все`;
  if (a < b && b > 1) { alert('меньше'); }
  return (
    <section className="s" title="Подпись" onClick={() => { log('нажали'); }}>
      <h1>Заголовок {x} страницы</h1>
      {/* 'комментарий' */}
      {a ? <p data-x={`знак ${b}`}>Если да</p> : null}
      {list.map((i) => (<li key={i}>Пункт {i.name ?? 'без имени'} списка</li>))}
      <Foo.Bar {...rest} render={() => <b>Внутри свойства</b>} />
      Текст без тега
    </section>
  );
}
""",
    """
const a = b++ / 2, s = 'раз', c = d-- / 3; for (const x of /'/.exec('два')) {}
const t = typeof /"/ , o = { re: /'/, s: 'три' }; label: while (1) { break }
const f = (x) => { return x / 2 } ; const g = x => /'/.test(x) ? "четыре" : `пять`;
class A { #p = 'шесть'; static q = "семь"; get r() { return `восемь ${this.#p}`; } }
const h = html`<p class="${c}">девять ${x}</p>`; const y = a ? b : c / d; switch (x) { case 'десять': break; }
const n = 1_000 / 3, m = arr[0] / 'одиннадцать'.length, k = fn() / 2 + "двенадцать";
""",
]


def oracle(source: str) -> set[str]:
    """The Russian words in literals and in the text of elements."""
    tree_sitter = pytest.importorskip("tree_sitter")
    grammar = pytest.importorskip("tree_sitter_typescript")
    parser = tree_sitter.Parser(tree_sitter.Language(grammar.language_tsx()))
    data = source.encode("utf-16-le")
    tree = parser.parse(data, encoding="utf16le")
    assert not tree.root_node.has_error
    words: set[str] = set()
    stack = [tree.root_node]
    while stack:
        node = stack.pop()
        if node.type in ("string_fragment", "jsx_text"):
            words |= set(WORDS.findall(data[node.start_byte : node.end_byte].decode("utf-16-le")))
        stack += node.children
    return words


@pytest.mark.parametrize("source", PROGRAMS)
def test_strings_are_those_of_tree_sitter(source: str) -> None:
    words = set(WORDS.findall(" ".join(blocks(source)))) - {"Џџ"}
    assert len(words) > 10
    assert words == oracle(source)
