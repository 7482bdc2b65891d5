"""Markdown: one named case per rule, with exact texts and places."""

from __future__ import annotations

import pytest

from medadlint.extract import extract


def blocks(source: str) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    found = extract(source, "md")
    return [(b.kind, found.text[b.start : b.end]) for b in found.blocks]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        # emphasis
        ("*а* **б** ***в*** _г_ __д__ ~~е~~", "а б в г д е"),
        ("га**ран**тия", "гарантия"),
        ("га_ран_тия snake_case_x", "га_ран_тия snake_case_x"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("**а", "**а"),
        ("*а**", "а*"),
        ("*а **б* в**", "а б в"),
        ("а ~~~~б~~", "а ~~~~б~~"),
        # CommonMark 0.31, §6.2: what flanks a run, and the rule of three
        ('а*"б"*', 'а*"б"*'),
        ('*"б"*а', '*"б"*а'),
        ("а-_(б)_", "а-(б)"),
        ("_(б)_.", "(б)."),
        ("_(б)_а", "_(б)_а"),
        ("*а**б*", "а**б"),
        ("а***б***в", "абв"),
        ("а******б*********в", "аб***в"),
        ("**а*б*", "**аб"),
        ("а _ б_", "а _ б_"),
        ("_а _ б", "_а _ б"),
        ("\\*а\\* \\а", "*а* \\а"),
        # references, white space, lines
        ("&nbsp;а&amp;б &copy; \\&amp;", "\xa0а&б © &amp;"),
        ("а\nб", "а\nб"),
        ("а  \n  б", "а\nб"),
        ("а\\\nб", "а\nб"),
        ("а\r\nб\rв", "а\nб\nв"),
        ("а  б", "а б"),
        ("а\n\nб", "а\n\nб"),
        # code
        ("а `б` в", "а в"),
        ("``а`б`` в ` г", "в ` г"),
        ("```\nа\n```\nб", "б"),
        ("```\nа\n    ```\nб", ""),  # §4.5: the closing fence is indented by three blanks at most
        ("```\nа\n   ```\nб", "б"),
        ("````\nа\n```\nб", ""),
        # HTML
        ("а <?php echo 'б?' в ?> г", "а г"),
        ("а\n<ins>\n*б*", "а\nб"),  # §4.6: a tag alone is no block within a paragraph
        ("<ins>\n*б*", "*б*"),
        ("а\n\n<div>*б*</div>\n\nв\n\n<div>*г*</div>", "а\n\n*б*\n\nв\n\n*г*"),
        ("~~~ x\nа\n```\n~~~~\nб", "б"),
        ("> ```\n> а\n\nб", "б"),
        ("а\n\n    б\n\nв", "а\n\nв"),
        ("а\n    б", "а\nб"),
        ("- а\n\n      б\n\n  в", "а\n\nв"),
        # links
        ("[а *б*](/x)", "а б"),
        ("[а](/x 'т') б", "а б\n\nт"),
        ('[а](</x y> "т")', "а\n\nт"),
        ("[а](/x(y)z)б", "аб"),
        ("[а](x y)", "[а](x y)"),
        ("[а][1] [1] [1][] [2]\n\n[1]: /x 'т'", "а 1 1 [2]"),
        ("[1]: /x\nа", "а"),
        ("[1]: /x 'т' б", "[1]: /x 'т' б"),
        ("а ![б](x.png 'в') г", "а г\n\nб\n\nв"),
        ("[![а](x)](y)", "а"),
        ("<http://x.ru> а <a@b.ru>", "а"),
        ("[а [б](x)](y)", "[а б](y)"),
        ("а[^1]\n\n[^1]: б", "а\n\nб"),
        # html
        ("га<b>ран</b>тия", "гарантия"),
        ("а<br>б<!-- в -->г", "а\nбг"),
        ("а <script>б</script> в", "а в"),
        ("<div>а *б*\nв</div>\n\n*г*", "а *б* в\n\nг"),
        ("<!-- а\n\nб -->\nв", "в"),
        ("<script>\nа\n\nб\n</script>\nв", "в"),
        ("а < б <1> <", "а < б <1> <"),
        ("<img alt=а src=x> б", "б\n\nа"),
        # front matter
        ("---\ntitle: а\nx: б\n---\nв", "а\n\nв"),
        ("---\ntitle: 'а' # б\ndescription: >-\n  в\n  г\n---\n", "а\n\nв\nг"),
        ("---\nа", "а"),
        ("", ""),
        ("\n\n", ""),
    ],
)
def test_text(source: str, text: str) -> None:
    assert extract(source, "markdown").text == text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# а #\n## б", [("heading", "а"), ("heading", "б")]),
        ("#а\n####### б", [("text", "#а\n####### б")]),
        ("а\nб\n===\nв\n---\nг", [("heading", "а\nб"), ("heading", "в"), ("text", "г")]),
        ("- а\n- б\n  в\nг\n\nд", [("item", "а"), ("item", "б\nв\nг"), ("text", "д")]),
        ("1. а\n2) б\n10. в", [("item", "а"), ("item", "б"), ("item", "в")]),
        ("а\n2. б\n1. в", [("text", "а\n2. б"), ("item", "в")]),
        ("- [ ] а\n- [x] б", [("item", "а"), ("item", "б")]),
        ("- а\n  - б\n\n    в\n- г", [("item", "а"), ("item", "б"), ("item", "в"), ("item", "г")]),
        ("> а\nб\n> в\n\nг", [("text", "а\nб\nв"), ("text", "г")]),
        ("> # а\n> - б\n>> в", [("heading", "а"), ("item", "б"), ("text", "в")]),
        ("***\n- - -\nа", [("text", "а")]),
        ("|а|б|\n|-|:-:|\n|в \\| г|*д*|е|\n\nж",
         [("cell", "а"), ("cell", "б"), ("cell", "в | г"), ("cell", "д"), ("text", "ж")]),
        ("а | б\n-|-\nв | г", [("cell", "а"), ("cell", "б"), ("cell", "в"), ("cell", "г")]),
        ("а\nб | в\n---|---", [("text", "а"), ("cell", "б"), ("cell", "в")]),
        ("а | б\n---", [("heading", "а | б")]),
        ("---\ntitle: а\n---\n# б", [("meta", "а"), ("heading", "б")]),
        ("![а](x 'б')", [("alt", "а"), ("title", "б")]),
        ("<h2>а</h2>\n\nб", [("heading", "а"), ("text", "б")]),
        ("9. а\n\n10) б", [("item", "а"), ("item", "б")]),
        ("-    а", [("item", "а")]),  # §5.2: up to four blanks; more are code
        ("-      x\n\n  а", [("item", "а")]),
        ("-   \n  а", [("item", "а")]),
        ("|а|б|\t\n|-|-|\n|в|г|", [("cell", "а"), ("cell", "б"), ("cell", "в"), ("cell", "г")]),
    ],
)  # fmt: skip
def test_kinds(source: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(source) == expected


def test_places() -> None:
    source = "> га**ран**тия &amp;\n> [на *всё*](x 'т  у')\n"
    found = extract(source, "md")
    assert found.text == "гарантия &\nна всё\n\nт у"

    def back(word: str) -> str:
        at = found.text.index(word)
        return source[slice(*found.place(at, at + len(word)))]

    assert back("гарантия") == "га**ран**тия"
    assert back("&") == "&amp;"
    assert back("&\nна") == "&amp;\n> [на"
    assert back("на всё") == "на *всё"
    assert back("т у") == "т  у"
    assert back("\n") == "\n"


def test_elements() -> None:
    source = "[а](/x 'т') ![б](i.png)\n<http://y> [в][r] <b id=q>\n\n[r]: <z z>"
    assert [tuple(e) for e in extract(source, "md").elements] == [
        ("a", {"href": "/x"}, 0, 11),
        ("img", {"src": "i.png", "alt": "б"}, 12, 23),
        ("a", {"href": "http://y"}, 24, 34),
        ("a", {"href": "z z"}, 35, 41),
        ("b", {"id": "q"}, 42, 50),
    ]


def test_front_matter() -> None:
    assert blocks("---\n  слово\ntitle: Лечим\n---\nа") == [("meta", "Лечим"), ("text", "а")]
    assert blocks("---\ndescription: >\n  Лечим\n\n  зубы\ntags: нет\n---\n") == [("meta", "Лечим\nзубы")]


def test_the_place_of_a_line_break() -> None:
    for source in ("а  \nб", "а\\\r\nб", "а\nб"):
        found = extract(source, "md")
        end = len(source) - 1
        start = end - 2 if "\r" in source else end - 1
        assert found.place(1, 2) == (start, end)


def test_whole() -> None:
    assert extract("а", "md").whole
    assert not extract("а", "markdown", False).whole
