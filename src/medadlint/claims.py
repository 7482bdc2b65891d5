"""Where does a text make a claim? Stretches without an anchor word are passed over at C speed; the rest is read closely."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from medadlint.errors import MedadlintError
from medadlint.extract.model import Block
from medadlint.fold import Folded
from medadlint.match import Captures, Matcher, View
from medadlint.pack import Pack, Rule
from medadlint.sentences import Borders, Sentence

REGEX_SECONDS = 1.0
_WINDOW = 1 << 16  # bytes of the fold that are split into words at a time

Span = tuple[int, int]


class Claim(NamedTuple):
    """A rule's claim: words ``first`` to ``last`` (exclusive) of ``view``; ``start``/``end``: code points of the fold."""

    rule: Rule
    start: int
    end: int
    first: int
    last: int
    captures: Captures
    view: View


class Line(NamedTuple):
    """A line of a rule as the search sees it: ``needs`` has a bit for each group of form sets it cannot do without."""

    rule: Rule
    part: str
    number: int
    needs: int


class Search:
    """A set of rules made ready to look for.

    Each group of form sets that some line needs has a bit; a word has the bits of the groups it belongs to. A sentence
    whose words lack a bit of a line cannot match it.
    """

    def __init__(self, pack: Pack, rules: Sequence[Rule]) -> None:
        self.pack = pack
        self._regex_rules = [r for r in rules if r.data["regex"]]
        self.document_rules = [r for r in rules if r.scope == "document"]
        bits: dict[frozenset[int], int] = {}
        self._lines: dict[int, list[Line]] = {}
        for rule in rules:
            for part in ("match", "require"):
                for number, (anchor, groups) in enumerate(rule.calls(part)):
                    needs = 0
                    for group in (anchor, *groups):
                        needs |= bits.setdefault(frozenset(group), 1 << len(bits))
                    line = Line(rule, part, number, needs)
                    self._lines.setdefault(bits[frozenset(anchor)], []).append(line)
        self._anchors = sum(self._lines)
        self._bits = pack.word_bits(bits)
        self._words = frozenset(w for w, b in self._bits.items() if b & self._anchors)
        prefixes = pack.prefixes_of(frozenset().union(*(g for g, b in bits.items() if b & self._anchors)))
        self._prefixes = re.compile(b"(?:[ .]|^)(?:" + b"|".join(map(re.escape, prefixes)) + b")") if prefixes else None
        self._prefix_bits = sum(b for g, b in bits.items() if pack.prefixes_of(g))

    def __call__(self, folded: Folded, blocks: Sequence[Block]) -> tuple[list[Claim], list[Rule]]:
        """The claims of a text in order, and the document rules whose requirement it does not meet."""
        reader = Reader(self.pack, folded, blocks)
        claims: list[Claim] = []
        met: set[str] = set()
        for span, lines in self._called(reader):
            claims += claims_in(reader, span, [(x.rule, x.number) for x in lines if x.part == "match"])
            for x in lines:
                if x.part == "require" and x.rule.require[x.number].find(reader.view(span)):
                    met.add(x.rule.id)
        for rule in self._regex_rules:
            claims += regex_claims(reader, rule)
        unmet = [r for r in self.document_rules if r.id not in met and (not r.calls("when") or reader.holds(r.when))]
        return claims, unmet

    def _called(self, reader: Reader) -> Iterator[tuple[Span, list[Line]]]:
        """The sentences worth a closer look, each with the lines whose words are all in it."""
        fold = reader.folded.fold
        done = 0
        for start, end in self._stretches(fold):
            for a, b in reader.borders.between(max(start, done), end):
                done = b
                lines = self._lines_for(fold[a:b])
                if lines:
                    yield (a, b), lines

    def _stretches(self, fold: bytes) -> Iterator[Span]:
        """The stretches between full stops that hold an anchor word."""
        disjoint, prefixes = self._words.isdisjoint, self._prefixes
        at, size = 0, len(fold)
        while at < size:
            stop = min(size, at + _WINDOW)
            if stop < size:
                stop = fold.rfind(b".", at, stop) + 1 or fold.rfind(b" ", at, stop) + 1 or stop
            for stretch in fold[at:stop].split(b"."):
                if not disjoint(stretch.split()) or (prefixes and prefixes.search(stretch)):
                    yield at, at + len(stretch)
                at += len(stretch) + 1
            at = stop

    def _lines_for(self, fold: bytes) -> list[Line]:
        get = self._bits.get
        present = self._prefix_bits
        for word in fold.replace(b".", b" ").split():
            bits = get(word)
            if bits:
                present |= bits
        called = []
        anchors = present & self._anchors
        while anchors:
            lowest = anchors & -anchors
            called += [x for x in self._lines[lowest] if x.needs & present == x.needs]
            anchors ^= lowest
        return called


