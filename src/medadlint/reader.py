"""One text, read sentence by sentence as it is asked for, and what guards say of a claim in it."""

from __future__ import annotations

from bisect import bisect_right

from medadlint.extract.model import ATTRIBUTES, Block
from medadlint.fold import Folded
from medadlint.footnote import notes
from medadlint.light import TYPE_CHECKING, Any, Iterable, Iterator, NamedTuple, Sequence, cached_property
from medadlint.match import Captures, Matcher, View
from medadlint.native import native
from medadlint.pack import Guard, Matchers, Pack, Rule
from medadlint.sentences import Sentence, sentences

if TYPE_CHECKING:
    from medadlint import _native

_KEPT = 64  # sentences whose words are kept at hand: a guard looks at the neighbours

Question = tuple[Rule | Guard | None, str]
"""A part of a rule or guard that speaks of the whole document: does any sentence match one of its lines?"""

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
    reader: Reader
    place: Place

    @property
    def view(self) -> View:
        return self.reader.view(self.place)


if native:
    native.use_claim(Claim)


class Reader:
    """One text, read sentence by sentence as it is asked for."""

    def __init__(self, pack: Pack, folded: Folded, blocks: Sequence[Block]) -> None:
        self.pack = pack
        self.folded = folded
        self._given = blocks
        self._sentences: dict[int, list[tuple[int, int]]] = {}
        self._views: dict[Place, View] = {}
        self._far: dict[Rule, list[Guard]] = {}
        self.said: dict[Question, bool] = {}

    @cached_property
    def blocks(self) -> list[tuple[int, int]]:
        """The blocks, as spans of ``folded.text``."""
        if self.folded.pieces is None:
            return [(b.start, b.end) for b in self._given]
        locate = self.folded.locate
        return [(locate(b.start), locate(b.end)) for b in self._given]

    @cached_property
    def native(self) -> _native.Reader | None:
        """The same in C, if that is how the pack is searched."""
        if self.pack.sets is None:
            return None
        folded = self.folded

        def spell(start: int, end: int) -> list[bytes]:
            return Sentence(folded, start, end).keys

        blocks = self._given if folded.pieces is None else self.blocks
        return native.Reader(self.pack.sets, folded.text, folded.fold, blocks, self.pack.abbreviations, spell, notes)

    def sentences(self, block: int) -> list[tuple[int, int]]:
        """The sentences of a block, as spans of ``folded.text``."""
        found = self._sentences.get(block)
        if found is None:
            found = self._sentences[block] = sentences(self.folded, *self.blocks[block], self.pack.abbreviations)
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
        s = self.view(place).sentence
        return Claim(rule, s.starts[first], s.ends[last - 1], first, last, captures, self, place)

    def holds(self, owner: Rule | Guard, part: str) -> bool:
        """Does any sentence of the text match a line of ``part``? Answered at once if a search has been through the text."""
        question = (owner, part)
        if question not in self.said:
            lines: Matchers = getattr(owner, part)
            self.said[question] = any(m.find(self.view(place)) for place in self.places() for m in lines)
        return self.said[question]

    def claims(self, place: Place, lines: Iterable[tuple[Rule, Matcher]]) -> list[Claim]:
        """What ``lines`` find in a sentence that no exception and no guard near by speaks for, by place."""
        if self.native:
            return self.native.claims(self, place, [(*line, defence(self.pack, line[0])) for line in lines])
        view = self.view(place)
        claims = [self.claim(rule, place, *match) for rule, matcher in lines for match in matcher.find(view)]
        return chosen([claim for claim in claims if not self._excused_nearby(claim)])

    def unsettled(self, claims: list[Claim]) -> list[Claim]:
        """Those of ``claims`` that no guard speaks for which asks the document."""
        far = {rule: guards for rule in {claim.rule for claim in claims} if (guards := self._far_of(rule))}
        if not far:
            return claims
        return [c for c in claims if c.rule not in far or not self._settled(far[c.rule], c.place[0])]

    def excused(self, claim: Claim) -> bool:
        """Does an exception or a guard of the rule speak for this claim?"""
        return not self.unsettled([claim]) or self._excused_nearby(claim)

    def _far_of(self, rule: Rule) -> list[Guard]:
        """The guards of a rule that ask the document."""
        found = self._far.get(rule)
        if found is None:
            guards = map(self.pack.guards.__getitem__, rule.unless)
            found = self._far[rule] = [guard for guard in guards if guard.of_document or guard.unless_said]
        return found

    def _settled(self, guards: Iterable[Guard], block: int) -> bool:
        """Does a guard speak for all claims in a block, by what the document says, or does not say?"""
        return any(
            (guard.of_document and self.holds(guard, "document"))
            or (guard.unless_said and not self._beside_it(guard, block))
            for guard in guards
        )

    def _excused_nearby(self, claim: Claim) -> bool:
        view = View(claim.view.sentence, claim.view.sets, (claim.first, claim.last))
        guards = [self.pack.guards[name] for name in claim.rule.unless]
        return (
            claim.rule.excepts.touch(view)
            or any(guard.match.stand(view) for guard in guards)
            or any(
                matchers.stand(beside)
                for guard in guards
                for matchers, step in guard.beside
                for beside in self._beside(claim.place, step)
            )
        )

    def _beside_it(self, guard: Guard, block: int) -> bool:
        """Does what is read along with a block match a line of ``without``?"""
        if self._given[block].kind not in ATTRIBUTES:
            return self.holds(guard, "without")
        views = (self.view((block, index)) for index in range(len(self.sentences(block))))
        return any(m.find(view) for view in views for m in guard.without)

    def _beside(self, place: Place, step: int) -> Iterator[View]:
        """The sentence before or after, across blocks; after it come its footnotes as well."""
        block, index = place[0], place[1] + step
        if not 0 <= index < len(self.sentences(block)):
            block += step
            index = 0 if step > 0 or not 0 <= block < len(self.blocks) else len(self.sentences(block)) - 1
        if 0 <= block < len(self.blocks) and 0 <= index < len(self.sentences(block)):
            yield self.view((block, index))
        if step > 0:
            for start in notes(self.folded.text, *self.sentences(place[0])[place[1]]):
                yield from (self.view(note) for note, _, _ in self.within(start, start + 1))


def defence(pack: Pack, rule: Rule) -> tuple[Any, ...]:
    """For the C: all that may speak for a claim of ``rule`` near by."""
    guards = map(pack.guards.__getitem__, rule.unless)
    return (rule.excepts.native, *((g.match.native, g.previous.native, g.next.native) for g in guards))


def chosen(claims: list[Claim]) -> list[Claim]:
    """Of the claims in a sentence those to be told, by place: of the overlapping ones of one rule the longest."""
    longest: dict[tuple[Rule, int], Claim] = {}
    for claim in claims:
        old = longest.get((claim.rule, claim.first))
        if old is None or old.last < claim.last:
            longest[claim.rule, claim.first] = claim
    kept: list[Claim] = []
    for claim in sorted(longest.values(), key=lambda c: (c.start - c.end, c.start)):
        if not any(k.rule is claim.rule and k.start < claim.end and claim.start < k.end for k in kept):
            kept.append(claim)
    return sorted(kept, key=lambda c: (c.start, c.end))
