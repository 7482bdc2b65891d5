"""What a text must show all of: the findings of a family with parts become one, and it names the parts that are missing.

A rule of ``scope: part`` recognises one such part (say, one of an advertising mark) anywhere in the text as given and in
the targets of its links. With all parts there the findings of the family are silent.
"""

from __future__ import annotations

from medadlint.claims import Search
from medadlint.extract.model import Block, Extract
from medadlint.finding import Finding
from medadlint.fold import Folded, fold
from medadlint.light import Iterable, Sequence, cached_property
from medadlint.pack import Pack, Rule

_SENTENCE_ENDS = frozenset(".!?…\r\n")
REACH = 2  # a joined span is at most so many times as long as the two in it
MISSING = "Не найдено: {}."


class Parts:
    """The part rules that apply in a context, ready to be looked for."""

    def __init__(self, pack: Pack, rules: Sequence[Rule]) -> None:
        self._pack, self._rules = pack, rules
        self._families = {rule.family for rule in rules}

    @cached_property
    def _search(self) -> Search:
        return Search(self._pack, self._rules)

    def gather(self, findings: Iterable[Finding], document: Extract, folded: Folded) -> list[Finding]:
        """``findings`` (sorted by place) with one of each family that has parts, and none if all of them are there.

        It is the first one; what follows closely in its sentence is taken in. ``folded``: the text of ``document``.
        """
        kept: dict[str | int, Finding] = {}
        for finding in findings:
            key = finding.family if finding.family in self._families else len(kept)
            kept[key] = _joined(kept[key], finding, document.source) if key in kept else finding
        there = set() if self._families.isdisjoint(kept) else self._found(document, folded)
        lacking: dict[str, list[str]] = {family: [] for family in self._families}
        for rule in self._rules:
            if rule.id not in there:
                lacking[rule.family].append(rule.title[0].lower() + rule.title[1:])
        return [_told(f, lacking.get(f.family, ())) for f in kept.values() if lacking.get(f.family) != []]

    def _found(self, document: Extract, folded: Folded) -> set[str]:
        """The ids of the parts that stand in the text or in a link target."""
        blocks = list(document.blocks)
        targets = [target for e in document.elements if (target := e.attrs.get("href"))]
        if targets:
            from urllib.parse import unquote

            pieces, end = [document.text], len(document.text)
            for target in map(unquote, targets):
                start, end = end + 2, end + 2 + len(target)
                pieces.append(target)
                blocks.append(Block(start, end, "href"))
            folded = fold("\n\n".join(pieces), self._pack.knows)
        return {claim.rule.id for claim in self._search(folded, blocks, whole=False)[0]}


def _told(finding: Finding, missing: Sequence[str]) -> Finding:
    return finding._replace(message=f"{finding.message} {MISSING.format(', '.join(missing))}") if missing else finding


def _joined(first: Finding, second: Finding, source: str) -> Finding:
    """``first`` with ``second`` in its span if they stand in one sentence and little lies between them."""
    end = max(first.end, second.end)
    parted = not _SENTENCE_ENDS.isdisjoint(source[first.end : second.start])
    if parted or end - first.start > REACH * (len(first.quote) + len(second.quote)):
        return first
    return first._replace(end=end, quote=source[first.start : end])
