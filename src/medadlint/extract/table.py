"""Tables of advertisements: which row holds the headers, and which columns hold words that people will see.

The names are those that advertising cabinets write into their exports; they are a part of the format, like a tag of HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from medadlint.extract.strings import has_cyrillic

_SEARCHED = 30  # rows; Direct Commander puts a dozen of lines about the campaign above the headers
# Without numbers and marks at the end: «Заголовок 2», «Headline 15», «Текст *».
_COPY = frozenset((
    "заголовок", "заголовки", "дополнительный заголовок", "доп. заголовок", "длинный заголовок", "короткий заголовок",
    "подзаголовок", "текст", "тексты", "текст объявления", "тексты объявлений", "текст объявлений", "объявление",
    "описание", "описания", "короткое описание", "краткое описание", "длинное описание", "полное описание",
    "описание товара", "описание услуги", "описание для объявления", "заголовок объявления",
    "быстрые ссылки", "быстрая ссылка", "тексты быстрых ссылок", "текст быстрой ссылки", "заголовки быстрых ссылок",
    "заголовок быстрой ссылки", "описания быстрых ссылок", "описание быстрой ссылки", "уточнения", "уточнение",
    "текст на кнопке", "текст кнопки", "кнопка", "надпись на кнопке", "призыв к действию", "слоган", "оффер", "утп",
    "текст поста", "пост", "посты", "текст публикации", "публикация", "сообщение", "текст сообщения", "текст рассылки",
    "тема письма", "тема", "прехедер", "текст письма", "смс", "sms", "текст sms", "текст смс", "push", "текст баннера",
    "баннер", "креатив", "сценарий", "текст ролика", "подпись", "подпись к фото", "рекламный текст", "реклама",
    "текст рекламы", "рекламное сообщение", "анонс", "контент", "содержание", "промо", "акция", "промоакция", "преимущества", "название товара", "название услуги", "название объявления",
    "headline", "headlines", "long headline", "short headline", "title", "titles", "subtitle", "text", "texts", "ad text",
    "primary text", "body", "body text", "ad copy", "copy", "description", "descriptions", "description line",
    "long description", "short description", "link description", "ad", "ad title", "ad headline", "ad description",
    "sitelink", "sitelinks", "sitelink text", "sitelink title", "sitelink description", "link text", "callout", "callouts",
    "callout text", "snippet", "structured snippet values", "snippet values", "promotion text", "call to action", "cta",
    "button", "button text", "message", "post", "post text", "caption", "subject", "preheader", "banner text", "promo", "content",
    "creative", "creative text",
))  # fmt: skip
_LINK = re.compile(r"[\s\"']*((?:https?|tg)://[^\s\"']+)")
_TAIL = re.compile(r"(?:[\s*:.№#]+|[0-9]{1,2}|\([^()]*\))++\Z")


class Table(NamedTuple):
    """What is known of a table: in which row (from 0; -1 = none) its headers are, and the columns with copy.

    Without known headers every cell is read, and a row is no advertisement but a fragment.
    """

    header: int
    columns: dict[int, str]

    @property
    def known(self) -> bool:
        return self.header >= 0

    def cells(self, number: int, row: Sequence[str]) -> Iterable[int]:
        """The columns of the row ``number`` that are to be read, whose cells are ``row``."""
        if number <= self.header:
            return ()
        wanted = self.columns if self.known else range(len(row))
        return (i for i in wanted if i < len(row) and has_cyrillic(row[i]))

    def name(self, column: int) -> str:
        """The header of a column, "" if there is none."""
        return self.columns.get(column, "")


def is_header(cell: str) -> bool:
    """Is it the header of a column with copy?"""
    if len(cell) > 80:
        return False
    plain = " ".join(cell.lower().replace("ё", "е").replace("_", " ").split())
    return plain in _COPY or _TAIL.sub("", plain) in _COPY


def recognise(rows: Sequence[Sequence[str]]) -> Table:
    """Find the row of headers among the first rows: the one with the most names of columns with copy.

    Below the first row that is not empty one name is not enough: «Реклама» may be a cell like any other.
    """
    best = Table(-1, {})
    needed = 1
    for number, row in enumerate(rows[:_SEARCHED]):
        columns = {i: " ".join(cell.split()) for i, cell in enumerate(row) if is_header(cell)}
        if len(columns) >= needed and len(columns) > len(best.columns):
            best = Table(number, columns)
        if any(cell.strip() for cell in row):
            needed = 2
    return best


def link(cell: str) -> str:
    """The address that a cell holds, "" if it holds none."""
    m = _LINK.match(cell) if "://" in cell[:20] else None
    return m[1] if m else ""
