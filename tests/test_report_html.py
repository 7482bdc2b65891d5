"""The HTML report: its text, and how it behaves in a real browser at the width of a phone and of a desk."""

from html.parser import HTMLParser

import chromium
import pytest
from reporting import FILL, FULL, HOSTILE, SAFE, TEXT, WHOLE, finding, placed, report

from medadlint.finding import Rewrite
from medadlint.report import html


class Tree(HTMLParser):
    """What a browser would make of a page: elements with attributes, and the text of each class."""

    def __init__(self, page):
        super().__init__()
        self.elements, self._open = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "text": "", **dict(attrs)}
        self.elements.append(element)
        if tag not in ("meta", "input"):
            self._open.append(element)

    def handle_endtag(self, tag):
        while self._open.pop()["tag"] != tag:
            pass

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def of(self, name):
        return [e for e in self.elements if name in (e.get("class") or "").split()]


def page(*findings, **options):
    return Tree(html.render(report(*findings, **options), "utf-8"))


def test_the_text_is_all_there_with_its_findings_marked():
    tree = Tree(html.render(FULL, "utf-8"))
    assert tree.of("text")[0]["text"] == TEXT.replace("\r\n", "\n")
    assert [(m["text"], m["class"], m["data-findings"]) for m in tree.of("mark")] == [
        ("гарантируем результат", "mark warning", "2"),
        ("приходите", "mark advice", "3"),
    ]


def test_links_lead_somewhere_and_ids_are_unique():
    tree = Tree(html.render(FULL, "utf-8"))
    ids = [e["id"] for e in tree.elements if "id" in e]
    links = [e["href"] for e in tree.elements if "href" in e]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links} <= set(ids)


def test_a_card_tells_why_the_law_the_fine_and_what_to_write():
    told = " ".join(page(placed(rewrites=[SAFE, FILL])).of("finding")[0]["text"].split())
    for part in (
        "риск Обещание результата «гарантируем результат» строка 2, знак 6",
        "Лучше: стремимся к результату обещания больше нет Копировать",
        "Лучше (впишите своё вместо скобок): стремимся к {чему}",
        "Исход зависит от пациента. Что делать: Расскажите, от чего зависит результат.",
        "Закон п. 2 ч. 3 ст. 5 38-ФЗ «О рекламе» Что там сказано",
        "Штраф для должностных лиц 4 000–20 000 ₽, для организаций 100 000–500 000 ₽",
        "обещание результата · правило outcome-guarantee",
    ):
        assert part in told


def test_one_rule_has_one_card_with_all_places():
    text = "Гарантируем результат, гарантируем результат и гарантируем эффект."
    first, second = (placed(text=text, quote=q) for q in ("Гарантируем результат", "гарантируем результат"))
    third = placed(text=text, quote="гарантируем эффект")
    (card,) = page(first, second, third, text=text).of("finding")
    assert [e["text"] for e in Tree(html.render(report(first, second, third, text=text), "utf-8")).of("quote")] == [
        "«Гарантируем результат» строка 1, знак 1, строка 1, знак 24",
        "«гарантируем эффект» строка 1, знак 48",
    ]
    assert card["data-places"] == "3"


def test_five_questions():
    questions = page(placed(), placed(quote="приходите", rule="r", family="foreign_words")).of("questions")[0]["text"]
    assert "Обещан результат лечения? Похоже, да: 1\u00a0место. «гарантируем результат»" in questions
    assert questions.count("Линтер не нашёл. Проверьте сами:") == 4
    assert "О другом: 1\u00a0место, см. ниже." in questions


def test_overlapping_findings_share_their_piece():
    text = "Гарантируем лучший результат"
    over = placed(text=text, quote="лучший результат", rule="best", family="superlative", level="error")
    marks = page(placed(text=text, quote="Гарантируем лучший"), over, text=text).of("mark")
    assert [(m["text"], m["class"], m["data-findings"]) for m in marks] == [
        ("Гарантируем ", "mark warning", "1"), ("лучший", "mark error", "1 2"), (" результат", "mark error", "2"),
    ]  # fmt: skip


def test_of_a_long_text_the_neighbourhood_is_shown():
    text = "слово " * 20_000 + "гарантируем результат" + " слово" * 20_000
    tree = page(placed(text=text), text=text)
    assert [m["text"] for m in tree.of("mark")] == ["гарантируем результат"]
    assert [g["text"] for g in tree.of("gap")] == [f"… пропущено знаков без находок: {120_000 - 400} …"] * 2
    assert len(tree.of("text")[0]["text"]) < 1000


