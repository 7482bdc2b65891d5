"""Where does a text make a claim? Sentences that call for no line are passed over at C speed; the rest is read closely."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right

from medadlint.calls import Index, claiming
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
        asked: set[Question] = {(guard, "document") for guard in self.pack.guards.values() if guard.of_document}
        if whole:
            asked |= {(rule, part) for rule in self._document_rules for part in ("when", "require") if rule.data[part]}
        every = frozenset(asked)
        claims: list[Claim] = []
        for _, calls, found in self._index.called(reader, asked):
            claims += found
            for call in calls:
                if call.part != "match":
                    asked.discard(call.question)
        reader.said = {question: question not in asked for question in every}
        claims = reader.unsettled(claims)
        for rule in self._regex_rules:
            claims += regex_claims(reader, rule)
        unmet = [
            rule
            for rule in self._document_rules
            if whole and not reader.holds(rule, "require") and (reader.holds(rule, "when") or not rule.data["when"])
        ]
        return claims, unmet

    def wanted(self, reader: Reader) -> list[tuple[Place, list[tuple[Rule, Matcher]]]]:
        """The sentences with the lines of ``match`` that match there."""
        return [(place, claiming(calls)) for place, calls, _ in self._index.called(reader, ())]


def claims_in(reader: Reader, place: Place, lines: Iterable[tuple[Rule, Matcher]]) -> list[Claim]:
    """The claims that ``lines`` (matchers of ``match`` with their rules) find in one sentence."""
    return reader.unsettled(reader.claims(place, lines))


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
