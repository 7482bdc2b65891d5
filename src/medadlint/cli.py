"""The command line. Each command imports what it needs: ``check`` must not pay for the others."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from medadlint import __version__
from medadlint.console import PROGRAM, say
from medadlint.report.wording import style_for
from medadlint.russian_typer import Command, Group, run
from medadlint.usage import OK

app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None)
rules_app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None)
app.add_typer(rules_app, name="rules", help="Правила: список, проверка на собственных примерах, новое правило.")

RulesOption = Annotated[
    list[str] | None,
    typer.Option("--rules", metavar="ПАПКА", help="Папка со своими правилами, вдобавок к встроенным; можно повторять."),
]


RuleArgument = Annotated[str, typer.Argument(metavar="ПРАВИЛО", help="Имя правила; какие есть — rules list.")]
_OBJECT = typer.Option(
    "--object",
    metavar="ОБЪЕКТ",
    help="Что рекламируют: service (услуга, по умолчанию), clinic_brand (клиника), method (метод), "
    "drug_otc и drug_rx (лекарство без рецепта и по рецепту), device (изделие), supplement (БАД), "
    "cosmetics (косметика).",
)
ObjectOption = Annotated[str, _OBJECT]
_CHANNEL = typer.Option(
    "--channel",
    metavar="ПЛОЩАДКА",
    help="Где стоит текст: ad (реклама, по умолчанию), own_site (свой сайт), own_social (свои соцсети), "
    "blogger (у блогера), mailing (рассылка), review_reply (ответ на отзыв), pro_only (для специалистов).",
)
ChannelOption = Annotated[str, _CHANNEL]
DayOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="ДАТА", help="По праву на какой день: 2026-03-01; по умолчанию — сегодня."),
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
        str,
        typer.Option(
            "--format",
            metavar="ВИД",
            help="Вид отчёта: text (на экран, по умолчанию), html (страница для копирайтера и юриста), json, sarif, github, gitlab, rdjson, junit, checkstyle.",
        ),
    ] = "text",
    output: Annotated[
        str | None, typer.Option("--output", metavar="ФАЙЛ", help="Записать отчёт в файл, а не на экран.")
    ] = None,
    input_format: Annotated[
        str | None,
        typer.Option(
            "--input-format",
            metavar="ФОРМАТ",
            help="Читать всё как text, markdown, html, php, vue, json, yaml, csv, docx, xlsx и другие; без этого — по имени файла.",
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
    object: Annotated[str | None, _OBJECT] = None,  # noqa: A002
    channel: Annotated[str | None, _CHANNEL] = None,
    as_of: DayOption = None,
    include: Annotated[
        list[str] | None,
        typer.Option("--include", metavar="МАСКА", help="В папках читать только это, каким бы ни был формат: *.adv."),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="МАСКА", help="В папках пропускать это; маски — как в .gitignore."),
    ] = None,
    force_exclude: Annotated[
        list[str] | None,
        typer.Option("--force-exclude", metavar="МАСКА", help="Пропускать это, даже если файл назван сам."),
    ] = None,
    comments: Annotated[
        str | None,
        typer.Option("--comments", metavar="ФАЙЛ", help="Записать копию документа Word с комментариями у находок."),
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
        str | None,
        typer.Option(
            "--fail-on",
            metavar="УРОВЕНЬ",
            help="С какого уровня код выхода 1: error (нарушение), warning (риск, по умолчанию), advice (совет), never (никогда).",
        ),
    ] = None,
    baseline: Annotated[
        str | None, typer.Option("--baseline", metavar="ФАЙЛ", help="Не сообщать о находках, записанных в этом файле.")
    ] = None,
    write_baseline: Annotated[
        str | None,
        typer.Option("--write-baseline", metavar="ФАЙЛ", help="Записать нынешние находки, чтобы видеть только новые."),
    ] = None,
    evidence: Annotated[
        str | None,
        typer.Option(
            "--evidence", metavar="ФАЙЛ", help="Чем подтверждены утверждения; обычно это evidence.yml проекта."
        ),
    ] = None,
    config: Annotated[
        str | None,
        typer.Option(
            "--config",
            metavar="ФАЙЛ",
            help="Настройки; без этого — medadlint.toml или pyproject.toml в папке текстов или выше.",
        ),
    ] = None,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix", help="Записать в файлы надёжные замены; для стандартного ввода — напечатать исправленный текст."
        ),
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Показать, что изменит --fix, и ничего не записывать; код 1, если есть что.")
    ] = False,
) -> int:
    """Проверить тексты.

    Код выхода: 0 — чисто, 1 — есть находки, 2 — что-то не удалось проверить.
    """
    from medadlint import checking
    from medadlint.walk import Globs

    options = checking.Options(
        format, output, input_format, stdin_filename, whole, object, channel, as_of,
        tuple(select or ()), tuple(ignore or ()), tuple(rules or ()), preview, fail_on,
        Globs(tuple(include or ()), tuple(exclude or ()), tuple(force_exclude or ())), comments,
        config, evidence, baseline, write_baseline, fix, diff,
    )  # fmt: skip
    return checking.check(paths, options)


@rules_app.callback()
def _rules() -> None:
    """Правила: список, проверка на собственных примерах, новое правило."""


@app.command("explain", cls=Command)
def _explain(rule: RuleArgument, as_of: DayOption = None, rules: RulesOption = None) -> int:
    """Рассказать о правиле: что и почему нельзя, что говорит закон, какой штраф, как написать."""
    from medadlint import explain
    from medadlint.checking import make_linter
    from medadlint.rulebook import find_rule, open_packs

    found = find_rule(open_packs(tuple(rules or ())), rule)
    linter = make_linter(as_of=as_of, rules=rules or ())
    say(explain.page(found, linter, style_for(sys.stdout)))
    return OK


@app.command("why", cls=Command)
def _why(
    rule: RuleArgument,
    text: Annotated[str, typer.Argument(metavar="ТЕКСТ", help="Текст в кавычках.")],
    object: ObjectOption = "service",  # noqa: A002
    channel: ChannelOption = "ad",
    rules: RulesOption = None,
) -> int:
    """Показать слово за словом, почему правило нашло что-то в тексте или промолчало."""
    from medadlint import why
    from medadlint.checking import make_linter
    from medadlint.rulebook import find_rule, open_packs

    files = open_packs(tuple(rules or ()))
    found = find_rule(files, rule)
    linter = make_linter(object, channel, rules=rules or ())
    say(why.page(files, found, text, linter, style_for(sys.stdout)))
    return OK


@app.command("eval", cls=Command)
def _eval(
    path: Annotated[str, typer.Argument(metavar="НАБОР", help="Размеченные тексты, файл .jsonl.")],
    misses: Annotated[bool, typer.Option("--misses", help="Перечислить, что не нашлось.")] = False,
    false: Annotated[bool, typer.Option("--false", help="Перечислить ложные тревоги.")] = False,
    rules: RulesOption = None,
) -> int:
    """Измерить точность и полноту на размеченном наборе."""
    from medadlint.scoring import evaluate

    return evaluate(path, tuple(rules or ()), misses=misses, false=false)


@rules_app.command("list", cls=Command)
def _rules_list(rules: RulesOption = None) -> int:
    """Перечислить правила."""
    from medadlint import rule_commands

    return rule_commands.show_list(tuple(rules or ()))


@rules_app.command("test", cls=Command)
def _rules_test(
    folder: Annotated[
        str | None, typer.Argument(metavar="[ПАПКА]", help="Папка со своими правилами; без неё — встроенные.")
    ] = None,
    rule: Annotated[
        list[str] | None, typer.Option("--rule", metavar="ПРАВИЛО", help="Только это правило; можно повторять.")
    ] = None,
) -> int:
    """Проверить правила на их собственных примерах и каждую их строку — на пользу.

    Код выхода: 0 — всё верно, 1 — есть ошибки, 2 — правила не читаются.
    """
    from medadlint import rule_commands

    return rule_commands.test(folder, frozenset(rule or ()))


@rules_app.command("schema", cls=Command)
def _rules_schema() -> int:
    """Напечатать схему файла правила: по ней редактор подскажет поля и укажет ошибки."""
    from medadlint import rule_commands

    return rule_commands.schema()


@app.command("init", cls=Command)
def _init(
    folder: Annotated[str, typer.Argument(metavar="[ПАПКА]", help="Папка проекта; без неё — текущая.")] = ".",
) -> int:
    """Создать настройки проекта medadlint.toml с пояснениями, посмотрев на его папки."""
    from medadlint import init

    return init.write(folder)


@rules_app.command("new", cls=Command)
def _rules_new(
    name: Annotated[str, typer.Argument(metavar="СЕМЬЯ/ПРАВИЛО", help="Например, guarantee/our-promise.")],
    to: Annotated[
        str, typer.Option("--to", metavar="ПАПКА", help="Папка своих правил; по умолчанию — medadlint-rules.")
    ] = "medadlint-rules",
) -> int:
    """Создать заготовку правила с подсказками."""
    from medadlint import rule_commands

    return rule_commands.new(name, to)


def command_line(args: list[str]) -> int:
    """Run a command line; its exit code. Raises MedadlintError."""
    return run(app, args, PROGRAM)
