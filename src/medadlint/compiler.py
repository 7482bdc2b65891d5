"""Rules to a pack: every word expanded to its forms, every pattern to a small program, all as plain JSON data.

A *form set* is what one word of a pattern may look like (a lemma with its grammemes, one exact word, a prefix, a list).
A pack maps words to the form sets they belong to, so that matching needs no morphology. A program is a nested list:

    ["w", [form sets]]  one word            ["g", n]      a gap of up to n words (-1: any number)
    ["c", name]         a built-in class    [","]         a comma or the like    ["."]  the claim
    ["l", number]       one of a list with phrases, which is compiled once
    ["?", p]  ["@", name, p]  ["|", p, …]  ["&", p, …]    optional, capture, one of, one after another
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from medadlint import expression, markup, template
from medadlint import pattern as P  # noqa: N812
from medadlint.errors import Problem, RuleError, close, meant
from medadlint.fold import fold_bytes, fold_word
from medadlint.lawfile import check_law
from medadlint.morphology import Grammemes, LemmaError, Lexeme, Morphology, alone
from medadlint.rulefile import Files, Guard, Line, Rule
from medadlint.sentences import CLASSES, DIGITS, LIMIT, QUESTION, SIGNS
from medadlint.words import Cache, Group, tables

Program = list[Any]
_SIGNS = {fold_word(sign): sign for sign in SIGNS}
DIGIT_SET = 0  # the form set of all numbers written in digits

MAX_FORMS = 1_500_000  # of all words of all packs, a gigabyte when compiled holds six million
_COMMON = 1.5  # by Compiler._cost: some word of such a group stands in every second sentence

# Lists with a meaning to the engine. «не-пропускать»: words a gap of a claim never skips; «частое»: the commonest words
# in the order of their frequency, not to look for first; «сокращение»: a full stop after them does not end a sentence;
# «предмет»: what is sold and by whom, which no general sentence may take the place of.
STOP_LIST, COMMON_LIST, ABBREVIATION_LIST, SUBJECT_LIST = "не-пропускать", "частое", "сокращение", "предмет"


Spelt = tuple[list[Lexeme], Grammemes]
"""How a word may look: the forms of some lexemes that fit the grammemes."""


class Call(NamedTuple):
    """One way in which a text may call for a line.

    ``anchor``: form sets one of which every match holds, the rarest; ``near``: all such groups of form sets, the anchor
    first, each with how many words before and after the anchor's word its own may stand; ``signs``: the signs («%») that
    every match holds.
    """

    anchor: tuple[int, ...]
    near: tuple[tuple[tuple[int, ...], int, int], ...]
    signs: str


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
        self.morphology = Morphology(lexicon)
        self._sets: dict[tuple[Any, ...], int] = {("class", DIGITS): DIGIT_SET}
        self._forms: list[AbstractSet[bytes]] = [frozenset()]
        self._spelt: dict[tuple[Any, ...], tuple[Spelt, bool]] = {}
        self._known = 0  # forms in it
        self._exact: dict[str, Lexeme] = {}  # of words that are not inflected
        self._prefixes: dict[int, bytes] = {}
        self._list_lines: dict[str, tuple[Spelt | None, bool, P.Sequence]] = {}
        self._lists: dict[tuple[Any, ...], Program] = {}
        self._phrases: list[Program] = []
        self._anchors = Cache(self._anchor)
        self._list_anchors: dict[int, tuple[int, ...] | None] = {}
        self._list_longest: dict[int, int] = {}
        self._costs: dict[int, float] = {}
        self._group_costs: dict[tuple[int, ...], float] = {}
        self._entries: dict[int, list[Call]] = {}
        self._marks_of = Cache(self._marks_of_group)
        self._marks_within: dict[int, frozenset[int]] = {}
        self._marks: dict[int, frozenset[int]] = {}  # for the phrases of a list: what they are looked for by
        self._calls: list[tuple[tuple[str, int | str, str], int, Call]] = []
        self._open: list[str] = []
        self._check_lexicon()
        self.common = {
            fold_word(line.text.lstrip("=")): n for n, line in enumerate(files.lists.get(COMMON_LIST, ()), 1)
        }
        self._common = frozenset(self.common)

    def _check_lexicon(self) -> None:
        for word, (model, line) in self.files.lexicon.items():
            if model:
                try:
                    self.morphology.lexemes(word)
                except LemmaError as error:
                    self.problems.append(line.problem(str(error), 1, len(line.text)))

    # --- lines ---------------------------------------------------------------------------------------------------

    def line(self, line: Line, *, guard: bool = False) -> Compiled | None:
        """Compile one line of ``match`` and the like; None (and a problem) if it is broken."""
        try:
            tree = P.parse(line.text)
            program = self.node(tree, guard=guard)
            calls = [] if guard else self.calls(program)
            if not all(call.anchor for call in calls):
                raise P.PatternError("в строке нет ни одного слова, по которому её можно искать: добавьте слово", 1)
        except P.PatternError as error:
            self._broken(line, error)
            return None
        return Compiled(program, calls)

    def _broken(self, line: Line, error: P.PatternError) -> None:
        """Note what is wrong with a line. Raises RuleError if there are too many words: the rest is not looked at."""
        self.problems.append(line.problem(str(error), error.column, error.width))
        if self._known > MAX_FORMS:
            raise RuleError(self.problems)

    def calls(self, program: Program) -> list[Call]:
        """The ways in which a text may call for a line: one, or one for each of the alternatives that make it up."""
        if program[0] in "@l":
            return self.calls(program[2] if program[0] == "@" else self._phrases[program[1]])
        if program[0] == "|":
            return list(dict.fromkeys(call for option in program[1:] for call in self.calls(option)))
        return [self._call(program)]

    def _call(self, program: Program) -> Call:
        items = program[1:] if program[0] == "&" else [program]
        groups = list(map(self.anchor, items))
        sizes = list(map(self.longest, items))
        rarest = min((i for i, g in enumerate(groups) if g), key=lambda i: self._cost(groups[i] or ()), default=0)
        near = [(groups[rarest] or (), 0, 0)]
        for i, group in enumerate(groups):
            if group and i < rarest:
                near.append((group, sum(sizes[i : rarest + 1]) - 1, 0))
            elif group and i > rarest:
                near.append((group, 0, sum(sizes[rarest : i + 1]) - 1))
        signs = {sign for item in items if item[0] == "w" for sign in self._signs_in(item[1])}
        return Call(groups[rarest] or (), tuple(near), "".join(sorted(signs)))

    def longest(self, program: Program) -> int:
        """How many words a match of ``program`` holds at most; as many as a sentence may, if there is no end to them."""
        kind = program[0]
        if kind in "wc":
            return 1
        if kind == "g":
            return int(program[1]) if program[1] >= 0 else LIMIT
        if kind == "l":
            number = program[1]
            if number not in self._list_longest:
                self._list_longest[number] = self.longest(self._phrases[number])
            return self._list_longest[number]
        if kind == "@":
            return self.longest(program[2])
        if kind in "|&?":
            parts = map(self.longest, program[1:])
            return max(parts) if kind == "|" else sum(parts)
        return 0

    def _signs_in(self, sets: list[int]) -> frozenset[str]:
        """The sign that alone makes up a group of form sets, or nothing."""
        forms = self._forms[sets[0]] if len(sets) == 1 else frozenset()
        return frozenset(_SIGNS[f] for f in forms) if len(forms) == 1 and forms <= _SIGNS.keys() else frozenset()

    def lines(
        self, lines: tuple[Line, ...], called: tuple[str, int | str, str] | None = None, *, guard: bool = False
    ) -> list[Program]:
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
                    self._calls += [(called, len(out), call) for call in compiled.calls]
                out.append(compiled.program)
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
            index = self._set(("*", prefix), [])
            self._prefixes[index] = fold_word(prefix)
            return index
        key = ("word", *word[:3])
        if key not in self._sets:
            self._set(key, [self._forms_of(word)[0]])
        return self._sets[key]

    def _forms_of(self, word: P.Word) -> tuple[Spelt, bool]:
        """How a word of a pattern or of a list may look, and whether some grammemes could make that less.

        A list is one form set, so its words need none of their own.
        """
        key = word[:3]
        if key not in self._spelt:
            text = _spelt(word)
            if word.mode == "exact" or not text.isalnum():
                lexemes = [self._exactly(text)]
            else:
                try:
                    lexemes = self.morphology.lexemes(word.text, whatever=word.mode == "phrase")
                except LemmaError as error:
                    raise P.PatternError(str(error), word.column, len(word.text)) from None
            forms = [lexeme.fitting(word.grammemes) for lexeme in lexemes]
            count = sum(map(len, forms))
            if not count:
                raise P.PatternError(
                    f"у слова «{word.text}» нет таких форм, строка никогда не сработает: проверьте признаки",
                    word.column,
                    len(word.text),
                )
            # «акне», «МРТ» look alike in every case
            inflected = count > 1 and (count > len(forms) or len(set().union(*forms)) > 1)
            narrows = inflected and word.mode == "lemma" and not word.grammemes
            self._spelt[key] = (lexemes, word.grammemes), narrows
            self._known += count
            if self._known > MAX_FORMS:
                raise P.PatternError(f"в пакетах больше {MAX_FORMS} форм слов: сократите списки", word.column)
        return self._spelt[key]

    def _exactly(self, text: str) -> Lexeme:
        if text not in self._exact:
            self._exact[text] = alone(fold_word(text))
        return self._exact[text]

    def _set(self, key: tuple[Any, ...], words: list[Spelt]) -> int:
        """The form set of ``key``, which is made of ``words``."""
        if key not in self._sets:
            index = self._sets[key] = len(self._forms)
            forms: set[bytes] = set()
            for lexemes, grammemes in words:
                for lexeme in lexemes:
                    forms.update(lexeme.fitting(grammemes, index))
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
        words: list[Spelt] = []
        rest: list[Program] = []
        for line in self.files.lists[name]:
            try:
                spelt, narrows, tree = self._entry(line.text)
                if spelt:  # a word that has none of the forms asked for just does not take part
                    words.append((spelt[0], grammemes) if narrows and grammemes else spelt)
                    continue
                only = tree.items[0]
                if len(tree.items) == 1 and isinstance(only, P.Named):
                    rest.append(self.node(only._replace(grammemes=only.grammemes or grammemes), guard=False))
                else:
                    rest.append(self.node(tree, guard=False))
            except P.PatternError as error:
                self._broken(line, error)
        index = self._set(("<", name, grammemes), words)
        if not rest:
            return ["w", [index]]
        self._phrases.append(_alternatives([*([["w", [index]]] if words else []), *rest]))
        return ["l", len(self._phrases) - 1]

    def _entry(self, text: str) -> tuple[Spelt | None, bool, P.Sequence]:
        """A line of a list, which may be asked for with other grammemes again: a word (see ``_forms_of``) or a tree."""
        if text not in self._list_lines:
            tree = P.parse(text)
            only = tree.items[0]
            if len(tree.items) == 1 and isinstance(only, P.Word) and only.mode != "prefix":
                self._list_lines[text] = (*self._forms_of(only), tree)
            else:
                self._list_lines[text] = None, False, tree
        return self._list_lines[text]

    def _words_of(self, name: str) -> list[int]:
        """The form set of a list of single words; [] if there is no such list."""
        if name not in self.files.lists:
            return []
        program = self._named(P.Named(name, (), 1))
        return list(program[1]) if program[0] == "w" else []

    # --- anchors -------------------------------------------------------------------------------------------------

    def anchor(self, program: Program) -> tuple[int, ...] | None:
        """The rarest form sets one of which every match of ``program`` holds; None if a match may hold no word.

        Signs are no words of the fold: no text is looked for by them.
        """
        kind = program[0]
        if kind == "w":
            if len(program[1]) == 1:
                return self._anchors[program[1][0]]
            found = [self._anchors[form_set] for form_set in dict.fromkeys(program[1])]
            return None if None in found else tuple([anchor[0] for anchor in found if anchor])
        if kind == "@":
            return self.anchor(program[2])
        if kind == "l":
            if program[1] not in self._list_anchors:
                self._list_anchors[program[1]] = self._list_anchor(program[1])
            return self._list_anchors[program[1]]
        if kind == "|":
            parts = [self.anchor(p) for p in program[1:]]
            known = [p for p in parts if p is not None]
            return tuple(dict.fromkeys(i for p in known for i in p)) if len(known) == len(parts) else None
        if kind == "&":
            return min(filter(None, map(self.anchor, program[1:])), key=self._cost, default=None)
        return None

    def _list_anchor(self, number: int) -> tuple[int, ...] | None:
        """The form sets of the words of a list, and one more that has no words: it stands where an entry stands.

        An entry is called for like a line. The calls of the lists within a list come before its own.
        """
        program = self._phrases[number]
        sets: dict[int, None] = {}
        calls: list[Call] = []
        for option in program[1:] if program[0] == "|" else [program]:
            if option[0] in "wl":
                group = self.anchor(option)
                if group is None:
                    return None
                sets.update(dict.fromkeys(group))
            else:
                calls.append(self._call(option))
        if not all(call.anchor for call in calls):
            return None
        if calls:
            mark = self._set(("entry", number), [])
            self._marks[mark] = frozenset(i for call in calls for i in call.anchor)
            self._entries[mark] = calls
            self._calls += [(("list", mark, ""), 0, call) for call in calls]
            sets[mark] = None
        return tuple(sets)

    def _anchor(self, form_set: int) -> tuple[int, ...] | None:
        forms = self._forms[form_set]
        looked_for = form_set in self._prefixes or (forms and _SIGNS.keys().isdisjoint(forms))
        return (form_set,) if looked_for else None

    def _cost(self, sets: tuple[int, ...]) -> float:
        """How often the words of ``sets`` are met: by Zipf's law from the order of the list of common words."""
        if sets not in self._group_costs:
            self._group_costs[sets] = sum(map(self._set_cost, sets))
        return self._group_costs[sets]

    def _set_cost(self, form_set: int) -> float:
        if form_set not in self._costs:
            forms = self._forms[form_set]
            ranks = [self.common[form] for form in self._common & forms]
            cost = sum(1 / rank for rank in ranks) + 0.000_01 * (len(forms) - len(ranks))
            phrases = self._cost(tuple(self._marks.get(form_set, ()))) / 10  # the other words have to be there, too
            self._costs[form_set] = cost + (form_set in self._prefixes) + phrases
        return self._costs[form_set]

    # --- the whole pack ------------------------------------------------------------------------------------------

    def rule(self, number: int, rule: Rule) -> tuple[dict[str, Any], dict[str, Any]]:
        """One rule as data: what every run needs to know of it, and what only those that meet it."""
        for name in rule.unless:
            if name.text not in self.files.guards:
                hint = meant(name.text, self.files.guards, f"создайте guards/{name.text}.yml")
                self.problems.append(name.problem(f"нет защиты «{name.text}»; {hint}", 1, len(name.text)))
        head = {
            "id": rule.id,
            "family": rule.family,
            "kind": rule.kind,
            "status": rule.status,
            "scope": rule.scope,
            "objects": rule.objects,
            "channels": rule.channels,
            "regex": [self.regex(line) for line in rule.regex],
        }
        body = {
            "title": rule.title,
            "why": rule.why,
            "advice": rule.advice,
            "match": self.lines(rule.match, ("rule", number, "match")),
            "when": self.lines(rule.when, ("rule", number, "when")),
            "require": self.lines(rule.require, ("rule", number, "require")),
            "except": self.lines(rule.excepts, guard=True),
            "unless": [n.text for n in rule.unless if n.text in self.files.guards],
            "element": [self.selector(line) for line in rule.element],
            "lacks": [self.selector(line) for line in rule.lacks],
            "rewrite": template.compiled(rule, self),
        }
        return head, body

    def regex(self, line: Line) -> str:
        """An expression for the module regex, written /…/; it sees the text without its disguises, case ignored."""
        import regex

        text = line.text
        if len(text) < 3 or not (text.startswith("/") and text.endswith("/")):
            self.problems.append(line.problem("выражение пишут между косыми чертами: /…/", 1, len(text)))
            return ""
        try:
            expression.check(text[1:-1])
            regex.compile(text[1:-1], regex.IGNORECASE)
        except (regex.error, ValueError, RecursionError) as error:
            self.problems.append(line.problem(f"выражение не читается ({error}): поправьте его", 1, len(text)))
        return text[1:-1]

    def selector(self, line: Line) -> str:
        """A line of a rule about markup."""
        try:
            markup.parse(line.text)
        except ValueError as error:
            self.problems.append(line.problem(str(error), 1, len(line.text)))
        return line.text

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
        subject = self.node(P.parse(f"<{SUBJECT_LIST}>"), guard=True) if SUBJECT_LIST in self.files.lists else None
        abbreviations = sorted(f.decode("cp1251") for i in self._words_of(ABBREVIATION_LIST) for f in self._forms[i])
        groups = self._groups()
        sets = {group: number for number, group in enumerate(groups)}
        numbers: Cache[tuple[int, ...], int] = Cache(lambda group: sets[frozenset(group)])
        calls = [
            [
                *called,
                line,
                [[numbers[group], before, after] for group, before, after in call.near],
                [numbers[group] for group in self._needs(call)],
                call.signs,
                sorted(self._marks_in(call)),
            ]
            for called, line, call in self._calls
        ]
        return {
            "head": {
                "stop": stop,
                "subject": subject,
                "abbreviations": abbreviations,
                "prefixes": [[prefix.decode("cp1251"), i] for i, prefix in self._prefixes.items()],
                "rules": [head for head, _ in rules],
                "guards": guards,
            },
            "law": self.files.law,
            "lexicon": {w: m for w, (m, _) in self.files.lexicon.items()},
            "bodies": [body for _, body in rules],
            "phrases": self._phrases,
            "calls": calls,
            **self._tables(groups),
        }

    def _needs(self, call: Call) -> list[tuple[int, ...]]:
        """The groups of a call, the rarest first, without those that are in so many sentences that they tell nothing."""
        rarest, *others = sorted(dict.fromkeys(group for group, _, _ in call.near), key=self._cost)
        return [rarest, *(group for group in others if self._cost(group) < _COMMON)]

    def _groups(self) -> dict[frozenset[int], list[int]]:
        """The groups of form sets that calls name, each with the calls that begin with it."""
        groups: dict[frozenset[int], list[int]] = {}
        of: Cache[tuple[int, ...], list[int]] = Cache(lambda group: groups.setdefault(frozenset(group), []))
        for number, (*_, call) in enumerate(self._calls):
            of[call.anchor].append(number)
            for group, _, _ in call.near:
                of[group]
        return groups

    def _tables(self, groups: dict[frozenset[int], list[int]]) -> dict[str, Any]:
        words = self._words()
        aliases: dict[bytes, list[int]] = {}
        for form in [form for form in words if form.isascii()]:
            if form.isdigit():
                words[form] += (DIGIT_SET,)
            # the fold of a text writes Latin look-alikes as Cyrillic, the key of a Latin word does not
            alias = fold_bytes(form.decode()).strip()
            if alias != form:
                aliases.setdefault(alias, []).extend(words[form])
        # What no list of forms can hold: any number, the prefixes, the places of phrases.
        words |= {b"0*": (DIGIT_SET,)} | {prefix + b"*": (i,) for i, prefix in self._prefixes.items()}
        words |= {b"%d<" % mark: (mark,) for mark in self._marks}
        loose = [Group(sets, self._loose(sets), tuple(calls)) for sets, calls in groups.items()]
        classes, buckets = tables(words, aliases, loose)
        return {"classes": classes, "buckets": buckets}

    def _words(self) -> dict[bytes, tuple[int, ...]]:
        """All forms, each with its form sets."""
        words: dict[bytes, tuple[int, ...]] = {}
        both = Cache[tuple[tuple[int, ...], ...], tuple[int, ...]](lambda pair: tuple(sorted(set().union(*pair))))
        for lexeme in (*self._exact.values(), *self.morphology.known()):
            for forms, numbers in lexeme.uses():
                sets = tuple(numbers)
                own = dict.fromkeys(forms, sets) if sets else {}
                for form in words.keys() & own:
                    own[form] = both[words[form], sets]
                words.update(own)
        return words

    def _loose(self, sets: Iterable[int]) -> frozenset[int]:
        """Form sets without those of phrases, but with what these are looked for by."""
        return frozenset(word for i in sets for word in (self._loose(self._marks[i]) if i in self._marks else (i,)))

    def _marks_in(self, call: Call) -> frozenset[int]:
        """The phrases that a call names, and those within these."""
        return frozenset().union(*[self._marks_of[group] for group, _, _ in call.near])

    def _marks_of_group(self, group: tuple[int, ...]) -> frozenset[int]:
        return frozenset().union(*map(self._marks_under, self._marks.keys() & group))

    def _marks_under(self, mark: int) -> frozenset[int]:
        """A phrase and those within it."""
        if mark not in self._marks_within:
            self._marks_within[mark] = frozenset({mark}).union(*map(self._marks_in, self._entries[mark]))
        return self._marks_within[mark]


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
