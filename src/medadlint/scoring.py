"""``medadlint eval SET.jsonl``: the score of a labelled set, with its misses and false alarms on demand."""

from __future__ import annotations

from pathlib import Path

from medadlint.console import say
from medadlint.errors import SourceError
from medadlint.evaluate import read_set, run, score, table
from medadlint.report.wording import LEVEL_NAMES, shown

_CONTEXT = 60  # characters of a text on each side of what is shown


def evaluate(path: str, extra: tuple[str, ...], *, misses: bool, false: bool) -> int:
    """Print the score. Raises SourceError for a set that cannot be read."""
    if not Path(path).is_file():
        raise SourceError(f"{path}: такого файла нет; нужен набор размеченных текстов (.jsonl)")
    items = read_set(Path(path))
    try:
        result = score(list(run(items, extra)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(f"{path}: разметка набора не читается ({error}); сверьте поля с образцом в corpus") from None
    lines = table(result)
    if misses:
        lines += ["", f"Мимо: {len(result.misses)}"]
        lines += [
            f"  {miss.item['id']}  {miss.expected['label']}, {LEVEL_NAMES.get(miss.expected['level'], '?')}: "
            f"{_in_text(miss.item['text'], miss.expected['quote'])}"
            for miss in result.misses
        ]
    if false:
        lines += ["", f"Ложные тревоги: {len(result.false)}"]
        lines += [
            f"  {alarm.item['id']}  {alarm.finding.rule}, {LEVEL_NAMES[alarm.finding.level]}: "
            f"{_in_text(alarm.item['text'], alarm.finding.quote, alarm.finding.start)}"
            for alarm in result.false
        ]
    say("\n".join(lines) + "\n")
    return 0


def _in_text(text: str, quote: str | None, start: int | None = None) -> str:
    """«…перед [цитата] после…»; the whole document is told by its first words."""
    if not quote:
        return f"весь текст «{shown(text, 2 * _CONTEXT)}»"
    start = text.find(quote) if start is None else start
    end = start + len(quote)
    return shown(f"{text[max(0, start - _CONTEXT) : start]}[{quote}]{text[end : end + _CONTEXT]}")
