"""Russian words for the person at the terminal: names, plurals, citations, money, and lines that fit the window."""

from __future__ import annotations

import os
from itertools import groupby

from medadlint.finding import Finding, Rewrite
from medadlint.light import Any, Iterable, NamedTuple, TextIO, expression

OBJECT_NAMES = {
    "service": "медицинская услуга", "clinic_brand": "клиника", "method": "метод лечения",
    "drug_otc": "безрецептурное лекарство", "drug_rx": "рецептурное лекарство", "device": "медицинское изделие",
    "supplement": "БАД", "cosmetics": "косметика",
}  # fmt: skip
CHANNEL_NAMES = {
    "ad": "реклама", "own_site": "свой сайт", "own_social": "свои соцсети", "blogger": "реклама у блогера",
    "mailing": "рассылка", "review_reply": "ответ на отзыв", "pro_only": "материал для специалистов",
}  # fmt: skip
LEVEL_NAMES = {"error": "нарушение", "warning": "риск", "advice": "совет"}
LEVEL_FORMS = {
    "error": ("нарушение", "нарушения", "нарушений"),
    "warning": ("риск", "риска", "рисков"),
    "advice": ("совет", "совета", "советов"),
}
FILE_FORMS = ("файл", "файла", "файлов")
LEADS = {"safe": "Лучше:", "fill": "Лучше (впишите своё вместо скобок):", "show": "Например:"}  # to a rewrite
DISGUISED = "В словах спрятаны или подменены буквы: читатель видит то же самое."
LIMITS = (
    "Линтер не видит площадь предупреждения, картинки и видео и не знает, правда ли сказанное. "
    "Его молчание — не одобрение, его находки — не юридическая консультация."
)
PAYERS = {"citizen": "граждан", "official": "должностных лиц", "legal": "организаций"}

_COLOURS = {"error": "1;31", "warning": "1;33", "advice": "1;36", "bold": "1", "dim": "2", "good": "32"}
_MAX_WIDTH = 100  # longer lines are hard to read, however wide the window
QUOTE = 160  # characters of a quote; the place says where the rest is
_NBSP = "\u00a0"
_COMMAND = expression(r"(?m)^((?:[^\S\n]|\x1b\[[\d;]*m)*)::|##(?=\[|vso\[|teamcity\[)")


class Style(NamedTuple):
    """How to write for one reader: with colours or without, lines of up to ``width`` characters."""

    colour: bool
    width: int

    def paint(self, kind: str, text: str) -> str:
        """``text`` in the colour of a level, or bold, dim, good."""
        return f"\x1b[{_COLOURS[kind]}m{text}\x1b[0m" if self.colour and text else text

    def wrap(self, text: str, indent: int = 0, kind: str = "") -> list[str]:
        """``text`` as lines behind ``indent`` blanks; NBSP holds words together and is written as a blank."""
        width = max(20, self.width - indent)
        lines = [""]
        for word in harmless(text).replace("\n", " ").split(" "):
            longer = f"{lines[-1]} {word}" if lines[-1] else word
            if len(longer) <= width:
                lines[-1] = longer
            else:
                lines += [word[i : i + width] for i in range(0, len(word), width)]
        shown = (line.rstrip(" ").replace(_NBSP, " ") for line in lines if line or len(lines) == 1)
        return [" " * indent + (self.paint(kind, line) if kind else line) for line in shown]


PLAIN_STYLE = Style(colour=False, width=_MAX_WIDTH)


def style_for(stream: TextIO) -> Style:
    """The style of a stream: colours on a terminal only, never with NO_COLOR (https://no-color.org)."""
    colour = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Style(colour, min(_MAX_WIDTH, max(40, _columns())))


def _columns() -> int:
    """The width of the window; shutil knows it, too, and loads three compressors (6 million instructions)."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given):
        return int(given)
    try:
        return os.get_terminal_size().columns or _MAX_WIDTH
    except (OSError, ValueError):  # no terminal, or none of ours
        return _MAX_WIDTH


def plural(number: int, forms: tuple[str, str, str]) -> str:
    """«1 файл», «2 файла», «5 файлов»."""
    last, two = number % 10, number % 100
    form = 0 if last == 1 and two != 11 else 1 if 2 <= last <= 4 and not 12 <= two <= 14 else 2
    return f"{number}{_NBSP}{forms[form]}"


def shown(text: str, limit: int = 0) -> str:
    """``text`` of a user's file on one line and harmless to a terminal; of a long one the middle is left out."""
    line = " ".join(text.split())
    if limit and len(line) > limit:
        half = limit // 2
        line = f"{line[:half].rstrip()} … {line[-half:].lstrip()}"
    return harmless(line)


def harmless(text: str) -> str:
    """``text`` without what would steer a terminal: control characters show, invisible ones go. Newlines stay."""
    if text.replace("\n", "").replace(_NBSP, "").isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\u00a0\u202f" else _stand_in(c) for c in text)


def on_screen(text: str) -> str:
    """Lines of a user's file for a terminal; tabs stay."""
    return "\t".join(map(harmless, text.split("\t")))


