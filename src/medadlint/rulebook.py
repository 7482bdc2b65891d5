"""The rules as their authors wrote them, for the commands that tell about rules."""

from __future__ import annotations

from pathlib import Path

from medadlint.cache import builtin_rules
from medadlint.errors import RuleError
from medadlint.rulefile import Files, Rule, read_packs
from medadlint.usage import SEE_LIST, UsageError, unknown

STATUS_NAMES = {"stable": "готово", "draft": "черновик"}


def open_packs(extra: tuple[str, ...]) -> Files:
    """The files of the built-in packs and of the folders ``extra``. Raises RuleError for broken files."""
    for folder in extra:
        if not Path(folder).is_dir():
            raise UsageError(f"нет папки с правилами «{folder}»; проверьте путь")
    files, problems = read_packs([builtin_rules(), *map(Path, extra)])
    if problems:
        raise RuleError(problems)
    return files


def find_rule(files: Files, name: str) -> Rule:
    """The rule ``name``. Raises UsageError that says what there is instead."""
    by_id = {rule.id: rule for rule in files.rules}
    if name in by_id:
        return by_id[name]
    members = [rule.id for rule in files.rules if rule.family == name]
    if members:
        raise UsageError(f"«{name}» — это семья; её правила: {', '.join(members)}")
    raise UsageError(unknown("нет правила", name, by_id, SEE_LIST))
