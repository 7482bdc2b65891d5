"""What is left when words go must say something by itself: functions that raise Unsure."""

from __future__ import annotations

import re

from medadlint.inflect import COMPOUND, Inflector, Unsure
from medadlint.light import expression

LAST = expression(r"([^\W_]+(?:-[^\W_]+)*)\s*$")
CLAUSE = expression(r"[,.:;!?…—–()\n]")  # where one ends
_FEWEST = 3  # words of a clause without a verb or an adjective
_SAID = frozenset(("NOUN", "VERB", "INFN", "ADJS", "PRTS", "PRED"))  # one of these makes a sentence of what is left
# these want a word after them
_WANTING = (
    "не", "ни", "самый", "очень", "более", "менее", "так", "столь", "даже", "лишь", "только", "полностью", "абсолютно",
    "совершенно", "совсем", "вполне", "максимально", "поэтому", "потому", "значит",
)  # fmt: skip
_LINKS = (
    "быть", "стать", "становиться", "остаться", "оставаться", "оказаться", "оказываться", "являться", "считаться", "слыть"
)  # fmt: skip


def require_noun(dropped: str, own: str, left: str, right: str, inflector: Inflector) -> None:
    """An adjective stands before its noun; nothing hangs on a noun that goes."""
    following = COMPOUND.search(right)
    words = COMPOUND.findall(dropped)
    if own == "adjective":
        if following is None or inflector.parts(following[0]) & {"PREP", "CONJ"}:
            raise Unsure  # «метод является безопасным»
        if inflector.readings(following[0]) and not any(inflector.together(w, following[0]) for w in words):
            raise Unsure
        if re.search(r"\b(?:не|нет)\b", f"{CLAUSE.split(left)[-1]} {CLAUSE.split(right)[0]}", re.IGNORECASE):
            raise Unsure  # «[лучшего] врача вы не найдёте»
    elif following and words and not right[: following.start()].strip() and "NOUN" in inflector.parts(words[-1]):
        # «без опасности навредить», «независимо от состояния здоровья»
        readings = inflector.readings(following[0])
        named = inflector.cases(following[0], "NOUN")
        hangs = readings and (readings[0].grammemes & {"INFN", "gent"} or ("gent" in named and "nomn" not in named))
        if hangs or (following[0].lower() in ("для", "от") and not right[following.end() :].lstrip()[:1].isdigit()):
            raise Unsure


def require_more_than_a_noun(left: str, right: str, inflector: Inflector) -> None:
    """Without its adjective a noun must still say something: neither «Снижение веса!» nor «нас считают командой» does."""
    before, after = CLAUSE.split(left)[-1], CLAUSE.split(right)[0]
    words = COMPOUND.findall(f"{before} {after}")
    told = re.match(r"\s*[—–:]\s*(?:от\s)?\d", right[len(after) :])  # «чистка — 900 ₽»
    if len(words) < _FEWEST and not told and not any(inflector.parts(w) & {"VERB", "INFN", "ADJF"} for w in words):
        raise Unsure
    if re.match(r"\s*[—–]\s*это\b", right[len(after) :]):
        raise Unsure
    joined = re.search(r"([^\W_]+)\s+и\s*$", left)
    if joined and "NOUN" in inflector.parts(joined[1]):
        raise Unsure  # «новый томограф и [опытнейшие] врачи»
    follows = re.match(r"\s*[^\W_]+\s+и\s+([^\W_]+)\s+([^\W_]+)", right)
    if follows and "ADJF" in inflector.parts(follows[1]) and inflector.together(follows[1], follows[2]):
        raise Unsure  # «[лучшее] оборудование и опытные врачи»
    verb = any("VERB" in inflector.parts(w) for w in words)
    noun, beside = COMPOUND.search(after), LAST.search(before)
    opening = [inflector.parts(w) for w in COMPOUND.findall(before)]
    if len(opening) == 2 and "PREP" in opening[0] and opening[1] == {"NPRO"} and not verb:
        raise Unsure  # «у нас [лучшее] оборудование»
    described = False
    while beside and inflector.parts(beside[1]) & {"ADJF", "PRTF"} and noun and inflector.together(beside[1], noun[0]):
        beside, described = LAST.search(before, 0, beside.start()), True
    if noun and not described and not (beside and "PREP" in inflector.parts(beside[1])):
        nouns = [f for f in inflector.readings(noun[0]) if "NOUN" in f.grammemes]
        if nouns and all("ablt" in f.grammemes for f in nouns):
            raise Unsure


