"""What holds of every extraction, whatever the input: random documents of nasty fragments."""

from __future__ import annotations

import re
import time

import html5lib
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from medadlint.extract import Extract, extract

WORD = "ГАРАНТИЯ"
HTML = [
    "слово", "два слова", " ", "  ", "\n", "\r\n", "\r", "\t", "\x0c", "\xa0", "\0", "<p>", "</p>", "<b>", "</b>", "<br>",
    "<br/>", "</br>", "<wbr>", "<div class='x'>", "</div>", "<li>", "</li>", "<ul>", "</ul>", "<h1>", "</h2>", "<pre>",
    "</pre>", "<textarea>", "</textarea>", "<title>", "</title>", "<script>", "</script>", "<style>", "</style>",
    "<!--", "-->", "--!>", "<!-->", "<!--->", "<!x>", "<!DOCTYPE html>", "<![CDATA[x]]>", "<?php x ?>", "</ >", "</>",
    "<", ">", "&", ";", "&amp;", "&amp", "&shy;", "&nbsp;", "&#160;", "&#x41", "&#0;", "&#55296;", "&#99999999999;",
    "&notit;", "&copy=", "&#32;", "&#10;", "&#150;", "&NotEqualTilde;", "&zzz;", "&#", "&#x", "<a href=x>", "</a>",
    "<a href='", '"', "'", "=", "/", '<img alt="альт текст">', "<img alt=' ' title=т&amp;т>", "<img alt=a alt=b>",
    "<input type=submit value='Жми  сюда'>", "<input placeholder=п>", "<meta name=Description content=' о\nп '>",
    "<option label=л>", "<svg>", "<svg/>", "</svg>", "<title/>", "<table>", "<td>", "</table>", "<button>", "</button>",
    "<plaintext>", "<x", "<1", "</", "😀", "<body>", "<noscript>", "<xmp>", "</xmp>", "<iframe>",
]  # fmt: skip
MARKDOWN = [
    "слово", "два слова", " ", "    ", "\n", "\n\n", "\r\n", "\r", "\t", "# ", "## ", "===", "---", "***", "* ", "- ", "+ ",
    "1. ", "2) ", "> ", ">", "*", "**", "***", "_", "__", "~~", "`", "``", "```", "~~~", "[", "]", "(", ")", "![", "](",
    '](x "т")', "[r]: /u 't'\n", "[r]", "[]", "[^1]", "[^1]: ", "<http://a>", "<a@b.c>", "<b>", "</b>", "<br>", "<div>\n",
    "</div>", "<!--", "-->", "<script>", "</script>", "<pre>", "\\", "\\*", "\\\n", "&amp;", "&nbsp;", "&", "|", "|---|\n",
    "| a | b |\n|---|---|\n", ":", '"', "'", "\0", "😀", "title: x\n", "<img alt='а' src=x>", '<a href="', "- [x] ",
]  # fmt: skip
TEXT = [
    "слово",
    "два слова",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "- ",
    "* ",
    "•",
    "1. ",
    "1.5",
    "✅ ",
    "👉🏻 ",
    "—",
    "\x0b",
    "\u2028",
    "\0",
]
FRAGMENTS = {"html": HTML, "markdown": MARKDOWN, "text": TEXT}


def check(found: Extract, tags: str = "<[!") -> None:
    """Tiles tile, verbatim is verbatim, blocks are in order, and every block leads back to where it came from."""
    text, source = found.text, found.source
    at = 0
    for tile in found.segments:
        assert tile.start == at <= tile.end
        at = tile.end
        if tile.verbatim:
            assert text[tile.start : tile.end] == source[tile.source_start : tile.source_end] != ""
    assert at == len(text)
    at = 0
    for tile in sorted(found.segments, key=lambda s: (s.source_start, s.source_end)):
        assert tile.source_start == at <= tile.source_end
        at = tile.source_end
    assert at == len(source)
    at = 0
    for block in found.blocks:
        assert at <= block.start < block.end <= len(text)
        between = text[at : block.start]
        if text is not source:
            assert between == ("\n\n" if at else "")
            assert "\n\n" not in text[block.start : block.end]
        piece = text[block.start : block.end]
        assert piece == piece.strip(" \n\t\r\x0c")
        at = block.end
    assert [e.start for e in found.elements] == sorted(e.start for e in found.elements)
    assert all(source[e.start] in tags for e in found.elements if tags)


