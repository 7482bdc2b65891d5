"""Rules to a pack: every word expanded to its forms, every pattern to a small program, all as plain JSON data.

A *form set* is what one word of a pattern may look like (a lemma with its grammemes, one exact word, a prefix, a list).
A pack maps words to the form sets they belong to, so that matching needs no morphology. A program is a nested list:

    ["w", [form sets]]  one word            ["g", n]      a gap of up to n words (-1: any number)
    ["c", name]         a built-in class    [","]         a comma or the like    ["."]  the claim
    ["l", number]       one of a list with phrases, which is compiled once
    ["?", p]  ["@", name, p]  ["|", p, …]  ["&", p, …]    optional, capture, one of, one after another
"""

from __future__ import annotations

import difflib
from typing import Any, NamedTuple

from medadlint import markup
from medadlint import pattern as P  # noqa: N812
from medadlint.errors import Problem
from medadlint.fold import fold_word
from medadlint.morphology import LemmaError, Morphology, select
from medadlint.norms import check_law
from medadlint.rulefile import Files, Guard, Line, Rule
from medadlint.sentences import CLASSES, DIGITS, QUESTION, SIGNS

Program = list[Any]
_SIGNS = frozenset(map(fold_word, SIGNS))
DIGIT_SET = 0  # the form set of all numbers written in digits

# Lists with a meaning to the engine. «не-пропускать»: words a gap of a claim never skips; «частое»: the commonest words
# in the order of their frequency, not to look for first; «сокращение»: a full stop after them does not end a sentence.
STOP_LIST, COMMON_LIST, ABBREVIATION_LIST = "не-пропускать", "частое", "сокращение"


