"""Rule files to records, with the place of every mistake.

A pack is a folder: ``<family>/<rule-id>.yml``, ``guards/*.yml``, ``lists/*.txt``, ``lexicon.yml``, ``law.yml``; each
part may be missing. Nothing here knows what a pattern means: lines stay text with their place (see pattern.py).
"""

from __future__ import annotations

import os
import re
from functools import partial
from itertools import count, repeat
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize

import yaml

from medadlint.errors import Problem, meant
from medadlint.fields import GUARD_FIELDS, NEEDED, RULE_FIELDS, SCOPES
from medadlint.packfiles import pack_paths, text_of
from medadlint.plainyaml import Field, YamlError, fields, nodes, plain, plain_fields

MAX_PACK = 20_000_000  # code points of all packs together; the built-in ones have a million


class Line(NamedTuple):
    """A line of a block with its place: ``line`` and ``column`` (1-based) of its first character."""

    text: str
    path: str
    line: int
    column: int

    def problem(self, message: str, column: int = 1, width: int = 1) -> Problem:
        """A problem at ``column`` (1-based) within this line."""
        excerpt = " " * (self.column - 1) + self.text
        return Problem(self.path, self.line, self.column + column - 1, message, excerpt, width)


class Rule(NamedTuple):
    """One rule file."""

    id: str
    title: str
    family: str
    kind: str
    status: str
    scope: str
    why: str
    advice: str
    objects: tuple[str, ...]
    channels: tuple[str, ...]
    match: tuple[Line, ...]
    regex: tuple[Line, ...]
    element: tuple[Line, ...]
    lacks: tuple[Line, ...]
    unless: tuple[Line, ...]
    excepts: tuple[Line, ...]
    when: tuple[Line, ...]
    require: tuple[Line, ...]
    rewrite: tuple[Line, ...]
    bad: tuple[Line, ...]
    good: tuple[Line, ...]
    source: Line


class Guard(NamedTuple):
    """A named, shared reason not to report a claim.

    ``match`` looks into the claim's sentence, ``previous``/``next`` into the neighbouring one, ``document`` anywhere, ``without`` speaks if
    the text (of a claim in an attribute: the attribute) matches none of its lines.
    """

    id: str
    title: str
    match: tuple[Line, ...]
    previous: tuple[Line, ...]
    next: tuple[Line, ...]
    document: tuple[Line, ...]
    without: tuple[Line, ...]
    bad: tuple[Line, ...]
    good: tuple[Line, ...]
    source: Line


class Files(NamedTuple):
    """All that the pack folders hold. ``lists``: name to pattern lines; ``law``: the parsed law files."""

    rules: tuple[Rule, ...]
    guards: dict[str, Guard]
    lists: dict[str, tuple[Line, ...]]
    lexicon: dict[str, tuple[str, Line]]
    law: dict[str, Any]


# A rule without these is left out; one without examples is read on, for its other mistakes.
_HEAD = tuple(name for name, field in RULE_FIELDS.items() if field.required and field.kind == "text")


def read_packs(folders: list[Path]) -> tuple[Files, list[Problem]]:
    """Read the packs in ``folders``; broken parts are left out and reported."""
    reader = _Reader()
    for folder in folders:
        for path in pack_paths(folder):
            reader.read(path, folder)
    return Files(tuple(reader.rules), reader.guards, reader.lists, reader.lexicon, reader.law), reader.problems


