"""What a template for a whole sentence takes the place of, and where a general sentence must not stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from medadlint.extract.model import Block
from medadlint.inflect import WORD, Inflector, Unsure, inflector, is_name
from medadlint.light import expression
from medadlint.norms import SERVICES
from medadlint.promise import ANSWERED
from medadlint.reader import Reader
from medadlint.slots import SLOT
from medadlint.template import SENTENCE

if TYPE_CHECKING:
    from medadlint.fold import Folded
    from medadlint.linter import Linter
    from medadlint.match import Matcher, View
    from medadlint.reader import Claim

_PICTURE = expression(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u200d\ufe0f]+\s*")
_CALLED = expression(r"([А-ЯЁ][а-яё]+)(?:\s[А-ЯЁ][а-яё]+)?,\s+")
_HEAD = expression(r":\s+")
# what stands before a colon and has one of these says something itself
_SAID = frozenset(("VERB", "INFN", "ADJS", "PRTS", "PRED", "COMP"))
_OFFERING = ("urgency", "stimulus")
_PRAISING = ("guarantee", "superlative")  # their claims speak of what is sold
_CARING = ("guarantee", "fear", "presumed_illness")  # beside their claims stands what we do
_FEW = 2  # words of a sentence that has no room for a subject
_NEAR = 600  # characters around a sentence in which what it names may be named too
_MOST_LOST = 2  # nouns of a sentence, besides the claim, that a general sentence may take the place of
_GIVEN = expression(r"(?<!\w)(?:бесплатн|подар|скидк|бонус|полцен|промокод|ссылк|купон)\w*", re.IGNORECASE)
_LATIN = expression(r"[A-Za-z]{2}")
_APART = expression(r"[\n!?…]|\.(?!\d)")
_SIGN = expression(r"(?<![^\s(«])[-−–+]$")
_BETWEEN = expression(r"[^,;:—–()]+")
_ASKED = expression(r"(?:\?|(?:^|\n)\s*О(?:твет)?:)[\s»\"”)\U0001F000-\U0001FAFF]*$")
_ANNOUNCED = expression(
    r"(?<!\w)(?:один|одно|одна|прост|проста|просто|то же|вот что|вот|следующее|такое)[^\w.!?…]*$", re.IGNORECASE
)
_LISTED = expression(r"(?:^|(?<=\n))[^\S\n]*(?:[•▪▫◾✅✔✓☑●‣·*—–-]\ufe0f?|\d+[.)])[^\S\n]+$")
# a clause that opens with one of these says nothing without the one it hangs on
_HANGING = expression(
    r"\s*(?:[а-я]{1,5}\s+)?(?:котор\w+|кто|кого|кому|сколько|какой|какая|какое|какие|если|когда|пока|как|даже|чтобы|хоть)\b",
    re.IGNORECASE,
)
_DOCTOR = expression(r"(?<!\w)врач(|а|у|ом|е|и|ей|ам|ами|ах)(?!\w)", re.IGNORECASE)
_BROKEN = expression(r"(?<![,:;—–-])[^\S\n]*\n\s*(?=[^\s\w]*[А-ЯЁA-Z\d])")  # between lines that do not go on
_OPENING = frozenset(("PREP", "CONJ"))
_MARKS = '«„“"(”»)'


def scope_of(linter: Linter, text: str, bounds: tuple[int, int], claim: Claim, template: str) -> tuple[int, int]:
    """What a template for the whole sentence takes the place of. Raises Unsure.

    Not what a picture parts off, nor what stands before a colon, «Массаж: [заговорит и молчун]».
    """
    words, (start, end) = inflector(linter.pack), bounds
    ends = re.search(r"[.!?…](?=\s)", text[claim.end : end])
    end = claim.end + ends.end() if ends else end
    if text[end - 1] in ",;":
        raise Unsure  # one of a list
    pictures = [m for m in _PICTURE.finditer(text, start, end) if text[m.end() : m.end() + 1].isupper()]
    start = max([start, *(m.end() for m in pictures if m.end() <= claim.start)])
    end = min([end, *(m.start() for m in pictures if m.start() >= claim.end)])
    if f"{{{SENTENCE}}}" not in template:
        head = _HEAD.search(text, start, claim.start)
        opening = text[start : head.start()].partition(",")[0] if head else ""  # «процедура для тех, кто хочет: …»
        parts = [words.parts(w) for w in WORD.findall(opening)]
        said = any((part & _SAID and "NOUN" not in part) or part == {"PRCL"} for part in parts)
        if head and parts and not said:
            start = head.end()
            if any("Name" in words.tags(w) for w in WORD.findall(text, bounds[0], start)):
                raise Unsure  # «слева Кирилл, справа — спустя полгода: …»
    start, end = trimmed(text, start, end)
    start = signed(text, start)
    called = _CALLED.match(text, start, claim.start + 1)
    addressed = called and claim.rule.family in (*_OFFERING, *_CARING) and "," not in text[called.end() : claim.start]
    if called and addressed and "Name" in words.tags(called[1]):
        start = called.end()  # «Алексей, [с понедельника дороже]»
    return start, end


def signed(text: str, start: int) -> int:
    """``start``, or where the sign of the number stands that begins there: «−12 кг»; not «3–12»."""
    sign = text[start : start + 1].isdigit() and _SIGN.search(text, max(0, start - 2), start)
    return sign.start() if sign else start


def is_named_elsewhere(linter: Linter, claim: Claim, folded: Folded, named: Matcher | None) -> bool:
    """Does another sentence of the text name something of its kind: of what is sold, of what a page may be about?"""
    return named is not None and any(named.find(view) for view in _others(linter, claim, folded))


def _others(linter: Linter, claim: Claim, folded: Folded) -> Iterator[View]:
    """The sentences of the text that do not make the claim."""
    return (view for view in _views(linter, folded) if view.sentence.start != claim.view.sentence.start)


def _views(linter: Linter, folded: Folded) -> Iterator[View]:
    """The sentences of the text."""
    reader = Reader(linter.pack, folded, [Block(0, len(folded.text), "text")])
    return map(reader.view, reader.places())


def require_topic(
    linter: Linter, claim: Claim, folded: Folded, scope: tuple[int, int], template: str, new: str
) -> None:
    """A general sentence in place of ``scope`` does not take away what a page is about: «[потенция вернётся]». Raises Unsure.

    What names one of several, «Сон: …» for «паника отступит, сон наладится», is no better.
    """
    topic, sentence, words = linter.pack.topic, claim.view.sentence, inflector(linter.pack)
    if topic is None or claim.rule.family not in _CARING or linter.object not in SERVICES:
        return
    found = [sentence.starts[m.first] for m in topic.find(claim.view)]
    lost = [at for at in found if scope[0] <= at < scope[1]]
    if not lost:
        return
    if SLOT.search(template):
        opening = WORD.match(sentence.text, lost[0])
        if ":" in new and opening and not _lemmas(opening[0], words) & _lemmas(new, words):
            raise Unsure
        return
    if len(lost) < len(found):
        return  # a heading before a colon says it
    alone = not (folded.text[: sentence.start] + folded.text[sentence.end :]).strip()
    if not alone and not any(map(topic.find, _others(linter, claim, folded))):
        raise Unsure


def require_nothing_else(
    linter: Linter, claim: Claim, folded: Folded, bounds: tuple[int, int], new: str, beside: Sequence[tuple[int, int]]
) -> None:
    """A general sentence takes the place of a claim: not of a thing that is sold, nor of what else is said. Raises Unsure."""
    words, sentence, text = inflector(linter.pack), claim.view.sentence, folded.text
    given = any(not claim.start <= m.start() < claim.end for m in _GIVEN.finditer(text, *bounds))
    if given and claim.rule.family != "stimulus" and not _GIVEN.search(new):
        raise Unsure  # «боль уйдёт, или четвёртый сеанс бесплатно»
    made = [*beside, (claim.start, claim.end)]
    free = [m[0] for m in WORD.finditer(text, *bounds) if not any(a <= m.start() < b for a, b in made)]
    if claim.rule.family == "urgency" and any(words.tags(w) & {"NUMR", "Anum"} for w in free):
        raise Unsure  # «[только сейчас] две штуки по цене одной»
    kept = _lemmas(new, words)
    told = _lemmas(text[max(0, bounds[0] - _NEAR) : bounds[0]] + text[bounds[1] : bounds[1] + _NEAR], words)
    found = linter.pack.subject.find(claim.view) if linter.pack.subject else ()
    titled = new.startswith("«")  # a name says what is sold
    named = {n for match in found if not titled for n in range(match.first, match.last)}
    if claim.rule.family in _PRAISING and _says_more(text, bounds, made, words):
        raise Unsure
    vows = linter.pack.vow.find(claim.view) if linter.pack.vow else ()
    sworn = [(sentence.starts[first], sentence.ends[last - 1]) for first, last, _ in vows]
    if claim.rule.family in _CARING and _acts(text, bounds, [*made, *sworn], words):
        raise Unsure
    said = [f.word for w in WORD.findall(new) for f in words.readings(w)[:1] if "NOUN" in f.grammemes]
    if linter.object not in SERVICES and said and told.issuperset(said):
        raise Unsure  # «сироп от кашля. Применяют при кашле»
    bare = (
        bool(named)
        and claim.rule.family in _PRAISING
        and not is_named_elsewhere(linter, claim, folded, linter.pack.subject)
    )
    others = 0
    for number, (a, b) in enumerate(zip(sentence.starts, sentence.ends, strict=True)):
        readings = words.readings(text[a:b])
        lemmas = {f.word for f in readings}
        if a < bounds[0] or b > bounds[1] or kept & lemmas or (readings and told & lemmas):
            continue
        outside = not any(start <= a < end for start, end in made)
        if number in named and (outside or bare):
            raise Unsure
        others += outside and (not readings or "NOUN" in readings[0].grammemes)
    goods = linter.object not in SERVICES and _lists_more(text, bounds, made, words)
    listed = text[claim.start : claim.end].count(",") > 1 or _LATIN.search(text, claim.start, claim.end)
    if (
        others > _MOST_LOST
        or (claim.rule.family in _PRAISING and goods)
        or (claim.rule.family == "guarantee" and listed)
    ):
        raise Unsure  # «магний …, 60 таблеток, доставка бесплатно», «…, размеры S–XL, …»


def require_room(
    linter: Linter, claim: Claim, folded: Folded, bounds: tuple[int, int], template: str, *, own: bool
) -> None:
    """Where a general sentence must not stand: in place of two lines, of two words that name nothing. Raises Unsure.

    ``own``: was it made for what is advertised?
    """
    text = folded.text
    if "\n" in text[slice(*bounds)] or not (own or SLOT.search(template)):
        raise Unsure
    before = text[max(0, bounds[0] - _NEAR) : bounds[0]]
    if _ANNOUNCED.search(before):
        raise Unsure  # «видим одно и то же 🤷 [у вас купероз]»
    answers = _ASKED.search(before) or ANSWERED.search(before)
    if claim.rule.family in _PRAISING and (answers or is_listed(text, bounds[0])):
        raise Unsure  # no answer, and none of a list
    words, known = WORD.findall(text, *bounds), inflector(linter.pack)
    named = any("NOUN" in known.parts(w) or not known.parts(w) for w in words)
    if claim.rule.family in _PRAISING and not SLOT.search(template) and len(words) <= _FEW and not named:
        raise Unsure  # «Заговорят все!»
    opens = not text[: bounds[0]].strip() and text[bounds[1] :].strip()
    if opens and linter.object not in SERVICES and not SLOT.search(template):
        raise Unsure  # before a thing is named nothing can be said of its box


def is_listed(text: str, start: int) -> bool:
    """Is what begins there one of a list: «• чистка зубов»?"""
    return bool(_LISTED.search(text, text.rfind("\n", 0, max(0, start - 1)) + 1, start))


def with_specialist(linter: Linter, folded: Folded, new: str) -> str:
    """``new``, in which a specialist takes the place of a doctor where someone else works alone: «логопед», «массажист»."""
    other = linter.pack.other
    if not other or not _DOCTOR.search(new) or _DOCTOR.search(folded.text):
        return new
    alone = any(map(other.find, _views(linter, folded)))
    return _DOCTOR.sub(_specialist, new) if alone else new


def _specialist(found: re.Match[str]) -> str:
    """The one declines like the other, but for two endings."""
    word = "специалист" + {"и": "ы", "ей": "ов"}.get(found[1].lower(), found[1])
    return word.upper() if found[0].isupper() else word.capitalize() if found[0][0].isupper() else word


def require_no_vow(linter: Linter, claim: Claim, text: str, start: int, end: int) -> None:
    """What stays must not vow, «это я обещаю», nor lean on what goes, «снова мы». Raises Unsure."""
    sentence = claim.view.sentence
    if claim.rule.family not in (*_PRAISING, "urgency") or linter.pack.vow is None:
        return
    for first, last, _ in linter.pack.vow.find(claim.view):
        a, b = sentence.starts[first], sentence.ends[last - 1]
        between = text[end:a] if a >= end else text[b:start] if b <= start else "\n"
        if not _APART.search(between):
            raise Unsure


def is_spoken(text: str, start: int, end: int) -> bool:
    """Do the words stand in what a person says: «Даша сказала: «Лучшего места я не встречала»»?"""
    opened = max(text.rfind(mark, 0, start) for mark in "«\n")
    closed = text.find("»", end)
    if opened < 0 or text[opened] == "\n" or closed < 0 or "»" in text[opened:start] or "«" in text[end:closed]:
        return False
    after = re.match(r"[.!?…]?»?[.,!?…]?\s*[—–]", text[closed:])
    return text[:opened].rstrip().endswith(":") or bool(after)


def require_named(linter: Linter, claim: Claim, text: str, span: tuple[int, int], new: str) -> None:
    """What is offered keeps its name: «[пересадка подорожает]» is not «цена действует до …». Raises Unsure."""
    if claim.rule.family not in _OFFERING or linter.pack.subject is None:
        return
    words, view = inflector(linter.pack), claim.view
    kept = _lemmas(new, words)
    lost = False
    for first, last, _ in linter.pack.subject.find(view):
        a, b = view.sentence.starts[first], view.sentence.ends[last - 1]
        if a < span[0] or span[1] < b:
            return  # another one stays
        lost |= not kept & _lemmas(text[a:b], words)
    if lost:
        raise Unsure


def _lemmas(text: str, words: Inflector) -> set[str]:
    """What the words of ``text`` may be forms of."""
    return {f.word for w in WORD.findall(text) for f in words.readings(w)}


def _says_more(text: str, bounds: tuple[int, int], claims: Sequence[tuple[int, int]], words: Inflector) -> bool:
    """Is there a clause without a claim in which something does or is done: «[не больно], волоски выпадают»?"""
    clauses = [m.span() for m in _BETWEEN.finditer(text, *bounds)]
    for start, end in clauses:
        if any(a < end and start < b for a, b in claims) or _HANGING.match(text, start, end):
            continue
        tags = [words.tags(w) for w in WORD.findall(text, start, end)]
        several = any({"NOUN", "nomn", "plur"} <= t for t in tags)  # «[каждый образец] прогоняют дважды»
        foretold = any({"VERB", "futr", "3per"} <= t and ("sing" in t or several) for t in tags) and not any(
            {"NOUN", "anim", "nomn"} <= t for t in tags
        )
        if (
            any({"VERB", "indc"} <= t or "PRTS" in t for t in tags)
            and any("NOUN" in t or not t for t in tags)
            and not foretold
        ):
            return True
    return False


def _lists_more(text: str, bounds: tuple[int, int], claims: Sequence[tuple[int, int]], words: Inflector) -> bool:
    """Is something told between commas where no claim is: «…, оплата при получении», «…, заваривать утром»?"""
    parts = [m for m in _BETWEEN.finditer(text, *bounds) if not any(a < m.end() and m.start() < b for a, b in claims)]
    return any(f.grammemes & {"NOUN", "INFN"} for m in parts for w in WORD.findall(m[0]) for f in words.readings(w)[:1])


def _acts(text: str, bounds: tuple[int, int], claims: Sequence[tuple[int, int]], words: Inflector) -> bool:
    """Do we do something, besides what is claimed: «прикус исправляем [без риска]»?"""
    found = [m for m in WORD.finditer(text, *bounds) if not any(a <= m.start() < b for a, b in claims)]
    return any({"VERB", "1per", "indc"} <= f.grammemes for m in found for f in words.readings(m[0])[:1])


def lines_of(linter: Linter, text: str, claim: Claim) -> tuple[int, int]:
    """The sentence of a claim without the heading above and the line below it: both may stand without a full stop."""
    start, end = claim.view.sentence.start, claim.view.sentence.end
    words = inflector(linter.pack)
    for broken in _BROKEN.finditer(text, start, end):
        *_, last = WORD.findall(text, start, broken.start()) or [""]
        first = WORD.match(text, broken.end())
        if words.parts(last) & _OPENING or (first and is_name(words, first[0])):
            continue  # «приходите к доктору⏎Иванову»
        if broken.end() <= claim.start:
            start = broken.end()
        elif broken.start() >= claim.end:
            end = broken.start()
            break
    return trimmed(text, start, end)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the blanks around it and the signs before it."""
    while start < end and not text[start].isalnum() and text[start] not in _MARKS:
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