@pytest.mark.parametrize("fmt", FRAGMENTS)
@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_invariants(fmt: str, data: st.DataObject) -> None:
    parts = data.draw(st.lists(st.sampled_from(FRAGMENTS[fmt]), max_size=25))
    check(extract("".join(parts), fmt))


@pytest.mark.parametrize("fmt", FRAGMENTS)
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_marker_word_leads_back(fmt: str, data: st.DataObject) -> None:
    parts = data.draw(st.lists(st.sampled_from([*FRAGMENTS[fmt], WORD]), max_size=20))
    found = extract("".join(parts), fmt)
    for m in re.finditer(WORD, found.text):
        start, end = found.place(*m.span())
        assert found.source[start] == WORD[0]
        assert found.source[end - 1] == WORD[-1]
        tile = next(s for s in found.segments if s.start <= m.start() < s.end)
        if tile.verbatim and m.end() <= tile.end:
            assert found.source[start:end] == WORD


VISIBLE = {
    "html": ["<p>{}</p>", "<li>{}", "<b>{}</b>", "<pre>{}</pre>", "<title>{}</title>", "<textarea>{}</textarea>",
             "<img alt='{}'>", "<img alt={}>", '<a title="x {}">', "<input type=reset value='{}'>", "<button>{}</button>",
             "<noscript>{}</noscript>", "<meta property=og:title content='{}'>", "<template>{}</template>",
             "<div hidden>{}</div>", "<select><option>{}</select>", "<plaintext>{}"],
    "markdown": ["{}", "# {}", "{}\n===", "**{}**", "*{}*", "- {}", "1. {}", "> {}", "[{}](x)", "![{}](x)", "[a](b '{}')",
                 "| {} |\n|---|", "|a|\n|-|\n|{}|", "<b>{}</b>", "<div>{}</div>", "---\ntitle: {}\n---\n", "~~{}~~",
                 "- a\n\n  {}", "> - {}", "{}  \nb", "a\\\n{}"],
    "text": ["{}", "- {}", "a\n\n{}", "✅ {}"],
}  # fmt: skip


@pytest.mark.parametrize(("fmt", "shell"), [(f, s) for f, shells in VISIBLE.items() for s in shells])
def test_visible_word_has_its_place(fmt: str, shell: str) -> None:
    source = shell.format(WORD)
    found = extract(source, fmt)
    assert found.text.count(WORD) == 1
    at = found.text.index(WORD)
    start, end = found.place(at, at + len(WORD))
    assert (start, source[start:end]) == (source.index(WORD), WORD)
    assert any(b.start <= at and at + len(WORD) <= b.end for b in found.blocks)


HIDDEN = {
    "html": ["<script>{}</script>", "<style>{}</style>", "<!-- {} -->", "<!--[if IE]>{}<![endif]-->", "<!x {}>", "<?{}?>",
             "</ {}>", "<p class='{}'>", "<p {}>", "<iframe>{}</iframe>", "<a href='{}", "<script><!--<script>{}</script>{}"],
    "markdown": ["`{}`", "```\n{}\n```", "~~~\n{}", "    {}", "[a](/{})", "![](/{})", "[{}]: /x", "<!-- {} -->", "a <!-- {} -->",
                 "<http://{}>", "<b class='{}'>", "---\ntags: {}\n---\n", "<script>\n{}\n</script>", "``` {}"],
}  # fmt: skip


@pytest.mark.parametrize(("fmt", "shell"), [(f, s) for f, shells in HIDDEN.items() for s in shells])
def test_hidden_word_stays_out(fmt: str, shell: str) -> None:
    assert WORD not in extract(shell.replace("{}", WORD), fmt).text


