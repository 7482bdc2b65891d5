"""HTML: one named case per rule, with exact texts and places."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import unwatched
from test_extract_invariant import check

from medadlint.extract import Extract, extract


def blocks(source: str) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    found = extract(source, "html")
    return [(b.kind, found.text[b.start : b.end]) for b in found.blocks]


def back(found: Extract, word: str) -> str:
    """The piece of the source that ``word`` leads to."""
    at = found.text.index(word)
    return found.source[slice(*found.place(at, at + len(word)))]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        # inline tags do not split a word, blocks do
        ("га<b>ран</b>тия", "гарантия"),
        ("га<span class=x>ран</span><wbr>тия", "гарантия"),
        ("<p>а</p><p>б</p>", "а\n\nб"),
        ("<p>а<p>б", "а\n\nб"),
        ("<div>а<div>б</div>в</div>", "а\n\nб\n\nв"),
        ("а<hr>б", "а\n\nб"),
        ("<ul><li>а<li>б</ul>в", "а\n\nб\n\nв"),
        ("<table><tr><td>а<td>б</table>", "а\n\nб"),
        ("<label>а</label>б", "аб"),
        # soft breaks
        ("а<br>б", "а\nб"),
        ("а <br/> б", "а\nб"),
        ("а</br>б", "а\nб"),
        ("а<br><br>б", "а\n\nб"),
        ("а<br> \n <br>б", "а\n\nб"),
        ("<p><br>а<br></p>б", "а\n\nб"),
        # white space
        ("  а \t\n б  ", "а б"),
        ("а <b> б</b>", "а б"),
        ("а\r\nб", "а б"),
        ("а\xa0 \xa0б", "а\xa0 \xa0б"),
        ("<p> а </p> <p> б </p>", "а\n\nб"),
        ("а &#32; б", "а б"),
        ("а&#10;б", "а б"),
        ("а &#32;", "а"),
        # pre and textarea keep their lines
        ("<pre>\nа\n  б\n\nв</pre>", "а\nб\n\nв"),
        ("<textarea>а\nб</textarea>", "а\nб"),
        ("<pre>а\r\nб</pre>", "а\nб"),
        # references
        ("&lt;b&gt;", "<b>"),
        ("а&shy;б", "а\xadб"),
        ("&amp", "&"),
        ("&notit;", "¬it;"),
        ("&notin;", "∉"),
        ("&zzz; & &; &# &#x &#; &#xg", "&zzz; & &; &# &#x &#; &#xg"),
        ("&#65;&#x42&#X43;", "ABC"),
        ("&#128;&#150;&#x99;", "€–™"),
        ("&#0;&#xD800;&#x110000;&#99999999999999999999;", "\ufffd\ufffd\ufffd\ufffd"),
        ("&#" + "0" * 9000 + "65;", "A"),
        ("&#" + "9" * 9000 + ";", "\ufffd"),
        ("&NotEqualTilde;", "≂̸"),
        ("&copy=1", "©=1"),
        # what is no tag
        ("а < б", "а < б"),
        ("а <1> б", "а <1> б"),
        ("а <", "а <"),
        ("а </", "а </"),
        ("2<3", "2<3"),
        # what is no text
        ("а<!-- б -->в", "ав"),
        ("а<!--[if IE]>б<![endif]-->в", "ав"),
        ("а<!-->б", "аб"),
        ("а<!--->б", "аб"),
        ("а<!--б--!>в", "ав"),
        ("а<!--б-- >в", "а"),
        ("а<!--б--->в", "ав"),
        ("а<!x>б", "аб"),
        ("а<?x '>'?>б", "а'?>б"),
        ("а</ б>в", "ав"),
        ("а</>б", "аб"),
        ("а<![CDATA[б>в]]>", "ав]]>"),
        ('<!DOCTYPE html PUBLIC "x>y">а', 'y">а'),
        ("а<b", "а"),
        ('а<b c="', "а"),
        ('а<b c="x>', "а"),
        ("а\0б", "аб"),
        # raw text
        ("<script>а<b>б</script>в", "в"),
        ("<script>а</scripty>б</SCRIPT >в", "в"),
        ("<script><!--<script>а</script>б--></script>в", "в"),
        ("<script><!--<script>а</script>б</script>в", "в"),
        ("<script><!--><script>а</script>в", "в"),
        ("<style>а</style>в", "в"),
        ("<xmp>а</xmp>в", "в"),
        ("<iframe>а</iframe>в", "в"),
        ("<noembed>а</noembed><noframes>б</noframes>в", "в"),
        ("<noscript>а<b>б</b></noscript>в", "абв"),
        ("<textarea>а<b>&amp;</textarea>в", "а<b>&\n\nв"),
        ("<title>а<b></title>в", "а<b>\n\nв"),
        ("<textarea>\0</textarea>", "\ufffd"),
        ("<plaintext>а</plaintext>&amp;", "а</plaintext>&amp;"),
        ("<svg><title/><path/></svg>а", "а"),
        ("<svg><style/></svg>а<svg><title>б</title></svg>", "а\n\nб"),
        ("<script>а", ""),
        # hidden ones are read
        ("<p hidden>а</p><p aria-hidden=true>б</p><template>в</template>", "а\n\nб\n\nв"),
        ("", ""),
    ],
)
def test_text(source: str, text: str) -> None:
    assert extract(source, "html").text == text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<h1>а</h1>б", [("heading", "а"), ("text", "б")]),
        ("<h2><div>а</div></h3>б", [("heading", "а"), ("text", "б")]),
        ("<ul><li>а<p>б</p><dl><dt>в<dd>г</dl></ul>д",
         [("item", "а"), ("item", "б"), ("item", "в"), ("item", "г"), ("text", "д")]),
        ("<table><caption>а</caption><tr><th>б<td>в<ul><li>г</ul></td></table>д",
         [("caption", "а"), ("cell", "б"), ("cell", "в"), ("item", "г"), ("text", "д")]),
        ("<button>а</button>б", [("button", "а"), ("text", "б")]),
        ("<figcaption>а</figcaption>", [("caption", "а")]),
        ("<title>а</title>б", [("title", "а"), ("text", "б")]),
        ("<p><a href=x>а</a></p>", [("link", "а")]),
        ("<p><a href=x>а</a> <a href=y>б</a></p>", [("link", "а б")]),
        ("<p><a href=x>а</a> б</p>", [("text", "а б")]),
        ("<p>а <a href=x>б</a></p>", [("text", "а б")]),
        ("<p><a name=x>а</a></p>", [("text", "а")]),
        ("<a href=x><div>а</div></a><p>б", [("link", "а"), ("text", "б")]),
        ("<li><a href=x>а</a>", [("item", "а")]),
        ("<ul><li>а<li>б</li>в</ul>", [("item", "а"), ("item", "б"), ("text", "в")]),
        ("<dl><dt>а<dd>б</dd>в</dl>", [("item", "а"), ("item", "б"), ("text", "в")]),
        ("</li></table></h1>а", [("text", "а")]),
    ],
)  # fmt: skip
def test_kinds(source: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('до <img alt="фото врача"> после', [("text", "до после"), ("alt", "фото врача")]),
        ("<p title='а' aria-label=б>в", [("text", "в"), ("title", "а"), ("aria-label", "б")]),
        ("<input placeholder=' а\n б '>", [("placeholder", "а б")]),
        ("<input type=SUBMIT value=а><input type=reset value=б><input type=button value=в>",
         [("button", "а"), ("button", "б"), ("button", "в")]),
        ("<input value=а><input type=text value=б><input type=hidden value=в><p value=г>", []),
        ("<option label=а><optgroup label=б><track label=в><p label=г>", [("label", "а"), ("label", "б"), ("label", "в")]),
        ("<meta name=Description content=а><meta property='OG:Title' content=б>", [("meta", "а"), ("meta", "б")]),
        ("<meta property=description content=а><meta name=og:image:alt content=б>", [("meta", "а"), ("meta", "б")]),
        ("<meta name=viewport content=а><meta http-equiv=description content=б>", []),
        ("<meta name=keywords content=''><img alt=' '><img alt>", []),
        ("<img alt=а alt=б ALT=в>", [("alt", "а")]),
        ("<img ALT='а&nbsp;&quot;б&quot'>", [("alt", 'а\xa0"б"')]),
        ("<img alt='&copy=1 &copya &copy; &copy'>", [("alt", "&copy=1 &copya © ©")]),
        ("<img alt='а\0'>", [("alt", "а\ufffd")]),
        ("<img alt=а<b>", [("alt", "а<b")]),
        ("<img alt = 'а>б'/>", [("alt", "а>б")]),
        ("<img/alt=а/>", [("alt", "а/")]),
        ("<img alt=\"а\"title='б'>", [("alt", "а"), ("title", "б")]),
        ("<img alt='а", []),
        ("<script title=а></script>", [("title", "а")]),
    ],
)  # fmt: skip
def test_attributes(source: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(source) == expected


BLOCKS = (
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset"
    " h1 h2 h3 h4 h5 h6 header hgroup html legend li listing main menu nav ol optgroup option p pre search section summary table"
    " tbody td template tfoot th thead tr ul video"
).split()  # what HTML §15.3 shows as a block, or as a box of its own
INLINE = "abbr b bdi cite code data del dfn em font i ins kbd label mark nobr q s samp small span strong sub sup time u var x-y".split()


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks_part_the_text(name: str) -> None:
    assert extract(f"а<{name}>б</{name}>в", "html").text == "а\n\nб\n\nв"


@pytest.mark.parametrize("name", INLINE)
def test_inline_elements_do_not(name: str) -> None:
    assert extract(f"а<{name}>б</{name}>в", "html").text == "абв"


@pytest.mark.parametrize(
    "name",
    "name=description name=keywords name=twitter:title name=twitter:description property=og:title property=og:description"
    " property=og:site_name property=og:image:alt".split(),
)
def test_what_search_engines_and_networks_show(name: str) -> None:
    assert extract(f"<meta {name} content=т>", "html").text == "т"
    assert extract(f"<meta {name}x content=т>", "html").text == ""


def test_what_is_raw_or_preformatted_ends_with_its_element() -> None:
    assert extract("<pre>а</pre>б\n\nв", "html").text == "а\n\nб в"
    assert extract("<svg></svg><textarea><b></textarea>", "html").text == "<b>"
    assert extract("<svg><title><b>т</b></title></svg>", "html").text == "т"
    assert extract("<svg/><textarea><b></textarea>", "html").text == "<b>"


def test_a_string_in_data_knows_nothing_of_the_elements_around_it() -> None:
    data = '<script type="application/ld+json">{"a": "<li>Лечим</li>зубы", "b": "Дёсны"}</script>'
    found = extract("<ul><li>Врач" + data + "<li>Дом", "html")
    assert [(b.kind, found.text[b.start : b.end]) for b in found.blocks] == [
        ("item", "Врач"), ("item", "Дом"), ("item", "Лечим"), ("text", "зубы"), ("string", "Дёсны"),
    ]  # fmt: skip


def test_places() -> None:
    found = extract('<p>га<b>ран</b>тия 100&nbsp;%  и\n<img alt="а&amp;б  в">д</p><h1>е</h1>', "html")
    assert found.text == "гарантия 100\xa0% и д\n\nе\n\nа&б в"
    assert back(found, "гарантия") == "га<b>ран</b>тия"
    assert back(found, "ран") == "ран"
    assert back(found, "100\xa0%") == "100&nbsp;%"
    assert back(found, "\xa0") == "&nbsp;"
    assert back(found, "% и") == "%  и"
    assert back(found, "и д") == 'и\n<img alt="а&amp;б  в">д'
    assert back(found, "а&б") == "а&amp;б"
    assert back(found, "б в") == "б  в"
    assert back(found, "д\n\nе") == "д</p><h1>е"
    assert back(found, "е\n\nа") == '<img alt="а&amp;б  в">д</p><h1>е'[10:]


def test_tiles() -> None:
    found = extract('<p>а  <i title="т">б</i> в', "html")
    assert found.text == "а б в\n\nт"
    assert [(found.text[s.start : s.end], found.source[s.source_start : s.source_end], s.verbatim) for s in found.segments] == [
        ("", "<p>", False), ("а", "а", True), (" ", "  ", False), ("", '<i title="', False), ("", '">', False), ("б", "б", True),
        ("", "</i>", False), (" в", " в", True), ("\n\n", "", False), ("т", "т", True),
    ]  # fmt: skip
    assert [tuple(s) for s in extract("а &lt;", "html").segments] == [(0, 2, 0, 2, True), (2, 3, 2, 6, False)]


def test_blank_between_two_attributes() -> None:
    found = extract("а<b title=т> <i title=у>б", "html")
    assert found.text == "а б\n\nт\n\nу"
    assert [(s.start, s.end, s.source_start, s.source_end, s.verbatim) for s in found.segments] == [
        (0, 1, 0, 1, True), (1, 1, 1, 10, False), (1, 1, 11, 12, False), (1, 2, 12, 13, True), (2, 2, 13, 22, False),
        (2, 2, 23, 24, False), (2, 3, 24, 25, True), (3, 5, 10, 10, False), (5, 6, 10, 11, True), (6, 8, 22, 22, False),
        (8, 9, 22, 23, True),
    ]  # fmt: skip


@pytest.mark.parametrize("source", ["а<br title=т>б", "а<br title=т><br title=у>б", "а\n<br title='т'>б"])
def test_a_break_with_an_attribute(source: str) -> None:
    """Its blank ends where the attribute's own tile begins."""
    check(extract(source, "html"))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("а&amp;б", "а&б"), ("а\rб", "а\nб"), ("а\r\nб", "а\nб"), ("а\0б", "а\ufffdб"), ("а&amp; ", "а& "), ("а  б&amp;", "а  б&"),
        ("&copy;=1", "©=1"), ("&copy=1", "&copy=1"), ("&copy1", "&copy1"), ("&copy", "©"), ("&#xD7FF;&#xE000;", "\ud7ff\ue000"),
        ("&#xD800;&#xDFFF;", "\ufffd\ufffd"), ("&#x10FFFF;&#x110000;", "\U0010ffff\ufffd"),
    ],
)  # fmt: skip
def test_values_of_attributes(written: str, value: str) -> None:
    assert extract(f'<a href="{written}">', "html").elements[0].attrs == {"href": value}


