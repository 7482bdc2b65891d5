"""The lines of ``rewrite:``: what to replace, by what, and why that is lawful. Read when a pack is compiled.

что -> чем — потому что …   the words that the pattern «что» finds at the claim (see pattern.py; ``<заявление>`` is the claim)
что => чем                  the whole sentence
что +> чем                  nothing: «чем» is a line to be added at the end of the document, gaps and all
что *> чем                  nothing: a star after the claim, and «чем» as a note below the paragraph
что ~> чем                  as ``->``, but only to be shown: a person decides
чем                         the claim itself
<список>                    the lines of rules/lists/список.txt: what several rules have in common

In «чем»:
{имя}  {какой имя:дт}  what was captured, as it stands or in another case: the adjectives go with the noun
{имя:инф}              the infinitive of the captured verb
{слово~имя}            the word in the form of what was captured; {слово~имя:наст}: with these grammemes
{какой слово~имя}      and the adjectives captured before it agree with the new noun
{слово#имя}            the word as it stands after the captured number
{?пробел}              a gap for a fact only the author knows; {?пробел=пример}: a value to prove the rewrite with
{заявление}  {фраза}   the claim; the sentence, without its last sign and first capital
{название}             the first name in quotation marks of the sentence, with them: «Мазь»
{!имя}                 nothing; without such a capture the rewrite is not offered
{без имён}             nothing: names and numbers of the sentence are meant to go, which else forbids a rewrite
{для: услуги}          nothing: offered only where these are advertised, an object or a group of objects of law.yml
{ничего}               nothing else: where «что» is found, neither this line nor those below it offer anything
{убрать}               nothing else: the words go, blanks, commas and capitals are mended
{убрать часть}         nothing else: the clause of the claim goes, where the rest of the sentence still tells of what is sold
{убрать исход}         the same, but not where the claim names what we do, «вылечим гастрит»
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from medadlint.errors import PatternError
from medadlint.light import expression
from medadlint.morphology import CASES, LemmaError
from medadlint.norms import OBJECTS as EVERY_OBJECT
from medadlint.paradigm import GRAMMEMES
from medadlint.slots import HERE, SLOT, Slot, slot

if TYPE_CHECKING:
    from medadlint.compiler import Compiler
    from medadlint.rulefile import Line, Rule

DROP, CLAUSE, OUTCOME = "убрать", "убрать часть", "убрать исход"
CLAIM, SENTENCE, TITLE = "заявление", "фраза", "название"
INFINITIVE, NAMELESS = "инф", "{без имён}"
NOTHING = "{ничего}"
CUT = (f"{{{CLAUSE}}}", f"{{{OUTCOME}}}")
_KNOWN = (NOTHING, f"{{{DROP}}}", *CUT)  # that stand alone
OBJECTS = expression(r"\{для: ([^{}]+)\}")

_ARROW = expression(r"\s+(->|=>|~>|[+*]>)\s+")
_WHY = expression(r"\s+— потому что (?=.)")
_LIST = expression(r"<([^<>:]+)>")
_CAPTURE = expression(r"@(\w+)")

Read = tuple[list[Any], frozenset[str], list[tuple[str, Slot]]]
"""A line as data, what it captures itself, and its slots."""


def compiled(rule: Rule, compiler: Compiler) -> list[Any]:
    """The rewrites of a rule as data: [program or None, arrow, text, why]. Problems go to ``compiler.problems``."""
    captured = set(_CAPTURE.findall(" ".join(line.text for line in rule.match)))
    out = []
    for line in _with_lists(rule.rewrite, compiler):
        try:
            made, names, slots = compiler.rewrites.get(line.text) or _read(line.text, compiler)
            _check(slots, captured | names if names else captured, compiler)
        except PatternError as error:
            compiler.problems.append(line.problem(str(error), error.column, error.width))
        else:
            out.append(made)
    return out


def _read(line: str, compiler: Compiler) -> Read:
    """A line, which may be a line of several rules. Raises PatternError."""
    before, arrow, rest = _parts(_ARROW, line)
    what, rest = (before, rest) if arrow else ("", line)
    text, _, why = _parts(_WHY, rest)
    program = compiler.program(what, guard=True) if what else None
    slots = [(match[0], slot(match[1])) for match in SLOT.finditer(text) if match[0] not in _KNOWN or text != match[0]]
    read = [program, arrow.strip() or HERE, text, why], frozenset(_CAPTURE.findall(what)), slots
    compiler.rewrites[line] = read
    return read


def _parts(mark: Any, text: str) -> tuple[str, str, str]:
    """What stands before and after a mark, and the mark."""
    found = mark.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _with_lists(lines: tuple[Line, ...], compiler: Compiler) -> Iterator[Line]:
    for line in lines:
        name = _LIST.fullmatch(line.text)
        if name and name[1] in compiler.files.lists:
            yield from _with_lists(compiler.files.lists[name[1]], compiler)
        else:
            yield line


def _check(slots: list[tuple[str, Slot]], captured: set[str], compiler: Compiler) -> None:
    """Raises PatternError for a slot that can never be filled."""
    for written, (kind, names, lemma, form) in slots:
        if OBJECTS.fullmatch(written):
            if written[6:-1] not in (*EVERY_OBJECT, *(compiler.files.law.get("objects") or ())):
                raise PatternError(f"в замене {written}: нет такого объекта рекламы", 1)
            continue
        if kind == "gap" or written == NAMELESS:
            continue
        if kind == "words" and names in ((CLAIM,), (SENTENCE,), (TITLE,)) and not form:
            continue
        for name in names:
            if name not in captured:
                raise PatternError(f"в замене {written}: нет слова с пометкой @{name}", 1)
        for code in filter(None, form.split(".")):
            if code not in (GRAMMEMES if kind == "like" else CASES) and (kind, code) != ("words", INFINITIVE):
                raise PatternError(f"в замене {written}: нет признака формы «{code}»", 1)
        if lemma:
            try:
                compiler.morphology.lexemes(lemma)
            except LemmaError as error:
                raise PatternError(str(error), 1) from None
