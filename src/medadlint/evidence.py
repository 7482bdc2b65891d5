"""``evidence.yml``: what a project can prove. A claim it covers is silent until the proof expires, and needs a footnote.

A list of entries, or a mapping with the key ``evidence``:

    - claim: лучшая клиника Казани        # as it stands in the texts, in any form
      criterion: доля довольных пациентов
      source: рейтинг агентства «Пример»
      date: 2026-02-01
      scope: Казань, 2025 год             # may be missing
      expires: 2027-02-01
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, NamedTuple

from medadlint.cache import pack_of
from medadlint.claims import Search
from medadlint.config import ConfigError
from medadlint.errors import Problem, meant
from medadlint.extract.model import Extract
from medadlint.finding import Finding
from medadlint.fold import fold
from medadlint.phrases import Phrase, words
from medadlint.report import Footnote
from medadlint.report.wording import day

_NEEDED = ("claim", "criterion", "source", "date", "expires")
_FIELDS = (*_NEEDED, "scope")


class Entry(NamedTuple):
    """One proof. ``date``, ``expires``: ISO days, the last one on which it holds; ``line``: where it stands in ``path``."""

    claim: str
    criterion: str
    source: str
    date: str
    scope: str
    expires: str
    path: str
    line: int

    def footnote(self) -> str:
        """What has to stand under the text: «По данным …»."""
        scope = f", {self.scope}" if self.scope else ""
        return f"{self.criterion[:1].upper()}{self.criterion[1:]}: {self.source}{scope}, {day(self.date)}"


class Evidence:
    """The proofs of a project, ready to be looked up."""

    def __init__(self, entries: list[Entry]) -> None:
        self._by_rule: dict[str, list[Entry]] = {}
        phrases = []
        for entry in entries:
            phrase = Phrase(entry.claim, path=entry.path, line=entry.line)
            self._by_rule.setdefault(phrase.id, []).append(entry)
            phrases.append(phrase)
        pack = pack_of([], tuple(phrases))
        self._search = Search(pack, pack.rules)

    def apply(
        self, findings: list[Finding], document: Extract, today: str
    ) -> tuple[list[Finding], list[tuple[Finding, str]], list[Footnote]]:
        """Findings that remain, those that are covered with their proof, and the footnotes of these.

        ``document``: what the findings were made in; ``today``: ISO day. A covered finding whose proof has expired remains
        and says so.
        """
        if not any(f.needs == "evidence" and f.quote for f in findings):
            return findings, [], []
        kept, covered, notes = [], [], []
        claims = [
            (*part.place(*folded.origin(claim.start, claim.end, part.text)), entries)
            for part in document.documents()
            for folded in [fold(part.text, self._search.pack.knows)]
            for claim in self._search(folded, part.blocks)[0]
            if (entries := self._entries(claim.rule.id, folded.text[claim.start : claim.end]))
        ]
        for finding in findings:
            near = [c for c in claims if c[0] < finding.end and finding.start < c[1] and finding.needs == "evidence"]
            if not near:
                kept.append(finding)
                continue
            start, end, entries = max(near, key=lambda c: c[1] - c[0])
            entry = max(entries, key=lambda e: e.expires)
            if entry.expires >= today:
                covered.append((finding, entry.footnote()))
                notes.append(Footnote(document.source[start:end], entry.footnote(), finding.line))
            else:
                told = f"Подтверждение истекло {day(entry.expires)}: обновите его ({entry.path}:{entry.line})."
                kept.append(finding._replace(message=f"{finding.message} {told}"))
        return kept, covered, list({n.text: n for n in reversed(notes)}.values())[::-1]

    def _entries(self, rule: str, quote: str) -> list[Entry]:
        """The proofs of a rule whose numbers are those of ``quote``: a pattern takes «4,9» for any number."""
        numbers = _numbers(quote)
        return [e for e in self._by_rule[rule] if _numbers(e.claim) == numbers]


def _numbers(text: str) -> list[str]:
    return [w for w in words(text) if w[0].isdigit()]


def load(path: Path) -> Evidence:
    """Read an evidence file. Raises ConfigError with all mistakes."""
    import yaml

    problems: list[Problem] = []
    try:
        text = path.read_bytes().decode("utf-8-sig")
        root = yaml.compose(text, yaml.SafeLoader)
    except OSError:
        raise ConfigError([Problem(str(path), 1, 1, "файл не открывается: проверьте путь и права")]) from None
    except UnicodeDecodeError:
        raise ConfigError([Problem(str(path), 1, 1, "файл не в UTF-8: сохраните его в UTF-8")]) from None
    except (yaml.YAMLError, RecursionError) as error:
        line = mark.line + 1 if (mark := getattr(error, "problem_mark", None)) else 1
        message = "файл не читается как YAML: проверьте отступы, двоеточия и кавычки"
        raise ConfigError([Problem(str(path), line, 1, message)]) from None
    if isinstance(root, yaml.MappingNode):
        root = next((value for key, value in root.value if key.value == "evidence"), root)
    if root is None:
        return Evidence([])
    if not isinstance(root, yaml.SequenceNode):
        message = "здесь нужен список подтверждений; каждое начинается с «- claim: …»"
        raise ConfigError([Problem(str(path), root.start_mark.line + 1, 1, message)])
    entries = [_entry(node, str(path), problems) for node in root.value]
    if problems:
        raise ConfigError(problems)
    return Evidence([e for e in entries if e])


def _entry(node: Any, path: str, problems: list[Problem]) -> Entry | None:
    def problem(where: Any, message: str) -> None:
        problems.append(Problem(path, where.start_mark.line + 1, where.start_mark.column + 1, message))

    if node.id != "mapping":
        problem(node, "подтверждение — это поля claim, criterion, source, date, scope, expires")
        return None
    values: dict[str, str] = {}
    before = len(problems)
    for key, value in node.value:
        name = str(key.value)
        if name not in _FIELDS:
            hint = meant(name, _FIELDS, f"есть {', '.join(_FIELDS)}")
            problem(key, f"нет поля «{name}»; {hint}")
        elif value.id != "scalar" or not str(value.value).strip():
            problem(value, f"«{name}» — это текст; впишите его")
        else:
            values[name] = " ".join(str(value.value).split())
            if name in ("date", "expires") and not _is_day(values[name]):
                problem(value, f"«{name}»: «{values[name]}» — не дата; напишите так: 2027-02-01")
            if name == "claim" and not words(values[name]):
                problem(value, "«claim»: в утверждении нет ни одного слова")
    missing = [name for name in _NEEDED if name not in values]
    if missing and len(problems) == before:
        problem(node, f"не хватает поля {', '.join(f'«{n}»' for n in missing)}: допишите")
    if len(problems) > before:
        return None
    return Entry(**{"scope": "", **values}, path=path, line=node.start_mark.line + 1)


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
