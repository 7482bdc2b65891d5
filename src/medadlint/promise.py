"""Does what a rewrite leaves promise on? Functions that tell, or raise Unsure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from medadlint.alone import CLAUSE
from medadlint.inflect import WORD, Inflector, Unsure, inflector
from medadlint.light import expression
from medadlint.norms import SERVICES

if TYPE_CHECKING:
    from medadlint.linter import Linter
    from medadlint.reader import Claim

_TERM = expression(r"\bза\s", re.IGNORECASE)
_STOP = expression(r"[.!?…:;—–()]")
ALL = expression(r"(?<!\w)(?:люб(?:ой|ого|ому|ым|ом|ая|ую|ое|ые|ых|ыми)|(?<!на )кажд\w+|всяк\w+|(?:у|на) всех|(?<!не )всем|100\s?(?:%|проц\w*)|стопроц\w*|ст[оа] проц\w*|на вс[её] (?:100|сто)|к(?:то|ого|ому|ем) угодно|без исключения|абсолютно все\w*|"
                  r"никак\w+|на всю жизнь|подряд|поголовно|ничего|ничто|ничем|полностью|никто|никого|никому|никогда|нигде|ни (?:на|при|у|в) (?:од|как|ко)\w+|ни [а-яё]+|в день|в полном объёме|целиком|(?:уже|ещё) (?:через|к|за|с|до|после|на)|"
                  r"(?:после|с|со|за) (?:перв\w+|одн\w+|\d+(?![\d\s.,]*(?:₽|руб|тыс))))(?!\w)",
                  re.IGNORECASE)  # fmt: skip
SUBORDINATE = expression(r"(?<!\w)(?:если|когда|пока|как|чтобы|что|где|котор\w+|кто|чем)(?!\w)", re.IGNORECASE)
_WITHOUT = expression(r"(?:и\s+)?без\s", re.IGNORECASE)
_PRICE = expression(r"\d\s?(?:₽|руб)")
_PART = expression(r"[^,;:!?…—–()\n]+")
_RELATIVE = expression(r"котор", re.IGNORECASE)
_REASON = expression(
    r"(?<!\w)(?:потому|поэтому|следовательно|значит|так\s+что|и\s+точка|ведь|поскольку|так\s+как|по\s+определению)(?!\w)",
    re.IGNORECASE,
)
_EXTENDED = expression(r"(?<!\w)(?:даже|ни|на вс[юеё]\w*|в полном|подряд|без единой)(?!\w)", re.IGNORECASE)
TIMES = ("минута", "час", "день", "сутки", "неделя", "месяц", "год")
_TELLING = frozenset(("VERB", "PRTS", "ADJS", "PRED"))
_EVERY = expression(r"(?<!\w)(?:люб\w+|(?<!на )кажд\w+|всем|всех|кто угодно)(?!\w)", re.IGNORECASE)
_ANSWERING = expression(r"(?:Да|Нет),")
ANSWERED = expression(r"(?:^|[?\n])[\s»\"—–-]*(?:О(?:твет)?:\s*)?(?:Да|Нет)[.!,]\s*$")
_TERMED = expression(
    r"(?<!\w)(?:за|через|после|спустя|с|со|к|на|до|в)\s+([^\W\d_]+|\d+(?![\d\s.,]*(?:₽|руб|тыс)))", re.IGNORECASE
)


def promises(words: str, linter: Linter, *, yours: bool) -> bool:
    """Does someone or something do what it will have done: «исправит»? Not those «кто придёт».

    ``yours``: does what the reader will do count too, «услышите»?
    """
    known = inflector(linter.pack)
    return not SUBORDINATE.search(words) and any(
        {"VERB", "perf", "futr"} <= f and ("3per" in f or (yours and {"2per", "indc"} <= f))
        for f in (known.tags(w) for w in WORD.findall(words))
    )


def _counts(word: str, words: Inflector) -> bool:
    """A number, or one of a row, or a time: «шестой», «всю», «[через] неделю»?"""
    if any(f.word in TIMES for f in words.readings(word)):
        return True
    return word.isdigit() or word.lower() in ("всю", "весь") or bool(words.tags(word) & {"NUMR", "Anum"})


def require_no_end(claim: Claim, around: str, linter: Linter) -> None:
    """What stays must not tell what ends: «бронируйте [сейчас]: утром тариф закроется». Raises Unsure."""
    words = inflector(linter.pack)
    someone = any({"NOUN", "anim", "nomn"} <= words.tags(w) for w in WORD.findall(around))
    if claim.rule.family == "urgency" and not someone and promises(around, linter, yours=False):
        raise Unsure


def hides_term(old: str, new: str, linter: Linter) -> bool:
    """Is a result that was promised in a term, «уберём за 15 минут», still told without it: «помогаем убрать»?"""
    words = inflector(linter.pack)
    said, told = ([f for w in WORD.findall(part) for f in words.readings(w)[:1]] for part in (old, new))
    verbs = {f.word for f in said if "VERB" in f.grammemes}
    done = any({"INFN", "perf"} <= f.grammemes and f.word in verbs for f in told)
    helped = any({"VERB", "impf"} <= f.grammemes and f.word not in verbs for f in told)
    return done and helped and bool(_TERM.search(old)) and not _TERM.search(new)


def is_outcome(linter: Linter, claim: Claim, left: str, dropped: str, right: str, of_claim: tuple[str, str]) -> bool:
    """Is a promise without its «навсегда» still one: «вернёт эрекцию», of goods «боль проходит» too? Raises Unsure."""
    if claim.rule.family != "guarantee":
        return False
    require_whole(of_claim, linter)
    words, in_term = inflector(linter.pack), _TERM.match(dropped)  # «снимем ломку [за визит]»
    for part in CLAUSE.split(f"{left} {right}"):
        tags = [words.tags(word) for word in WORD.findall(part)]
        if (SUBORDINATE.match(part.strip()) and not _RELATIVE.match(part.strip())) or any(
            {"NOUN", "anim", "nomn"} <= f for f in tags
        ):
            continue  # «…, гид встретит вас»
        if any({"VERB", "perf", "futr"} <= f and (in_term or f & {"2per", "3per"}) for f in tags):
            return True
    if ALL.search(f"{left} {right}") and any("VERB" in words.tags(w) for w in WORD.findall(f"{left} {right}")):
        return True  # «у всех без исключений фолликул погибает [окончательно]»
    verb = any("VERB" in words.parts(w) for w in WORD.findall(" ".join(of_claim)))
    return verb and linter.object not in SERVICES


def is_softened(old: str, new: str, linter: Linter) -> bool:
    """Does ``new`` open with an adverb that ``old`` did not: «обычно помогает»?"""
    words = inflector(linter.pack)
    first, now = WORD.search(old), WORD.search(new)
    says = any(words.parts(w) & {"VERB", "ADJS", "PRTS", "PRED", "ADJF"} for w in WORD.findall(old))
    return bool(says and first and now and first[0].lower() != now[0].lower() and "ADVB" in words.parts(now[0]))


def is_deed(linter: Linter, claim: Claim, text: str, bounds: tuple[int, int], gone: tuple[int, int]) -> bool:
    """Is the clause that loses a word of its promise about what is done: «лечение [навсегда]», «лечим [за раз]»?

    No: «гладкая кожа [навсегда]», «вернёт слух [за курс]», whose outcome stays.
    """
    subject = linter.pack.subject
    if subject is None or claim.rule.family != "guarantee" or claim.rule.kind == "painless_safe":
        return True
    words, sentence = inflector(linter.pack), claim.view.sentence
    (first, last), (start, end) = bounds, gone
    left, right = CLAUSE.split(text[first:start])[-1], CLAUSE.split(text[end:last])[0]
    follows = WORD.match(right.lstrip())
    if _WITHOUT.match(text, start) or (follows and "ADJF" in words.parts(follows[0])):
        return True  # «[без усилий]», «[чрезвычайно] эффективная»: not what will be, but how
    places = [(sentence.starts[a], sentence.ends[b - 1]) for a, b, _ in subject.find(claim.view)]
    named = any(start - len(left) <= a < b <= end + len(right) and (b <= start or end <= a) for a, b in places)
    named |= bool(_PRICE.search(left + right))
    tags = [words.tags(w) for w in WORD.findall(f"{left} {right}")]
    ours = any({"VERB", "indc", "1per"} <= f for f in tags)
    told = any(f & {"futr", "past", "ADJS", "PRTS"} and "1per" not in f for f in tags)
    return not tags or ours or (named and not told)  # no word: a clause of its own goes


def require_whole(rest: tuple[str, str], linter: Linter) -> None:
    """A verb made careful is all that the claim does, but for ``rest``. Raises Unsure for «[исчезает], мозг забывает»."""
    words = inflector(linter.pack)
    if any("VERB" in words.parts(w) for part in rest if "," in part for w in WORD.findall(part)):
        raise Unsure


def is_nameless(left: str, old: str, right: str, linter: Linter) -> bool:
    """Is nobody named who does it: «вас вылечат»?"""
    words = inflector(linter.pack)
    done = any({"VERB", "plur", "3per"} <= words.tags(w) for w in WORD.findall(old))
    around = WORD.findall(f"{left} {old} {CLAUSE.split(right)[0]}")
    free = [w for before, w in pairwise(["", *around]) if "PREP" not in words.parts(before)]
    return done and not any(
        "nomn" in f.grammemes and f.grammemes & {"NOUN", "NPRO", "Apro"} for w in free for f in words.readings(w)
    )


def require_general(text: str, bounds: tuple[int, int], linter: Linter) -> None:
    """«Обычно» and «может» are said of many, not of one by name, and not after «Нет.». Raises Unsure."""
    words = inflector(linter.pack)
    if (
        ANSWERED.search(text, 0, bounds[0])
        or _ANSWERING.match(text, *bounds)
        or any({"Name", "nomn"} <= words.tags(w) for w in WORD.findall(text, *bounds))
    ):
        raise Unsure


def is_for_all(new: str, right: str) -> bool:
    """Is what takes the place of a promise promised to everybody: «снизить вес с ней сможет любой»?"""
    return bool(_EVERY.search(CLAUSE.split(right)[0])) and not _EVERY.search(new)


def require_neutral(
    text: str, bounds: tuple[int, int], draft: tuple[int, int], claims: Sequence[tuple[int, int]], linter: Linter
) -> None:
    """The clauses around the one that is mended tell what people do, or a number: no outcome, no hurry. Raises Unsure.

    «подходит многим, аллергии не даёт», «исчезнет из прайса в пятницу, [хватайте]»; what ``claims`` hold is told apart.
    """
    words = inflector(linter.pack)
    for part in _PART.finditer(text, *bounds):
        start, end = part.span()
        if start < draft[1] and draft[0] < end:
            continue
        said = "".join(c for n, c in enumerate(part[0], start) if not any(a <= n < b for a, b in claims))
        if SUBORDINATE.search(" ".join(WORD.findall(said)[:2])):
            continue  # «даже если вы боитесь»
        tags = [
            words.tags(w)
            for w in WORD.findall(said)
            if not any("impr" in f.grammemes for f in words.readings(w))  # «приходите»
        ]
        someone = any({"NOUN", "anim", "nomn"} <= f for f in tags)
        foretold = any({"VERB", "futr"} <= f and "1per" not in f for f in tags)
        told = any(f & {"pres", "PRTS"} and "1per" not in f for f in tags)
        if not someone and (foretold or (told and not re.search(r"\d", said))):
            raise Unsure


def require_one_clause(text: str, bounds: tuple[int, int], draft: tuple[int, int], linter: Linter) -> None:
    """A statement is made careful only in a sentence that tells nothing else. Raises Unsure.

    «шпора рассасывается, боль [обычно] уходит», «имплант [может] прижиться — у нас лаборатория»; what people do is no
    outcome, «…, а уход подберёт косметолог».
    """
    words = inflector(linter.pack)
    for part in _PART.finditer(text, *bounds):
        found = WORD.findall(part[0])
        if part.start() < draft[1] and draft[0] < part.end():
            if draft[1] < part.end() and _EXTENDED.search(text, draft[1], part.end()):
                raise Unsure  # «[может не почувствовать] боли ни минуты»
            continue
        tags = [words.tags(w) for w in found]
        if SUBORDINATE.search(" ".join(found[:3])) or any({"NOUN", "anim", "nomn"} <= f for f in tags):
            continue
        yours = any({"NPRO", "2per"} <= f and "nomn" in f for f in tags)
        led = text[: part.start()].rstrip().endswith(("—", "–"))
        if led and any("NOUN" in f for f in tags) and not re.search(r"\d", part[0]):
            raise Unsure
        for word in found:
            readings = words.readings(word)
            called = not yours and any("impr" in f.grammemes for f in readings)
            if any(f.grammemes & _TELLING for f in readings[:1]) and not called:
                raise Unsure


def states_anew(old: str, new: str, linter: Linter) -> bool:
    """Does ``new`` say with a verb of its own what ``old`` did not: «[осталось] три окна» and «открыта запись»?"""
    words = inflector(linter.pack)
    kept = WORD.findall(old.lower())
    said = (f for w in WORD.findall(new) if w.lower() not in kept for f in words.readings(w)[:1])
    return any(f.grammemes & {"VERB", "PRTS"} and "impr" not in f.grammemes for f in said)


def is_call(words: str, linter: Linter) -> bool:
    """Do they tell the reader what to do: «проверьте слух», «пора лечить варикоз»?"""
    known = inflector(linter.pack)
    said = [f.grammemes for w in WORD.findall(words) for f in known.readings(w)]
    return any("impr" in f and "incl" not in f for f in said) or (
        any("PRED" in f for f in said) and any("INFN" in f for f in said)
    )


def something_acts(words: str, linter: Linter) -> bool:
    """Does someone or something do anything there: «код действует»?"""
    known = inflector(linter.pack)
    return any({"VERB", "indc", "3per"} <= known.tags(w) for w in WORD.findall(words))


def require_no_more_promised(left: str, new: str, right: str, linter: Linter, *, outcome: bool) -> None:
    """A verb made careful is not enough where the rest of the sentence promises on. Raises Unsure.

    «обычно подходит абсолютно всем», «может пройти, сон наладится», «обещаем: может уйти», «…, или вернём деньги».
    """
    words = inflector(linter.pack)
    before, after = _STOP.split(left)[-1], _STOP.split(right)[0]
    near = re.split(r",|\bи\b", before)[-1]
    if ALL.search(f"{near} {new} {SUBORDINATE.split(after)[0]}"):
        raise Unsure
    if re.search(r",\s*(?:\w+\s)?(?:даже|включая|в том числе)(?!\w)|(?<!\w)(?:хоть|бы|в\s+тот\s+же)(?!\w)", right):
        raise Unsure  # «может прижиться, даже если мало кости», «…, какой бы она ни была»
    if _REASON.search(right) or (
        outcome and any(_counts(m[1], words) for m in _TERMED.finditer(f"{near} {new} {after}"))
    ):
        raise Unsure  # «обычно не раздражает, потому что плазма безопасна», «может исчезнуть после шестого сеанса»
    behind = re.match(r"\s*[—–]\s*([^,.!?…:;—–]*)", right[len(after) :])
    if behind and (behind[1].startswith("у ") or ALL.match(behind[1])):  # «может прижиться — у нас лаборатория»
        raise Unsure  # «подбородок может уйти — у всех»
    if (
        re.search(r"(?:^|,)\s*или\b", after)
        or re.match(r"[^.!?…]*\bили\b[^.!?…]*[—–]", right)
        or re.match(r"\s*[—–]\s*это\b", right[len(after) :])
    ):
        raise Unsure
    oath = re.search(r"(?:^|[.!?—–])\W*((?:\w+\s?){1,2}),\s*$", left)
    said = [f for w in WORD.findall(oath[1] if oath else left.rpartition(":")[0]) for f in words.readings(w)[:1]]
    if any({"VERB", "1per"} <= f.grammemes or f.grammemes & {"ADJS", "PRED"} for f in said):
        raise Unsure
    clauses = [before, *re.split(r",\s*(?:а|и)\s", SUBORDINATE.split(after)[0])]
    for number, part in enumerate(clauses):
        tags = [
            words.tags(word)
            for word in WORD.findall(part)
            if not any({"impr", "excl"} <= f.grammemes for f in words.readings(word))  # «заключите»
        ]
        if number > 1 and any({"NOUN", "anim", "nomn"} <= f for f in tags):
            continue  # «…, а уход подберёт косметолог»: what people do is no outcome
        if any({"VERB", "futr"} <= f for f in tags):
            raise Unsure
