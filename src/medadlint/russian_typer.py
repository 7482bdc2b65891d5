"""typer in Russian: help pages and usage errors.

typer up to 0.25 asked gettext for a part of its texts, later ones ask nobody, and both paste English names of types into
them. So none of their texts is shown at all: help is written here from the parameters, an error is told by its class.
"""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from medadlint.report.wording import shown, style_for
from medadlint.usage import INTERRUPTED, UsageError, unknown

# The base of all usage errors; its module moved with click into typer, its public subclass did not.
_ClickUsageError: type[Exception] = typer.BadParameter.__mro__[1]


class Command(TyperCommand):
    """A command that speaks Russian."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True  # told below, and not by typer
        rest = _parse(super().parse_args, ctx, args)
        if rest:
            raise _wrong(ctx, f"лишнее в командной строке: {shown(' '.join(rest), 80)}")
        return rest

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(_help(self, ctx))


class Group(TyperGroup):
    """A group of commands that speaks Russian."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args:
            raise _wrong(ctx, f"не хватает команды; есть {', '.join(self.commands)}")
        return _parse(super().parse_args, ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands and not args[0].startswith("-"):
            raise _wrong(ctx, unknown("нет команды", args[0], self.commands))
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(_help(self, ctx))


def run(app: typer.Typer, args: list[str], program: str) -> int:
    """Run ``app``; its exit code. A usage error is raised as UsageError, Ctrl-C comes back as INTERRUPTED."""
    command = typer.main.get_command(app)
    try:
        code = command.main(args, prog_name=program, standalone_mode=False)
    except typer.Abort:
        return INTERRUPTED
    except _ClickUsageError as error:
        raise UsageError(_explain(error, None)) from None
    return code if isinstance(code, int) else 0


class _AsGiven:
    """Takes the words of the command line as they are, where typer would load pydantic (90 ms) to make str of str."""

    def coerce(self, value: Any, **_: Any) -> Any:
        return value


_AS_GIVEN = _AsGiven()


def _parse(parse: Callable[[Any, list[str]], list[str]], ctx: Any, args: list[str]) -> list[str]:
    params: list[Any] = ctx.command.get_params(ctx)  # with --help
    for param in params:
        param.get_runtime_param = lambda: _AS_GIVEN
    try:
        return parse(ctx, args)
    except _ClickUsageError as error:
        raise _wrong(ctx, _explain(error, ctx)) from None


def _explain(error: Exception, ctx: Any) -> str:
    kind = type(error).__name__
    name = str(getattr(error, "option_name", ""))
    params = ctx.command.get_params(ctx) if ctx else []
    if kind == "NoSuchOption":
        return unknown("нет параметра", name, [o for p in params for o in (*p.opts, *p.secondary_opts)], " ").rstrip()
    if kind == "BadOptionUsage":
        takes_value = any(name in p.opts and not p.is_flag for p in params)
        return f"после параметра {name} нужно значение" if takes_value else f"у параметра {name} не бывает значения"
    if kind == "MissingParameter":
        param = getattr(error, "param", None)
        return f"не хватает: {_metavar(param).removesuffix('...')}" if param is not None else "не хватает аргумента"
    return "не удалось разобрать командную строку"


def _wrong(ctx: Any, message: str) -> UsageError:
    stop = "" if message.endswith("?") else "."
    return UsageError(f"{message}{stop} Справка: {ctx.command_path} --help")


def _help(command: TyperCommand | TyperGroup, ctx: Any) -> str:
    width = style_for(sys.stdout).width
    params: list[Any] = command.get_params(ctx)
    arguments = [p for p in params if p.param_type_name == "argument"]
    options = [p for p in params if p.param_type_name == "option"]
    commands = getattr(command, "commands", {})
    usage = [ctx.command_path, *(["КОМАНДА"] if commands else []), *map(_metavar, arguments), "[ПАРАМЕТРЫ]"]
    parts = [f"Использование: {' '.join(usage)}"]
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        lines = paragraph.split("\n")
        verbatim = lines[0].startswith("  ")  # an example is not wrapped
        parts.append("\n".join(lines) if verbatim else "\n".join(textwrap.wrap(" ".join(lines), width)))
    sections = (
        ("Аргументы", [(_metavar(p), p.help or "") for p in arguments]),
        ("Параметры", [(_spelling(p), _option_help(p)) for p in options if not p.hidden]),
        ("Команды", [(name, _first_line(c.help or "")) for name, c in commands.items()]),
    )
    parts += [f"{title}:\n{_table(rows, width)}" for title, rows in sections if rows]
    return "\n\n".join(filter(None, parts)) + "\n"


def _table(rows: list[tuple[str, str]], width: int) -> str:
    left = min(30, max(len(name) for name, _ in rows)) + 4
    lines = []
    for name, text in rows:
        wrapped = textwrap.wrap(text, max(20, width - left), break_on_hyphens=False) or [""]
        if len(name) + 4 > left:
            lines.append(f"  {name}")
        else:
            lines.append(f"  {name}".ljust(left) + wrapped.pop(0))
        lines += [" " * left + line for line in wrapped]
    return "\n".join(line.rstrip() for line in lines)


def _metavar(param: Any) -> str:
    if param.param_type_name == "option":
        return _spelling(param)
    name = str(param.metavar or param.name.upper())
    return name + ("..." if param.nargs == -1 else "")


def _spelling(param: Any) -> str:
    names = ", ".join(sorted(param.opts, key=len))
    if param.secondary_opts:
        names += f" / {param.secondary_opts[0]}"
    return names if param.is_flag or not param.metavar else f"{names} {param.metavar}"


def _option_help(param: Any) -> str:
    return "Показать эту справку." if "--help" in param.opts else str(param.help or "")


def _first_line(text: str) -> str:
    return inspect.cleandoc(text).partition("\n\n")[0].replace("\n", " ")