class _Reader:
    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.guards: dict[str, Guard] = {}
        self.lists: dict[str, tuple[Line, ...]] = {}
        self.lexicon: dict[str, tuple[str, Line]] = {}
        self.law: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self._ids: dict[str, str] = {}
        self._size = 0

    def read(self, path: str, folder: Path) -> None:
        above, _, file = path[len(str(folder)) + 1 :].rpartition(os.sep)
        stem = file[:-4]
        name = folder.name + path[len(str(folder)) :].replace(os.sep, "/")
        try:
            text = text_of(path)
            self._size += len(text)
            if self._size > MAX_PACK:
                raise ValueError(f"в пакетах больше {MAX_PACK} знаков: уберите лишнее")
        except ValueError as error:
            self.problems.append(Problem(name, 1, 1, str(error)))
            return
        if file.endswith(".txt"):
            # A locale without Russian letters gives the bytes of a name, a Mac its letters with the marks apart.
            self._list(normalize("NFC", os.fsencode(stem).decode("utf-8", "replace")), name, text)
            return
        document = _Document(name, text, self.problems)
        if document.fields is None:
            return
        if not above and file == "law.yml":
            self._law(document)
        elif not above and file == "lexicon.yml":
            self._lexicon(document)
        elif above == "guards":
            self._guard(document, stem)
        else:
            self._rule(document, stem)

    def _law(self, document: _Document) -> None:
        """An own pack adds to the law, its norms come first; it does not take the built-in norms away."""
        for section, value in plain(document.root or nodes(document.given)).items():
            known = self.law.get(section)
            if isinstance(known, dict) and isinstance(value, dict):
                self.law[section] = {**known, **value}
            elif isinstance(known, list) and isinstance(value, list):
                self.law[section] = value + known
            else:
                self.law[section] = value

    def _list(self, name: str, path: str, text: str) -> None:
        lines = _content_lines(text.splitlines(), path, 1)
        if not lines:
            self.problems.append(Problem(path, 1, 1, "список пуст: впишите слова, по одному в строке"))
        seen: set[str] = set()
        for line in lines if len({line.text for line in lines}) < len(lines) else ():
            if line.text in seen:
                self.problems.append(line.problem(f"«{line.text}» уже есть в этом списке: уберите повтор"))
            seen.add(line.text)
        self.lists[name] = self.lists.get(name, ()) + tuple(lines)

    def _lexicon(self, document: _Document) -> None:
        for word, line in document.items():
            value = line.text
            if value != "несклоняемое" and not value.startswith("как "):
                self.problems.append(line.problem("напишите «как …» (слово-образец) или «несклоняемое»", 1, len(value)))
                continue
            self.lexicon[word] = (value.removeprefix("как ").strip() if value.startswith("как ") else "", line)

    def _common(self, document: _Document, stem: str, fields: tuple[str, ...]) -> bool:
        document.check_fields(fields)
        if not document.require("id"):
            return False
        ident = document.text("id")
        if ident and ident != stem:
            near = document.line("id")
            self.problems.append(near.problem(f"id должен совпадать с именем файла: «{stem}»", 1, len(ident)))
        if ident in self._ids:
            near = document.line("id")
            self.problems.append(near.problem(f"такой id уже есть в {self._ids[ident]}: выберите другой"))
            return False
        self._ids[ident] = document.path
        return True

    def _guard(self, document: _Document, stem: str) -> None:
        if not self._common(document, stem, tuple(GUARD_FIELDS)) or not document.require("title"):
            return
        blocks = {name: document.block(name) for name, field in GUARD_FIELDS.items() if field.kind == "block"}
        guard = Guard(id=stem, title=document.text("title"), source=document.line("id"), **blocks)
        if not (guard.match or guard.previous or guard.next or guard.document or guard.without):
            self.problems.append(
                guard.source.problem("в защите нет ни match, ни previous, ни next, ни document, ни without")
            )
        self.guards[stem] = guard

    def _rule(self, document: _Document, stem: str) -> None:
        if not self._common(document, stem, tuple(RULE_FIELDS)) or not document.require(*_HEAD):
            return
        for name in ("status", "scope"):  # families, objects and channels are the law's
            document.one_of(name, RULE_FIELDS[name].allowed)
        scope = document.text("scope") or SCOPES[0]
        needed = NEEDED.get(scope, NEEDED[SCOPES[0]])
        if not any(map(document.text, needed)):
            document.require(needed[0])
        document.require(*(name for name, field in RULE_FIELDS.items() if field.required and name not in _HEAD))
        self.rules.append(
            Rule(
                id=stem,
                title=document.text("title"),
                family=document.text("family"),
                kind=document.text("kind"),
                status=document.text("status") or "stable",
                scope=scope,
                why=document.text("why"),
                advice=document.text("advice"),
                objects=tuple(x.text for x in document.names("objects")),
                channels=tuple(x.text for x in document.names("channels")),
                match=document.block("match"),
                regex=document.block("regex"),
                element=document.block("element"),
                lacks=document.block("lacks"),
                unless=document.names("unless"),
                excepts=document.block("except"),
                when=document.block("when"),
                require=document.block("require"),
                rewrite=document.block("rewrite"),
                bad=document.block("bad"),
                good=document.block("good"),
                source=document.line("family"),
            )
        )


