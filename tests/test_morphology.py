"""The lexemes of words as C finds them are those that Python finds."""

import re
from array import array

import pytest

from medadlint.cache import builtin_rules
from medadlint.dictionary import dictionary
from medadlint.forms import Forms
from medadlint.morphology import LemmaError, Morphology
from medadlint.native import native
from medadlint.paradigm import tables, wanted

needs_native = pytest.mark.skipif(native is None, reason="built without a compiler")
LEXICON = {"термаж": "массаж", "спа": "", "щёточка": "точка", "covid": "", "мезонить": "нить"}
WORDS = (
    "термаж термажами щёточку мезонити covid спа зубы лучший наилучшего лучше все всё ёлка елка ежик ёж берет берёт бельё "
    "белье вылеченный больной какой-то 3d нет кракозябра по попроще самый а"
).split()


def told(morphology: Morphology, word: str, *, whatever: bool) -> object:
    try:
        lexemes = morphology.lexemes(word, whatever=whatever)
    except LemmaError as error:
        return str(error)
    forms = morphology.forms
    asked = (), (("рд",), ("гл",)), (("прош", "ед"),)
    return [[forms.forms(forms.put([forms.word([one], wanted(some))])) for some in asked] for one in lexemes]


@needs_native
def test_c_and_python_find_the_same():
    text = " ".join(path.read_text("utf-8") for path in sorted(builtin_rules().glob("lists/*.txt"))[::9]).lower()
    words = [*WORDS, *sorted({*re.findall(r"[а-яё]+", text)})]
    assert len(words) > 3000
    fast, slow = Morphology(LEXICON), Morphology(LEXICON, Forms())
    for word in words:
        for whatever in (False, True):
            assert told(fast, word, whatever=whatever) == told(slow, word, whatever=whatever), word
    assert fast.forms.table([], {}, []) == slow.forms.table([], {}, [])  # made in the same order: packs are the same


def test_words_of_one_stem_share_a_lexeme():
    morphology = Morphology(LEXICON)
    for word, form in (("термаж", "термажами"), ("врач", "врачами")):
        (one,) = morphology.lexemes(word)
        assert one in morphology.lexemes(form, whatever=True)


@needs_native
def test_a_broken_dictionary_is_an_error():
    before, after, paradigms, grammemes = tables()
    words = dictionary().dawg
    for broken in (
        (before, after, paradigms[:-1], grammemes),
        (before, after, array("H", [1]), grammemes),
        (before, [], paradigms, grammemes),
        ([], after, paradigms, grammemes),
        (before, after, paradigms, grammemes[:1]),
        (before, after, array("H", [1, 0]), grammemes),
        (before, after, array("H", [5000, *[0] * 5000]), grammemes),
        (before, [*after[:1], *[b"x" * 99] * len(after)], paradigms, grammemes),
    ):
        with pytest.raises(ValueError, match="no dictionary"):
            native.Finder(words, native.Forms(()), *broken, tuple(range(9))).find(
                "врачу", "врачу".encode("cp1251"), True
            )
    with pytest.raises(ValueError, match="long"):
        native.Finder(words, native.Forms(()), *tables(), (0,) * 9).find("врач", b"", False)
    with pytest.raises(TypeError):
        native.Finder(words, native.Forms(()), [""], after, paradigms, grammemes, (0,) * 9)