def require_sense(left: str, right: str, own: str, inflector: Inflector) -> None:
    """What is left says something and does not end on a word that wants another one."""
    words = [m[0] for part in (left, right) for m in COMPOUND.finditer(part)]
    urged = len(words) == 1 and any("impr" in f.grammemes for f in inflector.readings(words[0]))  # «Записывайтесь.»
    if (len(words) < _FEWEST - 1 and not urged) or not any(_says(w, inflector) for w in words):
        raise Unsure
    opens = bool(words) and inflector.parts(words[0]) == {"PREP"}
    if opens and not any(
        inflector.parts(w) & {"VERB", "INFN"} or "nomn" in inflector.cases(w, "NOUN") for w in words[1:]
    ):
        raise Unsure  # «[вне конкуренции] по всем направлениям»
    if re.search(r",\s*[^\s,.:;—–]+$", left) and right[:1] == ",":
        raise Unsure  # «капля 0,6 мкл, результат [за 5 секунд], память»
    if re.match(r"за\s", right) and own != "adjective":
        raise Unsure  # «бескровно, [безболезненно] за одиннадцать лет»
    if words and words[0].lower() == "уже" and not left.rstrip().endswith(("—", "–")):
        raise Unsure  # «уже [с первого сеанса] минус боль»
    near = COMPOUND.findall(CLAUSE.split(left)[-1])
    told = re.search(r":([^:.!?…]*)$", left)
    if told and own != "clause":
        clause = COMPOUND.findall(f"{told[1].rpartition(',')[2]} {CLAUSE.split(right)[0]}")
        if len(clause) < _FEWEST and not any("VERB" in inflector.parts(w) for w in clause):
            raise Unsure  # «имплантация: улыбка [на всю жизнь], …»
    acts = near and any({"VERB", "indc"} <= f.grammemes for f in inflector.readings(near[-1])[:1])
    things = (f.grammemes for w in near for f in inflector.readings(w) if not f.grammemes & {"Name", "Surn"})
    objects = acts and "intr" not in inflector.tags(near[-1]) and any({"NOUN", "accs"} <= tags for tags in things)
    bare = acts and left.endswith(near[-1]) and not objects
    if own == "preposition" and bare and right[:1] in ",;.!?…":
        raise Unsure  # «лечит [без слёз], …», «проходит [без боли], …»
    if own == "preposition" and acts and len(near) < _FEWEST and "," in left and right[:1] in ".!?…":
        raise Unsure  # «…, ребёнок просыпается [без слёз]»
    before = LAST.search(left)
    if before:
        parts = inflector.parts(before[1])
        goes_on = right[:1].isalnum() or right[:1] in '«"„№'
        points = any({"ADVB", "Dmns"} <= f.grammemes for f in inflector.readings(before[1]))  # «…, оттого.»
        if before[1].lower() in _WANTING or (points and not goes_on):
            raise Unsure
        if (
            parts & {"PREP", "CONJ"}
            and not parts & {"NOUN", "VERB", "ADJF"}
            and (not goes_on or own in ("adverb", "preposition", "phrase"))
        ):
            raise Unsure
        links = before[1].lower() == "это" or any(f.word in _LINKS for f in inflector.readings(before[1]))
        if links and own in ("adverb", "preposition", "short"):
            raise Unsure


def _says(word: str, inflector: Inflector) -> bool:
    readings = inflector.readings(word)
    pronoun = any(f.grammemes & {"NPRO", "Apro"} for f in readings)
    return not readings or (len(word) > 2 and not pronoun and any(f.grammemes & _SAID for f in readings))