def test_suppressed_findings_errors_and_clean_files_are_listed():
    made = report(
        suppressed=[(placed(), "договор № 7"), (placed(quote="приходите"), "")],
        errors=FULL.errors,
        skipped=FULL.skipped,
    )
    made.files.append(made.files[0]._replace(path="чисто.txt", suppressed=()))
    text = " ".join(e["text"] for e in Tree(html.render(made, "utf-8")).of("card"))
    assert "Оставлено с пояснением: 2" in text
    assert "«гарантируем результат» — договор № 7" in text
    assert "«приходите» — причина не названа" in text
    assert "в.txt: такого файла нет; проверьте путь" in text
    assert "б.txt — больше 64 МБ" in text
    assert "чисто.txt" in text


def test_tags_of_an_html_source_step_back():
    text = "<p>Мы гарантируем результат</p>"
    assert [t["text"] for t in page(placed(text=text), text=text, path="а.html").of("tag")] == ["<p>", "</p>"]
    assert page(placed(text=text), text=text, path="а.txt").of("tag") == []


EVILS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--",
    "]]>",
    "javascript:alert(1)",
    HOSTILE,
]  # fmt: skip


def evil_report():
    text = "\n".join(EVILS)
    evils = [
        placed(
            text=text, quote=evil, message=f"{evil}. {evil}", advice=evil, rule=f"{evil}{n}", family=evil, disguised=True,
            law=[{"act": evil, "article": evil, "part": "", "point": "", "text": evil}],
            rewrites=[Rewrite("safe", evil, 0, 1, evil)],
        )
        for n, evil in enumerate(EVILS)
    ]  # fmt: skip
    made = report(*evils, WHOLE._replace(message=EVILS[0]), text=text, path=f"{EVILS[1]}.html", errors=FULL.errors)
    return made._replace(files=[made.files[0]._replace(suppressed=[(evils[0], EVILS[0])])])


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_hostile_text_stays_text(encoding):
    tree = Tree(html.render(evil_report(), encoding))
    assert {e["tag"] for e in tree.elements} <= set(
        "html head meta title style body a header h1 h2 h3 p section ol li span form fieldset legend label input select option "
        "output main div article b button dl dt dd details summary ul script".split()
    )
    assert len([e for e in tree.elements if e["tag"] == "script"]) == 1
    assert not [name for e in tree.elements for name in e if name.startswith("on")]
    assert all(e["href"].startswith("#") for e in tree.elements if "href" in e)
    assert "\u202e" not in tree.elements[0]["text"]