def test_elements() -> None:
    found = extract("<P Class=a class=b>x<br/><A HREF='?a=1&copy=2&amp;b'>y</A><!-- <i> --><u", "html")
    assert [tuple(e) for e in found.elements] == [
        ("p", {"class": "a"}, 0, 19),
        ("br", {}, 20, 25),
        ("a", {"href": "?a=1&copy=2&b"}, 25, 53),
    ]


@pytest.mark.parametrize(
    ("source", "whole"),
    [
        ("<p>а", False),
        ("<body>а", True),
        ("<HTML lang=ru>", True),
        ("</body>", False),
        ("<!--<body>-->", False),
        ("<bodyx>", False),
        ("<body><script src=x></script>", False),  # a shell: a program will write the text
        ("<body><title>а</title><script src=x></script>", False),
        ("<body><script src=x></script>а", True),
        ("<body><p>а</p><script src=x></script>", True),
        ("<body><script>x</script>", True),
    ],
)
def test_whole(source: str, whole: bool) -> None:
    assert extract(source, "html").whole is whole
    assert extract(source, "html", not whole).whole is not whole


def test_text_format() -> None:
    source = "Первая\r\nстрока\n \nВторая\n- пункт\n  ещё\n1. раз\n1.5 мг\n✅ да\n👉🏻 вот\r\rконец "
    found = extract(source, "text")
    assert found.text is source
    assert [(b.kind, source[b.start : b.end]) for b in found.blocks] == [
        ("text", "Первая\r\nстрока"), ("text", "Вторая"), ("item", "- пункт\n  ещё"), ("item", "1. раз\n1.5 мг"), ("item", "✅ да"),
        ("item", "👉🏻 вот"), ("text", "конец"),
    ]  # fmt: skip
    assert [tuple(s) for s in found.segments] == [(0, len(source), 0, len(source), True)]
    assert found.whole
    assert found.place(3, 9) == (3, 9)


@pytest.mark.parametrize("mark", ["-", "*", "•", "–", "—", "·", "▪", "✓", "✔", "✅", "12.", "3)", "🔥", "1️⃣"])
def test_text_list_markers(mark: str) -> None:
    found = extract(f"а\n{mark} б", "text")
    assert [tuple(b) for b in found.blocks] == [(0, 1, "text"), (2, 4 + len(mark), "item")]


@pytest.mark.parametrize("line", ["-50 %", "1.5 мг", "100 %", "слово - слово", "№ 5", "«да»", "2024 год"])
def test_text_lines_that_are_no_items(line: str) -> None:
    assert [b.kind for b in extract(f"а\n{line}", "text").blocks] == ["text"]


def test_unknown_format() -> None:
    with pytest.raises(ValueError, match="Неизвестный формат «psd»"):
        extract("", "psd")


def test_text_format_loads_nothing_it_does_not_need() -> None:
    code = (
        "import sys; from medadlint.extract import extract; extract('а', 'text');"
        "print([m for m in sys.modules if m.startswith('html') or 'extract.h' in m or 'markdown' in m or m == 'dataclasses'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=unwatched())
    assert done.stdout == "[]\n"
