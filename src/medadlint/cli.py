"""The command line. Each command imports what it needs: ``check`` must not pay for the others."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from medadlint import __version__
from medadlint.console import PROGRAM, complain, prepare, say
from medadlint.errors import MedadlintError
from medadlint.usage import BROKEN, INTERRUPTED, Command, Group, run

app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None)
rules_app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None)
app.add_typer(rules_app, name="rules", help="Правила: список, проверка на собственных примерах, новое правило.")

RulesOption = Annotated[
    list[str] | None,
    typer.Option("--rules", metavar="ПАПКА", help="Папка со своими правилами, вдобавок к встроенным; можно повторять."),
]


def _version(value: bool) -> None:
    if value:
        say(f"{PROGRAM} {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Показать номер версии.")
    ] = False,
) -> None:
    """Находит в медицинской рекламе то, что запрещает закон, и предлагает замену.

    Начните так:

      medadlint check объявление.txt
    """


@app.command("check", cls=Command)
def _check(
    paths: Annotated[
        list[str], typer.Argument(metavar="ПУТЬ", help="Файлы и папки; «-» — читать из стандартного ввода.")
    ],
    format: Annotated[  # noqa: A002
        str, typer.Option("--format", metavar="ВИД", help="Вид отчёта: text (для человека, сам собой) или json.")
    ] = "text",
    output: Annotated[
        str | None, typer.Option("--output", metavar="ФАЙЛ", help="Записать отчёт в файл, а не на экран.")
    ] = None,
    input_format: Annotated[
        str | None,
        typer.Option(
            "--input-format",
            metavar="ФОРМАТ",
            help="Читать всё как text, markdown или html; без этого — по имени файла (.txt, .md, .html).",
        ),
    ] = None,
    stdin_filename: Annotated[
        str | None,
        typer.Option("--stdin-filename", metavar="ИМЯ", help="Каким файлом считать стандартный ввод."),
    ] = None,
    whole: Annotated[
        bool | None,
        typer.Option(
            "--whole/--fragment",
            help="Это законченный текст или отрывок? В отрывке не ищем, чего не хватает (предупреждения, маркировки).",
        ),
    ] = None,
    object: Annotated[  # noqa: A002
        str,
        typer.Option(
            "--object",
            metavar="ОБЪЕКТ",
            help="Что рекламируют: service (услуга, сама собой), clinic_brand (клиника), method (метод), "
            "drug_otc и drug_rx (лекарство без рецепта и по рецепту), device (изделие), supplement (БАД), cosmetics.",
        ),
    ] = "service",
    channel: Annotated[
        str,
        typer.Option(
            "--channel",
            metavar="ПЛОЩАДКА",
            help="Где стоит текст: ad (реклама, сама собой), own_site (свой сайт), own_social (свои соцсети), "
            "blogger (у блогера), mailing (рассылка), review_reply (ответ на отзыв), pro_only (для специалистов).",
        ),
    ] = "ad",
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="ДАТА", help="По праву на какой день проверять: 2026-03-01; сама собой — сегодня."),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="ИМЕНА", help="Только эти правила и семьи, через запятую."),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="ИМЕНА", help="Без этих правил и семей, через запятую."),
    ] = None,
    rules: RulesOption = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Показать и находки черновых правил; на код выхода они не влияют.")
    ] = False,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on",
            metavar="УРОВЕНЬ",
            help="С какого уровня код выхода 1: error (нарушение), warning (риск, сам собой), advice (совет), never (никогда).",
        ),
    ] = "warning",
) -> int:
    """Проверить тексты.

    Код выхода: 0 — чисто, 1 — есть находки, 2 — что-то не удалось проверить.
    """
    from medadlint import checking

    options = checking.Options(
        format, output, input_format, stdin_filename, whole, object, channel, as_of,
        tuple(select or ()), tuple(ignore or ()), tuple(rules or ()), preview, fail_on,
    )  # fmt: skip
    return checking.check(paths, options)


@rules_app.callback()
def _rules() -> None:
    """Правила: список, проверка на собственных примерах, новое правило."""


def main() -> None:
    """The console script."""
    sys.exit(start(sys.argv[1:]))


def start(args: list[str]) -> int:
    """Run a command line; its exit code. Every failure ends in a sentence, never in a traceback."""
    prepare()
    try:
        code = run(app, args, PROGRAM)
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