class _Document:
    """One YAML mapping with the places of its keys and values; ``root``: its nodes, if it took YAML to read it."""

    def __init__(self, path: str, text: str, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self.raw = text.splitlines()
        self.given = text
        self.fields: dict[str, Field] | None = None
        self.root: yaml.Node | None = None
        found = plain_fields(text)
        if not found:
            try:
                self.root = nodes(text)
            except YamlError as error:
                self._add(error.line, error.column, str(error))
                return
            if not isinstance(self.root, yaml.MappingNode):
                self._add(1, 1, "файл должен состоять из строк вида «поле: значение»")
                return
            found = fields(self.root)
        self.fields = {}
        for field in found:
            if field.name is None:
                self._add(*field.at, "имя поля — одно слово")
                continue
            if field.name in self.fields:
                self._add(*field.at, f"поле «{field.name}» стоит дважды", len(field.name))
            self.fields[field.name] = field

    def _add(self, line: int, column: int, message: str, width: int = 1) -> None:
        excerpt = self.raw[line - 1] if 0 < line <= len(self.raw) else ""
        self.problems.append(Problem(self.path, line, column, message, excerpt, width))

    def check_fields(self, known: tuple[str, ...]) -> None:
        for name, field in (self.fields or {}).items():
            if name not in known:
                hint = meant(name, known, f"есть {', '.join(known)}")
                self._add(*field.at, f"нет поля «{name}»; {hint}", len(name))

    def require(self, *names: str) -> bool:
        missing = [n for n in names if not self.text(n)]
        if missing:
            self._add(1, 1, f"не хватает поля {', '.join(f'«{n}»' for n in missing)}: допишите")
        return not missing

    def text(self, name: str) -> str:
        field = (self.fields or {}).get(name)
        if field is None:
            return ""
        if field.value is None:
            self._add(*field.place, f"«{name}» — это текст, а не список")
            return ""
        return field.value

    def line(self, name: str) -> Line:
        field = (self.fields or {}).get(name)
        if field is None:
            return Line(self.raw[0] if self.raw else "", self.path, 1, 1)
        return Line(self.text(name), self.path, *field.place)

    def items(self) -> list[tuple[str, Line]]:
        return [(name, self.line(name)) for name in self.fields or {}]

    def one_of(self, name: str, allowed: tuple[str, ...]) -> None:
        value = self.line(name)
        if self.text(name) and value.text not in allowed:
            self.problems.append(value.problem(f"«{name}» бывает: {', '.join(allowed)}", 1, len(value.text)))

    def names(self, field: str) -> tuple[Line, ...]:
        """A field of names with commas between, each with its place."""
        if not self.text(field):
            return ()
        whole = self.line(field)
        found = re.finditer(r"[^\s,]+", whole.text)
        return tuple(Line(m[0], whole.path, whole.line, whole.column + m.start()) for m in found)

    def block(self, field: str) -> tuple[Line, ...]:
        """The lines of a block scalar (``|``), or the one line of a plain one."""
        if not self.text(field):
            return ()
        lines = (self.fields or {})[field].lines
        if lines is None:
            return (self.line(field),)
        first, last = lines
        return tuple(_content_lines(self.raw[first:last], self.path, first + 1))


_COMMENT = re.compile(r"(^|\s+)#( .*)?$")


def _content_lines(raw: list[str], path: str, first: int) -> list[Line]:
    """Lines that hold something, without their indent and without comments (``# `` at the start or after blanks)."""
    full = [_COMMENT.sub("", line) if "#" in line else line for line in raw]
    texts = list(map(str.strip, full))
    columns = repeat(1) if texts == full else [line.find(own[:1]) + 1 for line, own in zip(full, texts, strict=True)]
    lines = map(_line, zip(texts, repeat(path), count(first), columns, strict=False))
    return list(lines) if all(texts) else [line for line in lines if line[0]]


_line = partial(tuple.__new__, Line)  # past the arguments one by one: there are forty thousand
