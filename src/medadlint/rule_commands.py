"""``medadlint rules list``, ``rules test`` and ``rules new``."""

from __future__ import annotations

import re
from pathlib import Path

from medadlint import fields
from medadlint.cache import builtin_rules
from medadlint.console import say
from medadlint.files import reason
from medadlint.norms import FAMILIES, HOUSE
from medadlint.report.wording import commandless, harmless, plural
from medadlint.rulebook import STATUS_NAMES, find_rule, open_packs
from medadlint.usage import FOUND, OK, UsageError, unknown

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_RULE_FORMS = ("правило", "правила", "правил")
_EXAMPLE_FORMS = ("пример", "примера", "примеров")
_PROBLEM_FORMS = ("ошибка", "ошибки", "ошибок")

_SKELETON = """\
# Новое правило. Строки с «#» — подсказки, их можно удалить.
# Проверить: medadlint rules test {folder}

id: {id}                       # = имя файла; потом не меняется
title: Обещание избавить навсегда        # о чём правило, в двух-трёх словах
family: {family}
status: draft                            # черновик виден с --preview; готовое правило — stable
why: >
  Почему так писать нельзя: одно-два предложения для автора текста.
advice: Что написать вместо этого, одним предложением.

# Что искать, по образцу в строке. Слово пишут в словарной форме, найдутся все его формы.
#   слово:рд.мн — только эти формы     =слово — только так     слово* — начало слова
#   ..3 — до трёх слов между           (а | б) — одно из        x? — может не быть
#   <врач> — список lists/врач.txt     x@имя — запомнить для замены
match: |
  избавлять ..3 навсегда

# Когда молчать: общие защиты (папка guards) и свои исключения.
# unless: negated, hedged
# except: |
#   избавлять от очереди

# Замена, «что -> чем»: слово в форме найденного, найденное в другом падеже или ничего.
# rewrite: |
#   избавлять@гл от боль@что навсегда -> {{помогать~гл}} справиться с {{что:тв}}
#   навсегда -> {{убрать}}

# Примеры — это проверка правила. Место находки — в [скобках], замена — после « -> ».
# Каждая строка match должна быть нужна хотя бы одному примеру.
bad: |
  Мы [избавляем от боли навсегда].
good: |
  Избавляем от зубного камня.
"""


def show_list(extra: tuple[str, ...]) -> int:
    """All rules, one a line."""
    files = open_packs(extra)
    head = ("ПРАВИЛО", "СЕМЬЯ", "СОСТОЯНИЕ", "ПРИМЕРЫ", "НАЗВАНИЕ")
    rows = [
        (rule.id, rule.family, STATUS_NAMES[rule.status], str(len(rule.bad) + len(rule.good)), rule.title)
        for rule in sorted(files.rules, key=lambda r: (r.family, r.id))
    ]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)]
    say(commandless(harmless("\n".join([*lines, "", _plain(plural(len(rows), _RULE_FORMS))]) + "\n")))
    return OK


def test(folder: str | None, only: frozenset[str]) -> int:
    """Try the rules of ``folder``, or the built-in ones, on their own examples."""
    from medadlint import selftest

    own = folder is not None and Path(folder).resolve() != builtin_rules().resolve()
    extra = (folder,) if folder is not None and own else ()
    files = open_packs(extra)
    guards = frozenset(files.guards)
    for name in only - guards:
        find_rule(files, name)
    examples, problems = selftest.run(extra, only)
    if not examples and not problems:
        raise UsageError(
            f"{folder}: в папке нет ни одного правила; укажите папку пакета, в ней лежат <семья>/<правило>.yml"
        )
    for problem in problems:
        say(commandless(harmless(f"{problem}\n")))
    tried = plural(examples, _EXAMPLE_FORMS)
    say(_plain(f"{tried}; {plural(len(problems), _PROBLEM_FORMS) if problems else 'всё верно'}.\n"))
    return FOUND if problems else OK


def schema() -> int:
    """The JSON Schema of rule files."""
    import json

    say(json.dumps(fields.schema(), ensure_ascii=False, indent=2) + "\n")
    return OK


def new(name: str, folder: str) -> int:
    """Write the skeleton of a rule."""
    family, slash, ident = name.partition("/")
    if not slash or not _ID.fullmatch(ident):
        raise UsageError(
            f"«{name}»: имя правила — семья, косая черта и id из строчных латинских букв, цифр и дефисов: "
            "guarantee/our-promise"
        )
    families = (*FAMILIES, HOUSE)
    if family not in families:
        raise UsageError(unknown("нет семьи", family, families))
    taken = {rule.id: rule.source.path for rule in open_packs(()).rules}
    if ident in taken:
        raise UsageError(f"правило «{ident}» уже есть: {taken[ident]}; выберите другой id")
    path = Path(folder, family, f"{ident}.yml")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(_SKELETON.format(id=ident, family=family, folder=folder))
    except FileExistsError:
        raise UsageError(f"{path}: такой файл уже есть; выберите другое имя") from None
    except OSError as error:
        raise UsageError(f"{path}: {reason(error)}") from None
    say(f"Создано: {path}\nОпишите в нём правило и проверьте: medadlint rules test {folder}\n")
    return OK


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")
