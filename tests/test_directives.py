"""What files say to medadlint in comments of any language."""

import pytest

from medadlint.directives import Directive, is_alone, place, read
from medadlint.errors import SourceError

COMMENTS = [
    "<!-- {} -->", "{{# {} #}}", "{{{{-- {} --}}}}", "{{{{!-- {} --}}}}", "{{{{! {} }}}}", "<%# {} %>", "<%-- {} --%>",
    "/* {} */", "{{/* {} */}}", "{{% comment %}}{}{{% endcomment %}}", "// {}", "# {}", "<?php // {} ?>", "<!--{}-->",
]  # fmt: skip


@pytest.mark.parametrize("comment", COMMENTS)
def test_every_kind_of_comment(comment):
    text = "Слово " + comment.format("medadlint: ignore outcome-guarantee, urgency -- так в законе") + "\nДальше"
    said = read(text)
    [directive] = said.ignores
    assert directive[:3] == ("ignore", ("outcome-guarantee", "urgency"), "так в законе")
    assert len(said.masked) == len(text)
    assert said.masked.startswith("Слово ")
    assert said.masked.endswith("\nДальше")
    assert "medadlint" not in said.masked


@pytest.mark.parametrize(
    ("body", "verb", "names", "reason"),
    [
        ("ignore a", "ignore", ("a",), ""),
        ("ignore a --", "ignore", ("a",), ""),
        ("ignore a — причина", "ignore", ("a",), "причина"),
        ("ignore -- причина", "ignore", (), "причина"),
        ("ignore-next a b -- с 2020--2021", "ignore-next", ("a", "b"), "с 2020--2021"),
        ("ignore-file phrase-без-боли -- причина\nв две строки", "ignore-file", ("phrase-без-боли",), "причина в две строки"),
    ],
)  # fmt: skip
def test_the_parts(body, verb, names, reason):
    [directive] = read(f"<!-- medadlint: {body} -->").ignores
    assert directive[:3] == (verb, names, reason)


@pytest.mark.parametrize(
    "text",
    ["medadlint: ignore a -- без комментария", "http://medadlint: ignore a", "Просто <!-- слова --> и // слова"],
)
def test_no_directive(text):
    assert read(text) == ((), {}, text)


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("<!-- medadlint: object=supplement channel=blogger -->\nТекст", {"object": "supplement", "channel": "blogger"}),
        ("<?php\n// medadlint: whole=false\n?>", {"whole": False}),
        ("---\nmedadlint:\n  object: device\n---\nТекст", {"object": "device"}),
        ("---\r\ntitle: Х\r\nmedadlint: {channel: mailing, whole: true}\r\n---\r\n", {"channel": "mailing", "whole": True}),
        ("---\nmedadlint: channel=ad\n---\n", {"channel": "ad"}),
        ("---\ntitle: О medadlint: и только\n---\n", {}),
    ],
)  # fmt: skip
def test_settings_of_a_file(text, settings):
    assert read(text).settings == settings


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n<!-- medadlint: ignroe a -->", "строка 2: непонятная пометка «ignroe»; может быть, «ignore»?"),
        ("<!-- medadlint: object=a b -->", "строка 1: «b» — не настройка"),
        ("\n\n\n\n\n<!-- medadlint: object=device -->", "строка 6: настройки файла пишут в его начале"),
        ("---\ntitle: x\nmedadlint: [1]\n---\n", "строка 3: medadlint: в шапке файла — таблица"),
        ("---\nmedadlint: {\n---\n", "строка 1: шапка файла (между «---») не читается как YAML"),
    ],
)
def test_mistakes(text, message):
    with pytest.raises(SourceError) as caught:
        read(text)
    assert str(caught.value).startswith(message)


def test_hostile_comments_are_quick():
    read("<!-- medadlint: ignore a " * 3000)
    read("/* medadlint: " * 3000)


def test_place():
    assert [place("а\r\nб\rв\nг", i) for i in (0, 3, 5, 7)] == [(1, 1), (2, 1), (3, 1), (4, 1)]
    assert place("аб", 1) == (1, 2)


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("<!-- medadlint: ignore a -->", True),
        ("<p>\n  {/* medadlint: ignore a */}\n</p>", True),
        ("<?php // medadlint: ignore a ?>\nТекст", True),
        ("Текст <!-- medadlint: ignore a -->", False),
        ("<!-- medadlint: ignore a --> текст", False),
    ],
)
def test_alone(text, alone):
    [directive] = read(text).ignores
    assert isinstance(directive, Directive)
    assert is_alone(text, directive) is alone


def test_a_comment_stays_a_comment_where_blanks_would_be_code():
    """Four blanks begin a block of code in Markdown: the text behind the comment would be lost."""
    text = "<!-- medadlint: ignore guarantee -- договор -->Лучшая клиника\n"
    masked = read(text).masked
    assert masked.startswith("<!--")
    assert masked.endswith("-->Лучшая клиника\n")
    assert len(masked) == len(text)
    assert "medadlint" not in masked
