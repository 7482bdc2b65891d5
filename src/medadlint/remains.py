"""What must not be lost with a clause, and how what stays must be able to stand: functions that raise Unsure."""

from __future__ import annotations

import re

from medadlint.inflect import COMPOUND, Unsure, is_name
from medadlint.light import expression
from medadlint.norms import SERVICES
from medadlint.promise import ALL, is_for_all, promises
from medadlint.scope import is_named_elsewhere
from medadlint.segments import DASHES, FEWEST, RELATIVE, SUBORDINATE, TELLING, Segments

WHY = expression(r"(?:потому|ведь|поскольку|благодаря|так\s+как|ибо|за\s+счёт|из-за)\b", re.IGNORECASE)

_FACT = expression(r"\d+(?:[.,]\d+)?|[A-Za-z][\w-]*|«[А-ЯЁ][^«»]*»|(?<=[^.!?…«\"\s] )[А-ЯЁ][\w-]+")
_SUM = expression(r"\d[\d\s.,]*(?=\s?(?:₽|руб|тыс|р\b))|[-−–]\s?\d+(?=\s?%)|\d{1,3}(?:[ \u00a0]\d{3})+|\d{4,}")
_NAMED = expression(r"«[А-ЯЁA-Z][^«»]*»|(?<!\w)(?:[A-Z][\w-]+|[А-ЯЁ]{2,}(?!\w))")
_AT = expression(r"(?<!\w)(?:в|до)\s+(?:\d{1,2}:)?$", re.IGNORECASE)
_TERM = expression(r"(?<!\w)(?:за|через|после|спустя|уже|хоть в|даже в)\s+$", re.IGNORECASE)
_ALL = expression(r"100(?:\s?%|\s?проц|(?!\s?\w|[.,]\d))", re.IGNORECASE)
_FROM = expression(r"(?<!\w)(?:с|от|до)\s+$", re.IGNORECASE)
_SO = expression(r"(?<!\w)(?:так|настолько|столько|такой|такая|такое|такие|тем|не\s+только)(?!\w)", re.IGNORECASE)
_AGAINST = expression(r"(?:а|но|однако|только|зато)\b", re.IGNORECASE)
_DEPENDS = expression(
    r"(?:[а-я]{1,5}\s+)?(?:кто|кого|кому|кем|ком|чей|чья|чьё|чьи|чьим|котор\w+|где|куда|откуда|достаточно|хватает|хватит)\b",
    re.IGNORECASE,
)
_LAST_JOINED = expression(r"\sи\s+\S+(?:\s\S+)?$")
_GOES_ON = expression(
    r"(?:но|однако|зато|хотя|потом|затем|тоже|также|тем\s+не\s+менее|иначе|или|либо|то|тогда|при\s+этом|после\s+этого"
    r"|там|тут|туда|так)\b",
    re.IGNORECASE,
)
# a sentence that opens with one of these leans on the one before it
_POINTS = expression(
    r"[\s—–«-]*(?:это|этот|эта|эти|этого|этой|так|такой|такая|такое|такие|значит|поэтому|потому|тогда|иначе|и|а|но"
    r"|он|она|они|оно|его|её|их|им|ей|ему|любой|любая|любую|любые|да|нет)\b",
    re.IGNORECASE,
)
_AND = expression(r"(?:[—–-]\s*)?и\s", re.IGNORECASE)
_PREDICATES = frozenset(("VERB", "ADJS", "PRTS", "PRED", "INFN"))
_NEAR = 2000  # characters on both sides in which a fact that goes may be told again
_MOST_LOST = 3  # nouns of the clause besides the claim


