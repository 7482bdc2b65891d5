"""Patterns against sentences: what matches, where, and what does not."""

import pytest
from test_rulefile import rule

from medadlint.claims import Search
from medadlint.errors import MedadlintError, RuleError
from medadlint.extract import extract
from medadlint.fold import fold
from medadlint.sentences import LIMIT, sentences


@pytest.fixture
def find(make_pack):
    """Quotes that a rule with these ``match`` lines finds."""

    def run(match: str, text: str, more: str = "", **files: str) -> list[str]:
        pack = make_pack(
            {"guarantee/probe.yml": rule(match, more), **{k.replace("_", "/"): v for k, v in files.items()}}
        )
        folded = fold(text)
        claims, _ = Search(pack, pack.rules)(folded, extract(text, "text").blocks)
        return [text[slice(*folded.origin(c.start, c.end, text))] for c in claims]

    return run


@pytest.mark.parametrize("end", [" ", ". "])
def test_a_word_at_the_edge_of_a_window_is_found(find, end):
    """The text is looked through in windows of 65 536 characters; none of them parts a word."""
    for shift in range(0, 12, 2):
        before = ("слово " * 10_922)[: 65_525 - shift].rsplit(" ", 1)[0]
        text = before.ljust(65_525 - shift) + f" результат{end}" + "слово " * 30
        assert find("результат", text) == ["результат"]


def test_endless_sentences_are_cut_between_words():
    """Also one that a full stop ends in the end, and one without a single blank."""
    for text in ("слово " * 1000 + "конец. Дальше", "а" * 5000 + ". Дальше", "слово " * 1000):
        folded = fold(text)
        spans = list(sentences(folded, 0, len(text), frozenset()))
        assert [a for a, _ in spans] == [0, *(b for _, b in spans[:-1])]
        assert spans[-1][1] == len(text)
        assert all(0 < b - a <= LIMIT + 10 for a, b in spans)
        if " " in text[:100]:
            assert all(text[b - 1] == " " or b == len(text) or text[b - 1] == "." for _, b in spans)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("гарантировать результат", "Врачи гарантировали результаты!", ["гарантировали результаты"]),
        ("гарантировать результат", "Гарантированным результатом", ["Гарантированным результатом"]),
        ("гарантированный результат", "Гарантируем результат", []),  # a participle stands for itself
        ("лучший врач", "У лучших врачей", ["лучших врачей"]),
        ("хороший врач", "У лучших врачей", []),  # «лучший» is no form of «хороший» here
        ("лучше", "Лучший врач лечит лучше", ["лучше"]),
        ("=врача да", "врача да, врачи да", ["врача да"]),
        ("имплант* зуб", "Имплантацию зубов", ["Имплантацию зубов"]),
        ("врач:рд.мн да", "врачей да, врача да", ["врачей да"]),
        ("врач:рд.мн,дт да", "врачу да, врача да", ["врачу да"]),
        ("«больная спина»", "с больными спинами", ["больными спинами"]),
        ("лечить ..2 зуб", "лечим быстро и зубы", ["лечим быстро и зубы"]),
        ("лечить ..2 зуб", "лечим быстро и все зубы", []),
        ("лечить .. зуб", "лечим быстро, дёшево и почти все зубы", ["лечим быстро, дёшево и почти все зубы"]),
        ("лечить зуб", "лечим. Зубы", []),
        ("лечить зуб", "лечим\nзубы", ["лечим\nзубы"]),
        ("лечить зуб", "лечим\n\nзубы", []),
        ("лечить (всё)? зуб", "лечим всё: зубы", ["лечим всё: зубы"]),
        ("(рак | боль в =спине)", "боли в спине и рака", ["боли в спине", "рака"]),
        ("<цифры> % успех", "100 % успеха, 15 000% успех", ["100 % успеха", "15 000% успех"]),
        ("врач-ортопед", "к врачу-ортопеду", ["врачу-ортопеду"]),
        ("узи", "УЗИ", ["УЗИ"]),
        ("botox", "Ботокс Botox вотох", ["Botox"]),  # a Latin word is no imitation of a Russian one
        ("цена 5 ₽", "цена 5 ₽", ["цена 5 ₽"]),
        ("боль <вопрос>", "Опять боли?", ["боли?"]),
        ("боль <глаг>", "боль уходит", ["боль уходит"]),
        ("<прил> боль", "сильная боль", ["сильная боль"]),
        ("боль", "бoль, бо\u00adль, б\u200bо́ль", ["бoль", "бо\u00adль", "б\u200bо́ль"]),
    ],
)
def test_elements(find, pattern, text, found):
    assert find(pattern, text) == found


