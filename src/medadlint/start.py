"""The console script. ``check ПУТЬ…`` without options, which hooks run all day, does not pay for typer (100 ms)."""

from __future__ import annotations

import gc
import sys

from medadlint.console import complain, prepare
from medadlint.errors import MedadlintError
from medadlint.usage import BROKEN, INTERRUPTED

_SELDOM = 100_000  # new objects after which garbage is looked for: what the rules are made of is gone through each time


def main() -> None:
    """Run the command line of this process."""
    gc.set_threshold(_SELDOM)
    code = start(sys.argv[1:])
    gc.freeze()  # nor is it worth looking for at the end
    sys.exit(code)


def start(args: list[str]) -> int:
    """Run a command line; its exit code. Every failure ends in a sentence, never in a traceback."""
    prepare()
    try:
        code = _run(args)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except MedadlintError as error:
        complain(str(error))
        return BROKEN
    except Exception as error:  # noqa: BLE001  a bug of ours; a traceback would help nobody at the terminal
        complain(f"внутренняя ошибка ({type(error).__name__}: {error}); сообщите о ней разработчикам вместе с командой")
        return BROKEN
    if code == INTERRUPTED:
        complain("прервано")
    return code


def _run(args: list[str]) -> int:
    if len(args) > 1 and args[0] == "check" and not any(arg.startswith("-") and arg != "-" for arg in args):
        from medadlint.checking import Options, check

        return check(args[1:], Options())
    from medadlint.cli import command_line

    return command_line(args)