def require_predicate(s: Segments, first: int, last: int) -> None:
    """A claim that is but an adverb of a clause which tells more does not take the clause along. Raises Unsure."""
    start, end = s.parts[first].start, s.parts[last].end
    outside = [m for m in COMPOUND.finditer(s.text, start, end) if not s.in_claim(m.start())]
    for word in outside:
        if "NUMR" in s.words.parts(word[0]) and _FROM.search(s.text[start : word.start()]):
            raise Unsure  # «действует безотказно у детей с трёх лет»
    own = COMPOUND.findall(s.text, *s.span)
    follows = COMPOUND.match(s.text, s.span[1] + 1, end)  # «больше такой цены не [будет]»
    own += [follows[0]] if follows and own[-1].lower() == "не" else []
    said = any(s.words.parts(w) & _PREDICATES or w.lower() in ("нет", "ни") for w in own)
    beside = [word[0] for word in outside]
    if not any(s.tags(w) & {"NOUN", "VERB", "PRED", "ADJS", "PRTS"} for w in own + beside):
        raise Unsure  # «удаляем быстро, [безболезненно] и недорого»
    if not said and s.any_of(beside, "VERB"):
        raise Unsure
    if sum("NOUN" in s.tags(w) for w in beside) > _MOST_LOST + (last - first) + 2 * (s.family == "fear"):
        raise Unsure


def require_facts(s: Segments, start: int, end: int) -> None:
    """What is sold, numbers and names stay somewhere near in the text. Raises Unsure."""
    rest = f"{s.text[max(0, start - _NEAR) : start]} {s.text[end : end + _NEAR]}".lower()
    for fact in _FACT.finditer(s.text, start, end):
        owned = fact[0].isdigit() and s.in_claim(fact.start())
        if not owned and fact[0].strip("«»").lower() not in rest and not _is_no_fact(s, fact, start):
            raise Unsure
    if s.family != "fear" and any(money[0] not in rest for money in _SUM.finditer(s.text, start, end)):
        raise Unsure
    _require_subject(s, start, end, rest)


def _is_no_fact(s: Segments, fact: re.Match[str], start: int) -> bool:
    """A capital that opens a sentence, «у Вас», «через 18 сеансов», «сегодня в 20:00», «потеряете 60 тысяч»."""
    before = s.text[start : fact.start()]
    if fact[0][0].isdigit():
        timed = s.family == "urgency" and re.fullmatch(r"\d{1,2}(?::\d\d)?", fact[0]) and _AT.search(before)
        wholly = fact[0] == "100" and _ALL.match(s.text, fact.start())  # «100 проц.»
        return bool(timed or wholly or s.family == "fear" or _TERM.search(before))
    opens = fact.start() == s.room[0] and fact[0][0].isalpha() and not is_name(s.words, fact[0])
    return opens or bool(s.tags(fact[0]) & {"NPRO", "Apro"})


def _require_subject(s: Segments, start: int, end: int, rest: str) -> None:
    """What the clause names is named elsewhere, and something that is sold is named beside it. Raises Unsure."""
    sides = (s.bounds[0], start), (end, s.bounds[1])
    named = any(s.subjects(*side) for side in sides)
    priced = any(re.search(r"\d", s.text[a:b]) for a, b in sides)
    lost = s.subjects(start, end)
    lemmas = {f.word for w in COMPOUND.findall(rest) for f in s.words.readings(w)}
    own = (f for w in COMPOUND.findall(s.text, *s.span) for f in s.words.readings(w)[:1])
    nouns = [f for f in own if "NOUN" in f.grammemes and f.grammemes & {"nomn", "accs"}]
    told = not nouns or any(f.word in lemmas for f in nouns)
    if s.family == "guarantee" and s.linter.object not in SERVICES and not told:
        raise Unsure  # what goods are for: «[прогоняет артроз], размеры S–XL»
    for a, b in lost:
        words = COMPOUND.findall(s.text[a:b])
        of_claim = named and s.in_claim(a)  # «после первой ингаляции» of a device, «хирурги побеждают»
        spared = of_claim and (s.any_of(words, "NOUN", "anim") or s.linter.object not in SERVICES)
        spared |= s.family == "fear" and (named or priced)
        if not spared and not any(f.word in lemmas for w in words for f in s.words.readings(w)[:1]):
            raise Unsure
    if named or any(_NAMED.search(s.text, *side) for side in sides):
        return
    if not is_named_elsewhere(s.linter, s.claim, s.folded, s.linter.pack.subject):
        raise Unsure