SAFE = [
    "слово", "два слова", " ", "\n", "\xa0", "<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<br>", "<wbr>", "<h1>т</h1>", "<script>if (a<b) 1</script>", "<style>b{}</style>", "<!-- a -->",
    "<!-->", "<!--->", "<!--a--!>", "<!--a--->", "<!x>", "<?x ?>", "</ >", "</>", "< ", "<1", "&", "&amp;", "&amp", "&shy;",
    "&nbsp;", "&#160;", "&#x41", "&#0;", "&#55296;", "&#99999999999;", "&#150;", "&notit;", "&copy=", "&#32;", "&#10;",
    "&NotEqualTilde;", "&zzz;", "&#", "&#x", "&#;", '<a href="x>y">', "<a href='x>y'>", "<a href=x'>", "</a>",
    "<span a=\"x\"b='y'c=z / d>", '<span =">">', '<span a==">', "<img alt=нет>", "<textarea>т<b>&amp;</textarea>",
    "<title>т<!--</title>", "<noscript>н</noscript>", "<script><!--<script></script>--></script>", "\0", "ё",
    "<script><!--></script>",
]  # fmt: skip
# An end tag without its start tag is ignored by the standard, and a break for us: blocks are therefore balanced here.
PAIRS = ["<div class='x'>{}</div>", "<ul>{}</ul>", "<blockquote>{}</blockquote>", "<ul><li>{}</ul>", "<b><p>{}</b></p>"]
PAGES = st.recursive(
    st.lists(st.sampled_from(SAFE), max_size=8).map("".join),
    lambda inner: st.lists(
        st.one_of(inner, st.builds(lambda shell, text: str(shell).replace("{}", text), st.sampled_from(PAIRS), inner)),
        max_size=4,
    ).map("".join),
    max_leaves=12,
)
BLOCKS = {"p", "div", "ul", "li", "h1", "br", "textarea", "title", "html", "head", "body", "blockquote"}


def oracle(source: str) -> list[str]:
    """The words that html5lib sees, with a gap at the edges of blocks."""
    parts: list[str] = []

    def walk(node: object) -> None:
        tag = node.tag if isinstance(node.tag, str) else None  # type: ignore[attr-defined]
        gap = " " if tag in BLOCKS else ""
        parts.append(gap)
        if tag is not None and tag not in ("script", "style"):
            parts.append(node.text or "")  # type: ignore[attr-defined]
            for child in node:  # type: ignore[attr-defined]
                walk(child)
                parts.append(child.tail or "")
        parts.append(gap)

    walk(html5lib.parse(source, namespaceHTMLElements=False))
    return re.split(r"[ \t\n\f\r]+", "".join(parts).strip(" \t\n\f\r"))


@settings(max_examples=1500, deadline=None)
@given(PAGES)
def test_words_are_those_of_html5lib(source: str) -> None:
    # a link in a link: the standard moves words about
    assume(not re.search(r"<a\s(?:(?!</a>).)*<a\s", source, re.DOTALL))
    found = extract("<!DOCTYPE html><body>" + source, "html")
    flow = [b for b in found.blocks if b.kind != "alt"]
    words = " ".join(found.text[b.start : b.end] for b in flow)
    assert re.split(r"[ \t\n\f\r]+", words) == oracle("<!DOCTYPE html><body>" + source)


HOSTILE = {
    "html": ["<a ", "<", "<!--", "&", "<div>", '<a b="', "<b>", "<li>", "<ul><li>", "</li>", "<title>", "<script><!--", "</",
             "<!", "&a", "&#1", "&#", "<a b=", "<a/", "\n ", "a\n", "<style></styl", "<br>", "<img alt=x>", "<img alt='a&b", " ="],
    "markdown": ["*", "_a", "**a ", "*a**b", "[", "![", "]", "[a](", '[a](b "', "[a][", "`", "`a``", "<", "<!--", "<a ", '<a b="',
                 "> ", "- ", "1. ", "# ", "\\", "|", "a\n", "- a\n", "> a\n", "|a|\n|-|\n", "[a]: b\n", "~~a", "<div>\n", "\t",
                 "(", "[a](((", "***a_b__", "<script>", "- a\n\n", "![a](b)", "[a]", "`a\n\n", "&a", "*_", "a*_~", " * a\n",
                 "<?", "<![CDATA[", "<!a", "[^a", "|-", "a|b\n-|-\n"],
    "text": ["-", "- a\n", "\n", " ", "1", "👉", "\r", " \n"],
}  # fmt: skip


@pytest.mark.parametrize(("fmt", "piece"), [(f, p) for f, pieces in HOSTILE.items() for p in pieces])
def test_hostile_input_is_linear(fmt: str, piece: str) -> None:
    """Twice the input may take about twice the time; a quadratic step would take minutes at this size."""
    source = piece * (200_000 // len(piece))
    start = time.process_time()
    check(extract(source, fmt))
    assert time.process_time() - start < 8
