"""The command line as such: exit codes, and what is wrong with what was typed."""

from __future__ import annotations

from medadlint.errors import MedadlintError, close
from medadlint.light import Iterable
from medadlint.report.wording import shown

OK, FOUND, BROKEN, INTERRUPTED = 0, 1, 2, 130  # exit codes

SEE_LIST = "; какие есть: medadlint rules list"


class UsageError(MedadlintError):
    """The command line itself is wrong."""


def unknown(what: str, value: str, known: Iterable[str], otherwise: str = "") -> str:
    """«нет команды «chek»; может быть, «check»?», or ``otherwise``, by default all there is."""
    options = list(known)
    near = close(value, options, 0.6)
    if near:
        return f"{what} «{shown(value, 80)}»; может быть, «{near[0]}»?"
    return f"{what} «{shown(value, 80)}»" + (otherwise or f"; есть {', '.join(options)}")


def one_of(option: str, value: str, known: Iterable[str]) -> str:
    """``value``, if it is among ``known``. Raises UsageError."""
    if value not in known:
        raise UsageError(unknown(f"{option}: нет значения", value, known))
    return value