def require_before(s: Segments, first: int, last: int) -> None:
    """What stands before must stand by itself. Raises Unsure."""
    part, sign, opening = s.parts[first - 1], s.parts[first].sign, s.said(first)
    said, found = s.said(first - 1), s.found(first - 1)
    if RELATIVE.match(opening) and _LAST_JOINED.search(said):
        raise Unsure  # «коронки и улыбка[, которая не подведёт]»
    counted = re.search(r"\d", said) and not re.search(r"(?<!\w)не(?!\w)", said)
    contrast = _AGAINST.match(opening) and not (counted and re.match(r"а\b", opening))
    if contrast or _SO.search(said) or SUBORDINATE.match(said) or said[-1] in ".!?…":
        raise Unsure
    if not found or "GRND" in s.tags(found[0]) or (len(found[-1]) < 4 and s.words.parts(found[-1]) & {"PREP", "CONJ"}):
        raise Unsure
    own = [s.tags(s.found(n)[0]) for n in range(first, last + 1) if s.found(n)]
    described = RELATIVE.match(opening) or (own and "PRTF" in own[0])
    if described and any({"VERB", "indc"} <= tags for tags in own[1:]) and not s.any_of(found, "VERB"):
        raise Unsure  # «девять женщин[, участвовавших в тесте, отметили]»
    if sign in DASHES and "PREP" in s.tags(found[0]) and part.sign and not s.any_of(found, "VERB"):
        raise Unsure  # «через три недели — [открытый взгляд]»
    before = s.text[s.room[0] : part.end]
    verb, named = s.any_of(COMPOUND.findall(before), "VERB"), s.subjects(s.room[0], part.end)
    if sign in DASHES and not (verb or re.search(r"\d|,\s", before) or (named and last + 1 < len(s.parts))):
        raise Unsure  # «наш лазер — [безопасность]»
    announced = verb and len(found) <= FEWEST and not re.search(r"\d", said)
    if sign == ":" and (announced or not (TELLING.search(before) or named)):
        raise Unsure  # «отвечаю: …»


def require_beside(s: Segments, first: int, last: int) -> bool:
    """What stands behind must not lean on what goes. Is it a clause, or has it a number? Raises Unsure."""
    after, said, found = s.parts[last + 1], s.said(last + 1), s.found(last + 1)
    opening = s.tags(found[0]) if found else frozenset()
    told = s.any_of(found, "VERB") or bool(re.search(r"\d", said))
    if (
        first
        and s.parts[first].sign in DASHES
        and after.sign == ","
        and "VERB" in opening
        and not s.any_of(s.found(first - 1), "VERB")
    ):
        raise Unsure  # «остеопат Орлов — [лучший], учился в Лионе»
    if not first and said[:1].isdigit():
        raise Unsure  # «[довезём живым], 55 ₽/км»: a price of nothing
    points = any({"NPRO", "3per"} <= f.grammemes for w in found for f in s.words.readings(w))
    points |= any(w.lower() == "это" for w in found)
    if points or _GOES_ON.match(said) or WHY.match(said):
        raise Unsure  # «[колики пройдут], сироп снимет их», «[это грозит инфарктом], врачи видят это»
    leads = found and {"VERB", "past"} <= s.tags(found[0]) and not s.any_of(found[:1], "impr")
    if not first and leads:
        raise Unsure  # «[не спрашивает], успели вы или отложили»
    denied = found and found[0].lower().startswith(("никак", "ни", "без", "нет"))
    if not first and denied and not s.any_of(found, "VERB"):
        raise Unsure  # «[прогоняет артроз], никаких очередей»
    if opening & {"ADJF", "PRTF"} and not s.any_of(found, "NOUN"):
        raise Unsure
    place = last + 2 == len(s.parts) and said[:1].isupper()  # «…, Томск»
    if (len(found) < 2 and "impr" not in opening and not place) or (first and after.sign == ":" and not told):
        raise Unsure
    if first:
        return told
    acts = next((n for n, w in enumerate(found) if {"VERB", "3per", "sing"} <= s.tags(w)), 0)
    named = s.any_of(found[:acts], "nomn") or _NAMED.search(said)
    if {"VERB", "3per", "sing"} <= s.tags(found[acts]) and not named and not s.any_of(found, "anim", "nomn"):
        raise Unsure  # «[процедура безопасна], длится час»
    alone = not told and "," not in s.text[after.start : s.room[1]]
    if after.sign in DASHES and ("impr" in opening or alone):
        raise Unsure  # «[стирает морщины] — проверьте»
    return told


