"""Where does a text make a claim? Sentences that call for no line are passed over at C speed; the rest is read closely."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right

from medadlint.calls import Index
from medadlint.errors import MedadlintError
from medadlint.extract.model import Block
from medadlint.fold import Folded
from medadlint.light import Iterable, Sequence
from medadlint.match import Matcher
from medadlint.pack import Pack, Rule
from medadlint.reader import Claim, Place, Question, Reader

REGEX_SECONDS = 1.0


class Search:
    """A set of rules made ready to look for."""

    def __init__(self, pack: Pack, rules: Sequence[Rule]) -> None:
        self.pack = pack
        self.element_rules = [r for r in rules if r.scope == "element"]
        self._regex_rules = [r for r in rules if r.expressions]
        self._document_rules = [r for r in rules if r.scope == "document"]
        self._index = Index(pack, rules)

    def __call__(
        self, folded: Folded, blocks: Sequence[Block], *, whole: bool = True
    ) -> tuple[list[Claim], list[Rule]]:
        """The claims of a text in order, and the document rules whose requirement it does not meet (if it is ``whole``)."""
        reader = Reader(self.pack, folded, blocks)
        claims = [
            claim for place, lines in self.wanted(reader, whole=whole) for claim in claims_in(reader, place, lines)
        ]
        for rule in self._regex_rules:
            claims += regex_claims(reader, rule)
        unmet = [
            rule
            for rule in self._document_rules
            if whole and not reader.holds(rule, "require") and (reader.holds(rule, "when") or not rule.data["when"])
        ]
        return claims, unmet

    def wanted(self, reader: Reader, *, whole: bool = False) -> list[tuple[Place, list[tuple[Rule, Matcher]]]]:
        """The sentences with the lines of ``match`` that might match there.

        On the way the reader learns what the text as a whole says: all that guards ask of it, and, if it is ``whole``,
        what document rules do.
        """
        asked: set[Question] = {(guard, "document") for guard in self.pack.guards.values() if guard.of_document}
        if whole:
            asked |= {(rule, part) for rule in self._document_rules for part in ("when", "require") if rule.data[part]}
        every = frozenset(asked)
        wanted: list[tuple[Place, list[tuple[Rule, Matcher]]]] = []
        for place, calls in self._index.called(reader, asked):
            lines: list[tuple[Rule, Matcher]] = []
            # in an order of its own, not that of the index
            for call in sorted(calls, key=lambda call: call.line) if len(calls) > 1 else calls:
                if call.part == "match":
                    assert isinstance(call.owner, Rule)
                    lines.append((call.owner, call.matcher))
                elif call.question in asked and call.matcher.find(reader.view(place)):
                    asked.remove(call.question)
            if lines:
                wanted.append((place, lines))
        reader.said = {question: question not in asked for question in every}
        return wanted


def claims_in(reader: Reader, place: Place, lines: Iterable[tuple[Rule, Matcher]]) -> list[Claim]:
    """The claims that ``lines`` (matchers of ``match`` with their rules) find in one sentence."""
    longest: dict[tuple[str, int], Claim] = {}
    for claim in reader.claims(place, lines):
        old = longest.get((claim.rule.id, claim.first))
        if old is None or old.last < claim.last:
            longest[claim.rule.id, claim.first] = claim
    found = list(longest.values())
    if len(found) < 2:
        return found
    kept: list[Claim] = []  # of the overlapping claims of one rule the longest
    for claim in sorted(found, key=lambda c: (c.start - c.end, c.start)):
        if not any(k.rule is claim.rule and k.start < claim.end and claim.start < k.end for k in kept):
            kept.append(claim)
    return sorted(kept, key=lambda c: (c.start, c.end))


def regex_claims(reader: Reader, rule: Rule) -> list[Claim]:
    """The claims of a rule with expressions, each grown to whole words. Raises MedadlintError past the time limit
    of all its searches of the text together.
    """
    claims: dict[tuple[Place, int, int], Claim | None] = {}
    text = reader.folded.text
    left = REGEX_SECONDS
    for expression in rule.regex:
        for block, (start, end) in enumerate(reader.blocks):
            begun = time.thread_time()
            try:
                spans = [m.span() for m in expression.finditer(text, start, end, timeout=left)]
            except TimeoutError:
                left = 0.0
            left -= time.thread_time() - begun
            if left <= 0:
                raise MedadlintError(f"правило «{rule.id}»: выражения не уложились в {REGEX_SECONDS} с; упростите их")
            for a, b in spans:
                index = bisect_right(reader.sentences(block), (a, end)) - 1
                if index < 0 or a == b:
                    continue  # a block without words has no sentences
                place = (block, index)
                s = reader.view(place).sentence
                first, last = bisect_right(s.ends, a), bisect_left(s.starts, b)
                if first < last and (place, first, last) not in claims:
                    claim = reader.claim(rule, place, first, last)
                    claims[place, first, last] = None if reader.excused(claim) else claim
    return [claim for claim in claims.values() if claim]
