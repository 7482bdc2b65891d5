"""A whole clause that claims, taken out of a sentence that says more: «чистка за час, [боли не будет], цена 900 ₽»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from medadlint.inflect import COMPOUND, Unsure
from medadlint.light import expression
from medadlint.mend import Mended
from medadlint.remains import WHY, require_before, require_beside, require_facts, require_predicate, require_rest
from medadlint.segments import DASHES, FEWEST, RELATIVE, SUBORDINATE, Segments

if TYPE_CHECKING:
    from medadlint.fold import Folded
    from medadlint.linter import Linter
    from medadlint.reader import Claim

# what such a clause opens with hangs on the clause before it
_HANGS = expression(
    r"(?:в|во|на|о|об|с|со|у|к|по|из|для|от|до|за|при|без|после|под)?\s*"
    r"(?:котор\w+|чём|чего|чему|чем|каких|какой|какого)\b"
    r"|(?:что|кого|кому|кем|чей|чья|чьё|чьи|чтобы|если|даже|когда|пока|где|как|сколько|кто|куда|откуда|ни|хоть|просто|причём|включая|кроме"
    r"|независимо|вне|а\s+значит|значит|это|то\s+есть|в\s+том\s+числе)\b",
    re.IGNORECASE,
)
_MAIN = expression(r"(?:что|чтобы)\b", re.IGNORECASE)  # its main clause goes with it
_LINK = expression(r"(?:а\s+)?(?:значит|главное|следовательно|итог)$", re.IGNORECASE)
_THEREFORE = expression(r"(?:и\s+)?(?:поэтому|а|и)\s+", re.IGNORECASE)
_AND = expression(r"и\s", re.IGNORECASE)


def drop_clause(
    linter: Linter,
    claim: Claim,
    folded: Folded,
    bounds: tuple[int, int],
    beside: Sequence[tuple[int, int]],
    *,
    deeds: bool,
) -> Mended:
    """The clause of a claim, and what hangs on it, taken out. Raises Unsure where the rest would lack or promise something.

    ``bounds``: the sentence; ``beside``: where it makes claims of this family; ``deeds``: may what is to be done,
    «выведем из запоя», go as well?
    """
    s = Segments(linter, claim, folded, bounds, beside)
    if "?" in s.text[slice(*s.room)] or not s.parts:
        raise Unsure
    first, last = s.claimed()
    ours = any(s.any_of(s.found(n), "VERB", "1per") for n in range(first, last + 1))
    called = any(s.any_of(s.found(n), "VERB", "impr") for n in range(first, last + 1))  # «избавьтесь от боли в шее»
    if not deeds and (ours or called):
        raise Unsure
    try:
        return _without(s, *_grown(s, first, last, more=True))
    except Unsure:
        return _without(s, *_grown(s, first, last, more=False))


def _without(s: Segments, first: int, last: int) -> Mended:
    """The sentence without some of its parts. Raises Unsure."""
    if first == 0 and last == len(s.parts) - 1:
        raise Unsure
    require_predicate(s, first, last)
    require_facts(s, s.parts[first].start, s.parts[last].end)
    if first:
        require_before(s, first, last)
    glue, skipped = _join(s, first, last)
    require_rest(s, first, last)
    return _written(s, first, last, glue, skipped)


# --- what goes ---------------------------------------------------------------------------------------------------


def _grown(s: Segments, first: int, last: int, *, more: bool) -> tuple[int, int]:
    """The parts of the claim with what hangs on them and, if ``more``, with the claims beside them."""
    vows = {n for n in s.sworn() if len(s.found(n)) <= FEWEST}
    while True:
        opening, sign = s.said(first), s.parts[first].sign
        thin = first and len(s.found(first - 1)) < FEWEST
        if (
            (first and sign != "и" and _MAIN.match(opening))
            or (thin and sign == "," and RELATIVE.match(opening))  # «результат, [который останется]»
            or (first and sign != ":" and _leads(s, first - 1, vows, more=more))
            or (first and more and sign == ":" and s.is_promise(first - 1))  # «спина скажет спасибо: [боль пройдёт]»
            or (first and _AND.match(opening) and _prompts(s, first))
        ):
            first -= 1
        elif last + 1 < len(s.parts) and _hangs(s, last + 1, vows, more=more):
            last += 1
        else:
            return first, last


def _prompts(s: Segments, first: int) -> bool:
    """Is the part before what has to be done for the claim: «шесть сеансов —», «надели утром,»?"""
    before = s.found(first - 1)
    told = s.any_of(before, "VERB", "perf", "past", "plur") and not s.any_of(before, "nomn")
    return told or s.parts[first].sign in DASHES


def _leads(s: Segments, number: int, vows: set[int], *, more: bool) -> bool:
    """Does a part before the claim go with it: another claim, a vow, «если …,», «а значит,»?"""
    said, found = s.said(number), s.found(number)
    if s.parts[number + 1].sign == "," and (SUBORDINATE.match(said) or _joins(s, number)):
        return True
    parts = [s.words.parts(w) for w in found]
    empty = _LINK.match(said) or (all(parts) and not any(p & {"NOUN", "VERB", "INFN"} for p in parts))
    return (more and s.is_promise(number)) or number in vows or bool(empty and all(map(str.isalpha, found)))


def _joins(s: Segments, number: int) -> bool:
    """One of several that the verb of the claim is said of: «насморк, [бронхит и гайморит отступают]»?"""
    found = s.found(number)
    several = s.any_of(s.found(number + 1), "VERB", "plur") and s.any_of(found, "NOUN", "nomn")
    return several and len(found) < FEWEST and all(s.tags(w) & {"NOUN", "ADJF"} for w in found)


def _hangs(s: Segments, number: int, vows: set[int], *, more: bool) -> bool:
    """Does a part after the claim go with it? Raises Unsure where it gives the reason."""
    said, sign, found = s.said(number), s.parts[number].sign, s.found(number)
    if WHY.match(said):
        raise Unsure
    if sign == "и" or number in vows or _HANGS.match(said) or (more and s.is_promise(number)):
        return True
    if sign == "," and _AND.match(said) and not s.tells(number):
        return True
    first = s.tags(found[0]) if found else frozenset()
    if "GRND" in first or {"PRTS", "neut"} <= first or (len(found) == 1 and first & {"ADVB", "PRCL", "CONJ"}):
        return True
    if len(found) > 1 and "ADVB" in first and "PREP" in s.tags(found[1]):
        first = s.tags(found[1])  # «до свидания, боль[, прямо в день визита]»
    if "PREP" in first and not s.any_of(found, "VERB"):
        told = re.search(r"\d", said) or any("NUMR" in s.words.parts(w) for w in found)
        return not (told or s.names(number))
    return bool(re.match(r"(?:а|и)\s+(?:потом|затем|значит|тогда)\b|тогда\b", said)) and len(found) > 1


# --- the change --------------------------------------------------------------------------------------------------


def _join(s: Segments, first: int, last: int) -> tuple[str, int]:
    """The sign between what stays on both sides, and how many characters of the right side go. Raises Unsure."""
    if last + 1 == len(s.parts):
        return "", 0
    after, sign = s.parts[last + 1], s.parts[first].sign
    told = require_beside(s, first, last)
    so, skipped = _THEREFORE.match(s.said(last + 1)), 0
    if so and first and RELATIVE.match(s.said(first)):
        return (", " if s.any_of(s.found(last + 1), "VERB") else " "), 0  # «врачи[, каких нет,] и приборы»
    if so:
        joined = bool(_AND.fullmatch(so[0]))
        if not told or (joined and not first) or (s.family == "urgency" and so[0].lower().startswith("а")):
            raise Unsure  # «[у вас депрессия], и вы это знаете»
        skipped = 0 if joined else so.end()
        if joined and not s.any_of(s.found(last + 1), "nomn"):
            return " ", 0  # «применяем новый анестетик[, он безвреден,] и ведём приём»
    if not first:
        return "", skipped
    before = s.found(first - 1)
    if sign == ":":
        listed = s.any_of(before, "VERB") or first > 1 or re.search(r"\d", s.said(first - 1))
        return (f" {after.sign} " if after.sign in DASHES else ", " if listed else ": "), skipped
    if after.sign == ":" and len(before) < FEWEST and any(map(s.is_calling, before)):
        return ": ", skipped  # «запишитесь[, пока есть места]: …»
    if after.sign in DASHES:
        return f" {after.sign} ", skipped
    return ("; " if ";" in (sign, after.sign) and "," not in (sign, after.sign) else ", "), skipped


def _written(s: Segments, first: int, last: int, glue: str, skipped: int) -> Mended:
    """The change with one word beside it, so that it can be read."""
    start, end = s.parts[first].start, s.parts[last].end
    if last + 1 == len(s.parts):
        before = s.parts[first - 1]
        *_, word = COMPOUND.finditer(s.text, before.start, before.end)
        return Mended(word.start(), end, s.text[word.start() : before.end])
    at = s.parts[last + 1].start + skipped
    following = COMPOUND.search(s.text, at)
    if not following:
        raise Unsure
    if first:
        return Mended(s.parts[first - 1].end, following.end(), glue + s.text[at : following.end()])
    opening = re.search(r"\w", s.text[start:end])
    capital = opening and (opening[0].isupper() or opening[0].isdigit())
    word_now = following[0][:1].upper() + following[0][1:] if capital else following[0]
    return Mended(start, following.end(), s.text[at : following.start()] + word_now)
