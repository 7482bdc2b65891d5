"""The disguise board: the examples of the rules in every disguise that a writer might use to slip past a linter.

In each claim of a ``bad`` example the longest word of at least five letters is disguised, and in each ``good`` example the
longest such word of the text; or the whole example stands in another place of a page.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from html.entities import html5
from typing import NamedTuple

from medadlint.cache import builtin_rules, load_pack
from medadlint.claims import Search
from medadlint.extract import extract
from medadlint.fold import fold
from medadlint.rulefile import read_packs
from medadlint.selftest import Example, read_example

_WORD = re.compile(r"[А-Яа-яЁё]{5,}")
_LATIN = str.maketrans("асеорухАВЕКМНОРСТХ", "aceopyxABEKMHOPCTX")
_DIGITS = str.maketrans("озчбтОЗЧБТ", "0346703467")
_NAMES = {char: name for name, char in html5.items() if len(char) == 1 and name.endswith("cy;")}


def _inside(word: str, sign: str) -> str:
    half = len(word) // 2
    return word[:half] + sign + word[half:]


def _digits(word: str) -> str:
    """All letters within the word that a digit can stand for."""
    return word[0] + word[1:-1].translate(_DIGITS) + word[-1]


WORDS: dict[str, Callable[[str], str]] = {
    "прописные": str.upper,
    "латинские двойники": lambda w: w.translate(_LATIN),
    "мягкий перенос": lambda w: _inside(w, "\u00ad"),
    "пробел нулевой ширины": lambda w: _inside(w, "\u200b"),
    "соединитель слов": lambda w: _inside(w, "\u2060"),
    "ударение": lambda w: re.sub("([аеиоуыэюяАЕИОУЫЭЮЯ])", "\\1\u0301", w, count=1),
    "знаки над каждой буквой": lambda w: "".join(c + "\u0336" for c in w),
    "NFD": lambda w: unicodedata.normalize("NFD", w),
    "вразрядку": " ".join,
    "вразрядку через дефис": "-".join,
    "вразрядку через точку": ".".join,
    "точка внутри": lambda w: _inside(w, "."),
    "цифры вместо букв": _digits,
}
"""What is done to a word of a plain text."""

TAGGED: dict[str, Callable[[str], str]] = {
    "слово разорвано тегом": lambda w: f"{w[:2]}<b>{w[2:4]}</b>{w[4:]}",
    "числовые сущности": lambda w: "".join(f"&#{ord(c)};" for c in w),
    "именованные сущности": lambda w: "".join(f"&{_NAMES[c]}" for c in w),
    "&shy;": lambda w: _inside(w, "&shy;"),
    "<wbr>": lambda w: _inside(w, "<wbr>"),
}
"""What is done to a word of a page."""

GAPS = {"неразрывный пробел": "\u00a0", "перевод строки": "\n", "табуляция": "\t", "узкий пробел": "\u202f"}
"""What stands between the words of the claim instead of blanks."""

PLACES: dict[str, Callable[[str], str]] = {
    "alt": lambda t: f'<img src="a.png" alt="{html.escape(t)}">',
    "title": lambda t: f'<a href="#" title="{html.escape(t)}">О нас</a>',
    "<title>": lambda t: f"<title>{html.escape(t)}</title>",
    "meta description": lambda t: f'<meta name="description" content="{html.escape(t)}">',
    "button": lambda t: f"<button>{html.escape(t)}</button>",
    "aria-label": lambda t: f'<a href="#" aria-label="{html.escape(t)}">Подробнее</a>',
    "placeholder": lambda t: f'<input placeholder="{html.escape(t)}">',
    "JSON-LD": lambda t: (
        f'<script type="application/ld+json">{json.dumps({"@type": "Service", "description": t})}</script>'
    ),
}
"""Where the whole example stands."""


class Case(NamedTuple):
    """An example in a disguise. ``claims``: how many claims are disguised, 0 = silence is wanted."""

    rule: str
    disguise: str
    text: str
    format: str
    claims: int


class Count(NamedTuple):
    """Of one disguise: claims that were made, those that were found; lawful texts, those with a false alarm."""

    claims: int
    found: int
    lawful: int
    false: int


def cases() -> Iterator[Case]:
    """All examples of the claim rules in all disguises."""
    files, _ = read_packs([builtin_rules()])
    for rule in files.rules:
        if rule.scope == "claim" and not rule.regex:
            for line in rule.bad:
                yield from _disguised(rule.id, read_example(line.text), bad=True)
            for line in rule.good:
                yield from _disguised(rule.id, read_example(line.text), bad=False)


def _disguised(rule: str, example: Example, *, bad: bool) -> Iterator[Case]:
    text, spans = example.text, example.spans if bad else ((0, len(example.text)),)
    words = [word for a, b in spans if (word := max(_WORD.finditer(text, a, b), key=_length, default=None))]
    if words:
        for name, change in WORDS.items():
            yield Case(rule, name, _replaced(text, words, change), "text", len(words) if bad else 0)
        for name, change in TAGGED.items():
            page = (
                _replaced(text.translate({60: "&lt;", 38: "&amp;"}), words, change)
                if set("<&").isdisjoint(text)
                else ""
            )
            if page:
                yield Case(rule, name, f"<p>{page}</p>", "html", len(words) if bad else 0)
    blanks = [gap for a, b in spans for gap in re.compile(r"(?<=[^\W\d]) (?=[^\W\d])").finditer(text, a, b)]
    if blanks:
        for name, sign in GAPS.items():
            yield Case(rule, name, _replaced(text, blanks, lambda _, s=sign: s), "text", len(spans) if bad else 0)
    if "\n" not in text:
        for name, place in PLACES.items():
            yield Case(rule, name, place(text), "html", len(spans) if bad else 0)


def _length(match: re.Match[str]) -> int:
    return len(match[0])


def _replaced(text: str, spots: Iterable[re.Match[str]], change: Callable[[str], str]) -> str:
    for spot in sorted(spots, key=re.Match.start, reverse=True):
        text = text[: spot.start()] + change(spot[0]) + text[spot.end() :]
    return text


class Judge:
    """Counts the claims of one rule in a text, the way a linter looks for them."""

    def __init__(self) -> None:
        self._pack = load_pack(())
        self._searches: dict[str, Search] = {}

    def __call__(self, case: Case) -> int:
        search = self._searches.get(case.rule)
        if search is None:
            search = self._searches[case.rule] = Search(self._pack, [self._pack.by_id[case.rule]])
        document = extract(case.text, case.format, False)
        return len(search(fold(document.text, self._pack.knows), document.blocks, whole=False)[0])


def total(board: dict[str, Count]) -> Count:
    """All disguises together."""
    return Count(*map(sum, zip(*board.values(), strict=True)))


def measure(every: int = 1) -> tuple[dict[str, Count], list[tuple[Case, int]]]:
    """The count of each disguise over each ``every``-th case, and the cases that went wrong with what was found."""
    judge, counts, wrong = Judge(), {}, []
    for number, case in enumerate(cases()):
        if number % every:
            continue
        found = judge(case)
        old = counts.get(case.disguise, Count(0, 0, 0, 0))
        counts[case.disguise] = Count(
            old.claims + case.claims,
            old.found + min(found, case.claims),
            old.lawful + (not case.claims),
            old.false + (found if not case.claims else 0),
        )
        if (found > 0) if not case.claims else (found < case.claims):
            wrong.append((case, found))
    return counts, wrong