def require_rest(s: Segments, first: int, last: int) -> None:
    """The rest says something, and promises nothing that no rule finds. Raises Unsure."""
    kept = {n for n in range(len(s.parts)) if not first <= n <= last}
    free = [n for n in kept if not s.is_claimed(n)]
    rest = " ".join(map(s.said, free))
    found = COMPOUND.findall(rest)
    around = COMPOUND.findall(f"{s.text[s.bounds[0] : s.room[0]]} {s.text[s.room[1] : s.bounds[1]]}")
    number = re.search(r"\d", rest)
    told = TELLING.search(rest) or any(s.names(n) or s.is_lasting(n) for n in free)
    acts = s.family == "guarantee" and s.any_of(found, "VERB", "1per")
    if sum(map(str.isalpha, found + around)) < FEWEST or not (told or acts):
        raise Unsure
    if not s.any_of(found, "VERB") and not number and len(found) <= FEWEST:
        raise Unsure  # «вывод из запоя»
    if any(_is_half_said(s, n) for n in free):
        raise Unsure
    if s.family == "guarantee" and any(
        (ALL.search(s.said(n)) and s.any_of(s.found(n), "PRTS"))
        or (is_for_all("", s.said(n)) and s.any_of(s.found(n), "VERB", "3per"))
        for n in free
    ):
        raise Unsure  # «организм очищен на 100 %»
    if s.sworn() & kept:
        raise Unsure
    if s.family == "guarantee" and any(map(s.is_outcome, free)):
        raise Unsure  # «объём бёдер сокращается», «можно новорождённым»
    stays = s.said(last + 1 if first == 0 else 0)
    if (first == 0 and _DEPENDS.match(stays)) or (s.family == "guarantee" and SUBORDINATE.match(stays)):
        raise Unsure  # «[поставит на ноги тех], от кого отказались», «раз всё из трав, [вреда не будет]»
    behind = s.found(last + 1) if first == 0 else []
    opening = s.tags(behind[0]) if behind else frozenset()
    if {"VERB", "1per", "tran"} <= opening and not any("accs" in s.words.cases(w, "NOUN") for w in behind):
        raise Unsure  # «[грыжа рассосётся], подтверждаем контрольным МРТ»: what?
    if s.family == "guarantee" and any({"NPRO", "1per", "sing", "nomn"} <= s.tags(w) for n in free for w in s.found(n)):
        raise Unsure  # «я была у косметолога[, и морщины исчезли], муж не узнал»
    if s.family in ("guarantee", "fear", "urgency") and any(
        promises(s.said(n), s.linter, yours=True) and not s.is_work(n) for n in free
    ):
        raise Unsure
    if re.search(r"(?<!\w)ни\s\w+$", " ".join(map(s.said, sorted(kept)))):
        raise Unsure  # «поэтому ни папул[, ни синяков не будет]»
    if _POINTS.match(s.text, s.claim.view.sentence.end):
        raise Unsure  # the next sentence leans on what goes
    if first == 0 and s.text[: s.bounds[0]].rstrip().endswith("?"):
        raise Unsure  # it was the answer


def _is_half_said(s: Segments, number: int) -> bool:
    """Is a part the other half of what goes: «и суставы восстановлены», «завтра может оторваться тромб», «утром вы без зубов»?"""
    found = s.found(number)
    if s.family == "fear":
        return any(w.lower() in ("может", "могут") for w in found)
    done = s.family == "guarantee" and s.any_of(found, "PRTS", "perf") and bool(_AND.match(s.said(number)))
    yours = any({"NPRO", "2per", "nomn"} <= s.tags(w) for w in found)
    return done or (yours and not s.any_of(found, "VERB"))
