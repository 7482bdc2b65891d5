"""Where does a text make a claim? Stretches without an anchor word are passed over at C speed; the rest is read closely."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from medadlint.errors import MedadlintError
from medadlint.extract.model import Block
from medadlint.fold import Folded
from medadlint.match import Captures, Matcher, View
from medadlint.pack import Guard, Pack, Rule
from medadlint.sentences import Sentence, fold_words, sentences, stretches

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


class Line:
    """A line as an index sees it. ``owner``, ``part``, ``number``: whose line it is, and which.

    ``needs``: a bit for each group of form sets it cannot do without; ``steps``: the numbers of those bits in their order,
    each with how many words further it stands at most (-1 = any number); ``signs``: the signs («%») it cannot do without.
    """

    __slots__ = ("needs", "number", "owner", "part", "signs", "steps")

    def __init__(
        self, owner: Rule | Guard, part: str, number: int, needs: int, steps: Sequence[tuple[int, int]], signs: str
    ) -> None:
        self.owner, self.part, self.number = owner, part, number
        self.needs, self.steps, self.signs = needs, steps, signs

    @property
    def matcher(self) -> Matcher:
        matchers: list[Matcher] = getattr(self.owner, self.part)
        return matchers[self.number]


class Known(NamedTuple):
    """What an index knows of a word: the bits of its groups, the same as numbers, and the lines that it calls for."""

    bits: int
    groups: frozenset[int]
    lines: tuple[Line, ...]


def _known(bits: int, calling: dict[int, list[Line]]) -> Known:
    groups = frozenset(_bits_of(bits))
    return Known(bits, groups, tuple(line for group in sorted(groups) for line in calling.get(group, ())))


class Index:
    """Lines by the words that call for them.

    Each group of form sets that some line needs has a bit; a word has the bits of the groups it belongs to. A sentence
    whose words lack a bit of a line, or have them in another order or too far apart, cannot match it.
    """

    def __init__(self, pack: Pack, parts: Iterable[tuple[Rule | Guard, str]]) -> None:
        self._abbreviations = pack.abbreviations
        bits: dict[frozenset[int], int] = {}
        by_group: dict[frozenset[int], list[Line]] = {}

        def bit(group: list[int]) -> int:
            return bits.setdefault(frozenset(group), 1 << len(bits))

        for owner, part in parts:
            for number, anchor, steps in _calls(owner.data[part]):
                own = [(bit(group), reach) for group, reach in steps]
                needs = reduce(or_, (step for step, _ in own), bit(anchor))
                # Where a sign stands is known only to the matcher: the steps are walked up to the first.
                walkable = next((i for i, (group, _) in enumerate(steps) if pack.may_be_sign(group)), len(own))
                signs = "".join(pack.sign_of(group) for group, _ in steps)
                walk = [(group.bit_length(), reach) for group, reach in own[:walkable]]
                line = Line(owner, part, number, needs, walk, signs)
                by_group.setdefault(frozenset(anchor), []).append(line)
        self._sign_bits = pack.sign_bits(bits)
        calling = {bits[group].bit_length(): lines for group, lines in by_group.items()}
        words = pack.word_bits(bits)
        known = {own: _known(own, calling) for own in set(words.values())}
        self._words = {word: known[own] for word, own in words.items()}
        self._prefixes = [
            (re.compile(b"(?:[ .]|^)" + re.escape(prefix)), tuple(lines))
            for group, lines in by_group.items()
            for prefix in pack.prefixes_of(group)
        ]
        self._prefix_bits = reduce(or_, (b for g, b in bits.items() if pack.prefixes_of(g)), 0)

    def called(self, reader: Reader) -> Iterator[tuple[Place, list[Line]]]:
        """The sentences worth a closer look, each with the lines whose words are all in it, in order and near enough."""
        text, fold = reader.folded.text, reader.folded.fold
        done = (-1, -1)
        for start, end, words in stretches(reader.folded, self._abbreviations):
            lines = self._lines_for(words, text, fold, start, end)
            if not lines:
                continue
            inside = list(reader.within(start, end - 1))
            for place, a, b in inside:
                if place <= done:
                    continue
                if len(inside) > 1:
                    lines = self._lines_for(fold_words(fold[a:b]), text, fold, a, b)
                if lines:
                    yield place, lines
                done = place

    def _lines_for(self, words: list[bytes], text: str, fold: bytes, start: int, end: int) -> list[Line]:
        known = list(filter(None, map(self._words.get, words)))
        present = self._prefix_bits | self._sign_bits
        for entry in known:
            present |= entry.bits
        called = {x: None for entry in known for x in entry.lines if x.needs & present == x.needs}
        for prefix, lines in self._prefixes:
            if prefix.search(fold, start, end):
                called.update((x, None) for x in lines if x.needs & present == x.needs)
        if not called:
            return []
        # Where each group stands: a set of places as the bits of an integer. A number written in parts («15 000») is one
        # word for the matcher, so its parts count once.
        where: dict[int, int] = {}
        wanted = {group for x in called for group, _ in x.steps}
        place = 1
        for i, word in enumerate(words):
            if i and not (word.isdigit() and words[i - 1].isdigit()):
                place <<= 1
            found = self._words.get(word)
            for group in wanted.intersection(found.groups) if found else ():
                where[group] = where.get(group, 0) | place
        near = {
            (id(x.owner), x.part, x.number): x  # a line of many calls is looked at once
            for x in called
            if _in_order(x.steps, where) and all(text.find(sign, start, end) >= 0 for sign in x.signs)
        }
        return list(near.values())


def _calls(lines: list[Any]) -> Iterator[tuple[int, list[int], list[tuple[list[int], int]]]]:
    """The calls of the lines of a part (compiler.Compiled), each with the number of its line."""
    return ((number, anchor, steps) for number, (_, calls) in enumerate(lines) for anchor, steps in calls)


class Search:
    """A set of rules made ready to look for."""

    def __init__(self, pack: Pack, rules: Sequence[Rule]) -> None:
        self.pack = pack
        self.element_rules = [r for r in rules if r.scope == "element"]
        self._regex_rules = [r for r in rules if r.data["regex"]]
        self._document_rules = [r for r in rules if r.scope == "document"]
        self._index = Index(pack, [(r, part) for r in rules for part in ("match", "require")])

    def __call__(self, folded: Folded, blocks: Sequence[Block]) -> tuple[list[Claim], list[Rule]]:
        """The claims of a text in order, and the document rules whose requirement it does not meet."""
        reader = Reader(self.pack, folded, blocks)
        claims: list[Claim] = []
        met: set[str] = set()
        for place, lines in self._index.called(reader):
            wanted = []
            for x in lines:
                assert isinstance(x.owner, Rule)
                if x.part == "match":
                    wanted.append((x.owner, x.matcher))
                elif x.owner.id not in met and x.matcher.find(reader.view(place)):
                    met.add(x.owner.id)
            if wanted:
                claims += claims_in(reader, place, wanted)
        for rule in self._regex_rules:
            claims += regex_claims(reader, rule)
        unmet = [r for r in self._document_rules if r.id not in met and (not r.when or reader.holds(r, "when"))]
        return claims, unmet


def _bits_of(number: int) -> Iterator[int]:
    """The numbers of the bits that are set, the lowest is 1."""
    while number:
        lowest = number & -number
        yield lowest.bit_length()
        number ^= lowest


def _in_order(steps: Sequence[tuple[int, int]], where: dict[int, int]) -> bool:
    """Can the steps of a line be walked, given the places of each group?"""
    walked = 0
    for number, (group, reach) in enumerate(steps):
        here = where.get(group, 0)
        if number == 0:
            walked = here
        elif reach < 0:
            first = walked & -walked
            walked = here & -first & ~first
        else:
            spread = 0
            for step in range(1, reach + 1):
                spread |= walked << step
            walked = here & spread
        if walked == 0:
            return False
    return True


def claims_in(reader: Reader, place: Place, lines: Iterable[tuple[Rule, Matcher]]) -> list[Claim]:
    """The claims that ``lines`` (matchers of ``match`` with their rules) find in one sentence."""
    view = reader.view(place)
    found: dict[tuple[str, int], Claim] = {}
    for rule, matcher in lines:
        for match in matcher.find(view):
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
                index = bisect_right(reader.sentences(block), (a, end)) - 1
                if index < 0:
                    continue  # a block without words has no sentences
                place = (block, index)
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
            found = self.sentences(block)
            for index in range(max(0, bisect_right(found, (start, end)) - 1), len(found)):
                a, b = found[index]
                if a >= end:
                    break
                if start < b:
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

    def holds(self, owner: Rule | Guard, part: str) -> bool:
        """Does any sentence of the text match a line of ``part``?"""
        index = self.pack.index(owner, part, lambda: Index(self.pack, [(owner, part)]))
        return any(x.matcher.find(self.view(place)) for place, lines in index.called(self) for x in lines)

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
                self._document_guards[name] = self.holds(guard, "document")
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
