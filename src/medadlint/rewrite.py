"""What to write instead of a claim: the rewrites of its rule, inflected to fit, each offered only if it is proved clean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from medadlint import footnote
from medadlint.additions import MOST, WHY, added, gap
from medadlint.draft import Draft, make
from medadlint.extract.model import Block
from medadlint.finding import Rewrite
from medadlint.fold import fold
from medadlint.inflect import Unsure, inflector
from medadlint.light import expression
from medadlint.match import Match
from medadlint.norms import SERVICES
from medadlint.promise import hides_term
from medadlint.reach import last_word
from medadlint.reader import Reader
from medadlint.scope import is_spoken
from medadlint.slots import ADDED, HERE, NOTED, SLOT, WHOLE, slot
from medadlint.template import CUT, NOTHING, OBJECTS, SENTENCE

if TYPE_CHECKING:
    from medadlint.extract.model import Extract
    from medadlint.fold import Folded
    from medadlint.linter import Linter
    from medadlint.reader import Claim

_LONGEST = 80  # words of a sentence that is linted again; nobody rewrites a longer one word by word
_DEEPEST = 2  # how often what is left of a claim may be mended again
_JOINERS = ("\u200d", "\ufe0f")
_NEAR = 7  # words of the next sentence that may speak of this one
_AHEAD = 200  # characters after a sentence in which the next one is looked for
_SAID = expression(r"^\{[^?{}]|\{[^?{}]*[~#:]")  # something of the claim itself stays, or nothing takes its place
_ANSWER = expression(
    r"\W*(?:значит|это|он|она|оно|они|тогда|вот|скорее всего|вероятно|поздравляем|дальше|затем|так)\b", re.IGNORECASE
)
_FOLLOWS = expression(r"([^\W\d_]+)(?:\s[^\W\d_]+)?[.!]")  # a sentence of one or two words
_APART = expression(r"[.!?…\n]")
_WORD = expression(r"[^\W\d_]+")
_OPENING = frozenset(("PREP", "CONJ", "PRCL"))  # a claim that ends on one of these goes on


def rewrites(linter: Linter, claim: Claim, document: Extract, folded: Folded) -> list[Rewrite]:
    """Up to three rewrites of a claim. The first line without a gap that holds is the one; those with gaps are choices."""
    out = added(claim.rule, document.source, ADDED)
    if len(claim.view.sentence) > _LONGEST or is_spoken(folded.text, claim.start, claim.end):
        return out
    for draft, safest, why in _drafts(linter, claim, folded, _beside(linter, claim, folded), _DEEPEST):
        if draft.note:
            with suppress(Unsure):
                out += [_noted(draft, why, claim, document, folded)] * all("\n*" not in r.text for r in out)
            continue
        start, end = document.place(*folded.origin(draft.start, draft.end, document.text))
        while not document.source[end - 1].isalnum() and document.source[end : end + 1] in _JOINERS:
            end += 1  # the invisible rest of a picture goes with it
        source = document.source[start:end]
        if draft.text == source or any(r.text == draft.text for r in out):
            continue
        plain = source == folded.text[draft.start : draft.end] and not _drives(document, start)
        if _answered(linter, claim, folded, draft):
            continue
        kind = safest if plain else "show"
        out.append(Rewrite(kind, draft.text, start, end, why or WHY, source))
        if len(out) == MOST:
            break
    return out[:MOST]


def _noted(draft: Draft, why: str, claim: Claim, document: Extract, folded: Folded) -> Rewrite:
    """A mark in its place, and its note on a line of its own below the paragraph; between them all stays as it is."""
    sentence = claim.view.sentence
    word = max(start for start in sentence.starts if start < draft.start)
    start, marked = document.place(*folded.origin(word, draft.start, document.text))
    if "*" in document.source[marked - 1 : marked + 1]:
        raise Unsure  # the marks of another language
    last = max(draft.start, sentence.end)
    _, stop = document.place(*folded.origin(last - 1, last, document.text))
    line = "\n"
    if document.source == document.text:
        end = document.source.find("\n", stop)
        end = len(document.source) if end < 0 else end
    else:
        end = stop
        line = "<br>" if document.elements else " "
    text = document.source[start:marked] + draft.text + document.source[marked:end].rstrip() + line + draft.note
    return Rewrite("fill", text, start, end, why or WHY, document.source[start:end])


def _starred(linter: Linter, claim: Claim, folded: Folded, template: str) -> Draft:
    """A star after the words of the claim, and the template as its footnote. Raises Unsure."""
    sentence, text = claim.view.sentence, folded.text
    if not all(linter.pack.law.speaks_of(group, linter.object) for group in OBJECTS.findall(template)):
        raise Unsure
    words = inflector(linter.pack)
    told = [words.tags(word) for word in _WORD.findall(text, sentence.start, sentence.end)]
    if "*" in text[claim.start : claim.end] or any({"1per", "sing"} <= f and f & {"VERB", "NPRO"} for f in told):
        raise Unsure  # «лучшего врача я не встречала»: no source can prove it
    last = last_word(text, sentence, claim.first, claim.last, words)
    at = footnote.place(text, sentence.start, sentence.ends[last], sentence.end)
    if at is None or (
        last == claim.first < claim.last - 1 and words.parts(text[claim.start : sentence.ends[last]]) & _OPENING
    ):
        raise Unsure
    mark = footnote.new_mark(text)
    said = OBJECTS.sub("", template)
    note, proof = (f"{mark} {SLOT.sub(fill, said)}" for fill in (gap, _example))
    return Draft(at, at, mark, f"{mark}\n{proof}", note)


def _drafts(
    linter: Linter, claim: Claim, folded: Folded, beside: Counter[tuple[str, str]], deeper: int
) -> Iterator[tuple[Draft, str, str]]:
    """The drafts that are clean, each with its kind and reason; ``beside``: the claims that may stay."""
    sure = False
    start, end = claim.view.sentence.start, claim.view.sentence.end
    near = [c for c in _claims(linter, folded.text[start:end]) if c.rule.family == claim.rule.family]
    joined = [start + c.start for c in near if beside[_name(c, folded.text[start:end])]]
    places = [(start + c.start, start + c.end) for c in near]
    view = claim.view._replace(claim=(claim.first, claim.last))
    for matcher, arrow, template, why in claim.rule.rewrite:
        gaps = "{?" in template
        if (sure and not gaps) or arrow == ADDED or (deeper < _DEEPEST and template in CUT):
            continue
        matches = [Match(claim.first, claim.last, ())] if matcher is None else matcher.find(view)
        for first, last, captures in matches:
            if last <= claim.first or claim.last <= first:
                continue
            if template == NOTHING:
                return
            if (
                joined
                and arrow not in (WHOLE, NOTED)
                and claim.rule.family == "guarantee"
                and linter.object not in SERVICES
            ):
                continue  # «абсолютно безопасен [и не имеет побочных действий]» of a drug
            urged = min(joined, default=claim.start) < claim.start or (
                joined if gaps else _urged(linter, claim, folded)
            )
            if arrow not in (WHOLE, NOTED) and urged and _says_anew(linter, template):
                continue  # «торопитесь, [записаться можно заранее]»
            try:
                draft = (
                    _starred(linter, claim, folded, template)
                    if arrow == NOTED
                    else make(
                        linter, claim, folded, template, (first, last), captures, whole=arrow == WHOLE, beside=places
                    )
                )
            except Unsure:
                continue
            clean = _cleaned(linter, claim, folded, draft, beside, 0 if gaps else deeper)
            if clean:
                kept = arrow == HERE or (arrow == WHOLE and SENTENCE in template)
                yield clean, "fill" if gaps else "safe" if kept and clean.sure else "show", why
                sure = sure or not gaps
                break


def _urged(linter: Linter, claim: Claim, folded: Folded) -> bool:
    """Is the reader told to do something in the same sentence, beside the claim: «запишитесь, [мест мало]»?"""
    words = inflector(linter.pack)
    sentence = claim.view.sentence
    beside = folded.text[sentence.start : claim.start] + " " + folded.text[claim.end : sentence.end]
    return any("impr" in f.grammemes for word in _WORD.findall(beside) for f in words.readings(word)[:1])


def _says_anew(linter: Linter, template: str) -> bool:
    """Is ``template`` a statement of its own, which holds nothing of the claim?"""
    words = inflector(linter.pack)
    return not _SAID.search(template) and any(
        words.parts(word) & ({"VERB", "PRTS"} if SLOT.search(template) else {"VERB", "PRTS", "PRED"})
        for word in _WORD.findall(SLOT.sub("", template))
    )


def _cleaned(
    linter: Linter, claim: Claim, folded: Folded, draft: Draft, beside: Counter[tuple[str, str]], deeper: int
) -> Draft | None:
    """``draft`` if its sentence is clean, or with what is left of the claim mended in its turn; else None."""
    sentence = claim.view.sentence
    old = folded.text[sentence.start : sentence.end]
    head, tail = folded.text[sentence.start : draft.start], folded.text[draft.end : sentence.end]
    mark, _, note = draft.proof.partition("\n") if draft.note else (draft.proof, "", "")
    new = f"{head}{mark}{tail}\n{note}" if note else head + mark + tail
    left = [c for c in _claims(linter, new) if not beside[_name(c, new)]]
    if draft.note:  # words that stay as they are: what other laws say of them is found on
        left = [c for c in left if c.rule.family == claim.rule.family]
    if not left:
        return None if draft.promising else draft
    if not deeper or draft.text != draft.proof:
        return None
    again = fold(new)
    for better, kind, _ in _drafts(linter, left[0], again, beside, deeper - 1):
        if kind != "safe":
            continue
        final = new[: better.start] + better.text + new[better.end :]
        a, b, text = _difference(old, final)
        if hides_term(old[a:b], text, linter):
            continue
        return Draft(sentence.start + a, sentence.start + b, text, text, sure=draft.sure and better.sure)
    return None


def _difference(old: str, new: str) -> tuple[int, int, str]:
    """Where two texts differ, in whole words: ``old[a:b]`` and what stands there in ``new``."""
    shortest = min(len(old), len(new))
    a = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    while a and (old[a - 1].isalnum() or not old[a : a + 1].strip()):
        a -= 1
    z = next((i for i in range(shortest - a) if old[-1 - i] != new[-1 - i]), shortest - a)
    while z and old[len(old) - z].isalnum():
        z -= 1
    return a, len(old) - z, new[a : len(new) - z]


def _example(match: re.Match[str]) -> str:
    return slot(match[1]).form


def _beside(linter: Linter, claim: Claim, folded: Folded) -> Counter[tuple[str, str]]:
    """The claims of the sentence that have no word in common with this one: a rewrite need not mend them."""
    sentence = claim.view.sentence
    text = folded.text[sentence.start : sentence.end]
    a, b = claim.start - sentence.start, claim.end - sentence.start
    return Counter(_name(c, text) for c in _claims(linter, text) if c.end <= a or b <= c.start)


def _name(claim: Claim, text: str) -> tuple[str, str]:
    return claim.rule.id, text[claim.start : claim.end].lower()


@lru_cache(maxsize=256)
def _claims(linter: Linter, text: str) -> tuple[Claim, ...]:
    """The claims of one sentence; the same sentence is asked about for each of its claims."""
    return tuple(linter.claims(fold(text)))


def _answered(linter: Linter, claim: Claim, folded: Folded, draft: Draft) -> bool:
    """Does the next sentence claim the same on, «Храпите? Это апноэ», so that a new sentence before it would hang in the air?"""
    sentence = claim.view.sentence
    rest = folded.text[sentence.end : sentence.end + _AHEAD].lstrip()
    said = _FOLLOWS.match(rest)
    if said and any(f.grammemes & {"ADJF"} for f in inflector(linter.pack).readings(said[1])[:1]):
        return claim.rule.family != "presumed_illness"  # «Уберём боль. Любую.»
    if draft.end < sentence.ends[-1]:
        return False
    near = _WORD.findall(_APART.split(rest)[0])[:_NEAR]
    if claim.rule.family in ("presumed_illness", "fear") and any(
        ("NPRO" in f and "3per" in f and "nomn" not in f) or w in ("все", "всё")
        for w, f in zip(near, map(inflector(linter.pack).tags, near), strict=True)
    ):
        return True  # «…. Скорее всего, и вы среди них»
    if claim.rule.family == "urgency" and _WORD.findall(rest)[:1] == _WORD.findall(draft.text)[:1] != []:
        return True  # «Запишитесь в удобное время. Запишитесь: …»
    if claim.rule.family == "urgency" and rest and linter.pack.vow and "{" not in draft.text:
        block = Reader(linter.pack, fold(rest), [Block(0, len(rest), "text")])
        if any(linter.pack.vow.find(block.view(place)) for place in islice(block.places(), 1)):
            return True  # «Завтра уже по 4800»
    elif not folded.text[: sentence.end].rstrip().endswith("?"):
        return False
    told = {w for w in _WORD.findall(draft.text) if "VERB" in inflector(linter.pack).parts(w)}
    if claim.rule.family == "presumed_illness" and told.intersection(_WORD.findall(_APART.split(rest)[0])):
        return True  # «Болит колено? Врач поможет»
    if _ANSWER.match(rest) or (linter.object not in SERVICES and _is_told(linter, rest)):
        return True
    return any(
        c.rule.family == claim.rule.family and not any(map(str.isalnum, rest[: c.view.sentence.start]))
        for c in _claims(linter, rest)
    )


def _is_told(linter: Linter, rest: str) -> bool:
    """Is the reader told to do something there and then: «Возьмите …»?"""
    first = _WORD.match(rest)
    return bool(first) and any("impr" in f.grammemes for f in inflector(linter.pack).readings(first[0]))  # type: ignore[index]


def _drives(document: Extract, start: int) -> bool:
    """Does the place belong to an attribute that makes the page work, the value of a button?"""
    for element in document.elements:
        if element.start < start < element.end:
            return element.name in ("input", "button", "option") and "value" in element.attrs
    return False
