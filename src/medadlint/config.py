"""The settings of a project: ``medadlint.toml``, or ``[tool.medadlint]`` of ``pyproject.toml``.

Nothing is decided here: the tables are checked, every mistake has its place, and layers are laid upon each other.
"""

from __future__ import annotations

import os

from medadlint import toml
from medadlint.errors import MedadlintError, Problem, close, meant
from medadlint.light import TYPE_CHECKING, Any, Callable, Iterable, NamedTuple, expression, partial
from medadlint.norms import CHANNELS, LEVELS, OBJECTS
from medadlint.paths import absolute, is_inside, upward

if TYPE_CHECKING:
    from pathlib import Path

    from medadlint.phrases import Phrase

_PLACE = expression(r"line (\d+), column (\d+)")
FILE, SHARED = "medadlint.toml", "pyproject.toml"
Values = dict[str, Any]
"""Settings by their names in a file; what is not there was not said."""


class ConfigError(MedadlintError):
    """A file of settings is wrong: all mistakes at once, each with its place."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))

    def __reduce__(self) -> tuple[type[ConfigError], tuple[list[Problem]]]:
        return (ConfigError, (self.problems,))


class Config(NamedTuple):
    """The settings of a project. ``path``: their file, "" = there is none; ``folder``: what globs and paths start from.

    ``values``: the checked settings, see FIELDS; ``paths``: glob to the settings of files, the later the stronger.
    """

    path: str
    folder: str
    values: Values
    paths: tuple[tuple[str, Values], ...]
    presets: dict[str, Values]

    def of_file(self, path: str, own: Values | None = None) -> Values:
        """The settings of one file: the project's, then those of its path, then ``own``, which the file itself gives."""
        matching = [values for glob, values in self.paths if matches(glob, self.relative(path))]
        return laid([self.values, *matching, own or {}], self.presets)

    def relative(self, path: str) -> str:
        """``path`` as seen from the folder of the settings, with «/»; a path outside of it stays whole."""
        whole = absolute(path)
        if is_inside(whole, self.folder):
            whole = whole[len(self.folder) :].lstrip(os.sep) or os.curdir
        return whole.replace(os.sep, "/")

    def file(self, name: str) -> str:
        """A path of the settings: relative to their folder."""
        return absolute(os.path.join(self.folder, name))


def laid(layers: Iterable[Values], presets: dict[str, Values]) -> Values:
    """Layers one upon the other: what comes later wins; ignored rules and phrases add up."""
    out: Values = {}
    for layer in layers:
        for values in (presets.get(layer.get("preset", ""), {}), layer):
            summed = {key: out.get(key, ()) + values[key] for key in ("ignore", "phrases") if key in values}
            out |= values | summed
    return out