# --- in the browser ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if chromium.PATH is None:
        pytest.skip("no Chromium on this machine")
    with chromium.Page(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The page of a report with a finding of each level and a long word, written to a file."""
    long = placed(
        quote="Клиника", rule="long", family="superlative", level="error", message="Щ" * 300 + ". " + "Ъ" * 300
    )
    made = FULL._replace(files=[FULL.files[0]._replace(findings=[*FULL.files[0].findings, long])])
    path = tmp_path_factory.mktemp("page") / "отчёт.html"
    path.write_text(html.render(made, "utf-8"), encoding="utf-8")
    return path


def shown_cards(browser):
    return browser.run("[...document.querySelectorAll('.finding')].filter(f => f.offsetHeight).map(f => f.id)")


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_sticks_out(browser, written, width):
    browser.open(written, width)
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert browser.run("document.querySelector('.sides').scrollWidth <= document.querySelector('.sides').clientWidth")


def test_filters(browser, written):
    browser.open(written)
    assert shown_cards(browser) == ["f1", "f2", "f3", "f4"]
    browser.run("document.querySelector('input[value=error]').click()")
    assert shown_cards(browser) == ["f2", "f3"]
    assert browser.run("document.querySelector('output').textContent") == "Показано: 2 из 4"
    assert browser.run("[...document.querySelectorAll('.mark.off')].map(m => m.textContent)") == ["Клиника"]
    browser.run(
        "(s => { s.value = 'urgency'; s.dispatchEvent(new Event('change', {bubbles: true})) })(document.querySelector('select'))"
    )
    assert shown_cards(browser) == ["f3"]
    browser.run("new Promise(done => { addEventListener('hashchange', () => setTimeout(done)); location.hash = 'f4' })")
    assert shown_cards(browser) == ["f1", "f2", "f3", "f4"]  # a link to what is hidden shows it


def test_copying(browser, written):
    browser.open(written)
    browser.run("document.execCommand = () => { window.copied = document.activeElement.value; return true }")
    for refused in ("false", "true"):
        browser.run(
            "Object.defineProperty(navigator, 'clipboard', {configurable: true, value: {writeText: async text => {"
            f"if ({refused}) throw new Error('no'); window.copied = text }}}}}})"
        )
        browser.run(
            "window.copied = null; document.querySelector('button.copy').click(); new Promise(d => setTimeout(d, 50))"
        )
        assert browser.run("window.copied") == "стремимся к результату"
    assert browser.run("document.querySelector('button.copy').textContent") == "Скопировано"
    assert browser.run("document.activeElement.className") == "copy"


def test_it_asks_for_nothing_and_complains_of_nothing(browser, written):
    browser.open(written)
    requests = [e["params"]["request"]["url"] for e in browser.events if e.get("method") == "Network.requestWillBeSent"]
    assert requests == [written.as_uri()]
    assert not [e for e in browser.events if e.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]


def test_hostile_text_runs_nothing(browser, tmp_path):
    path = tmp_path / "злой.html"
    path.write_text(html.render(evil_report(), "utf-8"), encoding="utf-8")
    browser.open(path)  # an alert would stop the page for good
    assert not [e for e in browser.events if "Dialog" in e.get("method", "") or e.get("method") == "Log.entryAdded"]
    assert browser.run("document.querySelectorAll('script').length + document.querySelectorAll('img, svg').length") == 1
    assert browser.run("document.querySelector('.text').textContent.split('\\n').slice(0, 9)") == EVILS[:9]


def test_a_foreign_script_would_not_run(browser, tmp_path):
    page = html.render(report(finding()), "utf-8").replace("<h1>", "<h1><script>window.hacked = 1</script>")
    path = tmp_path / "подмена.html"
    path.write_text(page, encoding="utf-8")
    browser.open(path)
    assert browser.run("window.hacked") is None
    assert browser.run("document.querySelector('.filters').hidden") is False


CONTRAST = """(() => {
  const rgb = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = rgb(c).map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b };
  const back = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (rgb(c)[3] !== 0) return c } return 'rgb(255, 255, 255)' };
  const poor = [];
  for (const e of document.querySelectorAll('body *')) {
    if (!e.offsetHeight || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(back(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) poor.push(e.outerHTML.slice(0, 80));
  }
  return poor })()"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_contrast_is_that_of_wcag_aa(browser, written, dark):
    browser.open(written, dark=dark)
    background = browser.run("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(18, 20, 25)") is dark
    assert browser.run(CONTRAST) == []


def test_the_keyboard_reaches_everything(browser, written):
    browser.open(written)
    browser.run("document.body.focus()")
    reached = set()
    for _ in range(60):
        for kind in ("keyDown", "keyUp"):
            browser.send("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        reached.add(browser.run("document.activeElement.outerHTML"))
    wanted = browser.run(
        "[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex]')].map(e => e.outerHTML)"
    )
    assert set(wanted) <= reached
    assert browser.run("[...document.querySelectorAll('h1, h2, h3')].map(h => h.tagName)") == (
        ["H1", "H2", "H2", "H3", "H3", "H3", "H3", "H2", "H2"]
    )


def test_on_paper_all_is_open_and_buttons_are_gone(browser, written):
    browser.open(written)
    browser.send("Emulation.setEmulatedMedia", media="print")
    assert browser.run("getComputedStyle(document.querySelector('.filters')).display") == "none"
    assert browser.run("getComputedStyle(document.querySelector('button.copy')).display") == "none"
    browser.run("dispatchEvent(new Event('beforeprint'))")
    assert browser.run("[...document.querySelectorAll('details')].every(d => d.open)")
    browser.run("dispatchEvent(new Event('afterprint'))")
    assert not browser.run("[...document.querySelectorAll('details')].some(d => d.open)")
    browser.send("Emulation.setEmulatedMedia", media="")


def test_without_scripts_all_is_shown(browser, written):
    browser.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(written)
        assert len(shown_cards(browser)) == 4
        assert browser.run("document.querySelector('.filters').hidden")
    finally:
        browser.send("Emulation.setScriptExecutionDisabled", value=False)
