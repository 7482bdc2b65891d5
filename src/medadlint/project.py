"""A project: its settings, black list, proofs and known findings, joined to say what is to be reported of a file.

with settings ─▶ Linter of the file's context ─▶ findings ─▶ suppressions ─▶ evidence ─▶ baseline ─▶ Checked
"""

from __future__ import annotations

import os

from medadlint import config, directives, files
from medadlint.config import Config, ConfigError, Values
from medadlint.directives import Directives
from medadlint.errors import MedadlintError, Problem, SourceError, meant
from medadlint.extract import FORMATS, extract, load
from medadlint.finding import Finding
from medadlint.light import TYPE_CHECKING, Any, Callable, Iterable, NamedTuple, cached_property
from medadlint.linter import Linter
from medadlint.paths import absolute, is_inside
from medadlint.report import Checked, Context
from medadlint.source import decode
from medadlint.walk import Globs

if TYPE_CHECKING:
    from collections import Counter
    from pathlib import Path

    from medadlint.baseline import Baseline, Key

PROOFS = "evidence.yml"
POINTS = "medadlint.rules"  # the entry-point group of installed rule packs
DEFAULTS: Values = {"object": "service", "channel": "ad"}


class Asked(NamedTuple):
    """What was asked for from outside: it beats the settings. None or () = nothing was said."""

    object: str | None = None
    channel: str | None = None
    as_of: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    preview: bool = False
    whole: bool | None = None
    baseline: str | None = None
    evidence: str | None = None
    fail_on: str | None = None
    write_baseline: str | None = None

    def values(self) -> Values:
        """As settings."""
        given = {key: getattr(self, key) for key in ("object", "channel", "select", "ignore", "whole")}
        return {key: value for key, value in given.items() if value not in (None, ())}


NOTHING = Asked()


