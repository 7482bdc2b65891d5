"""Is the law of the packs such that norms.py can look it up? Asked once, when packs are compiled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from medadlint.errors import Problem, meant
from medadlint.norms import CHANNELS, FAMILIES, HOUSE, LEVELS, OBJECTS, PAYERS
from medadlint.rulefile import Files

_LEVELS = (*LEVELS, "none")
_CONTEXT = {"objects": (OBJECTS, "объекта"), "channels": (CHANNELS, "площадки")}


def check_law(files: Files) -> list[Problem]:
    """What is wrong with the law of the packs and with the families, objects and channels that rules name."""
    problems = []
    families = {*FAMILIES, HOUSE}
    for rule in files.rules:
        if rule.family not in families:
            hint = meant(rule.family, FAMILIES, f"есть {', '.join(FAMILIES)}")
            problems.append(rule.source.problem(f"нет семьи «{rule.family}»; {hint}", 1, len(rule.family)))
        for field, (values, what) in _CONTEXT.items():
            for value in getattr(rule, field):
                if value not in values:
                    message = f"нет {what} «{value}» в поле {field}; есть {', '.join(values)}"
                    problems.append(rule.source.problem(message))
    return problems + [Problem("law.yml", 1, 1, message) for message in _mistakes(files.law)]


def _is_word(value: Any) -> bool:
    return isinstance(value, str)


def _is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, str | int)


def _are_words(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_word, value))


def _is_group(value: Any) -> bool:
    return _is_word(value) or _are_words(value)


def _is_sum(value: Any) -> bool:
    return value is None or (isinstance(value, list) and len(value) == 2 and all(type(v) is int for v in value))


def _are_days(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() <= {"from", "to"} and all(map(_is_day, value.values()))


def _is_day(value: Any) -> bool:
    try:
        dt.date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


_ABOUT: dict[str, Callable[[Any], bool]] = {
    "confidence": _is_scalar, "source": _is_group, "note": _is_scalar, "in_force": _are_days,
}  # fmt: skip
_CITED = dict.fromkeys(("act", "article", "part", "point", "text", "verified_to"), _is_scalar)
_FIELDS = {
    "norms": _ABOUT
    | dict.fromkeys(("family", "kind", "level", "fine"), _is_word)
    | {"needs": (None, "evidence").__contains__}
    | {"objects": _is_group, "channels": _is_group, "law": _are_words},
    "provisions": _ABOUT | _CITED,
    "fines": _ABOUT | _CITED | dict.fromkeys(PAYERS, _is_sum),
}
_NEEDED = {"norms": ("family", "level"), "provisions": ("act", "text"), "fines": ()}


def _mistakes(law: dict[str, Any]) -> Iterator[str]:
    """Sentences. Each entry is judged by what its section may hold; what it names has to be there."""
    for section, (values, what) in _CONTEXT.items():
        groups = law.get(section) or {}
        if not isinstance(groups, dict) or not all(map(_are_words, groups.values())):
            yield f"раздел {section} должен быть набором групп вида «имя: [слово, слово]»"
            return
        strange = [name for group in groups.values() for name in group if name not in values]
        yield from (f"раздел {section}: нет {what} «{name}»; есть {', '.join(values)}" for name in strange)
    for section, fields in _FIELDS.items():
        entries = law.get(section)
        if not entries:
            continue
        if not isinstance(entries, list if section == "norms" else dict):
            yield f"раздел {section} должен быть {'списком' if section == 'norms' else 'набором'} записей"
            return
        for name, entry in entries.items() if isinstance(entries, dict) else enumerate(entries, 1):
            wrong = [*_wrong(entry, section, fields)]
            yield from (f"раздел {section}, запись «{name}»: {what}" for what in wrong)
            if section == "norms" and not wrong:
                yield from (
                    f"норма {entry['family']} {entry.get('kind', '')}".rstrip() + f": {what}"
                    for what in _unknown(entry, law)
                )


def _wrong(entry: Any, section: str, fields: dict[str, Callable[[Any], bool]]) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield "нужны строки вида «поле: значение»"
        return
    for field in _NEEDED[section]:
        if not entry.get(field):
            yield f"не хватает поля «{field}»"
    for field, value in entry.items():
        if field not in fields:
            hint = meant(str(field), fields, f"есть {', '.join(fields)}")
            yield f"нет поля «{field}»; {hint}"
        elif not fields[field](value):
            yield f"поле «{field}» не того вида; как оно пишется, видно в rules/law.yml"


def _unknown(norm: dict[str, Any], law: dict[str, Any]) -> Iterator[str]:
    """What a norm names and nobody knows."""
    if norm["family"] not in (*FAMILIES, HOUSE) or norm["level"] not in _LEVELS:
        yield "неизвестная семья или уровень"
    for field, (values, what) in _CONTEXT.items():
        named = norm.get(field, ())
        for name in [named] if isinstance(named, str) else named:
            if name not in values and (not isinstance(named, str) or name not in (law.get(field) or {})):
                yield f"нет {what} «{name}» в поле {field}"
    for name in norm.get("law", ()):
        if name not in (law.get("provisions") or {}):
            yield f"нет положения «{name}» в provisions"
    if norm.get("fine") and norm["fine"] not in (law.get("fines") or {}):
        yield f"нет штрафа «{norm['fine']}» в fines"
