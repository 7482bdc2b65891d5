"""One rule against one text, step by step: which words met which element, what was missing, what excused the claim."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from medadlint import pattern as P  # noqa: N812
from medadlint.claims import claims_in, regex_claims
from medadlint.compiler import Compiler
from medadlint.errors import RuleError
from medadlint.extract import extract
from medadlint.fold import fold
from medadlint.match import Match, Matcher, View
from medadlint.pack import Pack
from medadlint.packing import encode
from medadlint.reader import Claim, Place, Reader
from medadlint.rulefile import Files, Line
from medadlint.rulefile import Rule as RuleFile

_ANY_GAP = 10_000


class Element(NamedTuple):
    """One element of a pattern line. ``loose``: the same without its grammemes. ``most``: words a gap may take."""

    text: str
    program: list[Any]
    loose: list[Any]
    required: bool
    most: int


class Pattern(NamedTuple):
    """A pattern line taken apart."""

    line: Line
    elements: tuple[Element, ...]


class Trace(NamedTuple):
    """How one line met one sentence: the words that its elements took; ``match`` is None if not all were met."""

    pattern: Pattern
    view: View
    spans: dict[int, tuple[int, int]]
    match: Match | None
    place: Place

    @property
    def score(self) -> int:
        return sum(self.pattern.elements[k].required for k in self.spans)


class Tracer:
    """One rule against one text."""

    def __init__(self, files: Files, rule: RuleFile, text: str) -> None:
        # One rule and its guards: the other rules, and the lists that only they name, need not be compiled.
        named = {line.text for line in rule.unless}
        files = files._replace(rules=(rule,), guards={n: g for n, g in files.guards.items() if n in named})
        self._files = files
        compiler = Compiler(files)
        self._patterns = {
            part: [_take_apart(compiler, line) for line in lines]
            for part, lines in (("match", rule.match), ("when", rule.when), ("require", rule.require))
        }
        data = compiler.pack()
        if compiler.problems:
            raise RuleError(compiler.problems)
        self._pack = Pack(encode(data))
        self.rule = self._pack.by_id[rule.id]
        self._file = rule
        self._text = text
        self._folded, self._blocks = fold(text, self._pack.knows), extract(text, "text", False).blocks
        self._reader = Reader(self._pack, self._folded, self._blocks)

    def matches(self, part: str) -> list[Trace]:
        """The full matches of the lines of ``part``."""
        found = []
        for pattern in self._patterns[part]:
            matcher = self._matcher([*enumerate(pattern.elements)])
            for place in self._reader.places():
                view = self._reader.view(place)
                found += [Trace(pattern, view, _spans(m), m, place) for m in matcher.find(view)]
        return found

    def nearest(self, part: str, most: int = 3) -> list[Trace]:
        """The lines of ``part`` that came closest, the closest first; only those of which something was met."""
        traces = [max(self._partial(p), key=lambda t: t.score, default=None) for p in self._patterns[part]]
        met = [t for t in traces if t is not None]
        return sorted(met, key=lambda t: (_lacks(t), -t.score))[:most]

    def findings(self) -> list[Claim]:
        """The claims that the rule reports in the end."""
        lines = [(self.rule, matcher) for matcher in self.rule.match]
        claims = [c for place in self._reader.places() for c in claims_in(self._reader, place, lines)]
        return claims + regex_claims(self._reader, self.rule)

    def expressions(self) -> Iterator[tuple[str, list[str]]]:
        """The expressions of the rule, each with what it finds before any exception or guard has spoken."""
        for expression, line in zip(self.rule.expressions, self._file.regex, strict=True):
            bare = self.rule.varied(**{"regex": [expression], "unless": [], "except": []})
            claims = regex_claims(self._reader, bare)
            yield line.text, [self.quote(c.view, (c.first, c.last)) for c in claims]

    def elements(self, *, lacking: bool) -> Iterator[tuple[str, list[str]]]:
        """The selectors of the rule, each with the elements that fit; ``lacking``: and hold nothing of ``lacks``."""
        from medadlint import markup

        document = extract(self._text, "html", False)
        lacks = [markup.parse(text) for text in self.rule.data["lacks"]] if lacking else []
        for text in self.rule.data["element"]:
            yield text, [self._text[a:b] for a, b in markup.find(document, [markup.parse(text)], lacks)]

    def excuses(self, trace: Trace) -> Iterator[str]:
        """The exceptions and guards that speak for a full match, each with the line that does."""
        assert trace.match is not None
        claim = self._reader.claim(self.rule, trace.place, *trace.match)
        bare: dict[str, Any] = {"unless": [], "except": []}
        for program, line in zip(self.rule.data["except"], self._file.excepts, strict=True):
            if self._excused(claim, {**bare, "except": [program]}):
                yield f"исключение «{line.text}»"
        for name in self.rule.unless:
            guard, file = self._pack.guards[name], self._files.guards[name]
            for part, programs in guard.data.items():
                for program, line in zip(programs, getattr(file, part), strict=True):
                    self._pack.guards[name] = guard.varied(**{**dict.fromkeys(guard.data, ()), part: [program]})
                    if self._excused(claim, {**bare, "unless": [name]}):
                        yield f"защита {name} ({file.title.lower()}), строка «{line.text}»"
            self._pack.guards[name] = guard

    def lines(self, part: str) -> int:
        """The number of lines of ``part``."""
        return len(self._patterns[part])

    def missing(self, trace: Trace, k: int) -> str:
        """Why element ``k`` of a partial match was not met."""
        element, view = trace.pattern.elements[k], trace.view
        here = self._matcher([(k, element)]).find(view)
        if not here:
            near = self._matcher([(k, element._replace(program=element.loose))]).find(view)
            if near:
                return f"слово есть («{self.quote(view, near[0][:2])}»), но не в той форме"
            return "такого слова в предложении нет"
        found = min(here, key=lambda m: _distance(trace, k, m))
        word = self.quote(view, found[:2])
        before = max((s for j, s in trace.spans.items() if j < k), default=None)
        if before is not None and found.first >= before[1]:
            return f"слово «{word}» есть, но {self._too_far(trace, k, before[1], found.first)}"
        return f"слово «{word}» есть, но стоит не на своём месте"

    def _too_far(self, trace: Trace, k: int, end: int, start: int) -> str:
        between = start - end
        last = max(j for j in trace.spans if j < k)
        allowed = sum(e.most for e in trace.pattern.elements[last + 1 : k])
        stops = [
            trace.view.sentence.words[i] for i in range(end, start) if not self.rule.stop.isdisjoint(trace.view.sets[i])
        ]
        if between <= allowed and stops:
            return f"перед ним «{stops[0]}», а через это слово правило не смотрит"
        if between > allowed:
            return f"слишком далеко: слов между ними {between}, а можно {allowed}"
        return "другого слова перед ним не хватает"

    def quote(self, view: View, span: tuple[int, int]) -> str:
        """Words ``span`` of a sentence as they are written, signs between them included."""
        first, last = span
        sentence = view.sentence
        return self._folded.text[sentence.starts[first] : sentence.ends[last - 1]] if first < last else ""

    def _excused(self, claim: Claim, data: dict[str, Any]) -> bool:
        # A new reader each time: it remembers what a guard said of the document.
        reader = Reader(self._pack, self._folded, self._blocks)
        return reader.excused(claim._replace(rule=self.rule.varied(**data)))

    def _matcher(self, elements: list[tuple[int, Element]]) -> Matcher:
        """A matcher that remembers under «#3» what element 3 took."""
        program = ["&", *(["@", f"#{k}", e.program] for k, e in elements)]
        return Matcher(program, self.rule.stop, self.rule.lists)

    def _partial(self, pattern: Pattern) -> Iterator[Trace]:
        """The longest runs of elements that some sentence holds in order."""
        elements = [*enumerate(pattern.elements)]
        ends = [k for k, e in elements if e.required]
        runs = sorted(((a, b) for a in ends for b in ends if a <= b), key=lambda r: r[0] - r[1])
        for place in self._reader.places():
            view = self._reader.view(place)
            for a, b in runs:
                found = self._matcher(elements[a : b + 1]).find(view)
                if found:
                    yield Trace(pattern, view, _spans(found[0]), None, place)
                    break