class Project:
    """Everything a run needs to know beside the files. Reads nothing but settings until it is asked."""

    def __init__(self, settings: Config, asked: Asked = NOTHING) -> None:
        self.settings, self.asked = settings, asked
        self._linters: dict[tuple[Any, ...], Linter] = {}
        self._footers: dict[str, str] = {}
        self.linter = self._linter(self.values)
        known = [n for r in self.linter.pack.rules for n in (r.id, r.family)]
        self.known = frozenset([*known, *directives.RULES])
        self._check_names()

    @cached_property
    def values(self) -> Values:
        """The settings of a file of which nothing special is said."""
        return self._values(config.laid([self.settings.values], self.settings.presets))

    @cached_property
    def found(self) -> Counter[Key]:
        """What was found, for a comparison with what was known."""
        from collections import Counter

        return Counter()

    @property
    def fail_on(self) -> str:
        """The level that fails a build."""
        return self.asked.fail_on or self.values.get("fail-on", "warning")

    @cached_property
    def drafts(self) -> frozenset[str]:
        """The ids of draft rules."""
        return frozenset(rule.id for rule in self.linter.pack.rules if rule.status == "draft")

    def globs(self, asked: Globs) -> Globs:
        """What to read in folders: the globs that were asked for, or else those of the settings."""
        own = Globs(*(self.settings.values.get(key, ()) for key in ("include", "exclude", "force-exclude")))
        return Globs(*(given or usual for given, usual in zip(asked, own, strict=True)))

    def check(self, path: str, data: bytes, format: str, text: str | None = None) -> Checked:  # noqa: A002
        """What is to be reported of one file. ``text``: the decoded ``data``, if it is at hand. Raises MedadlintError."""
        is_text = not FORMATS[format].binary
        if text is None:
            text = decode(data).text if is_text else ""
        said = directives.read(text)
        values = self._of_file(path, said, text)
        linter = self._linter(values)
        whole = values.get("whole")
        # Absence rules would miss a warning in an empty file; there is nothing to advertise in it.
        document = extract(said.masked, format, whole) if is_text else load(data, format, whole)
        text = text or document.source
        findings = linter.examine(document) if document.source.strip() else []
        if said.ignores:
            findings = [f._replace(quote=text[f.start : f.end]) for f in findings]
        findings = self._with_footer(findings, linter, said.masked, format)
        findings = [f for f in findings if _chosen(values, f.rule, f.family)]
        suppressed: list[tuple[Finding, str]] = []
        notes: tuple[Any, ...] = ()
        if said.ignores:
            from medadlint import suppress

            ran = self._ran(linter, values, document.whole)
            judged = suppress.judge(findings, text, said, document, self.known, ran)
            findings, suppressed = [f for f in judged.kept if _chosen(values, f.rule, f.family)], judged.suppressed
        if self.evidence:
            findings, covered, footnotes = self.evidence.apply(findings, document, linter.as_of)
            suppressed, notes = suppressed + covered, tuple(footnotes)
        if self._counts_known:
            self.found.update(self.baseline.key(path, f, text) for f in findings)
            from medadlint.baseline import REASON

            findings, old = self.baseline.part(path, findings, text)
            suppressed += [(f, REASON) for f in old]
        return Checked(path, findings, text if findings or suppressed else "", suppressed, notes, self.context(linter))

    def owns(self, path: str) -> bool:
        """Is the file a tool of the project, not a text of it: settings, rules, proofs, known findings, old reports?"""
        whole = absolute(path)
        parts = whole.split(os.sep)
        if parts[-1].startswith("medadlint") or "medadlint-rules" in parts:
            return True
        return any(is_inside(whole, place) for place in self._own)

    @cached_property
    def _own(self) -> list[str]:
        """The files and folders that are tools of the project."""
        named = [self.asked.baseline, self.asked.evidence, self.asked.write_baseline, *self._rules]
        own = [absolute(name) for name in named if name]
        own += [
            self.settings.file(self.values.get(key, usual)) for key, usual in (("baseline", ""), ("evidence", PROOFS))
        ]
        return [place for place in own if place != self.settings.folder]

    def context(self, linter: Linter | None = None) -> Context:
        """What a linter, or else that of the project, takes the texts for."""
        own = linter or self.linter
        return Context(own.object, own.channel, own.as_of, own.pack.law.verified_to)

    @cached_property
    def _counts_known(self) -> bool:
        """Is there a file of known findings, or is one asked for?"""
        return bool(self.asked.write_baseline or self._named("baseline", self.asked.baseline))

    @cached_property
    def baseline(self) -> Baseline:
        """The known findings; none if no file of them is named, or if it is about to be written."""
        from collections import Counter
        from pathlib import Path

        from medadlint.baseline import Baseline, read_baseline

        path = self._named("baseline", self.asked.baseline)
        if path and not self.asked.write_baseline:
            return read_baseline(Path(path))
        return Baseline(Path(self.settings.folder), Counter())

    @cached_property
    def evidence(self) -> Any:
        """The proofs (evidence.Evidence), or None."""
        path = self._named("evidence", self.asked.evidence)
        usual = self.settings.file(PROOFS)
        if path is None and os.path.isfile(usual):
            path = usual
        if path is None:
            return None
        from pathlib import Path

        from medadlint import evidence  # yaml comes with it

        return evidence.load(Path(path))

    def stale(self, paths: Iterable[str]) -> int:
        """The number of known findings of ``paths``, which were checked, that are there no more."""
        if not self._counts_known:
            return 0
        return self.baseline.stale(self.found, paths, self._ran(self.linter, self.values, whole=True)).total()

    def write_baseline(self, path: Path, paths: Iterable[str]) -> int:
        """Write down what was found in ``paths``; what is known of other files stays. The number of findings found."""
        from collections import Counter

        from medadlint.baseline import Baseline, read_baseline, write_baseline

        before = path.read_bytes() if path.is_file() and os.access(path, os.R_OK) else None
        old = read_baseline(path) if path.is_file() else Baseline(path.parent, Counter())
        moved = self.baseline.moved(self.found, path.parent)
        kept = old.known - old.stale(Counter(), paths, self._ran(self.linter, self.values, whole=True))
        write_baseline(path, kept + moved, before)
        return moved.total()

    def _named(self, key: str, asked: str | None) -> str | None:
        if asked:
            return asked
        return self.settings.file(self.values[key]) if key in self.values else None

    def _values(self, values: Values) -> Values:
        return DEFAULTS | values | self.asked.values()

    def _of_file(self, path: str, said: Directives, text: str) -> Values:
        own = None
        if said.settings:
            try:
                own = config.check_values(said.settings, "", text)
            except ConfigError as error:
                place, *_ = error.problems
                raise SourceError(f"строка {place.line}: {place.message}") from None
        values = self.settings.of_file(path, own)
        if own and "preset" in own and own["preset"] not in self.settings.presets:
            values = config.laid([values, config.load_preset(own["preset"], self._rules), own], {})
        return self._values(values)

    def _linter(self, values: Values) -> Linter:
        phrases = tuple(values.get("phrases", ()))
        key = (values["object"], values["channel"], phrases)
        if key not in self._linters:
            self._linters[key] = Linter(
                values["object"], values["channel"], self.asked.as_of, self._rules,
                preview=self.asked.preview, phrases=phrases,
            )  # fmt: skip
        return self._linters[key]

    @cached_property
    def _rules(self) -> tuple[str, ...]:
        """The folders of further rules: of the settings, of installed packages, of the command line."""
        own = [self.settings.file(folder) for folder in self.settings.values.get("rules", ())]
        packs = [installed(name, self.settings.path) for name in self.settings.values.get("packs", ())]
        return tuple(dict.fromkeys([*own, *packs, *self.asked.rules]))

    def _ran(self, linter: Linter, values: Values, whole: bool) -> Callable[[str], bool]:
        """Did a rule or family of this name have a say in this run?"""
        names = set(directives.RULES)
        for rule in linter.pack.rules:
            speaks = linter.norm(rule) is not None and (linter.preview or rule.status == "stable")
            if _chosen(values, rule.id, rule.family) and speaks and (whole or rule.scope != "document"):
                names |= {rule.id, rule.family}
        return names.__contains__

    def _with_footer(self, findings: list[Finding], linter: Linter, text: str, format: str) -> list[Finding]:  # noqa: A002
        """``findings`` without what a page lacks but the footer of the site has."""
        names = self.settings.values.get("site-footer", ())
        if not names or format not in ("text", "markdown", "html") or all(f.quote for f in findings):
            return findings
        footer = "\n\n".join(self._footer(name) for name in names)
        if format == "html":
            import html

            footer = "".join(f"<p>{html.escape(part)}</p>" for part in footer.split("\n\n"))
        lacking = {f.rule for f in linter.check(f"{text}\n\n{footer}", format, True) if not f.quote}
        return [f for f in findings if f.quote or f.rule in lacking]

    def _footer(self, name: str) -> str:
        """The visible text of a file of the footer."""
        if name not in self._footers:
            path = self.settings.file(name)
            format = files.format_of(path)  # noqa: A001
            data = files.read(files.File(path, format))
            text = decode(data or b"").text
            if format == "text" and "</" in text:
                format = "html"  # noqa: A001  a template of a language that has no reader
            self._footers[name] = extract(text, format).text
        return self._footers[name]

    def _check_names(self) -> None:
        """Do all rules and families exist that the settings name?"""
        problems = []
        text = ""
        if self.settings.path:
            with open(self.settings.path, encoding="utf-8-sig") as stream:
                text = stream.read()
        for values in (self.settings.values, *(v for _, v in self.settings.paths)):
            for key in ("select", "ignore"):
                for name in values.get(key, ()):
                    if name not in self.known:
                        line = next((n for n, x in enumerate(text.splitlines(), 1) if name in x), 1)
                        hint = meant(name, sorted(self.known), "какие есть: medadlint rules list")
                        message = f"«{key}»: нет правила и семьи «{name}»; {hint}"
                        problems.append(Problem(self.settings.path, line, 1, message))
        if problems:
            raise ConfigError(problems)


