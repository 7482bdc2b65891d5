"""``medadlint rules test``: do the rules do what their own examples say, and does every line earn its place?

An example pins the place with brackets and the rewrite after an arrow:

    [Гарантируем результат]! -> Стремимся к результату!        (``\\n`` in an example is a line break)

A line, or an alternative within it, earns its place if some example of the file changes its verdict without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from medadlint import markup
from medadlint import pattern as P  # noqa: N812
from medadlint.cache import builtin_rules
from medadlint.claims import Search, claims_in, regex_claims
from medadlint.compiler import Compiler
from medadlint.errors import Problem, RuleError
from medadlint.extract import extract
from medadlint.fold import Folded, fold
from medadlint.linter import Linter
from medadlint.match import Matcher
from medadlint.norms import CHANNELS, OBJECTS
from medadlint.pack import Pack, Rule
from medadlint.packing import encode
from medadlint.reader import Place, Reader
from medadlint.rulefile import Guard as GuardFile
from medadlint.rulefile import Line, read_packs
from medadlint.rulefile import Rule as RuleFile


class Example(NamedTuple):
    """``spans``: the claims that must be found (code points); ``rewritten``: the text after the rewrite, or None."""

    text: str
    spans: tuple[tuple[int, int], ...]
    rewritten: str | None


def read_example(line: str) -> Example:
    """Read an example line of a rule file."""
    text, arrow, after = line.partition(" -> ")
    text, after = text.replace("\\n", "\n"), after.replace("\\n", "\n")
    spans, plain, done, opened = [], "", 0, 0
    for mark in re.finditer(r"[\[\]]", text):
        plain += text[done : mark.start()]
        done = mark.end()
        if mark[0] == "[":
            opened = len(plain)
        else:
            spans.append((opened, len(plain)))
    return Example(plain + text[done:], tuple(spans), after.strip() if arrow else None)


class _Text(NamedTuple):
    """An example made ready to be searched."""

    example: Example
    folded: Folded
    reader: Reader


def run(extra: tuple[str, ...] = (), only: frozenset[str] = frozenset()) -> tuple[int, list[Problem]]:
    """Test the built-in packs, or the packs ``extra`` on top of them (then only those); ``only``: ids of rules.

    Returns the number of examples and what is wrong. Raises RuleError if the packs cannot be compiled.
    """
    folders = [builtin_rules(), *map(Path, extra)]
    files, problems = read_packs(folders)
    compiler = Compiler(files)
    data = compiler.pack()
    if problems + compiler.problems:
        raise RuleError(problems + compiler.problems)
    tester = _Tester(compiler, Pack(encode(data)), extra)
    names = tuple(f"{f.name}/" for f in folders[1:] or folders)
    for rule in files.rules:
        if rule.source.path.startswith(names) and (not only or rule.id in only):
            tester.rule(rule)
    for guard in files.guards.values():
        if guard.source.path.startswith(names) and (not only or guard.id in only):
            tester.guard(guard)
    return tester.examples, tester.problems


class _Tester:
    def __init__(self, compiler: Compiler, pack: Pack, extra: tuple[str, ...]) -> None:
        self.compiler, self.pack, self.extra = compiler, pack, extra
        self.problems: list[Problem] = []
        self.examples = 0
        self._search = Search(pack, ())
        self._linters: dict[tuple[str, str], Linter] = {}

    # --- one rule ------------------------------------------------------------------------------------------------

    def rule(self, file: RuleFile) -> None:
        rule = self.pack.by_id[file.id]
        texts = [self._text(line) for line in (*file.bad, *file.good)]
        before = [_verdict(rule, t) for t in texts]
        for line, text, verdict, bad in self._with_lines(file.bad, file.good, texts, before):
            self.examples += 1
            expected = text.example.spans
            if rule.scope in ("document", "element"):  # no words to put brackets around
                expected = ((0, 0),) if bad else ()
            elif bad and not expected:
                self._add(line, "в примере не отмечено место: возьмите найденное в [скобки]")
            if verdict != expected:
                self._add(line, f"ожидалось {_shown(text, expected)}, найдено {_shown(text, verdict)}")
            elif bad and text.example.rewritten is not None:
                self._check_rewrite(rule, line, text.example)
        for what, line, variant in self._variants(file, rule):
            if all(_verdict(variant, t) == v for t, v in zip(texts, before, strict=True)):
                self._add(
                    line,
                    f"{what} ничего не меняет: ни один пример без этого не меняет исхода; допишите пример или уберите",
                )

    def _variants(self, file: RuleFile, rule: Rule) -> Iterator[tuple[str, Line, Rule]]:
        data = rule.data
        parts = (("match", file.match), ("except", file.excepts), ("when", file.when), ("require", file.require))
        for part, lines in parts:
            for what, number, programs in self._line_variants(lines, data[part], guard=part == "except"):
                yield what, lines[number], rule.varied(**{part: programs})
        for number, line in enumerate(file.regex):
            rest = rule.expressions[:number] + rule.expressions[number + 1 :]
            yield f"выражение «{line.text}»", line, rule.varied(regex=rest)
        for part, lines in (("element", file.element), ("lacks", file.lacks)):
            for number, line in enumerate(lines):
                rest = data[part][:number] + data[part][number + 1 :]
                yield f"строка «{line.text}»", line, rule.varied(**{part: rest})
        for name in file.unless:
            left = [n for n in data["unless"] if n != name.text]
            yield f"защита «{name.text}»", name, rule.varied(unless=left)

    def _line_variants(
        self, lines: tuple[Line, ...], programs: list[Any], *, guard: bool
    ) -> Iterator[tuple[str, int, list[Any]]]:
        """A block without one line, and with one line that lacks an alternative."""
        for number, line in enumerate(lines):
            rest = programs[:number] + programs[number + 1 :]
            yield f"строка «{line.text}»", number, rest
            for option, tree in _without_one(P.parse(line.text)):
                shorter = self.compiler.node(tree, guard=guard)
                yield f"альтернатива «{option}»", number, [*programs[:number], shorter, *programs[number + 1 :]]

    def _check_rewrite(self, rule: Rule, line: Line, example: Example) -> None:
        linter = self._linter_for(rule)
        offers = [
            example.text[: r.start] + r.text + example.text[r.end :]
            for f in linter.check(example.text, whole=False) if f.rule == rule.id for r in f.rewrites
        ]  # fmt: skip
        if example.rewritten is not None and example.rewritten not in offers:
            self._add(line, f"ожидалась замена «{example.rewritten}», предложено: {'; '.join(offers) or 'ничего'}")

    def _linter_for(self, rule: Rule) -> Linter:
        """A linter of the first context in which the law answers claims of this rule."""
        for obj in rule.objects or OBJECTS:
            for channel in rule.channels or CHANNELS:
                if self.pack.law.norm(rule.family, rule.kind, obj, channel, "9998"):
                    key = (obj, channel)
                    if key not in self._linters:
                        self._linters[key] = Linter(obj, channel, rules=self.extra, preview=True)
                    return self._linters[key]
        return Linter(rules=self.extra)

    # --- one guard -----------------------------------------------------------------------------------------------

    def guard(self, file: GuardFile) -> None:
        """A guard is judged by the rules that name it."""
        self._search = Search(self.pack, [r for r in self.pack.rules if file.id in r.unless])
        texts = [self._text(line) for line in (*file.bad, *file.good)]
        wanted = [self._search.wanted(t.reader) for t in texts]
        before = [_left(t, w) for t, w in zip(texts, wanted, strict=True)]
        for line, text, claims, bad in self._with_lines(file.bad, file.good, texts, before):
            self.examples += 1
            if bool(claims) != bad:
                found = ", ".join(f"{rule} «{text.folded.text[a:b]}»" for rule, a, b in claims) or "ничего"
                self._add(line, f"{'ожидалось хоть что-то' if bad else 'ожидалась тишина'}, найдено {found}")
        guard = self.pack.guards[file.id]
        for part in ("match", "previous", "next", "document", "without"):
            lines: tuple[Line, ...] = getattr(file, part)
            for what, number, programs in self._line_variants(lines, guard.data[part], guard=part != "document"):
                self.pack.guards[file.id] = guard.varied(**{part: programs})
                if all(_left(t, w) == v for t, w, v in zip(texts, wanted, before, strict=True)):
                    self._add(lines[number], f"{what} ничего не меняет: ни один пример без этого не меняет исхода")
        self.pack.guards[file.id] = guard

    # --- shared --------------------------------------------------------------------------------------------------

    def _text(self, line: Line) -> _Text:
        example = read_example(line.text)
        folded = fold(example.text, self.pack.knows)
        return _Text(example, folded, Reader(self.pack, folded, extract(example.text, "text", False).blocks))

    def _with_lines(
        self, bad: tuple[Line, ...], good: tuple[Line, ...], texts: list[_Text], verdicts: list[Any]
    ) -> Iterable[tuple[Line, _Text, Any, bool]]:
        kinds = [True] * len(bad) + [False] * len(good)
        return zip((*bad, *good), texts, verdicts, kinds, strict=True)

    def _add(self, line: Line, message: str) -> None:
        self.problems.append(line.problem(message, 1, len(line.text)))


def _verdict(rule: Rule, text: _Text) -> tuple[tuple[int, int], ...]:
    """Where ``rule`` alone speaks up in an example; ((0, 0),) for a document rule that misses something."""
    reader = text.reader
    if rule.scope == "document":
        silent = reader.holds(rule, "require") or (bool(rule.when) and not reader.holds(rule, "when"))
        return () if silent else ((0, 0),)
    if rule.scope == "element":
        document = extract(text.example.text, "html", False)
        selectors, lacks = ([markup.parse(line) for line in rule.data[part]] for part in ("element", "lacks"))
        return ((0, 0),) if any(markup.find(document, selectors, lacks)) else ()
    lines = [(rule, matcher) for matcher in rule.match]
    claims = [claim for place in reader.places() for claim in claims_in(reader, place, lines)]
    claims += regex_claims(reader, rule)
    return tuple(text.folded.origin(c.start, c.end, text.example.text) for c in claims)


def _left(text: _Text, wanted: list[tuple[Place, list[tuple[Rule, Matcher]]]]) -> tuple[tuple[str, int, int], ...]:
    """The claims that the guards, as they are now, leave of those that stand in an example."""
    reader = Reader(text.reader.pack, text.folded, extract(text.example.text, "text", False).blocks)
    claims = [claim for place, lines in wanted for claim in claims_in(reader, place, lines)]
    return tuple((c.rule.id, c.start, c.end) for c in claims)


def _shown(text: _Text, spans: Iterable[tuple[int, int]]) -> str:
    shown = [f"«{text.example.text[a:b]}»" if b else "находка о документе" for a, b in spans]
    return ", ".join(shown) or "ничего"


def _without_one(node: P.Node) -> Iterator[tuple[str, P.Node]]:
    """Every tree that lacks one alternative of ``node``, with the words of that alternative."""
    if isinstance(node, P.Alternatives):
        for i, option in enumerate(node.options):
            rest = node.options[:i] + node.options[i + 1 :]
            yield _words(option), rest[0] if len(rest) == 1 else node._replace(options=rest)
        for i, option in enumerate(node.options):
            for name, smaller in _without_one(option):
                yield name, node._replace(options=(*node.options[:i], smaller, *node.options[i + 1 :]))
    elif isinstance(node, P.Sequence):
        for i, item in enumerate(node.items):
            for name, smaller in _without_one(item):
                yield name, node._replace(items=(*node.items[:i], smaller, *node.items[i + 1 :]))
    elif isinstance(node, P.Maybe | P.Capture):
        for name, smaller in _without_one(node.item):
            yield name, node._replace(item=smaller)


def _words(node: P.Node) -> str:
    match node:
        case P.Word():
            return node.text
        case P.Named():
            return f"<{node.name}>"
        case P.Sequence():
            return " ".join(filter(None, map(_words, node.items)))
        case P.Alternatives():
            return "(" + " | ".join(map(_words, node.options)) + ")"
        case P.Maybe() | P.Capture():
            return _words(node.item)
    return ""