def claims_in(reader: Reader, span: Span, lines: Iterable[tuple[Rule, int]]) -> list[Claim]:
    """The claims that ``lines`` (a rule, the number of a line of its ``match``) find in one sentence."""
    view = reader.view(span)
    found: dict[tuple[str, int], Claim] = {}
    for rule, number in lines:
        for match in rule.match[number].find(view):
            claim = reader.claim(rule, view, match.first, match.last, match.captures)
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
        for start, end in reader.blocks:
            try:
                spans = [m.span() for m in expression.finditer(text, start, end, timeout=REGEX_SECONDS)]
            except TimeoutError:
                raise MedadlintError(
                    f"правило «{rule.id}»: выражение не уложилось в {REGEX_SECONDS} с; упростите его"
                ) from None
            for a, b in spans:
                view = reader.view(reader.borders.around(a, start, end))
                s = view.sentence
                touched = [i for i in range(len(s)) if s.starts[i] < b and a < s.ends[i]]
                if touched:
                    claim = reader.claim(rule, view, touched[0], touched[-1] + 1)
                    if not reader.excused(claim):
                        claims.append(claim)
    return claims


class Reader:
    """One text, read sentence by sentence as it is asked for."""

    def __init__(self, pack: Pack, folded: Folded, blocks: Sequence[Block]) -> None:
        self.pack = pack
        self.folded = folded
        self.blocks = [(folded.locate(b.start), folded.locate(b.end)) for b in blocks]
        self.borders = Borders(folded, self.blocks, pack.abbreviations)
        self._views: dict[Span, View] = {}
        self._document_guards: dict[str, bool] = {}

    def spans(self) -> Iterator[Span]:
        """All sentences."""
        return self.borders.between(0, len(self.folded.text))

    def view(self, span: Span) -> View:
        """The words of a sentence with their form sets."""
        found = self._views.get(span)
        if found is None:
            sentence = Sentence(self.folded, *span)
            found = self._views[span] = View(sentence, self.pack.sets_of(sentence))
        return found

    def claim(self, rule: Rule, view: View, first: int, last: int, captures: Captures = ()) -> Claim:
        s = view.sentence
        return Claim(rule, s.starts[first], s.ends[last - 1], first, last, captures, view)

    def holds(self, matchers: list[Matcher]) -> bool:
        """Does any sentence of the text match one of ``matchers``?"""
        return any(m.find(view) for view in map(self.view, self.spans()) for m in matchers)

    def excused(self, claim: Claim) -> bool:
        """Does an exception or a guard of the rule speak for this claim?"""
        view = claim.view._replace(claim=(claim.first, claim.last))
        for matcher in claim.rule.excepts:
            if matcher.has_claim:
                if matcher.stands(view):
                    return True
            elif any(m.first < claim.last and claim.first < m.last for m in matcher.find(view)):
                return True
        return any(self._guards(name, view) for name in claim.rule.unless)

    def _guards(self, name: str, view: View) -> bool:
        guard = self.pack.guards[name]
        if guard.document:
            if name not in self._document_guards:
                self._document_guards[name] = self.holds(guard.document)
            if self._document_guards[name]:
                return True
        if any(m.stands(view) for m in guard.match):
            return True
        if guard.previous:
            span = self.borders.before(view.sentence.start)
            if span and any(m.stands(self.view(span)) for m in guard.previous):
                return True
        if guard.next:
            span = self.borders.after(view.sentence.end)
            if span and any(m.stands(self.view(span)) for m in guard.next):
                return True
        return False