def commandless(text: str) -> str:
    """``text`` without what a build server would obey: GitHub reads «::» after blanks, others «##[» and the like."""
    if "::" not in text and "##" not in text:
        return text
    return _COMMAND.sub(lambda m: f"{m[1]}: :" if m[1] is not None else "# #", text)


def _stand_in(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    from unicodedata import category as category_of

    category = category_of(char)
    return "" if category == "Cf" else " " if category in ("Zs", "Zl", "Zp") else "\ufffd"


def citations(law: Iterable[dict[str, str]]) -> str:
    """Provisions in one breath: «п. 2 ч. 3, ч. 7 ст. 5, ч. 1 ст. 25 38-ФЗ «О рекламе»; п. 1 ст. 14.2 135-ФЗ …»."""
    acts = []
    for act, of_act in groupby(law, key=lambda p: p["act"]):
        articles = []
        for article, group in groupby(of_act, key=lambda p: p["article"]):
            parts = ", ".join(filter(None, (_numbers(p, (("п.", "point"), ("ч.", "part"))) for p in group)))
            articles.append(" ".join(filter(None, (parts, f"ст.{_NBSP}{article}" if article else ""))))
        acts.append(" ".join(filter(None, (", ".join(filter(None, articles)), act))))
    return "; ".join(acts)


def _numbers(provision: dict[str, str], names: tuple[tuple[str, str], ...]) -> str:
    return " ".join(f"{short}{_NBSP}{provision[key]}" for short, key in names if provision[key])


def money(bounds: list[int]) -> str:
    """«100 000–500 000 ₽»."""
    low, high = (f"{n:,}".replace(",", _NBSP) for n in bounds)
    return f"{low}{_NBSP}₽" if low == high else f"{low}–{high}{_NBSP}₽"


def fine_of(fine: dict[str, Any] | None, payers: Iterable[str] = ("legal",)) -> str:
    """«штраф для организаций 100 000–500 000 ₽» for those of ``payers`` whose fine is known, else ""."""
    known = [f"для {PAYERS[who]} {money(fine[who])}" for who in payers if fine and fine.get(who)]
    return f"штраф {', '.join(known)}" if known else ""


def law_sentences(
    law: list[dict[str, str]], fine: dict[str, Any] | None, needs: str | None, payers: Iterable[str] = ("legal",)
) -> list[str]:
    """The provisions with the fine, and what would clear the claim."""
    told = "; ".join(filter(None, (citations(law), fine_of(fine, payers))))
    sentences = [f"Закон: {told}."] if told else []
    return [*sentences, "Можно оставить, если есть чем подтвердить."] if needs == "evidence" else sentences


def offer(rewrite: Rewrite, quote: str) -> str:
    """«Лучше: «стремимся к результату»»; where more changes than the quote of the finding, that as well."""
    if rewrite.start == rewrite.end:  # a line the document lacks
        return f"Добавьте: «{shown(rewrite.text)}»"
    return f"{LEADS[rewrite.kind]} {replaced(rewrite, quote)}«{shown(rewrite.text)}»"


def replaced(rewrite: Rewrite, quote: str) -> str:
    """«безболезненно лечим» → , or nothing if it is the quote itself that is replaced."""
    return f"«{shown(rewrite.old)}» → " if rewrite.old not in ("", quote) else ""


def remedy(finding: Finding) -> str:
    """What to do about a finding: the first rewrite, else the advice."""
    if finding.rewrites:
        return offer(finding.rewrites[0], finding.quote)
    return f"Что делать: {shown(finding.advice)}" if finding.advice else ""


def has_line(finding: Finding) -> bool:
    """Do line and column tell where the finding is? Not if it is about the whole text or in a document without lines."""
    return bool(finding.quote) and finding.location is None


def place(finding: Finding) -> str:
    """«12:5», «абзац 3», «весь текст»."""
    if finding.location is not None:
        return shown(finding.location)
    return f"{finding.line}:{finding.column}" if finding.quote else "весь текст"


def title_and_reason(finding: Finding) -> tuple[str, str]:
    """The first sentence of the message, without its full stop, and the rest."""
    title, _, reason = shown(finding.message).partition(". ")
    return title.removesuffix("."), reason


def explanation(finding: Finding) -> list[str]:
    """All there is to say of a finding but its place: «quote»: why, the law, what to do."""
    quote = f"«{shown(finding.quote, QUOTE)}»: " if finding.quote else ""
    told = [quote + shown(finding.message), DISGUISED if finding.disguised else ""]
    told += [*law_sentences(finding.law, finding.fine, finding.needs), remedy(finding)]
    return [sentence for sentence in told if sentence]


def repeats(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings, those that say the same of the same words together, in the order of their first places."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        offers = tuple(rewrite.text.casefold() for rewrite in finding.rewrites)
        key = (finding.rule, finding.level, shown(finding.quote).casefold(), finding.disguised, offers)
        groups.setdefault(key, []).append(finding)
    return list(groups.values())


def day(iso: str) -> str:
    """«11.03.2026» for «2026-03-11»."""
    return ".".join(reversed(iso.split("-")))
