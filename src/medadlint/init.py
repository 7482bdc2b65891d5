"""``medadlint init``: settings with comments, written after a look at the folders of a project."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from medadlint.config import FIELDS, FILE
from medadlint.console import say
from medadlint.files import FORMATS, reason
from medadlint.report.wording import shown
from medadlint.usage import OK, UsageError

# What folders are called, and what stands in them. Names of tools and habits, not of claims.
CHANNEL_FOLDERS = {
    "blogger": ("bloggers", "blogger", "influencers", "блогеры", "posts"),
    "mailing": ("sms", "mailing", "mailings", "newsletter", "newsletters", "email", "emails", "рассылка", "рассылки"),
    "review_reply": ("reviews", "replies", "отзывы", "ответы"),
    "own_social": ("social", "smm", "vk", "telegram", "соцсети"),
    "own_site": ("blog", "articles", "pages", "content", "site", "www", "public", "статьи", "сайт"),
    "ad": ("ads", "ad", "landing", "landings", "реклама", "объявления"),
}
FRAGMENT_FOLDERS = ("templates", "partials", "includes", "_includes", "components", "layouts", "шаблоны")
_FOOTERS = ("footer.html", "footer.php", "footer.twig", "footer.htm")
_NOT_OURS = frozenset(("node_modules", "vendor", "dist", "build", "venv", "__pycache__"))
_DEPTH = 4

_HEAD = """\
# Настройки medadlint. Строки с «#» — пояснения и примеры; уберите «#», чтобы строка заработала.
# Проверить проект: medadlint check .

# {object}: service, clinic_brand, method, drug_otc, drug_rx, device, supplement, cosmetics
object = "service"
# {channel}: ad, own_site, own_social, blogger, mailing, review_reply, pro_only
channel = "{main}"
# {preset}; для государственной клиники (object и channel тогда уберите, они в наборе):
# preset = "state-clinic"

# {fail_on}: error, warning, advice, never
# fail-on = "warning"
# {ignore}; имена: medadlint rules list
# ignore = ["foreign_words"]
# {rules}
# {rules_line}

# {site_footer}
{footer_line}
# {exclude}
# exclude = ["archive/**"]
# {baseline}: medadlint check . --write-baseline medadlint-baseline.json
# baseline = "medadlint-baseline.json"
# {evidence}
# evidence = "evidence.yml"

# {phrases}
[phrases]
# "безоперационно" = "без операции"

# {paths}; что записано ниже, сильнее
[paths]
{paths_lines}
"""


def write(folder: str) -> int:
    """Write the settings of ``folder``. Raises UsageError if there are some, or none can be written."""
    path = Path(folder, FILE)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(settings(Path(folder)))
    except FileExistsError:
        raise UsageError(f"{shown(str(path))}: настройки уже есть; правьте их или удалите") from None
    except OSError as error:
        raise UsageError(f"{shown(str(path))}: {reason(error)}") from None
    say(f"Создано: {shown(str(path))}\nПосмотрите настройки и проверьте тексты: medadlint check {shown(folder)}\n")
    return OK


def settings(folder: Path) -> str:
    """The text of the settings for a project."""
    found = sorted(set(_folders(folder)))
    lines = []
    for name in found:
        for channel, names in CHANNEL_FOLDERS.items():
            if Path(name).name.lower() in names:
                lines.append(f'{_quoted(f"{name}/**")} = "{channel}"')
        if Path(name).name.lower() in FRAGMENT_FOLDERS:
            lines.append(f"{_quoted(f'{name}/**')} = {{ whole = false }}  # отрывки: чего в них нет, есть на странице")
    footers = [
        f"{name}/{f}".removeprefix("./") for name in (".", *found) for f in _FOOTERS if (folder / name / f).is_file()
    ]
    footer = ", ".join(map(_quoted, footers[:1])) or '"includes/footer.html"'
    rules = next((name for name in ("medadlint-rules", "rules") if (folder / name).is_dir()), "medadlint-rules")
    helps = {name.replace("-", "_"): field.help[:1].upper() + field.help[1:] for name, field in FIELDS.items()}
    pages = any((folder / f"index{suffix}").is_file() for suffix in (".html", ".htm", ".php"))
    return _HEAD.format_map(
        {
            **helps,
            "main": "own_site" if pages else "ad",
            "rules_line": f'rules = ["{rules}"]',
            "footer_line": f"{'' if footers else '# '}site-footer = [{footer}]",
            "paths_lines": "\n".join(lines or ['# "posts/**" = "blogger"', '# "sms/**" = "mailing"']),
        }
    )


def _folders(folder: Path) -> Iterator[str]:
    """The folders that hold texts, or that hold folders with texts, by their path with «/»."""
    for place, inside, names in os.walk(folder):
        inside[:] = sorted(n for n in inside if not n.startswith(".") and n not in _NOT_OURS)
        path = Path(place).relative_to(folder)
        if len(path.parts) >= _DEPTH:
            inside.clear()
        if any(Path(n).suffix.lower() in FORMATS or n in _FOOTERS for n in names):
            yield from (p.as_posix() for p in (path, *path.parents) if p.parts)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