def _chosen(values: Values, rule: str, family: str) -> bool:
    """Do ``select`` and ``ignore`` let a rule of a family speak?"""
    own = {rule, family}
    select = values.get("select", ())
    return (not select or not own.isdisjoint(select)) and own.isdisjoint(values.get("ignore", ()))


def installed(name: str, where: str = "") -> str:
    """The folder of the rules of an installed package, by its entry point. Raises MedadlintError."""
    from importlib import import_module, metadata

    points = {point.name: point for point in metadata.entry_points(group=POINTS)}
    if name not in points:
        hint = meant(name, points, "установите пакет с этими правилами")
        raise MedadlintError(f"{where}: «packs»: нет установленных правил «{name}»; {hint}")
    module, _, attribute = points[name].value.partition(":")
    try:
        loaded = import_module(module.strip())
        if attribute:
            value = getattr(loaded, attribute.strip())
            return str(value() if callable(value) else value)
        return os.path.dirname(str(loaded.__file__))
    except Exception as error:  # noqa: BLE001  code of others
        raise MedadlintError(
            f"{where}: «packs»: правила «{name}» не загружаются ({type(error).__name__}); обновите их пакет"
        ) from None


def open_project(start: Iterable[str | Path] = (".",), asked: Asked = NOTHING, file: str | None = None) -> Project:
    """The project that ``start`` belongs to, or that of the settings ``file``. Raises MedadlintError."""
    if file:
        from pathlib import Path

        file = str(Path(file))
    return Project(config.load(file) if file else config.find(start), asked)
