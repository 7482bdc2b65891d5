"""Pug: which lines are text, which are code, and how far a tag reaches."""

from __future__ import annotations

import pytest
from test_extract_invariant import check

from medadlint.extract import extract


def blocks(source: str) -> list[tuple[str, str]]:
    found = extract(source, "pug")
    check(found, "")
    return [(b.kind, found.text[b.start : b.end]) for b in found.blocks]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("p Раз #{x} и #[b.y два]жды\nh1.a#b Имя", [("text", "Раз Џџ и дважды"), ("heading", "Имя")]),
        ("p\n  | Раз\n  b два\n  | <i>тр</i>и\np Там", [("text", "Раз\nдва\nтри"), ("text", "Там")]),
        ("p.\n  Раз\n  два\n\n  три\np да", [("text", "Раз\nдва"), ("text", "три"), ("text", "да")]),
        ("ul\n  li: a(href='#') Раз\n  li\n    a(href='#') Два\np да", [("item", "Раз"), ("item", "Два"), ("text", "да")]),
        ("title Имя\n//- нет\n  и нет\np да\n// нет", [("title", "Имя"), ("text", "да")]),
        ("script.\n  var a = 'Раз слово' // 'нет'\nstyle.\n  a{content:'нет'}\np да", [("text", "да"), ("string", "Раз слово")]),
        ("- var a = 'Раз'\n-\n  b = 'Два'\np= x + 'Три'\nif a == 'Пять'\n  p да\nelse\n  p нет",
         [("text", "да"), ("text", "нет"), ("string", "Раз"), ("string", "Два"), ("string", "Три"), ("string", "Пять")]),
        ("img(\n  src='x'\n  alt=\"Фото тут\"\n)\np(title=x ? 'Раз' : 'Два', data-x='нет') да",
         [("text", "да"), ("alt", "Фото тут"), ("string", "Раз"), ("string", "Два")]),
        ("meta(name='description' content='Раз')\ninput(type='submit' value='Два')", [("meta", "Раз"), ("button", "Два")]),
        ("+card('Раз', {a: 'Два'}) Три\neach x in ['Пять']\n  li= x", [("text", "Три"), ("string", "Раз"), ("string", "Два"), ("string", "Пять")]),
        ("p !{'Раз'} да\n<p>Два <b>слова</b></p>\n:markdown-it\n  Три", [("text", "Џџ да"), ("text", "Два слова"), ("text", "Три"), ("string", "Раз")]),
        ("p\tРаз\r\np Два\r\n\tspan три\r\n", [("text", "Раз"), ("text", "Два\nтри")]),
        ("p(незакрыта", [("text", "(незакрыта")]),
    ],
)  # fmt: skip
def test_blocks(source: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(source) == expected


@pytest.mark.parametrize(
    ("source", "whole"),
    [
        ("html\n  body\n    p да", True),
        ("extends a\nblock b\n  p да", False),
        ("p да", False),
        ("body\n  include a\n  p да", False),
    ],
)
def test_whole(source: str, whole: bool) -> None:
    assert extract(source, "pug").whole is whole


def test_elements_have_their_attributes() -> None:
    found = extract("form(action='/x' method=\"post\")\n  a(href='https://x.ru') да", "pug")
    assert [(e.name, e.attrs) for e in found.elements] == [
        ("form", {"action": "/x", "method": "post"}),
        ("a", {"href": "https://x.ru"}),
    ]
