"""``medadlint check``: files to findings to a report and an exit code."""

from __future__ import annotations

import os
import sys

from medadlint import files
from medadlint.config import ConfigError
from medadlint.console import complain, progress, say
from medadlint.errors import BaselineError, MedadlintError
from medadlint.extract import FORMATS
from medadlint.extract.guess import guess
from medadlint.finding import Finding
from medadlint.light import TYPE_CHECKING, Iterable, NamedTuple, Sequence
from medadlint.linter import Linter
from medadlint.norms import LEVELS
from medadlint.project import Asked, Project, open_project
from medadlint.report import Report
from medadlint.report.wording import on_screen, shown
from medadlint.source import decode
from medadlint.usage import BROKEN, FOUND, OK, SEE_LIST, UsageError, one_of, unknown
from medadlint.walk import Globs

if TYPE_CHECKING:
    from medadlint.fixing import Fixes

# Each but the first has a module in ``report`` with ``render(report, encoding)``.
REPORTS = ("text", "json", "sarif", "github", "gitlab", "rdjson", "junit", "checkstyle", "html")
INPUTS = tuple(FORMATS)
_NOT_WRITTEN = "в документ исправления не записываются; внесите их сами или возьмите копию с замечаниями: --comments"


class Options(NamedTuple):
    """The options of ``check`` as they were given; the defaults here are those of the command line."""

    format: str = "text"
    output: str | None = None
    input_format: str | None = None
    stdin_filename: str | None = None
    whole: bool | None = None
    object: str | None = None
    channel: str | None = None
    as_of: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    preview: bool = False
    fail_on: str | None = None
    globs: Globs = Globs()
    comments: str | None = None
    config: str | None = None
    evidence: str | None = None
    baseline: str | None = None
    write_baseline: str | None = None
    fix: bool = False
    diff: bool = False


def check(paths: Sequence[str], options: Options) -> int:
    """Check ``paths`` and write the report; the exit code. Raises MedadlintError if nothing can be checked at all."""
    one_of("--format", options.format, REPORTS)
    if options.fail_on is not None:
        one_of("--fail-on", options.fail_on, (*LEVELS, "never"))
    if options.input_format is not None:
        one_of("--input-format", options.input_format, INPUTS)
    if options.comments and (len(paths) != 1 or _format_of(paths[0], options) != "docx"):
        raise UsageError("--comments: комментарии пишутся в копию одного файла Word (.docx); укажите его одного")
    written = {"--output": options.output, "--comments": options.comments, "--write-baseline": options.write_baseline}
    for option, target in written.items():
        if target and any(_same(path, target) for path in paths):
            raise UsageError(f"{option}: {shown(target)} — сам проверяемый файл, он был бы потерян; назовите другой")
    project = _open(paths, options)
    fixes = _fixes(options) if options.fix or options.diff else None
    report = _run(paths, options, project, fixes)
    _tell_of_baseline(report, options, project)
    for error in report.errors:
        complain(f"{shown(error.path)}: {error.message}")
    if fixes is None or not (fixes.shown or options.diff):
        _write(report, options)
    if fixes is not None:
        shown_text = "".join(fixes.shown)
        say(on_screen(shown_text) if sys.stdout.isatty() else shown_text)
        if fixes.write:
            for path in fixes.changed:
                complain(f"{shown(path)}: исправлено")
    if report.errors:
        return BROKEN
    if options.diff:
        return FOUND if fixes and fixes.changed else OK
    return FOUND if report.fails() else OK


def _open(paths: Sequence[str], options: Options) -> Project:
    """The project that ``paths`` belong to, or else the current folder. Raises MedadlintError."""
    asked = Asked(
        options.object, options.channel, options.as_of, tuple(sorted(names(options.select))),
        tuple(sorted(names(options.ignore))), options.rules, options.preview, options.whole, options.baseline,
        options.evidence, options.fail_on, options.write_baseline,
    )  # fmt: skip
    named = [options.stdin_filename or "." if path == files.STDIN else path for path in paths]
    try:
        above = os.path.commonpath([os.path.abspath(path) for path in named])
    except ValueError:  # several drives, or a name that no path can have
        above = "."
    try:
        project = open_project((above, "."), asked, options.config)
    except ValueError as error:
        raise _wrong_argument(error) from None
    for option, given in (("--select", asked.select), ("--ignore", asked.ignore)):
        for name in given:
            if name not in project.known:
                raise UsageError(unknown(f"{option}: нет правила и семьи", name, project.known, SEE_LIST))
    return project


def _tell_of_baseline(report: Report, options: Options, project: Project) -> None:
    """Write the known findings, after which they are no news, or tell of those that are gone."""
    checked = [file.path for file in report.files]
    if options.write_baseline is not None:
        from pathlib import Path

        from medadlint.baseline import REASON

        count = project.write_baseline(Path(options.write_baseline), checked)
        for i, file in enumerate(report.files):
            known = [(finding, REASON) for finding in file.findings]
            report.files[i] = file._replace(findings=[], suppressed=[*file.suppressed, *known])
        complain(f"записано в {shown(options.write_baseline)}; известных находок: {count}")
    elif stale := project.stale(checked):
        complain(f"известных находок, которых больше нет: {stale}; уберите их: --write-baseline")


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
    except ValueError as error:
        raise _wrong_argument(error) from None