def test_the_tightest_match_wins(find):
    assert find("лечить ..3 зуб", "лечим, лечим зубы") == ["лечим зубы"]


def test_a_gap_never_skips_a_negation(find):
    files = {"lists_не-пропускать.txt": "не\n"}
    assert find("лечить ..3 зуб", "лечим но не зубы", **files) == []
    assert find("лечить ..3 зуб", "лечим все зубы", **files) == ["лечим все зубы"]


def test_words_that_are_remembered_may_lie_in_each_other(make_pack):
    pack = make_pack({"guarantee/probe.yml": rule("((добрый)@какой врач)@кто лечить")})
    text = "Добрые врачи лечат"
    ((claim,), _) = Search(pack, pack.rules)(fold(text), extract(text, "text").blocks)
    assert sorted(claim.captures) == [("какой", 0, 1), ("кто", 0, 2)]


def test_full_stops_inside_a_sentence(find):
    files = {"lists_сокращение.txt": "=г\n=т\n"}
    assert find("лечить ..6 зуб", "Лечим в г. Тверь и т. д. зубы", **files) != []
    assert find("лечить ..6 зуб", "Лечим у А. Петрова зубы") != []
    assert find("лечить ..6 зуб", "Лечим всё. Петров видит зубы") == []
    assert find("план ..6 зуб", "План Б. Зубова: зубы") != []  # an initial
    assert find("план ..6 зуб", "План б. Зубы") == []


def test_words_in_latin_letters(find):
    assert find("на ..2 ru", "на zub.ru") == ["на zub.ru"]  # two letters of an address are its country
    assert find("на ..2 zub", "на zub.ru") == []
    assert find("врач <латиница>", "врач ok, врач top и врач B2B") == ["врач top"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Не лечим зубы", []),
        ("Не просто смотрим, лечим зубы", ["лечим зубы"]),  # a comma ends what the guard speaks of
        ("Зубы лечим, но не бесплатно", ["Зубы лечим"]),
        ("Говорят, что лечим зубы", []),
    ],
)
def test_guards_stand_around_the_claim(find, text, found):
    guard = "id: neg\ntitle: Нет\nmatch: |\n  не ..2 <заявление>\n  говорить , что <заявление>\n"
    pattern = "лечить зуб\nзуб лечить"
    assert find(pattern, text, "unless: neg", **{"guards_neg.yml": guard}) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Лечим зубы. Так писать нельзя.", []),
        ("Чего нельзя? Лечим зубы.", []),
        ("Лечим зубы. А потом моем. Нельзя!", ["Лечим зубы"]),
    ],
)
def test_guards_look_at_the_neighbours(find, text, found):
    guard = "id: near\ntitle: Рядом\nprevious: нельзя\nnext: нельзя\n"
    assert find("лечить зуб", text, "unless: near", **{"guards_near.yml": guard}) == found


def test_guards_look_at_the_whole_document(find):
    guard = "id: mark\ntitle: Пометка\ndocument: реклама\n"
    files = {"guards_mark.yml": guard}
    assert find("лечить зуб", "Лечим зубы.\n\nЕщё абзац.\n\nРеклама.", "unless: mark", **files) == []
    assert find("лечить зуб", "Лечим зубы.\n\nЕщё абзац.", "unless: mark", **files) == ["Лечим зубы"]


def test_an_exception_must_touch_the_claim(find):
    more = "except: |\n  лечить зуб бесплатно"
    assert find("лечить зуб", "лечим зубы бесплатно", more) == []
    assert find("лечить зуб", "лечим зубы; а дёсны лечим бесплатно", more) == ["лечим зубы"]


def test_a_pattern_of_prefixes_only_is_found(find):
    assert find("имплант*", "наша имплантомания") == ["имплантомания"]


