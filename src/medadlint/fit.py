"""What stands beside a rewrite must go with it: functions that raise Unsure where the sentence would not be Russian, or lie."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from medadlint.inflect import WORD, Inflector, Unsure, inflector
from medadlint.light import expression
from medadlint.mend import CLAUSE
from medadlint.norms import SERVICES

if TYPE_CHECKING:
    from medadlint.linter import Linter
    from medadlint.paradigm import Form
    from medadlint.reader import Claim

_TERM = expression(r"\bза\s", re.IGNORECASE)
_STOP = expression(r"[.!?…:;—–()]")
_ALL = expression(r"(?<!\w)(?:люб(?:ой|ого|ому|ым|ом|ая|ую|ое|ые|ых|ыми)|(?<!на )кажд\w+|всяк\w+|у всех|(?<!не )всем|100\s?(?:%|проц\w*)|ст[оа] проц\w*|на вс[её] (?:100|сто)|к(?:то|ого|ому|ем) угодно|без исключения|абсолютно все\w*|"
                  r"никак\w+|ничего|ничто|ничем|полностью|никто|никого|никому|никогда|нигде|ни (?:на|при|у|в) (?:од|как|ко)\w+|(?:уже|ещё) (?:через|к|за|с|до|после|на)|"
                  r"(?:после|с|со|за) (?:перв\w+|одн\w+|\d+(?![\d\s.,]*(?:₽|руб|тыс))))(?!\w)",
                  re.IGNORECASE)  # fmt: skip
_SUBORDINATE = expression(r"(?<!\w)(?:если|когда|пока|как|чтобы|что|где|котор\w+|кто|чем)(?!\w)", re.IGNORECASE)
_RELATIVE = expression(r"котор", re.IGNORECASE)
_COMPARED = expression(r"\s+(?:(?:из|среди)\s+[^\W\d_]+[ыи]х|с\s+так\w+)\s|[^,.!?…:;]*,\s*(?:кто|каких|равных)(?!\w)")
_PLACE = expression(r"\s+(?:(?:в|во|на|за)\s+(?:[А-ЯЁ]|(?:мире|стране|городе|области|крае|регионе|районе)\b)|[А-ЯЁ][а-яё])")
# nothing may come between one of these and the word after it
_CLOSE = ("не", "ни", "даже", "пока", "просто", "уже", "ещё", "абсолютно", "совершенно", "полностью", "совсем", "вообще")
_REASON = expression(r"(?<!\w)(?:потому|ведь|поскольку|так\s+как|по\s+определению)(?!\w)", re.IGNORECASE)
_TERMED = expression(r"(?<!\w)(?:за|через|после|спустя|с|со|к|на|до|в)\s+([^\W\d_]+|\d+(?![\d\s.,]*(?:₽|руб|тыс)))", re.IGNORECASE)
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
        pronoun = _first(words.readings(before[1]))
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
    closes = re.search(rf",\s*{_SUBORDINATE.pattern}[^,]*$", new, re.IGNORECASE) and not re.search(",", old)
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
    hangs = re.match(r"\s+([^\W\d_]+)", right)
    named = "NOUN" in words.parts(last_now) and "PREP" not in words.parts(last_now)
    if hangs and named and {"NOUN", "ablt"} <= _first(words.readings(hangs[1])):
        raise Unsure  # «результат гарантирован договором»
    if re.match(r"\s+[А-ЯЁ][а-яё]", right) and last[:1].isupper() and last not in (last_now, first and first[0]):
        raise Unsure  # «у хирурга [в Москве] Эмиля Саакяна»
    verbs = [any("VERB" in words.parts(w) for w in WORD.findall(part)) for part in (old, new)]
    if verbs[1] and not verbs[0] and re.search(r"\bи\s+$", left):
        raise Unsure  # «десять встреч — и [результат гарантирован]»
    if hangs and "NOUN" in words.parts(last) and (gapped or verbs[1]) and _is_owner(words.readings(hangs[1])):
        lemmas = ({f.word for f in words.readings(w)} for w in (last, last_now))
        if set.isdisjoint(*lemmas):
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
    if gapped and re.match(r"\s*\d+\s?%", right):
        raise Unsure  # «с гарантией на работу 100 %»
    if verbs[1] and not gapped and _ALL.match(right.strip()):
        raise Unsure  # «обсудим на консультации уже после сеанса»
    if gapped == "end" and re.match(r"\s*[^\W\d_]", right) and not _dated(new, right, words):
        raise Unsure  # «до {дата} низких цен»
    if gapped == "end" and re.match(r"\s*,\s*(?:как|когда|пока|если)\b", right):
        raise Unsure  # «до {дата}, как только таймер дойдёт до нуля»
    clauses = CLAUSE.split(left)[-1], new, CLAUSE.split(right)[0]
    if shorter and len(WORD.findall(" ".join(clauses))) < 2 and "VERB" not in words.parts(last_now):
        raise Unsure  # «Клиника.»
    _require_fit_before(left, first, now, words)


def _says(old: str, words: Inflector) -> bool:
    return any(words.parts(w) & {"VERB", "PRTS", "ADJS"} for w in WORD.findall(old))


def require_uncounted(left: str, old: str, new: str, right: str, linter: Linter) -> None:
    """No number of what goes may stay beside it: «из 20 мест [занято] 17». Raises Unsure."""
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
    if not before or not first or not now or first[0].lower() == now[0].lower():
        return
    if before[1].lower() in _CLOSE:
        raise Unsure
    joined = re.search(r"([^\W\d_]+)\s+и\s+$", left)
    if joined and all("ADVB" in words.parts(w) for w in (joined[1], first[0])) and "ADVB" not in words.parts(now[0]):
        raise Unsure  # «быстро и [навсегда избавим]»
    owned = "NOUN" in words.parts(before[1]) and {"NOUN", "gent"} <= _first(words.readings(first[0]))
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
    return "gent" in _first(readings) or (
        any("gent" in tags for tags in nouns) and not any(tags & {"nomn", "accs"} and "sing" in tags for tags in nouns)
    )


def promises(words: str, linter: Linter, *, yours: bool) -> bool:
    """Does someone or something do what it will have done: «исправит»? Not those «кто придёт».

    ``yours``: does what the reader will do count too, «услышите»?
    """
    known = inflector(linter.pack)
    return not _SUBORDINATE.search(words) and any(
        {"VERB", "perf", "futr"} <= f and ("3per" in f or (yours and {"2per", "indc"} <= f))
        for f in (_first(known.readings(w)) for w in WORD.findall(words))
    )


def _counts(word: str, words: Inflector) -> bool:
    """A number, or one of a row: «шестой», «всю»?"""
    return word.isdigit() or word.lower() in ("всю", "весь") or bool(_first(words.readings(word)) & {"NUMR", "Anum"})


def require_no_end(claim: Claim, around: str, linter: Linter) -> None:
    """What stays must not tell what ends: «бронируйте [сейчас]: утром тариф закроется». Raises Unsure."""
    words = inflector(linter.pack)
    someone = any({"NOUN", "anim", "nomn"} <= _first(words.readings(w)) for w in WORD.findall(around))
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


def require_no_echo(linter: Linter, left: str, old: str, new: str) -> None:
    """Without its praise a noun must not say itself again: «сыворотка «Ночь» — [лучшая] сыворотка». Raises Unsure."""
    words = inflector(linter.pack)
    kept = WORD.findall(new.split("(", maxsplit=1)[0])
    if not {w.lower() for w in kept} <= {w.lower() for w in WORD.findall(old)}:
        return
    *_, last = WORD.findall(left) or [""]
    before, after = (
        {f.word for w in found for f in words.readings(w)[:1] if "NOUN" in f.grammemes}
        for found in (WORD.findall(left), kept)
    )
    if before & after and last not in kept:
        raise Unsure


def require_no_place(linter: Linter, left: str, old: str, new: str, right: str, *, listed: bool) -> None:
    """Without its praise a thing is not one of a place: «на [самом мощном] томографе Сибири». Raises Unsure.

    ``listed``: is the sentence one of a list, where a mere name and place say nothing?
    """
    words = inflector(linter.pack)
    *_, last = WORD.findall(old) or [""]
    place = re.match(r"\s+([А-ЯЁ][а-яё]+)", right)
    owned = place and any("gent" in f.grammemes for f in words.readings(place[1]))
    if owned and new.endswith(last) and {"NOUN", "inan"} <= _first(words.readings(last)):
        raise Unsure
    if place and re.search(r"\s(?:в|во|на)\s\S+$", new):
        raise Unsure  # «[ведущий хирург России] Олег Смирнов»
    if _COMPARED.match(right):
        raise Unsure  # «[самая] щадящая программа из существующих», «[единственный] доктор в области, кто берётся»
    said = [_first(words.readings(w)) for w in WORD.findall(f"{left} {new} {right}")]
    if listed and _PLACE.search(CLAUSE.split(right)[0]) and not any(f & {"VERB", "ADJS", "PRTS", "Qual"} for f in said):
        raise Unsure  # «• глазная клиника [№ 1] за Уралом»


def is_outcome(linter: Linter, claim: Claim, left: str, dropped: str, right: str, of_claim: tuple[str, str]) -> bool:
    """Is a promise without its «навсегда» still one: «вернёт эрекцию», of goods «боль проходит» too? Raises Unsure."""
    if claim.rule.family != "guarantee":
        return False
    require_whole(of_claim, linter)
    words, in_term = inflector(linter.pack), _TERM.match(dropped)  # «снимем ломку [за визит]»
    for part in CLAUSE.split(f"{left} {right}"):
        tags = [_first(words.readings(word)) for word in WORD.findall(part)]
        if (_SUBORDINATE.match(part.strip()) and not _RELATIVE.match(part.strip())) or any(
            {"NOUN", "anim", "nomn"} <= f for f in tags
        ):
            continue  # «…, гид встретит вас»
        if any({"VERB", "perf", "futr"} <= f and (in_term or f & {"2per", "3per"}) for f in tags):
            return True
    verb = any("VERB" in words.parts(w) for w in WORD.findall(" ".join(of_claim)))
    return verb and linter.object not in SERVICES


def _dated(new: str, right: str, words: Inflector) -> bool:
    """Does a date stand well before what follows: «запишитесь до {дата} на чистку», «… и закрепите скидку»?"""
    hangs = re.match(r"\s+(?!на\s+\d)([^\W\d_]+)", right)
    called = re.match(r"\s+и\s+\w+(?:те|й|и)\b", right)
    return bool(re.search(r"до \d+ \w+$", new) and hangs and (called or "PREP" in words.parts(hangs[1])))


def _first(readings: list[Form]) -> frozenset[str]:
    return readings[0].grammemes if readings else frozenset()


def is_softened(old: str, new: str, linter: Linter) -> bool:
    """Does ``new`` open with an adverb that ``old`` did not: «обычно помогает»?"""
    words = inflector(linter.pack)
    first, now = WORD.search(old), WORD.search(new)
    verb = any(words.parts(w) & {"VERB", "ADJS", "PRTS", "PRED"} for w in WORD.findall(old))
    return bool(verb and first and now and first[0].lower() != now[0].lower() and "ADVB" in words.parts(now[0]))


def require_whole(rest: tuple[str, str], linter: Linter) -> None:
    """A verb made careful is all that the claim does, but for ``rest``. Raises Unsure for «[исчезает], мозг забывает»."""
    words = inflector(linter.pack)
    if any("VERB" in words.parts(w) for part in rest if "," in part for w in WORD.findall(part)):
        raise Unsure


def require_no_more_promised(left: str, new: str, right: str, linter: Linter, *, outcome: bool) -> None:
    """A verb made careful is not enough where the rest of the sentence promises on. Raises Unsure.

    «обычно подходит абсолютно всем», «может пройти, сон наладится», «обещаем: может уйти», «…, или вернём деньги».
    """
    words = inflector(linter.pack)
    before, after = _STOP.split(left)[-1], _STOP.split(right)[0]
    near = re.split(r",|\bи\b", before)[-1]
    if _ALL.search(f"{near} {new} {_SUBORDINATE.split(after)[0]}"):
        raise Unsure
    if re.search(r",\s*(?:\w+\s)?(?:даже|включая|в том числе)(?!\w)|(?<!\w)(?:хоть|бы|в\s+тот\s+же)(?!\w)", right):
        raise Unsure  # «может прижиться, даже если мало кости», «…, какой бы она ни была»
    if _REASON.search(right) or outcome and any(_counts(m[1], words) for m in _TERMED.finditer(f"{near} {new} {after}")):
        raise Unsure  # «обычно не раздражает, потому что плазма безопасна», «может исчезнуть после шестого сеанса»
    behind = re.match(r"\s*[—–]\s*([^,.!?…:;—–]*)", right[len(after) :])
    if behind and _ALL.match(behind[1]):
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
    clauses = [before, *re.split(r",\s*(?:а|и)\s", _SUBORDINATE.split(after)[0])]
    for number, part in enumerate(clauses):
        tags = [
            _first(words.readings(word))
            for word in WORD.findall(part)
            if not any({"impr", "excl"} <= f.grammemes for f in words.readings(word))  # «заключите»
        ]
        if number > 1 and any({"NOUN", "anim", "nomn"} <= f for f in tags):
            continue  # «…, а уход подберёт косметолог»: what people do is no outcome
        if any({"VERB", "futr"} <= f for f in tags):
            raise Unsure
