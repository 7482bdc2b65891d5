"""Where does a text make a claim? Stretches without an anchor word are passed over at C speed; the rest is read closely."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from medadlint.errors import MedadlintError
from medadlint.extract.model import Block
from medadlint.fold import Folded
from medadlint.match import Captures, Matcher, View
from medadlint.pack import Pack, Rule
from medadlint.sentences import Sentence, sentences, stretches

REGEX_SECONDS = 1.0
_KEPT = 64  # sentences whose words are kept at hand: a guard looks at the neighbours

Place = tuple[int, int]
"""A sentence: the number of its block and its number there."""


class Claim(NamedTuple):
    """A rule's claim: words ``first`` to ``last`` (exclusive) of ``view``, which is the sentence at ``place``.

    ``start``/``end``: code points of the folded text.
    """

    rule: Rule
    start: int
    end: int
    first: int
    last: int
    captures: Captures
    view: View
    place: Place


class Line(NamedTuple):
    """A line of a rule as the search sees it.

    ``needs``: a bit for each group of form sets it cannot do without; ``steps``: those bits in their order, each with how
    many words further it stands at most (-1 = any number).
    """

    rule: Rule
    part: str
    number: int
    needs: int
    steps: tuple[tuple[int, int], ...]


class Search:
    """A set of rules made ready to look for.

    Each group of form sets that some line needs has a bit; a word has the bits of the groups it belongs to. A sentence
    whose words lack a bit of a line, or have them in another order or too far apart, cannot match it.
    """

    def __init__(self, pack: Pack, rules: Sequence[Rule]) -> None:
        self.pack = pack
        self.element_rules = [r for r in rules if r.scope == "element"]
        self._regex_rules = [r for r in rules if r.data["regex"]]
        self.document_rules = [r for r in rules if r.scope == "document"]
        bits: dict[frozenset[int], int] = {}
        self._lines: dict[int, list[Line]] = {}

        def bit(group: list[int]) -> int:
            return bits.setdefault(frozenset(group), 1 << len(bits))

        for rule in rules:
            for part in ("match", "require"):
                for number, (anchor, steps) in enumerate(rule.calls(part)):
                    own = [(bit(group), reach) for group, reach in steps]
                    needs = bit(anchor)
                    for step, _ in own:
                        needs |= step
                    # Where a sign stands is known only to the matcher: the steps are walked up to the first.
                    signless = next((i for i, (g, _) in enumerate(steps) if pack.has_sign(g)), len(own))
                    self._lines.setdefault(bit(anchor), []).append(
                        Line(rule, part, number, needs, tuple(own[:signless]))
                    )
        self._anchors = sum(self._lines)
        self._bits, self._signs = pack.word_bits(bits)
        self._words = frozenset(w for w, b in self._bits.items() if b & self._anchors)
        prefixes = pack.prefixes_of(frozenset().union(*(g for g, b in bits.items() if b & self._anchors)))
        self._prefixes = re.compile(b"(?:[ .]|^)(?:" + b"|".join(map(re.escape, prefixes)) + b")") if prefixes else None
        self._prefix_bits = sum(b for g, b in bits.items() if pack.prefixes_of(g))

    def __call__(self, folded: Folded, blocks: Sequence[Block]) -> tuple[list[Claim], list[Rule]]:
        """The claims of a text in order, and the document rules whose requirement it does not meet."""
        reader = Reader(self.pack, folded, blocks)
        claims: list[Claim] = []
        met: set[str] = set()
        for place, lines in self._called(reader):
            claims += claims_in(reader, place, [(x.rule, x.number) for x in lines if x.part == "match"])
            for x in lines:
                if x.part == "require" and x.rule.require[x.number].find(reader.view(place)):
                    met.add(x.rule.id)
        for rule in self._regex_rules:
            claims += regex_claims(reader, rule)
        unmet = [r for r in self.document_rules if r.id not in met and (not r.calls("when") or reader.holds(r.when))]
        return claims, unmet

    def _called(self, reader: Reader) -> Iterator[tuple[Place, list[Line]]]:
        """The sentences worth a closer look, each with the lines whose words are all in it, in order and near enough."""
        text, fold = reader.folded.text, reader.folded.fold
        disjoint, prefixes = self._words.isdisjoint, self._prefixes
        done = (-1, -1)
        for start, end, words in stretches(reader.folded, self.pack.abbreviations):
            if disjoint(words) and not (prefixes and prefixes.search(fold, start, end)):
                continue
            lines = self._lines_for(words, text[start:end])
            if not lines:
                continue
            inside = list(reader.within(start, end - 1))
            for place, a, b in inside:
                if place <= done:
                    continue
                if len(inside) > 1:
                    lines = self._lines_for(fold[a:b].replace(b".", b" ").split(), text[a:b])
                if lines:
                    yield place, lines
                done = place

    def _lines_for(self, words: list[bytes], text: str) -> list[Line]:
        get = self._bits.get
        masks = [get(word, 0) for word in words]
        present = reduce(or_, masks, self._prefix_bits)
        for sign, bits in self._signs:
            if sign in text:
                present |= bits
        called = []
        anchors = present & self._anchors
        while anchors:
            lowest = anchors & -anchors
            called += [x for x in self._lines[lowest] if x.needs & present == x.needs]
            anchors ^= lowest
        if not called:
            return called
        # A number written in parts («15 000») is one word for the matcher: its parts count once.
        at, places = 0, []
        for i, word in enumerate(words):
            at += not (i and word.isdigit() and words[i - 1].isdigit())
            places.append(at)
        where: dict[int, int] = {}
        return [x for x in called if _in_order(x.steps, masks, places, where)]


def _in_order(steps: tuple[tuple[int, int], ...], masks: list[int], places: list[int], where: dict[int, int]) -> bool:
    """Can the steps of a line be walked? Sets of places are bits of an integer; ``where`` keeps those of each step."""
    walked = 0
    for number, (bit, reach) in enumerate(steps):
        here = where.get(bit)
        if here is None:
            here = where[bit] = sum({1 << place for mask, place in zip(masks, places, strict=True) if mask & bit})
        if number == 0:
            walked = here
        elif reach < 0 or walked == 0:
            walked = here & -(walked & -walked) & ~(walked & -walked)
        else:
            spread = 0
            for step in range(1, reach + 1):
                spread |= walked << step
            walked = here & spread
        if walked == 0:
            return False
    return True


def claims_in(reader: Reader, place: Place, lines: Iterable[tuple[Rule, int]]) -> list[Claim]:
    """The claims that ``lines`` (a rule, the number of a line of its ``match``) find in one sentence."""
    view = reader.view(place)
    found: dict[tuple[str, int], Claim] = {}
    for rule, number in lines:
        for match in rule.match[number].find(view):
            claim = reader.claim(rule, place, match.first, match.last, match.captures)
            old = found.get((rule.id, match.first))
            if (old is None or old.last < claim.last) and not reader.excused(claim):
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
                place = (block, bisect_right(reader.sentences(block), (a, end)) - 1)
                s = reader.view(place).sentence
                touched = [i for i in range(len(s)) if s.starts[i] < b and a < s.ends[i]]
                if touched:
                    claim = reader.claim(rule, place, touched[0], touched[-1] + 1)
                    if not reader.excused(claim):
                        claims.append(claim)
    return claims


class Reader:
    """One text, read sentence by sentence as it is asked for."""

    def __init__(self, pack: Pack, folded: Folded, blocks: Sequence[Block]) -> None:
        self.pack = pack
        self.folded = folded
        self.blocks = [(folded.locate(b.start), folded.locate(b.end)) for b in blocks]
        self._sentences: dict[int, list[tuple[int, int]]] = {}
        self._views: dict[Place, View] = {}
        self._document_guards: dict[str, bool] = {}

    def sentences(self, block: int) -> list[tuple[int, int]]:
        """The sentences of a block, as spans of ``folded.text``."""
        found = self._sentences.get(block)
        if found is None:
            found = self._sentences[block] = list(sentences(self.folded, *self.blocks[block], self.pack.abbreviations))
        return found

    def places(self) -> Iterator[Place]:
        """All sentences."""
        return ((block, index) for block in range(len(self.blocks)) for index in range(len(self.sentences(block))))

    def within(self, start: int, end: int) -> Iterator[tuple[Place, int, int]]:
        """The sentences that touch ``start`` to ``end``."""
        for block in range(max(0, bisect_right(self.blocks, (start, end)) - 1), len(self.blocks)):
            if self.blocks[block][0] >= end:
                return
            for index, (a, b) in enumerate(self.sentences(block)):
                if a < end and start < b:
                    yield (block, index), a, b

    def view(self, place: Place) -> View:
        """The words of a sentence with their form sets."""
        found = self._views.get(place)
        if found is None:
            if len(self._views) > _KEPT:
                self._views.clear()
            sentence = Sentence(self.folded, *self.sentences(place[0])[place[1]])
            found = self._views[place] = View(sentence, self.pack.sets_of(sentence))
        return found

    def claim(self, rule: Rule, place: Place, first: int, last: int, captures: Captures = ()) -> Claim:
        """The words ``first`` to ``last`` (exclusive) of a sentence as a claim."""
        view = self.view(place)
        s = view.sentence
        return Claim(rule, s.starts[first], s.ends[last - 1], first, last, captures, view, place)

    def holds(self, matchers: list[Matcher]) -> bool:
        """Does any sentence of the text match one of ``matchers``?"""
        return any(m.find(self.view(place)) for place in self.places() for m in matchers)

    def excused(self, claim: Claim) -> bool:
        """Does an exception or a guard of the rule speak for this claim?"""
        view = claim.view._replace(claim=(claim.first, claim.last))
        for matcher in claim.rule.excepts:
            if matcher.has_claim:
                if matcher.stands(view):
                    return True
            elif any(m.first < claim.last and claim.first < m.last for m in matcher.find(view)):
                return True
        return any(self._guards(name, view, claim.place) for name in claim.rule.unless)

    def _guards(self, name: str, view: View, place: Place) -> bool:
        guard = self.pack.guards[name]
        if guard.document:
            if name not in self._document_guards:
                self._document_guards[name] = self.holds(guard.document)
            if self._document_guards[name]:
                return True
        if any(m.stands(view) for m in guard.match):
            return True
        for matchers, step in ((guard.previous, -1), (guard.next, 1)):
            beside = self._beside(place, step) if matchers else None
            if beside and any(m.stands(beside) for m in matchers):
                return True
        return False

    def _beside(self, place: Place, step: int) -> View | None:
        """The sentence before or after, across blocks."""
        block, index = place[0], place[1] + step
        if not 0 <= index < len(self.sentences(block)):
            block += step
            if not 0 <= block < len(self.blocks):
                return None
            index = 0 if step > 0 else len(self.sentences(block)) - 1
        return self.view((block, index)) if 0 <= index < len(self.sentences(block)) else None
