"""Rules to a pack: every word expanded to its forms, every pattern to a small program, all as plain JSON data.

A *form set* is what one word of a pattern may look like (a lemma with its grammemes, one exact word, a prefix, a list).
A pack maps words to the form sets they belong to, so that matching needs no morphology. A program is a nested list:

    ["w", [form sets]]  one word            ["g", n]      a gap of up to n words (-1: any number)
    ["c", name]         a built-in class    [","]         a comma or the like    ["."]  the claim
    ["l", number]       one of a list with phrases, which is compiled once
    ["?", p]  ["@", name, p]  ["|", p, …]  ["&", p, …]    optional, capture, one of, one after another
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from medadlint import expression, markup, template
from medadlint import pattern as P  # noqa: N812
from medadlint.anchors import Call, Calls, Owner, Program, marked
from medadlint.errors import Problem, RuleError, close, meant
from medadlint.fold import fold_word
from medadlint.forms import new_forms
from medadlint.formsets import DIGIT_SET, FormSets
from medadlint.lawfile import check_law
from medadlint.morphology import LemmaError, Morphology
from medadlint.rulefile import Files, Guard, Line, Rule
from medadlint.sentences import CLASSES, DIGITS, QUESTION

# Lists with a meaning to the engine. «не-пропускать»: words a gap of a claim never skips; «частое»: the commonest words
# in the order of their frequency, not to look for first; «сокращение»: a full stop after them does not end a sentence;
# «предмет»: what is sold and by whom, which no general sentence may take the place of; «рядом-нельзя»: what beside a
# rewrite makes it untrue; «лечит-не-врач»: who treats and is no doctor; «тема»: what a page may be about, a service or an
# ailment; «место-вообще»: a place without a name.
STOP_LIST, COMMON_LIST, ABBREVIATION_LIST = "не-пропускать", "частое", "сокращение"
NAMED_LISTS = {
    "subject": "предмет",
    "vow": "рядом-нельзя",
    "other": "лечит-не-врач",
    "place": "место-вообще",
    "topic": "тема",
}

_LOOSE = ("g", ",")  # with what no line begins or ends

Entry = int | P.Named | Program
List = tuple[list[int], list[tuple[Line, P.Named | Program]]]
"""The words of a list (see FormSets.spelt); what else there is in it."""


class Compiled(NamedTuple):
    """A line of a rule as a program, and the calls for it."""

    program: Program
    calls: list[Call]


class Compiler:
    """Compiles the files of packs. Problems are collected in ``problems``; what is broken is left out."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.problems: list[Problem] = []
        lexicon = {}
        for word, (model, line) in files.lexicon.items():
            lexicon[word.lower()] = model
            if model and " " in model:
                self.problems.append(line.problem("образец — одно слово: «как массаж»"))
        ranked = enumerate(files.lists.get(COMMON_LIST, ()), 1)
        common = {fold_word(line.text.lstrip("=")): rank for rank, line in ranked}
        self.morphology = Morphology(lexicon, new_forms(marked(common)))
        self._sets = FormSets(self.morphology)
        self._nodes: tuple[dict[P.Node, Program], ...] = {}, {}  # elsewhere, in guards
        self._pieces: dict[str, list[Program]] = {}
        self._entries: dict[str, Entry] = {}
        self._read: dict[str, List] = {}
        self._lists: dict[tuple[Any, ...], Program] = {}
        self._phrases: list[Program] = []
        self._calls = Calls(self._sets, self._phrases, common)
        self._open: list[str] = []
        self.rewrites: dict[str, template.Read] = {}
        self._check_lexicon()

    def _check_lexicon(self) -> None:
        for word, (_, line) in self.files.lexicon.items():
            try:
                self.morphology.check(word)
            except LemmaError as error:
                self.problems.append(line.problem(str(error), 1, len(line.text)))

    # --- lines ---------------------------------------------------------------------------------------------------

    def line(self, line: Line, *, guard: bool = False) -> Compiled | None:
        """Compile one line of ``match`` and the like; None (and a problem) if it is broken."""
        try:
            program = self.program(line.text, guard=guard)
            calls = [] if guard else self._calls.of(program)
            if not all(call.near for call in calls):
                raise P.PatternError("в строке нет ни одного слова, по которому её можно искать: добавьте слово", 1)
        except P.PatternError as error:
            self._broken(line, error)
            return None
        return Compiled(program, calls)

    def _broken(self, line: Line, error: P.PatternError) -> None:
        """Note what is wrong with a line. Raises RuleError if there are too many words: the rest is not looked at."""
        self.problems.append(line.problem(str(error), error.column, error.width))
        if self._sets.full:
            raise RuleError(self.problems)

    def lines(self, lines: tuple[Line, ...], called: Owner | None = None, *, guard: bool = False) -> list[Program]:
        """Compile a block; broken and repeated lines become problems. ``called``: whose calls the lines have."""
        out: list[Program] = []
        seen: set[str] = set()
        for line in lines:
            if line.text in seen:
                self.problems.append(line.problem("эта строка уже есть: уберите повтор", 1, len(line.text)))
            seen.add(line.text)
            compiled = self.line(line, guard=guard)
            if compiled:
                if called:
                    self._calls.add(called, len(out), compiled.calls)
                out.append(compiled.program)
        return out

    def program(self, pattern: str, *, guard: bool = False) -> Program:
        """A pattern as a program. Raises PatternError."""
        try:
            row = P.row(pattern)
            if row is None or (f"<{P.CLAIM}>" in pattern and not guard):
                return self.node(P.parse(pattern, bare=True), guard=guard)
            items: list[Program] = []
            for piece in row:
                items += self._pieces.get(piece) or self._piece(piece)
            if items[0][0] not in _LOOSE and items[-1][0] not in _LOOSE:
                return items[0] if len(items) == 1 else ["&", *items]
        except P.PatternError:
            pass
        return self.node(P.parse(pattern), guard=guard)  # which tells the place of what is wrong

    def _piece(self, piece: str) -> list[Program]:
        """What a piece of a line stands for, as programs. Raises PatternError."""
        self._pieces[piece] = [self.node(node, guard=True) for node in P.nodes(piece)]
        return self._pieces[piece]

    def node(self, node: P.Node, *, guard: bool) -> Program:
        """A part of a pattern as a program. Raises PatternError."""
        known = self._nodes[guard]
        made = known.get(node)
        if made is None:
            made = known[node] = self._node(node, guard=guard)
        return made

    def _node(self, node: P.Node, *, guard: bool) -> Program:
        known = self._nodes[guard].get
        match node:
            case P.Word():
                return ["w", [self._sets.word(node)]]
            case P.Sequence():
                items = [known(n) or self.node(n, guard=guard) for n in node.items]
                return items[0] if len(items) == 1 else ["&", *items]
            case P.Alternatives():
                return _alternatives([known(n) or self.node(n, guard=guard) for n in node.options])
            case P.Named(name=P.CLAIM):
                if not guard:
                    raise P.PatternError(
                        f"<{P.CLAIM}> бывает только в защитах и в except", node.column, len(P.CLAIM) + 2
                    )
                return ["."]
            case P.Named():
                return self._named(node)
            case P.Gap():
                return ["g", -1 if node.most is None else node.most]
            case P.Comma():
                return [","]
            case P.Maybe():
                return ["?", self.node(node.item, guard=guard)]
            case P.Capture():
                return ["@", node.name, self.node(node.item, guard=guard)]

    def _named(self, node: P.Named) -> Program:
        name = node.name
        if name == DIGITS:
            return ["w", [DIGIT_SET]]
        if name == QUESTION:
            return ["w", [self._sets.word(P.Word("?", "exact", (), node.column))]]
        if name in CLASSES and name not in self.files.lists:
            return ["c", name]
        key = (name, node.grammemes)
        if key not in self._lists:
            if name not in self.files.lists:
                near = close(name, [*self.files.lists, DIGITS, QUESTION, *CLASSES], 0.5)
                hint = f"может быть, <{near[0]}>?" if near else f"создайте lists/{name}.txt"
                raise P.PatternError(f"нет списка <{name}>; {hint}", node.column, len(name) + 2)
            if len(self._open) >= P.MAX_DEPTH:
                raise P.PatternError("списки вложены слишком глубоко: соедините их", node.column, len(name) + 2)
            if name in self._open:
                raise P.PatternError(f"список <{name}> ссылается сам на себя", node.column, len(name) + 2)
            self._open.append(name)
            self._lists[key] = self._list_program(name, node.grammemes)
            self._open.pop()
        return self._lists[key]

    def _list_program(self, name: str, grammemes: tuple[tuple[str, ...], ...]) -> Program:
        """A list as a program: all its single words are one form set, phrases are alternatives."""
        if name not in self._read:
            self._read[name] = self._list(name)
        words, others = self._read[name]
        rest: list[Program] = []
        for line, entry in others:
            try:
                if isinstance(entry, P.Named):
                    rest.append(self._named(entry._replace(grammemes=entry.grammemes or grammemes)))
                else:
                    rest.append(entry)
            except P.PatternError as error:
                self._broken(line, error)
        index = self._sets.number(("<", name, grammemes), words, grammemes)
        if not rest:
            return ["w", [index]]
        self._phrases.append(_alternatives([*([["w", [index]]] if words else []), *rest]))
        return ["l", len(self._phrases) - 1]

    def _list(self, name: str) -> List:
        """A list as it is read."""
        words: list[int] = []
        others: list[tuple[Line, P.Named | Program]] = []
        known = self._entries.get
        for line in self.files.lists[name]:
            entry = known(line.text)
            if entry is None:
                try:
                    entry = self._entry(line.text)
                except P.PatternError as error:
                    self._broken(line, error)
                    continue
            if isinstance(entry, int):
                words.append(entry)
            else:
                others.append((line, entry))
        return words, others

    def _entry(self, text: str) -> Entry:
        """A line of a list: a word (see FormSets.spelt), another list, or a program."""
        row = None if text.isalpha() else P.row(text)
        entry: Entry
        match P.nodes(row[0]) if row and len(row) == 1 else []:
            case _ if text.isalpha():
                entry = self._sets.plain(text)
            case [P.Word(mode=mode) as word] if mode != "prefix":
                entry = self._sets.spelt(word)
            case [P.Named() as named] if named.name != P.CLAIM:
                entry = named
            case _:
                entry = self.program(text)
        self._entries[text] = entry
        return entry

    def _words_of(self, name: str) -> list[int]:
        """The form set of a list of single words; [] if there is no such list."""
        if name not in self.files.lists:
            return []
        program = self._named(P.Named(name, (), 1))
        return list(program[1]) if program[0] == "w" else []

    # --- the whole pack ------------------------------------------------------------------------------------------

    def rule(self, number: int, rule: Rule) -> tuple[dict[str, Any], dict[str, Any]]:
        """One rule as data: what every run needs to know of it, and what only those that meet it."""
        for name in rule.unless:
            if name.text not in self.files.guards:
                hint = meant(name.text, self.files.guards, f"создайте guards/{name.text}.yml")
                self.problems.append(name.problem(f"нет защиты «{name.text}»; {hint}", 1, len(name.text)))
        kept = ("id", "family", "kind", "status", "scope", "objects", "channels")
        head = {name: getattr(rule, name) for name in kept}
        head["regex"] = [read for _, read in self._read_by(expression.read, rule.regex)]
        body = {
            "title": rule.title,
            "why": rule.why,
            "advice": rule.advice,
            "match": self.lines(rule.match, ("rule", number, "match")),
            "when": self.lines(rule.when, ("rule", number, "when")),
            "require": self.lines(rule.require, ("rule", number, "require")),
            "except": self.lines(rule.excepts, guard=True),
            "unless": [n.text for n in rule.unless if n.text in self.files.guards],
            "element": [text for text, _ in self._read_by(markup.parse, rule.element)],
            "lacks": [text for text, _ in self._read_by(markup.parse, rule.lacks)],
            "rewrite": template.compiled(rule, self),
        }
        return head, body

    def _read_by(self, read: Callable[[str], object], lines: tuple[Line, ...]) -> list[tuple[str, object]]:
        """Lines that are no patterns, each with what ``read`` makes of it; broken ones become problems."""
        out = []
        for line in lines:
            try:
                out.append((line.text, read(line.text)))
            except ValueError as error:
                self.problems.append(line.problem(str(error), 1, len(line.text)))
        return out

    def guard(self, name: str, guard: Guard) -> dict[str, Any]:
        """One guard as data."""
        return {
            "match": self.lines(guard.match, guard=True),
            "previous": self.lines(guard.previous, guard=True),
            "next": self.lines(guard.next, guard=True),
            "document": self.lines(guard.document, ("guard", name, "document")),
            "without": self.lines(guard.without, guard=True),
        }

    def pack(self) -> dict[str, Any]:
        """Compile everything. Look into ``problems`` before using the result."""
        self.problems += check_law(self.files)
        rules = [self.rule(n, r) for n, r in enumerate(self.files.rules)]
        guards = {name: self.guard(name, g) for name, g in self.files.guards.items()}
        stop = self._words_of(STOP_LIST)
        named = {
            key: self.program(f"<{name}>", guard=True) if name in self.files.lists else None
            for key, name in NAMED_LISTS.items()
        }
        abbreviations = sorted(
            f.decode("cp1251") for i in self._words_of(ABBREVIATION_LIST) for f in self._sets.forms.forms(i)
        )
        calls, groups, entries = self._calls.data()
        size, classes, buckets = self._sets.table(self._calls.marks(), groups)
        P.forget()
        return {
            "head": {
                "stop": stop,
                "named": named,
                "abbreviations": abbreviations,
                "prefixes": [[prefix.decode("cp1251"), i] for i, prefix in self._sets.prefixes.items()],
                "rules": [head for head, _ in rules],
                "guards": guards,
            },
            "law": self.files.law,
            "lexicon": {w: m for w, (m, _) in self.files.lexicon.items()},
            "bodies": [body for _, body in rules],
            "phrases": self._phrases,
            "calls": calls,
            "groups": entries,
            "size": size,
            "classes": classes,
            "buckets": buckets,
        }


def _alternatives(options: list[Program]) -> Program:
    """One of ``options``; single words melt into one form-set test."""
    words = [o for o in options if o[0] == "w"]
    rest = [o for o in options if o[0] != "w"]
    melted: list[Program] = [["w", [i for o in words for i in o[1]]]] if words else []
    together = melted + rest
    return together[0] if len(together) == 1 else ["|", *together]
