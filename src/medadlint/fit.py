"""What stands beside a rewrite must go with it: functions that raise Unsure where the sentence would not be Russian, or lie."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from medadlint.alone import CLAUSE
from medadlint.inflect import WORD, Inflector, Unsure, inflector
from medadlint.promise import ALL, SUBORDINATE

if TYPE_CHECKING:
    from medadlint.linter import Linter
    from medadlint.paradigm import Form
    from medadlint.reader import Claim

# nothing may come between one of these and the word after it
_CLOSE = frozenset(
    "лишь только никак не ни даже пока просто уже ещё абсолютно совершенно полностью совсем вообще непременно обязательно точно наверняка гарантированно".split()
)
_EXTENTS = (frozenset(("NUMR",)), frozenset(("NOUN", "PRCL")))  # «минимум»
_FEWEST = 3  # words that may be the subject of «— это»
_ADVERB = frozenset(("ADVB", "ADJS"))


def require_alone(old: str, right: str, linter: Linter) -> None:
    """After a phrase in a new case no second one may follow that stands in the ``old``: «результат и комфорт»."""
    words = inflector(linter.pack)
    *_, last = WORD.findall(old)
    follows = re.match(r"\s*(,|и\b|или\b|а также\b)\s*([^\W\d_]+)", right)
    counted = follows and follows[1] == "," and "NUMR" in words.parts(follows[2])  # «…, три режима»
    if follows and not counted and words.parts(follows[2]) & {"NOUN", "ADJF", "PRTF", "NUMR"}:
        verb = follows[1] != "," and words.parts(follows[2]) & {"VERB", "INFN"}
        cases = words.cases(follows[2], "NOUN") | words.cases(follows[2], "ADJF") | words.cases(follows[2], "PRTF")
        if not verb and (not cases or not words.cases(last, "NOUN") or cases & words.cases(last, "NOUN")):
            raise Unsure
    clause = [m[0] for m in WORD.finditer(re.split(r"[.,:;!?—–]", right)[0])]
    if clause and (clause[0].isdigit() or clause[0].lower() == "за" or words.parts(clause[0]) in _EXTENTS):
        raise Unsure  # «стремимся к трезвости минимум год»
    for before, word in pairwise(clause):
        if before.lower() == "на" and (
            word.isdigit() or any(f.grammemes & {"NUMR", "Apro"} for f in words.readings(word))
        ):
            raise Unsure  # «к выздоровлению на весь курс», «к результату на три года»
    for before, word in pairwise(["", *clause]):
        given = any("datv" in f.grammemes and f.grammemes & {"NPRO", "Apro"} for f in words.readings(word))
        if given and "PREP" not in words.parts(before):
            raise Unsure  # «стремимся к результату каждому пациенту»


def beginning(left: str, old: str, new: str, linter: Linter) -> str:
    """``left`` without what belongs to the words that go: «[вам гарантируем] → стремимся», «запишитесь[, пока есть] → до»."""
    words = inflector(linter.pack)
    first, now, before = WORD.search(old), WORD.search(new), re.search(r"([^\W\d_]+)\s+$", left)
    if not first or not now or first[0].lower() == now[0].lower():
        return left
    if before and "VERB" in words.parts(first[0]) and "VERB" in words.parts(now[0]):
        pronoun = words.tags(before[1])
        if (
            {"NPRO", "2per"} <= pronoun
            and pronoun & {"datv", "accs", "gent"}
            and "PREP" not in _before(left, before, words)
        ):
            return left[: before.start()]
    if (
        now[0] not in WORD.findall(old)
        and "CONJ" in words.parts(first[0])
        and "PREP" in words.parts(now[0])
        and re.search(r",\s*$", left)
    ):
        return re.sub(r",\s*$", "", left)
    return left


def _before(left: str, word: re.Match[str], words: Inflector) -> frozenset[str]:
    found = re.search(r"([^\W\d_]+)\s+$", left[: word.start()])
    return words.parts(found[1]) if found else frozenset()


def ending(old: str, new: str, right: str) -> str:
    """The comma that closes a clause which ``new`` ends on and ``old`` did not: «всем, кто запишется до {дата}[,] — чистка»."""
    closes = re.search(rf",\s*{SUBORDINATE.pattern}[^,]*$", new, re.IGNORECASE) and not re.search(",", old)
    return "," if closes and re.match(r"\s+[\w—–]", right) else ""


def require_fit(left: str, old: str, new: str, right: str, linter: Linter, *, gapped: str) -> None:
    """What stands beside must go with what is new: no «не» that denies something else, no adjective left alone."""
    words = inflector(linter.pack)
    first, now = WORD.search(old), WORD.search(new)
    *_, last = WORD.findall(old)
    *_, last_now = WORD.findall(new) or [""]
    follows = re.match(r"\s+(?:и|или)\s+([^\W\d_]+)", right)
    if (
        follows
        and last.lower() != last_now.lower()
        and "NOUN" in words.parts(last)
        and "NOUN" in words.parts(follows[1])
    ):
        raise Unsure
    if ":" in new and ":" not in old and (re.match(r"\s*(?:и\b|,)", right) or re.search(r"\bи\s+$", left)):
        raise Unsure  # what follows would hang on the explanation
    shorter = len(WORD.findall(new)) < len(WORD.findall(old))
    if shorter and len(WORD.findall(new)) < _FEWEST and re.match(r"\s*[—–]\s*это\b", right):
        raise Unsure  # «клиника № 1 — это мы»
    if re.match(r"\s*(?:и\s+)?ни\b|,\s*(?:кто|котор|где|пока|чем)", right) and last.lower() != last_now.lower():
        raise Unsure  # «не тяните ни дня», «первые, кто лечит»
    _require_apart(left, last, last_now, right, words)
    hangs = re.match(r"\s+([^\W\d_]+)", right)
    named = "NOUN" in words.parts(last_now) and "PREP" not in words.parts(last_now)
    if hangs and named and {"NOUN", "ablt"} <= words.tags(hangs[1]):
        raise Unsure  # «результат гарантирован договором»
    if re.match(r"\s+[А-ЯЁ][а-яё]", right) and last[:1].isupper() and last not in (last_now, first and first[0]):
        raise Unsure  # «у хирурга [в Москве] Эмиля Саакяна»
    verbs = [any("VERB" in words.parts(w) for w in WORD.findall(part)) for part in (old, new)]
    if verbs[1] and not verbs[0] and re.search(r"\bи\s+$", left):
        raise Unsure  # «десять встреч — и [результат гарантирован]»
    owned = hangs and "NOUN" in words.parts(last) and (gapped or verbs[1]) and _is_owner(words.readings(hangs[1]))
    if owned and not _are_same(last, last_now, words):
        raise Unsure  # «клиника (работает с 2010 года) Москвы»
    adverb = now and "ADVB" in words.parts(now[0]) and first and first[0].lower() != now[0].lower()
    if hangs and adverb and "NOUN" in words.parts(hangs[1]) and words.together(last, hangs[1]):
        raise Unsure  # «обычно [безболезненная] чистка»
    stood = hangs and "PREP" not in words.parts(hangs[1]) and words.together(last, hangs[1])
    if stood and hangs and not words.together(last_now, hangs[1]):
        raise Unsure  # «подходит не всем [каждой] женщине»
    if hangs and _says(old, words) and "ADVB" in words.parts(hangs[1]) <= _ADVERB and last.lower() != last_now.lower():
        raise Unsure  # «обсудим на консультации письменно»
    if ":" in new and ":" not in old and hangs and "PREP" not in words.parts(hangs[1]):
        raise Unsure  # «подходит не всем: есть противопоказания диета»
    if verbs[1] and not verbs[0] and hangs and "VERB" in words.parts(hangs[1]):
        raise Unsure  # «мы [работаем с 2010 года] поставили»
    if verbs[1] and not gapped and ALL.match(right.strip()):
        raise Unsure  # «обсудим на консультации уже после сеанса»
    if verbs[1] and not _are_same(last, last_now, words) and _leans(right, words):
        raise Unsure  # «о риске срыва расскажет врач, проверено на тысячах мужчин»
    if gapped:
        _require_fit_gap(new, right, words, ends=gapped == "end")
    clauses = CLAUSE.split(left)[-1], new, CLAUSE.split(right)[0]
    if shorter and len(WORD.findall(" ".join(clauses))) < 2 and "VERB" not in words.parts(last_now):
        raise Unsure  # «Клиника.»
    _require_fit_before(left, first, now, words)


def _require_apart(left: str, last: str, now: str, right: str, words: Inflector) -> None:
    """Nothing around is said of what goes, which ended on the word ``last`` where now ``now`` stands. Raises Unsure."""
    if re.match(r"\s*[—–,]\s*(?:и\s+)?это\b", right) and not _are_same(last, now, words):
        raise Unsure  # «[лучшие в крае] — и это видно по очередям»
    if re.search(r"[—–]\s*и\s+$", left):
        raise Unsure  # «закроете страницу — и [скидка сгорит]»
    follows = re.match(r"\s+([^\W\d_]+)", right)
    acts = words.parts(last) & {"VERB", "INFN"} and not words.parts(now) & {"VERB", "INFN"}
    if follows and acts and "accs" in words.cases(follows[1], "NOUN"):
        raise Unsure  # «[не откладывайте] колоноскопию»


def _require_fit_gap(new: str, right: str, words: Inflector, *, ends: bool) -> None:
    """What stands behind a gap must go with it; ``ends``: is the gap the last thing that is new?"""
    if re.match(r"\s*\d+\s?%", right):
        raise Unsure  # «с гарантией на работу 100 %»
    if ends and re.match(r"\s+в\s+\d", right):
        raise Unsure  # «до {дата} в 20:00»
    if ends and re.match(r"\s*[^\W\d_]", right) and not _dated(new, right, words):
        raise Unsure  # «до {дата} низких цен»
    if ends and re.match(r"\s*,\s*(?:как|когда|пока|если)\b", right):
        raise Unsure  # «до {дата}, как только таймер дойдёт до нуля»
    if new.endswith(")") and (
        re.match(r"\s+до\s", right) or re.search(r"(?<!\w)(?:не|нет)(?!\w)", CLAUSE.split(right)[0])
    ):
        raise Unsure  # «средства ({модель}, {год}) просто не производят»


def _are_same(one: str, other: str, words: Inflector) -> bool:
    """May two words be forms of one?"""
    return not {f.word for f in words.readings(one)}.isdisjoint(f.word for f in words.readings(other))


def _leans(right: str, words: Inflector) -> bool:
    """Does what follows say something of what stood there: «даже после неудач», «, проверено на тысячах»?"""
    follows = re.match(r"(\s*,)?\s+([^\W\d_]+)", right)
    tags = words.tags(follows[2]) if follows else frozenset()
    return bool(follows and ("PRCL" in tags or (follows[1] and tags & {"PRTS", "GRND", "PRED"})))


def _says(old: str, words: Inflector) -> bool:
    return any(words.parts(w) & {"VERB", "PRTS", "ADJS"} for w in WORD.findall(old))


def require_clause(left: str, old: str, new: str, right: str, linter: Linter) -> None:
    """A statement of its own takes the place of a whole clause, and no «надо» is lost. Raises Unsure.

    «два [места уже ушли]», «[осталось шесть слотов] до субботы», «так что [решать надо сегодня]».
    """
    words = inflector(linter.pack)
    tags = [words.tags(w) for w in WORD.findall(new)] or [frozenset()]
    before = [words.tags(w) for w in WORD.findall(old)]
    lost = any("PRED" in t for t in before) and any("INFN" in t for t in before) and "PRED" not in tags[0]
    told = " — " in new or any("PRTS" in t for t in tags)
    told |= any("VERB" in t for t in tags[1:]) and any(
        "NOUN" in t and "nomn" in words.cases(w, "NOUN") for w, t in zip(WORD.findall(new), tags, strict=False)
    )
    kept = {w for w in WORD.findall(old) if words.tags(w) & {"NOUN", "ADJF", "VERB"}}
    told &= "VERB" not in tags[0] and ("," in new or kept.isdisjoint(WORD.findall(new)))
    begun = any("CONJ" not in words.parts(w) for w in WORD.findall(CLAUSE.split(left)[-1]))
    begun |= bool(re.search(r"[,—–]\s*$", left))  # «грыжа рассасывается, [операция не понадобится]»
    told |= WORD.findall(new)[:2] == ["есть", "в"]  # «по этой цене [остались упаковки]»
    if lost or (
        told
        and (
            begun or re.match(r",\s*(?:и|хоть|даже)\b", right) or re.match(r"\s+(?!(?:на|к|ко|в|во|по)\s)[^\W_]", right)
        )
    ):
        raise Unsure


def require_uncounted(left: str, old: str, new: str, right: str, linter: Linter) -> None:
    """No number of what goes may stay beside it, «из 20 мест [занято] 17», no new one be owned, «10 лет Урала». Raises Unsure."""
    for counted in re.finditer(r"\d\s[^\W\d_]+\s([^\W\d_]+)", new):
        if counted[1] in old and inflector(linter.pack).parts(counted[1]) == {"NOUN"}:
            raise Unsure
    *_, last = WORD.findall(old)
    *_, now = WORD.findall(new) or [""]
    if last.lower() == now.lower() or "PREP" in inflector(linter.pack).parts(now):
        return
    if re.search(r"(?<!\w)из\s+\d+\s*$", left, re.IGNORECASE) or re.match(r"\s+\d+\s*(?:[.,;!?…]|$)", right):
        raise Unsure


def _require_fit_before(left: str, first: re.Match[str] | None, now: re.Match[str] | None, words: Inflector) -> None:
    """What stands before must go with the word ``now`` that takes the place of ``first``."""
    before = re.search(r"([^\W\d_]+)\s$", left)
    if before and before[1].lower() == "иначе":
        raise Unsure
    if re.search(r"(?<!\w)(?:до|с|к|через)\s+[^\W\d_]+\s$", left, re.IGNORECASE) and first and first[0].lower() == "не":
        raise Unsure  # «до весны [не тяните, звоните]»
    if not before or not first or not now or first[0].lower() == now[0].lower():
        return
    hedged = "ADVB" in words.parts(now[0]) and "ADVB" in words.parts(before[1]) <= _ADVERB
    if before[1].lower() in _CLOSE or hedged:
        raise Unsure  # «всегда [обычно помогает]»
    joined = re.search(r"([^\W\d_]+)\s+и\s+$", left)
    if joined and all("ADVB" in words.parts(w) for w in (joined[1], first[0])) and "ADVB" not in words.parts(now[0]):
        raise Unsure  # «быстро и [навсегда избавим]»
    owned = "NOUN" in words.parts(before[1]) and {"NOUN", "gent"} <= words.tags(first[0])
    if owned and not any("gent" in f.grammemes for f in words.readings(now[0])):
        raise Unsure  # «количество [сертификатов ограничено]»
    if "PREP" in words.parts(before[1]) and first[0].isdigit() and not now[0].isdigit():
        raise Unsure  # «в [98 % случаев]» is not «в [многие случаи]»
    if (
        "ADVB" in words.parts(before[1]) <= _ADVERB
        and "VERB" in words.parts(first[0])
        and "ADVB" not in words.parts(now[0])
    ):
        raise Unsure  # «неизбежно вернётся» is not «неизбежно может вернуться»
    if "PREP" in words.parts(now[0]) and words.parts(before[1]) == {"ADJF"}:
        raise Unsure  # «ближайшие до {дата}»
    if words.together(before[1], first[0]) and not words.together(before[1], now[0]):
        raise Unsure


def _is_owner(readings: list[Form]) -> bool:
    """May a noun stand in the genitive after another: «хирург [Кубани]»?"""
    nouns = [f.grammemes for f in readings if "NOUN" in f.grammemes]
    return (bool(readings) and "gent" in readings[0].grammemes) or (
        any("gent" in tags for tags in nouns) and not any(tags & {"nomn", "accs"} and "sing" in tags for tags in nouns)
    )


def _dated(new: str, right: str, words: Inflector) -> bool:
    """Does a date stand well before what follows: «запишитесь до {дата} на чистку», «… и закрепите скидку»?"""
    hangs = re.match(r"\s+(?!на\s+(?:\d|треть|четверть|половину))([^\W\d_]+)", right)
    called = re.match(r"\s+и\s+\w+(?:те|й|и)\b", right)
    return bool(re.search(r"до \d+ \w+$", new) and hangs and (called or "PREP" in words.parts(hangs[1])))


def refit(
    linter: Linter, claim: Claim, text: str, start: int, end: int, exchanged: tuple[str, str] | None
) -> tuple[int, str]:
    """Where a noun was exchanged for one of another gender, the adjectives before it agree with the new one."""
    if exchanged is None:
        return start, ""
    words = inflector(linter.pack)
    old, new = exchanged
    if words.gender(old) == words.gender(new):
        return start, ""
    sentence = claim.view.sentence
    before: list[tuple[int, int]] = []
    for a, b in zip(reversed(sentence.starts), reversed(sentence.ends), strict=True):
        if b > start:
            continue
        if text[b : before[0][0] if before else start].strip() or not words.parts(text[a:b]) & {"ADJF", "PRTF"}:
            break
        before.insert(0, (a, b))
    inside = {text[a:b] for a, b in before}
    for a, b in zip(sentence.starts, sentence.ends, strict=True):
        if (a >= end or b <= start) and text[a:b] not in inside and _agrees(words.readings(text[a:b])):
            raise Unsure
    if not before:
        return start, ""
    agreed = words.neighbours([text[a:b] for a, b in before], old, new)
    if agreed is None:
        raise Unsure
    return before[0][0], " ".join(map(str.lower, agreed)) + " "


def _agrees(readings: list[Form]) -> bool:
    """May a word agree in gender with a subject: «результат виден», «эффект появился»?"""
    return any(
        ("sing" in f.grammemes and f.grammemes & {"ADJS", "PRTS"}) or {"past", "sing", "VERB"} <= f.grammemes
        for f in readings
    )
