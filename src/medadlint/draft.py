"""One line of ``rewrite:`` applied to one claim: the slots filled, what stands around them made to agree, or Unsure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from medadlint.alone import CLAUSE
from medadlint.clause import drop_clause
from medadlint.fit import beginning, ending, refit, require_alone, require_clause, require_fit, require_uncounted
from medadlint.inflect import WORD, Unsure, capitals, inflector, is_loud, is_name, with_prepositions
from medadlint.light import expression
from medadlint.mend import Mended, drop, hanging
from medadlint.norms import SERVICES
from medadlint.praise import require_no_echo, require_no_place
from medadlint.promise import (
    hides_term,
    is_call,
    is_deed,
    is_for_all,
    is_nameless,
    is_outcome,
    is_softened,
    promises,
    require_general,
    require_neutral,
    require_no_end,
    require_no_more_promised,
    require_one_clause,
    something_acts,
    states_anew,
)
from medadlint.scope import (
    lines_of,
    require_named,
    require_no_vow,
    require_nothing_else,
    require_room,
    require_topic,
    scope_of,
    signed,
    with_specialist,
)
from medadlint.slots import SLOT, slot
from medadlint.template import CLAIM, CUT, DROP, INFINITIVE, NAMELESS, OBJECTS, SENTENCE, TITLE

if TYPE_CHECKING:
    from medadlint.fold import Folded
    from medadlint.linter import Linter
    from medadlint.match import Captures
    from medadlint.reader import Claim

_DENIED = expression(r"(?<!\w)(?:без един\w+|ни одн\w+|никогда)(?!\w)", re.IGNORECASE)
_END = expression(r"[\s.!?…\"»”“)\]]*$")
_FACT = expression(r"(?<!\d)(?!100\s?%)\d+(?:[.,]\d+)?|[A-Za-z][\w-]+|«[А-ЯЁ][^«»]*»|(?<=[а-яё,;:] )[«\"]?[А-ЯЁ][\w-]+")
_SUM = expression(r"\d[\d\s.,]*(?=\s?(?:₽|руб|тыс))|[-−–]\s?\d+(?=\s?%)")
_NAME = r"«[А-ЯЁ][^«»]*»"
_TITLE = expression(_NAME)
_QUOTED = expression(rf"{_NAME}|\"[А-ЯЁ][^\"]*\"")
_CLAUSES = expression(r"[—–:;]|, (?:и|но|просто|значит|а вы|а ты)\b")
_HELD = ("guarantee", "urgency", "fear")  # the families whose claims go on in what stands around
_PREDICATES = frozenset(("VERB", "ADJS", "PRTS", "PRED"))


class Draft(NamedTuple):
    """A rewrite before its proof: ``text`` (``proof``: with examples in its gaps) in place of ``start`` to ``end``."""

    start: int
    end: int
    text: str
    proof: str
    note: str = ""  # a footnote, which stands below the paragraph
    sure: bool = True  # may it be written without a person?
    promising: bool = False  # does what is left of the claim promise on: «исправит дикцию [за 8 занятий]»?


def make(
    linter: Linter,
    claim: Claim,
    folded: Folded,
    template: str,
    span: tuple[int, int],
    captures: Captures,
    *,
    whole: bool,
    beside: Sequence[tuple[int, int]] = (),
) -> Draft:
    """The template applied where it matched: words ``span`` of the claim's sentence, or all of it. Raises Unsure.

    ``beside``: where the text makes other claims of the family.
    """
    sentence = claim.view.sentence
    text = folded.text
    start, end = sentence.starts[span[0]], sentence.ends[span[1] - 1]
    bounds = lines_of(linter, text, claim)
    if not all(linter.pack.law.speaks_of(group, linter.object) for group in OBJECTS.findall(template)):
        raise Unsure
    if template in CUT:
        cut = drop_clause(linter, claim, folded, bounds, beside, deeds=template == CUT[0])
        require_no_vow(linter, claim, text, cut.start, cut.end)
        led = claim.rule.family == "urgency" or WORD.search(text, bounds[0], cut.start)
        return Draft(*cut, cut.text, sure=bool(led))  # without its beginning a sentence may hang in the air
    filler = _Filler(linter, claim, text, {n: (a, b) for n, a, b in (*claim.captures, *captures)})
    said = OBJECTS.sub("", template.replace(NAMELESS, ""))
    left = text[claim.start : start], text[end : claim.end]  # of the claim
    own = bool(OBJECTS.search(template)) or linter.object in SERVICES  # was the line made for what is advertised?
    outcome = False
    if template == f"{{{DROP}}}":
        mended = drop(text, bounds, start, end, filler.inflector)
        draft = Draft(*mended, mended.text)
        outcome = is_outcome(linter, claim, text[bounds[0] : start], text[start:end], text[end : bounds[1]], left)
        outcome |= not is_deed(linter, claim, text, bounds, (start, end))
    elif whole:
        scope = scope_of(linter, text, bounds, claim, said)
        left = text[claim.start : scope[0]], text[scope[1] : claim.end]
        draft = _instead(text, scope, said, filler)
        if f"{{{SENTENCE}}}" not in said and NAMELESS not in template:
            require_nothing_else(linter, claim, folded, scope, draft.text, beside)
            require_topic(linter, claim, folded, scope, said, draft.text)
        if f"{{{SENTENCE}}}" not in said:
            require_room(linter, claim, folded, scope, said, own=own)
    else:
        draft = _within(linter, claim, text, (start, end), bounds, said, filler, own=own)
    if claim.rule.family == "guarantee" and not whole and _DENIED.search(" ".join(left)):
        raise Unsure  # «[вылечим] … без единой таблетки»
    draft = draft._replace(
        text=with_specialist(linter, folded, draft.text), proof=with_specialist(linter, folded, draft.proof)
    )
    _require_rest(linter, claim, text, bounds, draft, [*beside, (claim.start, claim.end)], template, whole=whole)
    old, around = text[draft.start : draft.end], text[bounds[0] : draft.start] + text[draft.end : bounds[1]]
    if old.count("«") - old.count("»") != draft.text.count("«") - draft.text.count("»"):
        raise Unsure  # «чем в «Инвитро» is not all of a name
    if claim.rule.family == "superlative":
        require_no_place(linter, claim, text, bounds, Mended(draft.start, draft.end, draft.text))
        require_no_echo(linter, text[bounds[0] : draft.start], old, draft.text)
    if text[draft.end : draft.end + 1] == "-" and draft.text != old:
        raise Unsure  # «лучший врач[-физиотерапевт]»
    if "₽" in draft.proof and "₽" not in old and _SUM.search(around):
        raise Unsure  # «за {цена} ₽: УЗИ и анализы за 2900 ₽»
    if NAMELESS not in template:
        require_named(linter, claim, text, (draft.start, draft.end), draft.text)
        _require_facts(text, claim, draft)
    return draft._replace(promising=outcome or promises(" ".join(left), linter, yours=template == f"{{{DROP}}}"))


def _require_rest(
    linter: Linter,
    claim: Claim,
    text: str,
    bounds: tuple[int, int],
    draft: Draft,
    claims: Sequence[tuple[int, int]],
    template: str,
    *,
    whole: bool,
) -> None:
    """What stays of the sentence neither vows nor hurries nor threatens on. Raises Unsure."""
    family, (start, end) = claim.rule.family, bounds
    require_no_vow(linter, claim, text, draft.start, draft.end)
    around = text[start : draft.start] + text[draft.end : end]
    require_no_end(claim, around, linter)
    stays = around + draft.text
    threatens = family == "fear" or (family == "urgency" and something_acts(stays, linter))
    if template == f"{{{DROP}}}" and threatens and not is_call(stays, linter):
        raise Unsure  # «найдём опухоль[, пока не поздно]», «код действует [только сегодня] до закрытия»
    if not whole and "{?" not in template and family in _HELD:
        first = claim.start if family == "guarantee" else start
        require_neutral(text, (first, end), (draft.start, draft.end), claims, linter)


def _instead(text: str, scope: tuple[int, int], said: str, filler: _Filler) -> Draft:
    """The template in place of a sentence, or of what ``scope`` is of it."""
    start, end = filler.bounds = scope
    new, proof = filler.fill(said, gaps=True), filler.fill(said, gaps=False)
    if f"{{{SENTENCE}}}" not in said and text[:start].rstrip().endswith((":", ",")):
        if ":" in new:
            raise Unsure
        new, proof = new[:1].lower() + new[1:], proof[:1].lower() + proof[1:]
    sign = text[end - 1] if text[end - 1] in ".!?…" else ""
    if not sign:
        new, proof = new.rstrip("."), proof.rstrip(".")
    elif new[-1] not in ".!?…":
        new, proof = new + sign, proof + sign
    return _with_capitals(text, scope[0], Draft(start, end, new, proof))


def _within(
    linter: Linter,
    claim: Claim,
    text: str,
    span: tuple[int, int],
    bounds: tuple[int, int],
    said: str,
    filler: _Filler,
    *,
    own: bool,
) -> Draft:
    """The template in place of some words of a sentence. Raises Unsure if they do not go with what stands around."""
    start, end = span
    new, proof = filler.fill(said, gaps=True), filler.fill(said, gaps=False)
    right = text[end : bounds[1]]
    if filler.changed:
        require_alone(filler.changed, right, linter)
    ends = ending(text[start:end], new, right)
    start = bounds[0] + len(beginning(text[bounds[0] : start], text[start:end], new, linter))
    blank = " " * text.startswith(",", start)
    new, proof = blank + new + ends, blank + proof + ends
    start, fitting = refit(linter, claim, text, start, end, filler.exchanged)
    if not fitting:
        left, old = text[bounds[0] : start], text[start:end]
        guaranteed = claim.rule.family == "guarantee"
        if hanging(old, right, filler.inflector):
            raise Unsure  # «[без боли], отёков и осложнений»
        require_fit(left, old, proof, right, linter, gapped="end" if new.endswith("}") else "in" if "{" in new else "")
        require_uncounted(left, old, proof, right, linter)
        if "{" not in new or re.search(r"[—–]\s*$", left):
            require_clause(left, old, proof, right, linter)
        softened = is_softened(old, proof, linter)
        if hides_term(old, proof, linter) or (guaranteed and is_for_all(proof, right)):
            raise Unsure
        if filler.softened and is_nameless(CLAUSE.split(left)[-1], old, right, linter):
            raise Unsure  # «[вас вылечат]»: who?
        if (filler.softened or softened) and not own:
            raise Unsure  # «обычно избавляет от кашля», «поможет вылечить» of a drug
        careful = guaranteed and (softened or filler.exchanges in ("мочь", "помогать"))
        if careful or (claim.rule.family == "urgency" and "{" not in new and states_anew(old, proof, linter)):
            require_one_clause(text, bounds, (start, end), linter)
        if filler.softened or softened:
            if softened:
                require_general(text, bounds, linter)
            require_no_more_promised(left, proof, right, linter, outcome=guaranteed)
    draft = _with_capitals(text, bounds[0], Draft(start, end, fitting + new, fitting + proof))
    return draft if draft.text[:1].isdigit() else draft._replace(start=signed(text, start))


def _with_capitals(text: str, first: int, draft: Draft) -> Draft:
    """A draft with the capitals of what it takes the place of, in a sentence that begins at ``first``."""
    old = text[draft.start : draft.end]
    if old[:1].isdigit() and not WORD.search(text, first, draft.start):
        old = "А" + old.lower()  # a number opens the sentence: words that take its place have a capital
    return draft._replace(text=capitals(old, draft.text), proof=capitals(old, draft.proof))


class _Filler:
    """Fills the slots of one template."""

    def __init__(self, linter: Linter, claim: Claim, text: str, captured: dict[str, tuple[int, int]]) -> None:
        self.inflector = inflector(linter.pack)
        self._claim, self._text, self._captured = claim, text, captured
        self._opens = True  # is the slot at hand the first thing of the template?
        self.changed = ""  # a noun phrase that was put into another case
        self.softened = False  # was a verb exchanged, «вылечит» for «помогает вылечить»?
        self.finishes = False  # is that verb of the claim still one that comes to an end?
        self.exchanges = ""  # for which one
        self.exchanged: tuple[str, str] | None = None  # a noun and the noun that took its place
        self.bounds = (0, 0)  # what the slot of the sentence holds

    def fill(self, template: str, *, gaps: bool) -> str:
        def word(match: re.Match[str]) -> str:
            if match[1] == SENTENCE:
                return self._sentence(opens=match.start() == 0)
            self._opens = match.start() == 0
            return self._slot(match[1], gaps=gaps)

        return with_prepositions(re.sub(r"\s{2,}", " ", SLOT.sub(word, template)).strip())

    def _lowered(self, words: str, number: int) -> str:
        """Words that stood first in their sentence (``number`` 0) and no longer do. Raises Unsure for what may be a name."""
        first = WORD.search(words)
        if self._opens or number or first is None or not first[0][:1].isupper() or is_loud(words):
            return words
        if is_name(self.inflector, first[0]):
            raise Unsure
        return words[: first.start()] + first[0][:1].lower() + words[first.start() + 1 :]

    def _slot(self, inner: str, *, gaps: bool) -> str:
        kind, names, lemma, form = slot(inner)
        if kind == "gap":
            return "{" + names[0] + "}" if gaps else form
        if kind == "need":
            self._words(*names)
            return ""
        if kind == "like":
            if len(names) > 1:
                return self.inflector.agree(self._words(*names[:-1]), lemma, self._words(names[-1]))
            model = self._words(*names)
            new = self.inflector.like(lemma, model, form)
            self.exchanges = lemma
            self.softened |= "VERB" in self.inflector.parts(new)
            if "NOUN" in self.inflector.parts(new) and "NOUN" in self.inflector.parts(model):
                self.exchanged = (model, new)
            return new
        if kind == "count":
            return self.inflector.count(lemma, self._words(*names), form)
        if names == (CLAIM,):
            return self._text[self._claim.start : self._claim.end]
        if names == (TITLE,):
            return self._title()
        if form == INFINITIVE:
            verb = self.inflector.infinitive(self._words(*names))
            self.finishes |= any({"INFN", "perf"} <= f.grammemes for f in self.inflector.readings(verb)[:1])
            return verb
        group = self._words(*names)
        if not form or not group:
            return group
        self.changed = group
        first = self._claim.view.sentence.starts[self._captured[next(n for n in names if n in self._captured)][0]]
        before = re.search(r"(\w+)\s+$", self._text[:first])
        opens = not WORD.search(self._text, self._claim.view.sentence.start, first)
        return self.inflector.decline(group, form, before[1] if before else "." if opens else "")

    def _title(self) -> str:
        """The first name of the sentence in quotation marks, as a dictionary has it. Raises Unsure."""
        title = _QUOTED.search(self._text, *self.bounds)
        first = WORD.search(title[0]) if title else None
        if title is None or first is None:
            raise Unsure
        *_, before = WORD.findall(self._text, self.bounds[0], title.start()) or [""]
        ends = first[0][-1].lower()
        known, owned = self.inflector.readings(first[0]), "NOUN" in self.inflector.parts(before)
        named = (
            any("nomn" in f.grammemes for f in known)
            if known
            else ends not in "аяуюыийеё" or (ends == "а" and not owned)
        )
        if not named or "PREP" in self.inflector.parts(before):
            raise Unsure  # «с «Прогестелем»», «капсулы «Прогестеля»», ««Формулой сна» вы вернёте сон»
        return title[0]

    def _words(self, *names: str) -> str:
        """Captures that stand side by side keep what is between them: quotation marks, commas. Raises Unsure."""
        if not any(name in self._captured for name in names):
            raise Unsure
        sentence = self._claim.view.sentence
        spans = [
            self._captured[n] for n in names if n in self._captured and self._captured[n][0] < self._captured[n][1]
        ]
        if not spans:
            return ""
        if all(a[1] == b[0] for a, b in pairwise(spans)):
            start = sentence.starts[spans[0][0]]
            while start > self._claim.start and self._text[start - 1] in "«„“(":
                start -= 1
            opens = start <= self.bounds[0] or self._text[:start].rstrip(" \u00a0").endswith("\n")
            first = 0 if opens else spans[0][0]
            return self._lowered(self._text[start : sentence.ends[spans[-1][1] - 1]], first)
        return " ".join(self._text[sentence.starts[a] : sentence.ends[b - 1]] for a, b in spans)

    def _sentence(self, *, opens: bool) -> str:
        """The sentence without its last sign; as a clause of another it must be one clause. Raises Unsure."""
        start, end = self.bounds
        words = _END.sub("", self._text[start:end])
        for opening, closing in ("«»", "()"):  # a bracket that was opened is closed
            if words.count(opening) > words.count(closing):
                words += closing
        first = WORD.search(words)
        if opens or first is None:
            return words
        kinds = [self.inflector.parts(w) for w in WORD.findall(words)]
        there = len(kinds) > 1 and "PREP" in kinds[0] and "NPRO" in kinds[1]  # «у вас гастрит»
        if (
            _CLAUSES.search(words)
            or not (there or any(kind & _PREDICATES for kind in kinds))  # «тяжесть в ногах»
            or "," in self._text[self._claim.end : end]
            or re.search(r"\bесли\b", words, re.IGNORECASE)
            or any(f.grammemes & {"CONJ", "Prnt"} for f in self.inflector.readings(first[0])[:1])
        ):
            raise Unsure
        if first.start() == 0 and not is_loud(words):
            if is_name(self.inflector, first[0]):
                raise Unsure
            words = words[:1].lower() + words[1:]
        return words


def _require_facts(text: str, claim: Claim, draft: Draft) -> None:
    """Numbers and names around the claim must not get lost, nor a price or a discount within it."""
    for fact in (*_SUM.findall(text, draft.start, draft.end), *_TITLE.findall(text, draft.start, draft.end)):
        if fact.lower() not in draft.text.lower():
            raise Unsure
    if draft.start >= claim.start and draft.end <= claim.end:
        return
    around = text[draft.start : claim.start] + " \n " + text[max(claim.end, draft.start) : draft.end]
    for fact in _FACT.findall(around):
        if fact.strip('«"').lower() not in draft.text.lower():
            raise Unsure
