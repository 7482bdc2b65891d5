"""``medadlint check``: files to findings to a report and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import NamedTuple

from medadlint import files
from medadlint.console import complain, progress, say
from medadlint.errors import MedadlintError
from medadlint.extract import FORMATS
from medadlint.finding import Finding
from medadlint.linter import Linter
from medadlint.norms import LEVELS
from medadlint.report import Checked, Context, Report
from medadlint.report.wording import shown
from medadlint.source import decode
from medadlint.usage import BROKEN, FOUND, OK, SEE_LIST, UsageError, one_of, unknown
from medadlint.writing import write

# Each but the first has a module in ``report`` with ``render(report, encoding)``.
REPORTS = ("text", "json", "sarif", "github", "gitlab", "rdjson", "junit", "checkstyle", "html")
INPUTS = tuple(FORMATS)


class Options(NamedTuple):
    """The options of ``check`` as they were given."""

    format: str
    output: str | None
    input_format: str | None
    stdin_filename: str | None
    whole: bool | None
    object: str
    channel: str
    as_of: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    rules: tuple[str, ...]
    preview: bool
    fail_on: str


def check(paths: Sequence[str], options: Options) -> int:
    """Check ``paths`` and write the report; the exit code. Raises MedadlintError if nothing can be checked at all."""
    one_of("--format", options.format, REPORTS)
    one_of("--fail-on", options.fail_on, (*LEVELS, "never"))
    if options.input_format is not None:
        one_of("--input-format", options.input_format, INPUTS)
    linter = make_linter(options.object, options.channel, options.as_of, options.rules, preview=options.preview)
    wanted = _filter(linter, options)
    report = _run(paths, options, linter, wanted)
    for error in report.errors:
        complain(f"{shown(error.path)}: {error.message}")
    _write(report, options)
    if report.errors:
        return BROKEN
    return FOUND if report.fails() else OK


def make_linter(
    obj: str = "service",
    channel: str = "ad",
    as_of: str | None = None,
    rules: Iterable[str] = (),
    *,
    preview: bool = False,
) -> Linter:
    """The linter of a command line. Raises UsageError where Linter raises ValueError."""
    try:
        return Linter(obj, channel, as_of, tuple(rules), preview=preview)
    except UnicodeError:
        raise  # a ValueError, but not about an argument
    except ValueError as error:
        name, _, message = str(error).partition(":")  # «as_of: «вчера» — не дата; …»
        raise UsageError(f"--{name.replace('_', '-')}:{message}") from None


def names(values: Iterable[str]) -> frozenset[str]:
    """«a,b» and «c» to a, b and c."""
    return frozenset(name.strip() for value in values for name in value.split(",") if name.strip())


def _filter(linter: Linter, options: Options) -> Callable[[Finding], bool]:
    known = dict.fromkeys(name for rule in linter.pack.rules for name in (rule.id, rule.family))
    select, ignore = names(options.select), names(options.ignore)
    for option, given in (("--select", select), ("--ignore", ignore)):
        for name in sorted(given):
            if name not in known:
                raise UsageError(unknown(f"{option}: нет правила и семьи", name, known, SEE_LIST))

    def wanted(finding: Finding) -> bool:
        own = {finding.rule, finding.family}
        return (not select or not own.isdisjoint(select)) and own.isdisjoint(ignore)

    return wanted


def _run(paths: Sequence[str], options: Options, linter: Linter, wanted: Callable[[Finding], bool]) -> Report:
    context = Context(linter.object, linter.channel, linter.as_of, linter.pack.law.verified_to)
    drafts = frozenset(rule.id for rule in linter.pack.rules if rule.status == "draft")
    report = Report(context, [], [], [], drafts, options.fail_on)
    for entry in progress(list(files.collect(paths, options.stdin_filename, options.input_format))):
        if isinstance(entry, files.Skip):
            report.skipped.append(entry)
        elif isinstance(entry, files.Failure):
            report.errors.append(entry)
        else:
            _check_file(entry, options, linter, wanted, report)
    return report


def _check_file(
    file: files.File, options: Options, linter: Linter, wanted: Callable[[Finding], bool], report: Report
) -> None:
    path = file.path if file.path != files.STDIN else options.stdin_filename or "стандартный ввод"
    try:
        data = files.read(file)
        if data is None:
            reason = f"больше {files.LIMIT // 2**20} МБ; разделите файл на части"
            report.skipped.append(files.Skip(path, reason, by_rule=False))
            return
        text = decode(data).text
        # Absence rules would miss a warning in an empty file; there is nothing to advertise in it.
        findings = linter.check(text, file.format, options.whole) if text.strip() else []
    except MedadlintError as error:
        report.errors.append(files.Failure(path, str(error)))
    except Exception as error:  # noqa: BLE001  a bug met in one file must not hide what the others hold
        message = f"внутренняя ошибка ({type(error).__name__}); сообщите о ней разработчикам, приложив файл"
        report.errors.append(files.Failure(path, message))
    else:
        found = [f for f in findings if wanted(f)]
        report.files.append(Checked(path, found, text if found else ""))


def _write(report: Report, options: Options) -> None:
    if options.format == "text":
        from medadlint.report import text as text_report
        from medadlint.report.wording import PLAIN_STYLE, style_for

        if not report.files and not report.skipped:
            return  # the errors have said it all
        text = text_report.render(report, PLAIN_STYLE if options.output else style_for(sys.stdout))
    else:
        encoding = "utf-8" if options.output else sys.stdout.encoding or "utf-8"
        text = import_module(f"medadlint.report.{options.format}").render(report, encoding)
    if options.output:
        try:
            write(options.output, text.encode("utf-8", "replace"))
        except OSError as error:
            raise UsageError(f"--output: {shown(options.output)}: {files.reason(error)}") from None
    else:
        say(text)
