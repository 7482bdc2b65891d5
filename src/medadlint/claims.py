"""Where does a text make a claim? Blocks without an anchor word are passed over at C speed; the rest is read closely."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from medadlint.extract.model import Block
from medadlint.fold import Folded
from medadlint.match import Captures, Matcher, View
from medadlint.pack import Pack, Rule
from medadlint.sentences import Sentence, spans


class Claim(NamedTuple):
    """A rule's claim: words ``first`` to ``last`` (exclusive) of ``view``; ``start``/``end`` in the folded text."""

    rule: Rule
    start: int
    end: int
    first: int
    last: int
    captures: Captures
    view: View


class Search:
    """A set of rules made ready to look for: their lines by the form sets that call for them."""

    def __init__(self, pack: Pack, rules: Sequence[Rule]) -> None:
        self.pack = pack
        self.rules = [r for r in rules if r.scope == "claim"]
        self.document_rules = [r for r in rules if r.scope == "document"]
        self._lines: dict[int, list[tuple[Rule, str, int]]] = {}
        for rule in rules:
            for part in ("match", "require"):
                for number, anchor in enumerate(rule.anchors(part)):
                    for form_set in anchor:
                        self._lines.setdefault(form_set, []).append((rule, part, number))
        self._hot = frozenset(self._lines)
        self._words = pack.anchor_words(self._hot)
        prefixes = pack.anchor_prefixes(self._hot)
        self._prefixes = re.compile(b"(?: |^)(?:" + b"|".join(map(re.escape, prefixes)) + b")") if prefixes else None

    def __call__(self, folded: Folded, blocks: Sequence[Block]) -> tuple[list[Claim], list[Rule]]:
        """The claims of a text in order, and the document rules whose requirement it does not meet."""
        reader = Reader(self.pack, folded, blocks)
        claims: list[Claim] = []
        met: set[str] = set()
        for block, (start, end) in enumerate(reader.blocks):
            if not self._waits_for(folded.fold[start:end]):
                continue
            for index, (a, b) in enumerate(reader.sentences(block)):
                if self._waits_for(folded.fold[a:b]):
                    present = self._hot.intersection(chain.from_iterable(reader.view(block, index).sets))
                    lines = dict.fromkeys(line for s in sorted(present) for line in self._lines[s])
                    wanted = [(rule, number) for rule, part, number in lines if part == "match"]
                    claims += claims_in(reader, block, index, wanted)
                    for rule, part, number in lines:
                        if part == "require" and rule.require[number].find(reader.view(block, index)):
                            met.add(rule.id)
        unmet = [r for r in self.document_rules if r.id not in met and (not r.anchors("when") or reader.holds(r.when))]
        return claims, unmet

    def _waits_for(self, fold: bytes) -> bool:
        if not self._words.isdisjoint(fold.split()):
            return True
        return self._prefixes is not None and self._prefixes.search(fold) is not None


def claims_in(reader: Reader, block: int, index: int, lines: Iterable[tuple[Rule, int]]) -> list[Claim]:
    """The claims that ``lines`` (a rule, the number of a line of its ``match``) find in one sentence."""
    view = reader.view(block, index)
    found: dict[tuple[str, int], Claim] = {}
    for rule, number in lines:
        for match in rule.match[number].find(view):
            claim = Claim(
                rule, view.sentence.starts[match.first], view.sentence.ends[match.last - 1],
                match.first, match.last, match.captures, view,
            )  # fmt: skip
            old = found.get((rule.id, match.first))
            if (old is None or old.last < claim.last) and not reader.excused(claim, block, index):
                found[rule.id, match.first] = claim
    kept: list[Claim] = []  # of the overlapping claims of one rule the longest
    for claim in sorted(found.values(), key=lambda c: (c.start - c.end, c.start)):
        if not any(k.rule is claim.rule and k.start < claim.end and claim.start < k.end for k in kept):
            kept.append(claim)
    return sorted(kept, key=lambda c: (c.start, c.end))


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