def matches(glob: str, path: str) -> bool:
    """Does a glob fit a path with «/»? ``**`` crosses folders; without a «/» it fits the name in any folder."""
    glob = glob.removeprefix("./")
    if glob.endswith("/"):
        glob += "**"
    if "/" not in glob:
        glob = f"**/{glob}"
    import re

    parts = re.split(r"(\*\*/|/\*\*$|\*\*|\*|\?)", glob)
    known = {"**/": "(?:.*/)?", "/**": "/.*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.fullmatch("".join(known.get(p, re.escape(p)) for p in parts), path, re.DOTALL) is not None


def find(start: Iterable[str | Path]) -> Config:
    """The settings that hold for ``start``: the first file found upward from any of these places. Raises ConfigError."""
    for place in start:
        for folder in upward(absolute(place)):
            own, shared = os.path.join(folder, FILE), os.path.join(folder, SHARED)
            if os.path.isfile(own):
                return load(own)
            if _speaks_of_us(shared):
                config = load(shared)
                if config.path:
                    return config
    return Config("", os.getcwd(), {}, (), {})


def _speaks_of_us(path: str) -> bool:
    if not os.path.isfile(path):
        return False
    try:
        with open(path, "rb") as stream:
            return b"medadlint" in stream.read()
    except OSError:
        return False


def load(path: str | Path) -> Config:
    """Read one file of settings. Raises ConfigError."""
    path = os.fspath(path)
    text = _text(path)
    try:
        data = toml.loads(text)
    except (ValueError, RecursionError) as error:
        line = _PLACE.search(str(error))
        place = (int(line[1]), int(line[2])) if line else (text.count("\n") + 1, 1)
        message = "файл не читается как TOML: проверьте кавычки, скобки и знак «=» в этой строке"
        raise ConfigError([Problem(path, *place, message)]) from None
    folder = os.path.dirname(absolute(path))
    if os.path.basename(path) == SHARED:
        tool = data.get("tool")
        if not isinstance(tool, dict) or "medadlint" not in tool:
            return Config("", folder, {}, (), {})
        data = tool["medadlint"]
    table = _Table(path, text)
    values = table.read(data, FIELDS)
    paths = values.pop("paths", ())
    presets = {}
    for preset in dict.fromkeys(v["preset"] for v in (values, *(v for _, v in paths)) if "preset" in v):
        presets[preset] = table.preset(
            preset, [os.path.join(os.path.dirname(path), own) for own in values.get("rules", ())]
        )
    if table.problems:
        raise ConfigError(sorted(table.problems, key=lambda p: (p.path, p.line)))
    return Config(path, folder, values, tuple(paths), presets)


def check_values(values: Values, path: str, text: str) -> Values:
    """Check what a file says of itself (names of FILE_FIELDS). Raises ConfigError."""
    table = _Table(path, text)
    checked = table.read(values, FILE_FIELDS)
    if table.problems:
        raise ConfigError(table.problems)
    return checked


def load_preset(name: str, folders: Iterable[str | Path] = ()) -> Values:
    """The settings of a preset. Raises ConfigError."""
    table = _Table(name, "")
    values = table.preset(name, folders)
    if table.problems:
        raise ConfigError(table.problems)
    return values


class _Wrong(Exception):  # noqa: N818  no error: a message for the place where the value stands
    pass


Line = Callable[[], int]  # of a file, found when a mistake has to be placed


def _top() -> int:
    return 1


class _Table:
    """One file: its keys are looked up again in the text, for the place of a mistake."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()
        self.problems: list[Problem] = []

    def line_of(self, key: str, since: Line = _top) -> int:
        """The line of a key, 1-based, from the line ``since`` on, and that one if it cannot be found."""
        first = since()
        import re

        sign = re.compile(rf"""(?:^|[\[.{{,\s"'])({re.escape(key)})["']?\s*[=:\].]""")
        for number, line in enumerate(self.lines[first - 1 :], first):
            if sign.search(line) and not line.lstrip().startswith("#"):
                return number
        return first

    def problem(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.path, line, 1, message))

    def read(self, data: Any, fields: dict[str, Field], since: Line = _top) -> Values:
        if not isinstance(data, dict):
            self.problem(since(), "здесь нужна таблица вида «ключ = значение»")
            return {}
        out: Values = {}
        for key, value in data.items():
            name = str(key).replace("_", "-")
            line = partial(self.line_of, str(key), since)
            if name not in fields:
                hint = meant(name, fields, f"есть {', '.join(fields)}")
                self.problem(line(), f"нет ключа «{key}»; {hint}")
                continue
            try:
                out[name] = fields[name].read(value, self, line)
            except _Wrong as error:
                self.problem(line(), f"«{key}»: {error}")
        return out

    def preset(self, name: str, folders: Iterable[str | Path]) -> Values:
        """The settings of a preset: a file of the built-in rules or of ``folders``."""
        from pathlib import Path

        from medadlint.cache import builtin_rules
        from medadlint.packfiles import preset_files, text_of
        from medadlint.plainyaml import YamlError, nodes, plain

        found = {p.stem: p for f in (builtin_rules(), *map(Path, folders)) for p in preset_files(f)}
        if name not in found:
            hint = meant(name, found, f"есть {', '.join(found)}")
            self.problem(self.line_of("preset"), f"«preset»: нет набора «{name}»; {hint}")
            return {}
        table = _Table(str(found[name]), "")
        table.problems = self.problems
        try:
            text = text_of(found[name])
            table.lines = text.splitlines()
            values = table.read(plain(nodes(text)), _PRESET_FIELDS)
        except ValueError as error:
            table.problem(error.line if isinstance(error, YamlError) else 1, str(error))
            return {}
        return {key: value for key, value in values.items() if key not in ("title", "why")}


def _text(path: str) -> str:
    try:
        with open(path, "rb") as stream:
            return stream.read().decode("utf-8-sig")
    except OSError:
        raise ConfigError([Problem(path, 1, 1, "файл не открывается: проверьте путь и права")]) from None
    except UnicodeDecodeError:
        raise ConfigError([Problem(path, 1, 1, "файл не в UTF-8: сохраните его в UTF-8")]) from None


class Field(NamedTuple):
    """A key of the settings. ``read`` checks a value, or raises; ``help`` is one line for the reader of the file."""

    help: str
    read: Callable[[Any, _Table, Line], Any]


def _one_of(allowed: tuple[str, ...]) -> Callable[[Any, _Table, Line], str]:
    def read(value: Any, _table: _Table, _line: Line) -> str:
        if not isinstance(value, str):
            raise _Wrong(f"здесь нужен текст в кавычках. Бывает: {', '.join(allowed)}")
        if value in allowed:
            return value
        near = close(value, allowed, 0.5)
        hint = f"; может быть, «{near[0]}»?" if near else "."
        raise _Wrong(f"нет значения «{value}»{hint} Бывает: {', '.join(allowed)}")

    return read


def _string(value: Any, _table: _Table, _line: Line) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Wrong("здесь нужен текст в кавычках")
    return value.strip()


def _strings(value: Any, table: _Table, line: Line) -> tuple[str, ...]:
    """A list of texts; one text, also with commas between names, is a list too."""
    if isinstance(value, str):
        return tuple(filter(None, (part.strip() for part in value.split(","))))
    if not isinstance(value, list):
        raise _Wrong('здесь нужен список: ["…", "…"]')
    return tuple(_string(item, table, line) for item in value)


def _flag(value: Any, _table: _Table, _line: Line) -> bool:
    if not isinstance(value, bool):
        raise _Wrong("здесь нужно true или false")
    return value


def _phrases(value: Any, table: _Table, line: Line) -> tuple[Phrase, ...]:
    if not isinstance(value, dict):
        raise _Wrong('здесь нужна таблица: {"выражение" = "замена"}')
    from medadlint.phrases import Phrase, words

    out = []
    for text, entry in value.items():
        own = table.line_of(str(text), line)
        given = {"replacement": entry} if isinstance(entry, str) else entry
        if not words(str(text)):
            table.problem(own, f"«{text}»: в выражении нет ни одного слова")
        elif not isinstance(given, dict) or not all(isinstance(v, str) for v in given.values()) or (
            given.keys() - {"replacement", "why"}
        ):  # fmt: skip
            table.problem(own, f'«{text}»: напишите замену в кавычках ("" — без замены) или {{replacement, why}}')
        else:
            where = table.path
            out.append(Phrase(str(text), given.get("replacement", ""), given.get("why", ""), where, own))
    return tuple(out)


def _paths(value: Any, table: _Table, line: Line) -> tuple[tuple[str, Values], ...]:
    if not isinstance(value, dict):
        raise _Wrong('здесь нужна таблица: "posts/**" = "blogger"')
    out = []
    for glob, entry in value.items():
        own = partial(table.line_of, str(glob), line)
        given = {"channel": entry} if isinstance(entry, str) else entry
        out.append((str(glob), table.read(given, FILE_FIELDS, own)))
    return tuple(out)


_OBJECT = Field("что рекламируют", _one_of(OBJECTS))
_CHANNEL = Field("где стоит текст", _one_of(CHANNELS))
_PRESET = Field("готовый набор настроек", _string)
_SELECT = Field("только эти правила и семьи", _strings)
_IGNORE = Field("без этих правил и семей", _strings)
_WHOLE = Field("законченный текст (true) или отрывок (false)", _flag)
_FAIL_ON = Field("с какого уровня код выхода 1", _one_of((*LEVELS, "never")))
_PHRASES = Field("свой чёрный список: выражение и замена", _phrases)
FILE_FIELDS = {
    "object": _OBJECT, "channel": _CHANNEL, "preset": _PRESET, "select": _SELECT, "ignore": _IGNORE, "whole": _WHOLE,
}  # fmt: skip
FIELDS = {
    **FILE_FIELDS,
    "fail-on": _FAIL_ON,
    "rules": Field("папки со своими правилами", _strings),
    "packs": Field("правила из установленных пакетов (точки входа medadlint.rules)", _strings),
    "phrases": _PHRASES,
    "site-footer": Field("файлы общего подвала сайта: что сказано в нём, сказано на каждой странице", _strings),
    "include": Field("в папках читать только это", _strings),
    "exclude": Field("чего в папках не читать", _strings),
    "force-exclude": Field("чего не читать, даже если файл назван в команде", _strings),
    "baseline": Field("файл с уже известными находками", _string),
    "evidence": Field("файл с подтверждениями", _string),
    "paths": Field("настройки отдельных файлов: шаблон пути и площадка или таблица", _paths),
}
_PRESET_FIELDS = {
    "title": Field("", _string), "why": Field("", _string), "object": _OBJECT, "channel": _CHANNEL, "select": _SELECT,
    "ignore": _IGNORE, "fail-on": _FAIL_ON, "phrases": _PHRASES,
}  # fmt: skip