def _wrong_argument(error: ValueError) -> Exception:
    """A ValueError of Linter as a mistake in an argument."""
    if isinstance(error, UnicodeError):
        return error  # a ValueError, but not about an argument
    name, _, message = str(error).partition(":")  # «as_of: «вчера» — не дата; …»
    return UsageError(f"--{name.replace('_', '-')}:{message}")


def names(values: Iterable[str]) -> frozenset[str]:
    """«a,b» and «c» to a, b and c."""
    return frozenset(name.strip() for value in values for name in value.split(",") if name.strip())


def _run(paths: Sequence[str], options: Options, project: Project, fixes: Fixes | None) -> Report:
    report = Report(project.context(), [], [], [], project.drafts, project.fail_on)
    entries = files.collect(paths, options.stdin_filename, options.input_format, project.globs(options.globs))
    for entry in progress(list(entries)):
        if isinstance(entry, files.Skip):
            report.skipped.append(entry)
        elif isinstance(entry, files.Failure):
            report.errors.append(entry)
        elif entry.path != files.STDIN and (project.owns(entry.path) or _same(entry.path, options.output)):
            report.skipped.append(files.Skip(entry.path, "файл самой проверки", by_rule=True))
        else:
            _check_file(entry, options, project, report, fixes)
    return report


def _check_file(file: files.File, options: Options, project: Project, report: Report, fixes: Fixes | None) -> None:
    path = file.path if file.path != files.STDIN else options.stdin_filename or "стандартный ввод"
    try:
        data = files.read(file)
        if data is None:
            reason = f"больше {files.LIMIT // 2**20} МБ; разделите файл на части"
            report.skipped.append(files.Skip(path, reason, by_rule=False))
            return
        text = None
        if file.format == "text" and options.input_format is None:
            text = decode(data).text
            file = file._replace(format=guess(text))
        if fixes is not None and not FORMATS[file.format].binary:
            data, text = _fixed(file, path, data, project, fixes), None
        checked = project.check(path, data, file.format, text)
        if options.comments:
            _comment(options.comments, data, checked.findings)
        report.files.append(checked)
        if fixes is not None and FORMATS[file.format].binary and _has_safe(checked.findings):
            report.errors.append(files.Failure(path, _NOT_WRITTEN))
    except (ConfigError, BaselineError):
        raise  # no file can be checked
    except MedadlintError as error:
        report.errors.append(files.Failure(path, str(error)))
    except Exception as error:  # noqa: BLE001  a bug met in one file must not hide what the others hold
        message = f"внутренняя ошибка ({type(error).__name__}); сообщите о ней разработчикам, приложив файл"
        report.errors.append(files.Failure(path, message))


def _same(path: str, other: str | None) -> bool:
    """Are these two names of one file?"""
    try:
        return other is not None and os.path.samefile(path, other)
    except (OSError, ValueError):
        return False


def _has_safe(findings: Iterable[Finding]) -> bool:
    return any(rewrite.kind == "safe" for finding in findings for rewrite in finding.rewrites)


def _fixes(options: Options) -> Fixes:
    from medadlint.fixing import Fixes

    return Fixes(options.fix and not options.diff, [], [])


def _fixed(file: files.File, path: str, data: bytes, project: Project, fixes: Fixes) -> bytes:
    """The bytes of a file with its fixes. Raises MedadlintError."""
    from medadlint.fixing import fix_file

    source = decode(data)

    def findings(text: str) -> list[Finding]:
        return project.check(path, source.encode(text), file.format).findings

    written = "" if file.path == files.STDIN else file.path
    return source.encode(fix_file(written, path, source, findings, fixes))


def _format_of(path: str, options: Options) -> str:
    return options.input_format or files.format_of(options.stdin_filename or "" if path == files.STDIN else path)


def _comment(output: str, data: bytes, findings: list[Finding]) -> None:
    """Write the copy of a document with comments."""
    from medadlint.comments import annotate
    from medadlint.writing import write

    copy = annotate(data, findings)
    try:
        write(output, copy)
    except OSError as error:
        raise UsageError(f"--comments: {shown(output)}: {files.why_not_written(error)}") from None


def _write(report: Report, options: Options) -> None:
    if options.format == "text":
        from medadlint.report import text as text_report
        from medadlint.report.wording import PLAIN_STYLE, style_for

        if not report.files and not report.skipped:
            return  # the errors have said it all
        text = text_report.render(report, PLAIN_STYLE if options.output else style_for(sys.stdout))
    else:
        encoding = "utf-8" if options.output else sys.stdout.encoding or "utf-8"
        from importlib import import_module

        text = import_module(f"medadlint.report.{options.format}").render(report, encoding)
    if options.output:
        from medadlint.writing import write

        try:
            write(options.output, text.encode("utf-8", "replace"))
        except OSError as error:
            raise UsageError(f"--output: {shown(options.output)}: {files.why_not_written(error)}") from None
    else:
        say(text)
