"""JSON: strings with their places, keys left alone; posts of Telegram."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_extract_invariant import check

from medadlint.errors import SourceError
from medadlint.extract import extract

CLAIM = "Гарантируем результат"


def blocks(source, **options):
    found = extract(source, "json", **options)
    return [found.text[b.start : b.end] for b in found.blocks]


def test_strings_are_read_and_keys_are_not():
    source = '{"Ключ по-русски": "Первая", "b": {"c": ["Вторая", 1, null, "latin", true]}, "d": ""}'
    assert blocks(source) == ["Первая", "Вторая"]


def test_escapes():
    source = r'{"a": "\u0413\u0430\u0440 \"ант\" \/ и\u044f", "b": "стро\tка\nновая\n\nабзац", "c": "\ud83d\ude00 да \ud800"}'
    assert blocks(source) == ['Гар "ант" / ия', "стро ка\nновая", "абзац", "😀 да \ufffd"]
    check_places(source)


def check_places(source):
    found = extract(source, "json")
    check(found._replace(elements=()))
    for tile in found.segments:
        written = source[tile.source_start : tile.source_end]
        if tile.end - tile.start == 1 and written.startswith("\\u04"):
            assert json.loads(f'"{written}"') == found.text[tile.start]


def test_html_inside_of_strings():
    source = r'{"a": "Мы <b class=\"x\">гаран<\/b>тируем<br>результат<p>и</p>покой&nbsp;души", "b": "\u003cb\u003eда\u003c/b\u003e"}'
    assert blocks(source) == ["Мы гарантируем\nрезультат", "и", "покой\xa0души", "да"]
    source = r'{"a": "<a href=\"https:\/\/x.ru\/?erid=1\">тут</a>", "url": "https:\/\/y.ru"}'
    assert [e.attrs["href"] for e in extract(source, "json").elements] == ["https://x.ru/?erid=1", "https://y.ru"]


def test_lines_of_json():
    assert blocks('{"a": "Один"}\n{"a": "Два"}\n') == ["Один", "Два"]


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ('{"а": "б",,}', "строка 1, столбец "),
        ('{"а":\n "б" "в"}', "строка 2, столбец 6"),
        ('{"а": "б"} {"в": 1}', "строка 1, столбец 12"),
        ('{"а": "б', "строка 1, столбец 7"),
    ],
)
def test_broken_json_is_told_with_its_place(source, place):
    with pytest.raises(SourceError, match=f"^JSON испорчен: {place}.*; исправьте файл$"):
        extract(source, "json")


def test_deep_and_long_numbers():
    with pytest.raises(SourceError, match="слишком глубоко"):
        extract("[" * 100_000 + '"а"' + "]" * 100_000, "json")
    assert blocks(f'[{"1" * 5000}, "да", NaN]') == ["да"]


def test_without_russian_words_nothing_is_parsed():
    assert blocks('{"a": // comment\n}') == []


def test_a_string_is_a_fragment():
    assert [extract('"да"', "json", whole).whole for whole in (None, False, True)] == [False, False, True]


PIECES = ["\\n", "\\t", "\\/", '\\"', "\\\\", "\\u0430", "\\u0431", "\\ud83d\\ude00", " ", "  ", "слово", "<b>", "<\\/b>",
          "<br>", "&amp;", "&", "<", "\\u003cp\\u003e", "😀", "{{ x }}", "%s", "\\u00a0"]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.just(CLAIM)), max_size=12), st.booleans())
def test_places_under_random_escapes(linter, pieces, pretty):
    inside = "".join(pieces)
    source = f'{{\n  "ключ": "{inside}",\n  "x": ["{inside}"]\n}}' if pretty else f'["{inside}"]'
    found = extract(source, "json")
    check(found._replace(elements=()))
    for m in re.finditer(CLAIM, found.text):
        start, end = found.place(*m.span())
        assert source[start:end] == CLAIM
    for f in linter.check(source, "json", whole=False):
        assert source[f.start : f.end] == f.quote != ""


def test_fix_changes_only_the_words(linter):
    source = '\ufeff{\r\n\t"a" : "Гарантируем результат.",\r\n\t"b": "\\u0413арантируем результат", "c": 1.50}\r\n'
    fixed = linter.fix(source, "json")
    assert fixed == source.replace("Гарантируем результат", "Стремимся к результату")
    assert json.loads(fixed[1:])["a"] == "Стремимся к результату."


POSTS = {
    "name": "Клиника",
    "type": "public_channel",
    "messages": [
        {"id": 7, "type": "service", "action": "create", "title": "Гарантируем результат", "text": ""},
        {
            "id": 8,
            "type": "message",
            "text": ["Мы гаранти", {"type": "bold", "text": "руем"}, " результат. ",
                     {"type": "text_link", "text": "Тут", "href": "https://x.ru/?erid=2Vtz"}],
            "text_entities": [{"type": "plain", "text": "Мы гарантируем результат"}],
        },
        {"id": 9, "type": "message", "text": "Лечим. Имеются противопоказания", "poll": {"question": "Больно?", "answers": [{"text": "Нет", "voters": 1}]}},
    ],
}  # fmt: skip


@pytest.mark.parametrize("data", [POSTS, {"chats": {"list": [POSTS]}}])
@pytest.mark.parametrize("escaped", [True, False])
def test_posts_of_telegram(data, escaped):
    source = json.dumps(data, ensure_ascii=escaped, indent=1)
    found = extract(source, "json")
    posts = list(found.documents())
    assert [post.text for post in posts] == [
        "Мы гарантируем результат. Тут",
        "Лечим. Имеются противопоказания\n\nБольно?\n\nНет",
    ]
    assert [post.location for post in posts] == ["сообщение 8", "сообщение 9"]
    assert [[e.attrs["href"] for e in post.elements] for post in posts] == [["https://x.ru/?erid=2Vtz"], []]
    assert all(post.whole for post in posts)
    start, end = posts[0].place(3, 14)
    assert source[start:end].endswith('"руем' if not escaped else "\\u043c")


def test_each_post_is_judged_alone(linter):
    posts = {"messages": [{"id": i, "text": t} for i, t in enumerate(("Лечим кариес. Запишитесь!", "Имеются противопоказания, проконсультируйтесь с врачом."))]}  # fmt: skip
    source = json.dumps(posts, ensure_ascii=False)
    (missing,) = [f for f in linter.check(source, "json") if f.rule == "service-warning"]
    assert (missing.start, missing.end, missing.quote, missing.line, missing.location) == (0, 0, "", 1, "сообщение 0")


@pytest.mark.parametrize(
    "string",
    [
        "Кабинет %(room)s свободен",
        "Вас ждёт {{ doctor }}",
        "{count, plural, one {# врач} other {# врачей}}",
        "Записались {n} человек",
    ],
)
def test_what_a_program_fills_in_is_no_text(string):
    import json
    import re

    found = extract(json.dumps({"a": string}, ensure_ascii=False), "json")
    assert re.findall("[A-Za-z]+", found.text) == []
    assert re.findall("[а-яё]+", found.text.lower())


@pytest.mark.parametrize("chats", ["null", "5", "{}", "[5, null]", '[{"messages": 5}]', '[{"messages": [5]}]'])
def test_what_only_looks_like_an_export_of_telegram(chats):
    assert blocks('{"chats": {"list": ' + chats + '}, "a": "Первая"}') == ["Первая"]


def test_comments_and_last_commas_are_passed_over_and_places_kept(linter):
    source = """// "Гарантируем эффект"
{ /* "Лучшая клиника" */ "a": "https://x.ru/* не комментарий",
  "b": ["Гарантируем результат", "конец, ]",], // "Лечим всё"
}
"""
    assert blocks(source) == ["https://x.ru/* не комментарий", "Гарантируем результат", "конец, ]"]
    (finding,) = linter.check(source, "json")
    assert (finding.line, finding.quote, source[finding.start : finding.end]) == (3, CLAIM, CLAIM)


@pytest.mark.parametrize(
    "source", ['{"а": 1,,}', '{"а": "б" /* "в"', '"\\', "/*" * 50_000 + "я", '"' + '\\"' * 50_000 + "я"]
)
def test_what_is_broken_with_comments_too_is_told_at_once(source):
    with pytest.raises(SourceError, match="строка 1"):
        extract(source + "я", "json")