class Compiled(NamedTuple):
    """A line of a rule as a program, and the ways in which a text may call for it.

    Each call is an ``anchor``, form sets one of which is in every match, the rarest, and ``steps``: what such a match holds
    in order, as far as it can be seen without morphology: (form sets one of which is there, how many words further at most;
    -1 = any number). A line that is but one list has a call for each entry.
    """

    program: Program
    calls: tuple[tuple[tuple[int, ...], tuple[tuple[tuple[int, ...], int], ...]], ...]


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
        self.morphology = Morphology(lexicon)
        self._sets: dict[tuple[Any, ...], int] = {("class", DIGITS): DIGIT_SET}
        self._forms: list[frozenset[bytes]] = [frozenset()]
        self._word_forms: dict[tuple[Any, ...], frozenset[bytes]] = {}
        self._prefixes: dict[int, bytes] = {}
        self._lists: dict[tuple[Any, ...], Program] = {}
        self._phrases: list[Program] = []
        self._list_anchors: dict[tuple[int, bool], tuple[int, ...] | None] = {}
        self._list_longest: dict[int, int] = {}
        self._costs: dict[int, float] = {}
        self._open: list[str] = []
        self._check_lexicon()
        self.common = {
            fold_word(line.text.lstrip("=")): n for n, line in enumerate(files.lists.get(COMMON_LIST, ()), 1)
        }

    def _check_lexicon(self) -> None:
        for word, (model, line) in self.files.lexicon.items():
            if model:
                try:
                    self.morphology.lexeme(word)
                except LemmaError as error:
                    self.problems.append(line.problem(str(error), 1, len(line.text)))

    # --- lines ---------------------------------------------------------------------------------------------------

    def line(self, line: Line, *, guard: bool = False) -> Compiled | None:
        """Compile one line of ``match`` and the like; None (and a problem) if it is broken."""
        try:
            tree = P.parse(line.text)
            compiled = self.compile(tree, guard=guard)
            if not guard and not all(anchor for anchor, _ in compiled.calls):
                raise P.PatternError("в строке нет ни одного слова, по которому её можно искать: добавьте слово", 1)
        except P.PatternError as error:
            self.problems.append(line.problem(str(error), error.column, error.width))
            return None
        return compiled

    def compile(self, tree: P.Node, *, guard: bool = False) -> Compiled:
        """Compile one tree. Raises PatternError."""
        program = self.node(tree, guard=guard)
        ways = program
        while ways[0] in ("@", "l"):
            ways = ways[2] if ways[0] == "@" else self._phrases[ways[1]]
        options = ways[1:] if ways[0] == "|" else [ways]
        return Compiled(program, tuple((self.anchor(o) or (), self.steps(o)) for o in options))

    def steps(self, program: Program) -> tuple[tuple[tuple[int, ...], int], ...]:
        """What every match of ``program`` holds in order (see Compiled)."""
        steps: list[tuple[tuple[int, ...], int]] = []
        reach = 0  # words that may lie between the last step and the next one
        for item in program[1:] if program[0] == "&" else [program]:
            longest = self.longest(item)
            sets = self.anchor(item, signs=True)
            if sets is None:
                reach = -1 if -1 in (reach, longest) else reach + longest
            else:
                # the step's word may be the last of its phrase, and that of the step before the first of its own
                steps.append((sets, -1 if -1 in (reach, longest) else reach + longest))
                reach = -1 if longest == -1 else longest - 1
        return tuple(steps)

    def longest(self, program: Program) -> int:
        """How many words a match of ``program`` holds at most; -1 = any number."""
        kind = program[0]
        if kind == "g":
            return int(program[1])
        if kind in ",.":
            return 0
        if kind == "l":
            number = program[1]
            if number not in self._list_longest:
                self._list_longest[number] = self.longest(self._phrases[number])
            return self._list_longest[number]
        if kind == "@":
            return self.longest(program[2])
        if kind in "|&?":
            parts = [self.longest(p) for p in program[1:]]
            return -1 if -1 in parts else max(parts) if kind == "|" else sum(parts)
        return 1

    def lines(self, lines: tuple[Line, ...], *, guard: bool = False) -> list[Compiled]:
        """Compile a block; broken and repeated lines become problems."""
        out = []
        seen: set[str] = set()
        for line in lines:
            if line.text in seen:
                self.problems.append(line.problem("эта строка уже есть: уберите повтор", 1, len(line.text)))
            seen.add(line.text)
            compiled = self.line(line, guard=guard)
            if compiled:
                out.append(compiled)
        return out

    def node(self, node: P.Node, *, guard: bool) -> Program:
        match node:
            case P.Word():
                return ["w", [self._word(node)]]
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
            case P.Alternatives():
                return _alternatives([self.node(n, guard=guard) for n in node.options])
            case P.Sequence():
                items = [self.node(n, guard=guard) for n in node.items]
                return items[0] if len(items) == 1 else ["&", *items]

    # --- words ---------------------------------------------------------------------------------------------------

    def _word(self, word: P.Word) -> int:
        """The form set of a word of a pattern."""
        if word.mode == "prefix":
            prefix = _spelt(word)
            index = self._set(("*", prefix), frozenset())
            self._prefixes[index] = fold_word(prefix)
            return index
        return self._set(("word", *word[:3]), self._forms_of(word))

    def _forms_of(self, word: P.Word) -> frozenset[bytes]:
        """How a word of a pattern or of a list may look. A list is one form set, so its words need none of their own."""
        key = word[:3]
        if key not in self._word_forms:
            text = _spelt(word)
            if word.mode == "exact" or not text.isalnum():
                forms = [text]
            else:
                lookup = self.morphology.all_forms if word.mode == "phrase" else self.morphology.lexeme
                try:
                    forms = self._select(lookup(word.text), word)
                except LemmaError as error:
                    raise P.PatternError(str(error), word.column, len(word.text)) from None
            self._word_forms[key] = frozenset(map(fold_word, forms))
        return self._word_forms[key]

    def _select(self, forms: list[Any], word: P.Word) -> list[str]:
        chosen = select(forms, word.grammemes)
        if not chosen:
            raise P.PatternError(
                f"у слова «{word.text}» нет таких форм, строка никогда не сработает: проверьте признаки",
                word.column,
                len(word.text),
            )
        return chosen

    def _set(self, key: tuple[Any, ...], forms: frozenset[bytes]) -> int:
        if key not in self._sets:
            self._sets[key] = len(self._forms)
            self._forms.append(forms)
        return self._sets[key]

    def _named(self, node: P.Named) -> Program:
        name = node.name
        if name == DIGITS:
            return ["w", [DIGIT_SET]]
        if name == QUESTION:
            return ["w", [self._word(P.Word("?", "exact", (), node.column))]]
        if name in CLASSES and name not in self.files.lists:
            return ["c", name]
        key = (name, node.grammemes)
        if key not in self._lists:
            if name not in self.files.lists:
                near = difflib.get_close_matches(name, [*self.files.lists, DIGITS, QUESTION, *CLASSES], n=1, cutoff=0.5)
                hint = f"может быть, <{near[0]}>?" if near else f"создайте lists/{name}.txt"
                raise P.PatternError(f"нет списка <{name}>; {hint}", node.column, len(name) + 2)
            if name in self._open:
                raise P.PatternError(f"список <{name}> ссылается сам на себя", node.column, len(name) + 2)
            self._open.append(name)
            self._lists[key] = self._list_program(name, node.grammemes)
            self._open.pop()
        return self._lists[key]

    def _list_program(self, name: str, grammemes: tuple[tuple[str, ...], ...]) -> Program:
        """A list as a program: all its single words are one form set, phrases are alternatives."""
        words: set[bytes] = set()
        rest: list[Program] = []
        for line in self.files.lists[name]:
            try:
                tree = P.parse(line.text)
                only = tree.items[0]
                if len(tree.items) == 1 and isinstance(only, P.Word) and only.mode != "prefix":
                    words |= self._narrowed(only, grammemes)
                elif len(tree.items) == 1 and isinstance(only, P.Named):
                    rest.append(self.node(only._replace(grammemes=only.grammemes or grammemes), guard=False))
                else:
                    rest.append(self.node(tree, guard=False))
            except P.PatternError as error:
                self.problems.append(line.problem(str(error), error.column, error.width))
        index = self._set(("<", name, grammemes), frozenset(words))
        if not rest:
            return ["w", [index]]
        self._phrases.append(_alternatives([*([["w", [index]]] if words else []), *rest]))
        return ["l", len(self._phrases) - 1]

    def _narrowed(self, word: P.Word, grammemes: tuple[tuple[str, ...], ...]) -> frozenset[bytes]:
        """The forms of a word of a list that fit ``grammemes``; a word that has none just does not take part."""
        whole = self._forms_of(word)
        if word.mode != "lemma" or word.grammemes or not grammemes:
            return whole
        if len(whole) == 1:  # «акне», «МРТ» look alike in every case
            return whole
        return frozenset(fold_word(w) for w in select(self.morphology.lexeme(word.text), grammemes))

    def _words_of(self, name: str) -> list[int]:
        """The form set of a list of single words; [] if there is no such list."""
        if name not in self.files.lists:
            return []
        program = self._named(P.Named(name, (), 1))
        return list(program[1]) if program[0] == "w" else []

    # --- anchors -------------------------------------------------------------------------------------------------

    def anchor(self, program: Program, *, signs: bool = False) -> tuple[int, ...] | None:
        """The rarest form sets one of which every match of ``program`` holds; None if a match may hold no word.

        ``signs``: let «%» and the like count; no text is looked for by them, as they are no words of the fold.
        """
        kind = program[0]
        if kind == "w":
            sets = tuple(dict.fromkeys(program[1]))
            return sets if all(self._can_be_looked_for(i, signs=signs) for i in sets) else None
        if kind == "@":
            return self.anchor(program[2], signs=signs)
        if kind == "l":
            key = (program[1], signs)
            if key not in self._list_anchors:
                self._list_anchors[key] = self.anchor(self._phrases[program[1]], signs=signs)
            return self._list_anchors[key]
        if kind == "|":
            parts = [self.anchor(p, signs=signs) for p in program[1:]]
            known = [p for p in parts if p is not None]
            return tuple(dict.fromkeys(i for p in known for i in p)) if len(known) == len(parts) else None
        if kind == "&":
            found = [a for a in (self.anchor(p, signs=signs) for p in program[1:]) if a]
            return min(found, key=self._cost) if found else None
        return None

    def _can_be_looked_for(self, form_set: int, *, signs: bool) -> bool:
        if form_set in self._prefixes:
            return not signs  # a prefix may begin any word: it calls for a line, but tells nothing of a word
        forms = self._forms[form_set]
        return bool(forms) and (signs or _SIGNS.isdisjoint(forms))

    def _cost(self, sets: tuple[int, ...]) -> float:
        """How often the words of ``sets`` are met: by Zipf's law from the order of the list of common words."""
        return sum(self._set_cost(i) for i in sets)

    def _set_cost(self, form_set: int) -> float:
        if form_set not in self._costs:
            ranks = [self.common.get(form) for form in self._forms[form_set]]
            cost = sum(1 / rank if rank else 0.000_01 for rank in ranks)
            self._costs[form_set] = cost + (form_set in self._prefixes)
        return self._costs[form_set]

    def _sign_sets(self) -> list[tuple[int, str]]:
        """The form sets that hold a sign, each with the sign if it holds nothing else."""
        signs = {fold_word(sign): sign for sign in SIGNS}
        return [
            (i, signs[next(iter(forms))] if len(forms) == 1 else "")
            for i, forms in enumerate(self._forms)
            if not forms.isdisjoint(signs)
        ]

    # --- the whole pack ------------------------------------------------------------------------------------------

    def rule(self, rule: Rule) -> dict[str, Any]:
        """One rule as data."""
        for name in rule.unless:
            if name.text not in self.files.guards:
                near = difflib.get_close_matches(name.text, self.files.guards, n=1, cutoff=0.5)
                hint = f"может быть, «{near[0]}»?" if near else f"создайте guards/{name.text}.yml"
                self.problems.append(name.problem(f"нет защиты «{name.text}»; {hint}", 1, len(name.text)))
        return {
            "id": rule.id,
            "title": rule.title,
            "family": rule.family,
            "kind": rule.kind,
            "status": rule.status,
            "scope": rule.scope,
            "why": rule.why,
            "advice": rule.advice,
            "objects": rule.objects,
            "channels": rule.channels,
            "match": self.lines(rule.match),
            "regex": [self.regex(line) for line in rule.regex],
            "element": [self.selector(line) for line in rule.element],
            "lacks": [self.selector(line) for line in rule.lacks],
            "unless": [n.text for n in rule.unless if n.text in self.files.guards],
            "except": self.lines(rule.excepts, guard=True),
            "when": self.lines(rule.when),
            "require": self.lines(rule.require),
            "rewrite": [line.text for line in rule.rewrite],
        }

    def regex(self, line: Line) -> str:
        """An expression for the module regex, written /…/; it sees the text without its disguises, case ignored."""
        import regex

        text = line.text
        if len(text) < 3 or not (text.startswith("/") and text.endswith("/")):
            self.problems.append(line.problem("выражение пишут между косыми чертами: /…/", 1, len(text)))
            return ""
        try:
            regex.compile(text[1:-1], regex.IGNORECASE)
        except regex.error as error:
            self.problems.append(line.problem(f"выражение не читается ({error}): поправьте его", 1, len(text)))
        return text[1:-1]

    def selector(self, line: Line) -> str:
        """A line of a rule about markup."""
        try:
            markup.parse(line.text)
        except ValueError as error:
            self.problems.append(line.problem(str(error), 1, len(line.text)))
        return line.text

    def guard(self, guard: Guard) -> dict[str, Any]:
        """One guard as data."""
        return {
            "match": self.lines(guard.match, guard=True),
            "previous": self.lines(guard.previous, guard=True),
            "next": self.lines(guard.next, guard=True),
            "document": self.lines(guard.document),
        }

    def pack(self) -> dict[str, Any]:
        """Compile everything. Look into ``problems`` before using the result."""
        self.problems += check_law(self.files)
        rules = [self.rule(r) for r in self.files.rules]
        guards = {name: self.guard(g) for name, g in self.files.guards.items()}
        stop = self._words_of(STOP_LIST)
        abbreviations = sorted(f.decode("cp1251") for i in self._words_of(ABBREVIATION_LIST) for f in self._forms[i])
        word_sets: dict[bytes, list[int]] = {}
        for index, forms in enumerate(self._forms):
            for form in forms:
                word_sets.setdefault(form, []).append(index)
        for form, sets in word_sets.items():
            if form.isdigit():
                sets.append(DIGIT_SET)
        groups: dict[tuple[int, ...], int] = {}
        for sets in word_sets.values():
            groups.setdefault(tuple(sets), len(groups))
        return {
            "words": b" ".join(word_sets).decode("cp1251"),
            "groups": list(groups),
            "word_groups": [groups[tuple(sets)] for sets in word_sets.values()],
            "prefixes": [[self._prefixes[i].decode("cp1251"), i] for i in self._prefixes],
            "signs": self._sign_sets(),
            "phrases": self._phrases,
            "stop": stop,
            "abbreviations": abbreviations,
            "rules": rules,
            "guards": guards,
            "law": self.files.law,
            "lexicon": {w: m for w, (m, _) in self.files.lexicon.items()},
        }


def _spelt(word: P.Word) -> str:
    """A word as the fold spells it."""
    return word.text.lower().replace("ё", "е")


def _alternatives(options: list[Program]) -> Program:
    """One of ``options``; single words melt into one form-set test."""
    words = [o for o in options if o[0] == "w"]
    rest = [o for o in options if o[0] != "w"]
    melted: list[Program] = [["w", [i for o in words for i in o[1]]]] if words else []
    together = melted + rest
    return together[0] if len(together) == 1 else ["|", *together]
