"""What a text must show all of: the findings of a family with parts become one, and it names the parts that are missing.

A rule of ``scope: part`` recognises one such part (say, one of an advertising mark) anywhere in the text as given and in
the targets of its links. With all parts there the findings of the family are silent.
"""

from __future__ import annotations

from medadlint.claims import Search
from medadlint.extract.model import Block, Extract
from medadlint.finding import Finding
from medadlint.fold import fold
from medadlint.light import Iterable, Sequence, cached_property
from medadlint.pack import Pack, Rule
from medadlint.reader import Claim

_SENTENCE_ENDS = frozenset(".!?…\r\n")
PART = "part"  # the scope of a rule that recognises one
REACH = 2  # a joined span is at most so many times as long as the two in it
MISSING = "Не найдено: {}."


class Parts:
    """The part rules that apply in a context."""

    def __init__(self, pack: Pack, rules: Sequence[Rule]) -> None:
        self._pack, self._rules = pack, [rule for rule in rules if rule.scope == PART]
        self._families = {rule.family for rule in self._rules}

    @cached_property
    def _search(self) -> Search:
        return Search(self._pack, self._rules)

    def gather(self, findings: list[Finding], claims: Iterable[Claim], document: Extract) -> list[Finding]:
        """``findings`` (sorted by place) with one of each family that has parts, and none if all of them are there.

        It is the first one; what follows closely in its sentence is taken in. ``claims``: those of ``document``, and parts.
        """
        families = [finding.family for finding in findings]
        if self._families.isdisjoint(families):
            return findings
        kept: list[Finding | None] = [*findings]
        gathered: dict[str, tuple[int, Finding]] = {}  # of a family: where in ``kept``
        for number, family in enumerate(families):
            if family in self._families:
                finding = findings[number]
                at, first = gathered.get(family, (number, finding))
                gathered[family] = at, _joined(first, finding, document.source) if at < number else finding
                kept[number] = None
        there = self._found(claims, document)
        for family, (at, finding) in gathered.items():
            lacking = [
                r.title[0].lower() + r.title[1:] for r in self._rules if r.family == family and r.id not in there
            ]
            kept[at] = _told(finding, lacking) if lacking else None
        return [finding for finding in kept if finding]

    def _found(self, claims: Iterable[Claim], document: Extract) -> set[str]:
        """The ids of the parts that stand in the text or in a link target."""
        targets = [target for e in document.elements if (target := e.attrs.get("href"))]
        if targets:
            from urllib.parse import unquote

            blocks, pieces, end = list(document.blocks), [document.text], len(document.text)
            for target in map(unquote, targets):
                start, end = end + 2, end + 2 + len(target)
                pieces.append(target)
                blocks.append(Block(start, end, "href"))
            claims = self._search(fold("\n\n".join(pieces), self._pack.knows), blocks, whole=False)[0]
        return {rule.id for rule in {claim.rule for claim in claims} if rule.scope == PART}


def _told(finding: Finding, missing: Sequence[str]) -> Finding:
    return finding._replace(message=f"{finding.message} {MISSING.format(', '.join(missing))}")


def _joined(first: Finding, second: Finding, source: str) -> Finding:
    """``first`` with ``second`` in its span if they stand in one sentence and little lies between them."""
    end = max(first.end, second.end)
    parted = not _SENTENCE_ENDS.isdisjoint(source[first.end : second.start])
    if parted or end - first.start > REACH * (len(first.quote) + len(second.quote)):
        return first
    return first._replace(end=end, quote=source[first.start : end])
