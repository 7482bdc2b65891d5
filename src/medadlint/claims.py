"""Where does a text make a claim? Blocks without an anchor word are passed over at C speed; the rest is read closely."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from medadlint.errors import MedadlintError
from medadlint.extract.model import Block
from medadlint.fold import Folded
from medadlint.match import Captures, Matcher, View
from medadlint.pack import Pack, Rule
from medadlint.sentences import Sentence, spans

REGEX_SECONDS = 1.0
_NOTHING: frozenset[int] = frozenset()


class Claim(NamedTuple):
    """A rule's claim: words ``first`` to ``last`` (exclusive) of ``view``, the sentence number ``sentence`` of its block.

    ``start``/``end``: code points of the folded text.
    """

    rule: Rule
    start: int
    end: int
    first: int
    last: int
    captures: Captures
    view: View
    sentence: int


class Line(NamedTuple):
    """A line of a rule as the search sees it: ``needs`` are groups of form sets, one of each is in every match."""

    rule: Rule
    part: str
    number: int
    needs: tuple[frozenset[int], ...]


class Search:
    """A set of rules made ready to look for: their lines by the form sets that call for them."""

    def __init__(self, pack: Pack, rules: Sequence[Rule]) -> None:
        self.pack = pack
        self._regex_rules = [r for r in rules if r.data["regex"]]
        self.document_rules = [r for r in rules if r.scope == "document"]
        self._lines: dict[int, list[Line]] = {}
        for rule in rules:
            for part in ("match", "require"):
                for number, (anchor, needs) in enumerate(rule.calls(part)):
                    line = Line(rule, part, number, tuple(map(frozenset, needs)))
                    for form_set in anchor:
                        self._lines.setdefault(form_set, []).append(line)
        hot = frozenset(self._lines)
        self._words = pack.anchor_words(hot)
        self._get = pack.fold_sets(
            hot.union(*(n for lines in self._lines.values() for x in lines for n in x.needs))
        ).get
        prefixes = pack.anchor_prefixes(hot)
        self._prefixes = re.compile(b"(?: |^)(?:" + b"|".join(map(re.escape, prefixes)) + b")") if prefixes else None
        self._prefix_sets = pack.prefix_sets(hot)

    def __call__(self, folded: Folded, blocks: Sequence[Block]) -> tuple[list[Claim], list[Rule]]:
        """The claims of a text in order, and the document rules whose requirement it does not meet."""
        reader = Reader(self.pack, folded, blocks)
        claims: list[Claim] = []
        met: set[str] = set()
        for block, (start, end) in enumerate(reader.blocks):
            if not self._waits_for(folded.fold[start:end]):
                continue
            for index, (a, b) in enumerate(reader.sentences(block)):
                lines = self._called(folded.fold[a:b])
                if not lines:
                    continue
                wanted = [(x.rule, x.number) for x in lines if x.part == "match"]
                claims += claims_in(reader, block, index, wanted)
                for x in lines:
                    if x.part == "require" and x.rule.require[x.number].find(reader.view(block, index)):
                        met.add(x.rule.id)
        for rule in self._regex_rules:
            claims += regex_claims(reader, rule)
        unmet = [r for r in self.document_rules if r.id not in met and (not r.calls("when") or reader.holds(r.when))]
        return claims, unmet

    def _waits_for(self, fold: bytes) -> bool:
        return not self._words.isdisjoint(fold.split()) or (
            self._prefixes is not None and self._prefixes.search(fold) is not None
        )

    def _called(self, fold: bytes) -> list[Line]:
        """The lines whose words are all somewhere in a sentence: all others need no closer look."""
        if not self._waits_for(fold):
            return []
        present = _NOTHING.union(*[s for s in map(self._get, fold.split()) if s])
        if self._prefixes:
            present |= self._prefix_sets
        lines = {
            (x.rule.id, x.part, x.number): x
            for form_set in present
            for x in self._lines.get(form_set, ())
            if not any(map(present.isdisjoint, x.needs))
        }
        return [lines[key] for key in sorted(lines)]


def claims_in(reader: Reader, block: int, index: int, lines: Iterable[tuple[Rule, int]]) -> list[Claim]:
    """The claims that ``lines`` (a rule, the number of a line of its ``match``) find in one sentence."""
    view = reader.view(block, index)
    found: dict[tuple[str, int], Claim] = {}
    for rule, number in lines:
        for match in rule.match[number].find(view):
            claim = Claim(
                rule, view.sentence.starts[match.first], view.sentence.ends[match.last - 1],
                match.first, match.last, match.captures, view, index,
            )  # fmt: skip
            old = found.get((rule.id, match.first))
            if (old is None or old.last < claim.last) and not reader.excused(claim, block, index):
                found[rule.id, match.first] = claim
    kept: list[Claim] = []  # of the overlapping claims of one rule the longest
    for claim in sorted(found.values(), key=lambda c: (c.start - c.end, c.start)):
        if not any(k.rule is claim.rule and k.start < claim.end and claim.start < k.end for k in kept):
            kept.append(claim)
    return sorted(kept, key=lambda c: (c.start, c.end))


def regex_claims(reader: Reader, rule: Rule) -> list[Claim]:
    """The claims of a rule with expressions, each grown to whole words. Raises MedadlintError past the time limit."""
    claims = []
    text = reader.folded.text
    for expression in rule.regex:
        for block, (start, end) in enumerate(reader.blocks):
            try:
                spans = [m.span() for m in expression.finditer(text, start, end, timeout=REGEX_SECONDS)]
            except TimeoutError:
                raise MedadlintError(
                    f"правило «{rule.id}»: выражение не уложилось в {REGEX_SECONDS} с; упростите его"
                ) from None
            for a, b in spans:
                claim = reader.claim_at(rule, block, a, b)
                if claim and not reader.excused(claim, block, claim.sentence):
                    claims.append(claim)
    return claims


class Reader:
    """The sentences of one text, made when they are asked for."""

    def __init__(self, pack: Pack, folded: Folded, blocks: Sequence[Block]) -> None:
        self.pack = pack
        self.folded = folded
        self.blocks = [(folded.locate(b.start), folded.locate(b.end)) for b in blocks]
        self._sentences: dict[int, list[tuple[int, int]]] = {}
        self._views: dict[tuple[int, int], View] = {}
        self._document_guards: dict[str, bool] = {}

    def sentences(self, block: int) -> list[tuple[int, int]]:
        found = self._sentences.get(block)
        if found is None:
            start, end = self.blocks[block]
            found = self._sentences[block] = list(spans(self.folded.text, start, end, self.pack.abbreviations))
        return found

    def view(self, block: int, index: int) -> View:
        key = (block, index)
        found = self._views.get(key)
        if found is None:
            sentence = Sentence(self.folded, *self.sentences(block)[index])
            found = self._views[key] = View(sentence, self.pack.sets_of(sentence))
        return found

    def claim_at(self, rule: Rule, block: int, start: int, end: int) -> Claim | None:
        """The words of one sentence that ``start`` to ``end`` of the folded text touch, as a claim."""
        for index, (a, b) in enumerate(self.sentences(block)):
            if a <= start < b:
                view = self.view(block, index)
                s = view.sentence
                touched = [i for i in range(len(s)) if s.starts[i] < end and start < s.ends[i]]
                if touched:
                    first, last = touched[0], touched[-1] + 1
                    return Claim(rule, s.starts[first], s.ends[last - 1], first, last, (), view, index)
        return None

    def holds(self, matchers: list[Matcher]) -> bool:
        """Does any sentence of the text match one of ``matchers``?"""
        return any(
            m.find(self.view(block, index))
            for block in range(len(self.blocks))
            for index in range(len(self.sentences(block)))
            for m in matchers
        )

    def excused(self, claim: Claim, block: int, index: int) -> bool:
        """Does an exception or a guard of the rule speak for this claim?"""
        view = claim.view._replace(claim=(claim.first, claim.last))
        for matcher in claim.rule.excepts:
            if matcher.has_claim:
                if matcher.stands(view):
                    return True
            elif any(m.first < claim.last and claim.first < m.last for m in matcher.find(view)):
                return True
        return any(self._guards(name, view, block, index) for name in claim.rule.unless)

    def _guards(self, name: str, view: View, block: int, index: int) -> bool:
        guard = self.pack.guards[name]
        if guard.document:
            if name not in self._document_guards:
                self._document_guards[name] = self.holds(guard.document)
            if self._document_guards[name]:
                return True
        if any(m.stands(view) for m in guard.match):
            return True
        for matchers, step in ((guard.previous, -1), (guard.next, 1)):
            if matchers:
                beside = self._beside(block, index, step)
                if beside is not None and any(m.stands(beside) for m in matchers):
                    return True
        return False

    def _beside(self, block: int, index: int, step: int) -> View | None:
        """The sentence before or after, across blocks."""
        index += step
        if not 0 <= index < len(self.sentences(block)):
            block += step
            if not 0 <= block < len(self.blocks):
                return None
            index = 0 if step > 0 else len(self.sentences(block)) - 1
            if index < 0:
                return None
        return self.view(block, index)