def test_a_long_text_without_stops_is_cut_not_lost(find):
    text = "слово " * 3000 + "лечим зубы"
    assert find("лечить зуб", text) == ["лечим зубы"]


REGEX = "id: probe\ntitle: П\nfamily: guarantee\nwhy: Так.\nregex: |\n  {}\nbad: '[лечим]'\ngood: да\n"


def find_regex(make_pack, expression: str, text: str, more: str = "") -> list[str]:
    pack = make_pack({"guarantee/probe.yml": REGEX.format(expression) + more})
    folded = fold(text)
    claims, _ = Search(pack, pack.rules)(folded, extract(text, "text").blocks)
    return [text[slice(*folded.origin(c.start, c.end, text))] for c in claims]


def test_an_expression_of_an_own_pack(make_pack):
    assert find_regex(make_pack, r"/лечи\w+ +зуб/", "Мы ЛЕЧИМ  зу\u00adбы.") == ["ЛЕЧИМ  зу\u00adбы"]
    assert find_regex(make_pack, "/лечим зуб/", "Да, лечим зубы даром", "except: лечить зуб даром\n") == []


def test_an_expression_that_runs_away_is_stopped(make_pack, monkeypatch):
    monkeypatch.setattr("medadlint.claims.REGEX_SECONDS", 0.05)
    with pytest.raises(MedadlintError, match="правило «probe»: выражения не уложились"):
        find_regex(make_pack, "/(?:а|аа|ааа)+(?:б|вв)/", "а" * 60 + " вв")


@pytest.mark.parametrize(("line", "message"), [("лечим", "между косыми чертами"), ("/(/", "выражение не читается")])
def test_a_broken_expression(make_pack, line, message):
    with pytest.raises(RuleError, match=message):
        find_regex(make_pack, line, "да")


def test_a_list_narrowed_to_some_forms(find):
    files = {"lists_вещь.txt": "зуб\nметро\n<ещё>\n«больной зуб»\n", "lists_ещё.txt": "врач\n"}
    assert find("лечить <вещь:мн.рд>", "лечим зубов, лечим врачей, лечим врача, лечим зуб", **files) == [
        "лечим зубов",
        "лечим врачей",
    ]


def test_a_superlative_keeps_to_its_own_stem(find):
    assert find("высочайший", "высшая, высочайшая") == ["высочайшая"]


@pytest.mark.parametrize(
    ("line", "text", "silent"),
    [
        ("говорить ..2 , что ..2 <заявление>", "Говорят они, что тут лечим зубы", True),
        ("говорить ..2 , что ..2 <заявление>", "Говорят они, что тут, лечим зубы", False),
        ("говорить , что <заявление>", "Говорят, что лечим зубы", True),
        ("говорить , что <заявление>", "Говорят, что, лечим зубы", False),
        ("нет , ..2 <заявление>", "Нет, мы тут лечим зубы", True),
        ("нет .. <заявление>", "Нет, лечим зубы", True),
        ("нет .. <заявление>", "Нет, мы, врачи, лечим зубы", True),
        ("нет , (же)? <заявление>", "Нет, лечим зубы", True),
        ("нет <заявление>", "Нет, лечим зубы", False),
        ("нет .. <заявление>", "Нет, ну что вы, лечим зубы", True),
    ],
)
def test_commas_in_guards(find, line, text, silent):
    guard = f"id: neg\ntitle: Нет\nmatch: |\n  {line}\n"
    assert (find("лечить зуб", text, "unless: neg", **{"guards_neg.yml": guard}) == []) is silent


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Клиника smile.clinic ждёт", []),
        ("Пишите на stop@smile.example", []),
        ("Наш адрес https://smile.dental/sale", []),
        ("Мы в @beauty_clinic", []),
        ("Ссылка: mysite.ru/?clinic=1", ["clinic"]),  # what follows «?» may be a mark of advertising
        ("Открыли clinic. Ждём", ["clinic"]),
        ("Лучший beauty-clinic", ["clinic"]),
    ],
)
def test_the_name_of_a_site_is_no_word(find, text, found):
    assert find("(clinic | stop | smile | sale | beauty)", text)[-1:] == found[-1:]