def _take_apart(compiler: Compiler, line: Line) -> Pattern:
    try:
        items = P.parse(line.text).items
        # «врач-ортопед» is two words of one element: they begin at the same column
        groups = [list(group) for _, group in groupby(items, key=_start)]
        starts = [len(line.text[: _start(group[0]) - 1].rstrip("( ")) for group in groups] + [len(line.text)]
        elements = [
            Element(
                text=line.text[starts[k] : starts[k + 1]].strip(),
                program=["&", *(compiler.node(node, guard=False) for node in group)],
                loose=["&", *(compiler.node(_loosened(node), guard=False) for node in group)],
                required=not all(isinstance(_bare(node), P.Gap | P.Maybe | P.Comma) for node in group),
                most=sum(_most(node) for node in group),
            )
            for k, group in enumerate(groups)
        ]
    except P.PatternError as error:
        raise RuleError([line.problem(str(error), error.column, error.width)]) from None
    return Pattern(line, tuple(elements))


def _start(node: P.Node) -> int:
    return _start(node.item) if isinstance(node, P.Maybe | P.Capture) else node.column


def _bare(node: P.Node) -> P.Node:
    return _bare(node.item) if isinstance(node, P.Capture) else node


def _most(node: P.Node) -> int:
    """How many words a node may take between two others."""
    node = _bare(node)
    if isinstance(node, P.Gap):
        return _ANY_GAP if node.most is None else node.most
    return 0 if isinstance(node, P.Comma) else 1


def _loosened(node: P.Node) -> P.Node:
    """A node whose words may stand in any form."""
    match node:
        case P.Word() | P.Named():
            return node._replace(grammemes=())
        case P.Maybe() | P.Capture():
            return node._replace(item=_loosened(node.item))
        case P.Alternatives():
            return node._replace(options=tuple(map(_loosened, node.options)))
        case P.Sequence():
            return node._replace(items=tuple(map(_loosened, node.items)))
    return node


def _spans(match: Match) -> dict[int, tuple[int, int]]:
    return {int(name[1:]): (first, last) for name, first, last in match.captures if name.startswith("#")}


def _lacks(trace: Trace) -> int:
    return sum(e.required for e in trace.pattern.elements) - trace.score


def _distance(trace: Trace, k: int, match: Match) -> int:
    """How far ``match`` of element ``k`` stands from the run that was met."""
    inner = [edge for j, span in trace.spans.items() for edge in span if (j < k) == (match.first >= edge)]
    return min((abs(match.first - edge) for edge in inner), default=_ANY_GAP)
