"""Nothing that stands in a text, a name of a file, a foreign pack or the settings steers a terminal, a page or a build."""

import io
import json
import re
import sys
from importlib import import_module

import html5lib
import pytest
from conftest import write_pack
from reporting import CONTEXT, finding

from medadlint.checking import REPORTS
from medadlint.files import Failure, Skip
from medadlint.finding import Rewrite
from medadlint.report import Checked, Footnote, Report
from medadlint.report import text as text_report
from medadlint.report.wording import Style, commandless, on_screen
from medadlint.start import start

EVIL = (
    "::error::a\n::add-mask::b ##vso[task.setvariable variable=PATH]c ##[group]d ##teamcity[x]"
    "\x1b]0;e\x07\x1b[2J\x9b31m\x7f\x85\u202ef\u2066g\u200f\u2028::warning::h\r::stop-commands::i"
    "<script>alert(1)</script><img src=x onerror=j>\" onclick='k' --> ]]> &lt; \ud800\ufffe\x00"
)
PATH = EVIL.replace("\ud800", "\udcff").replace("\x00", "")  # as the system gives what is no UTF-8
LAW = dict.fromkeys(("act", "article", "part", "point", "text", "verified_to"), EVIL)


def evil_report(quote=EVIL) -> Report:
    found = finding(
        rule=EVIL, start=0, end=len(quote), quote=quote, message=f"{EVIL}. {EVIL}", advice=EVIL, law=[LAW],
        rewrites=[Rewrite("show", EVIL, 0, len(quote), EVIL)],
    )  # fmt: skip
    placed = found._replace(location=EVIL, rewrites=[])
    files = [
        Checked(PATH, [found, placed], quote, [(found, EVIL)], [Footnote(EVIL, EVIL, 1)]),
        Checked(PATH + ".html", [found], quote),
        Checked(PATH, []),
    ]
    skipped = [Skip(PATH, EVIL, by_rule=False), Skip(PATH, EVIL, by_rule=True)]
    return Report(CONTEXT, files, [Failure(PATH, EVIL)], skipped, frozenset())


def rendered(name: str) -> str:
    if name == "text":
        return text_report.render(evil_report(), Style(colour=False, width=60))
    return import_module(f"medadlint.report.{name}").render(evil_report(), "utf-8")


@pytest.mark.parametrize("name", REPORTS)
def test_no_report_steers_a_terminal(name):
    steering = re.sub(
        r"[\n\t]", "", re.sub(r"[^\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", rendered(name))
    )
    assert steering == ""


@pytest.mark.parametrize("name", ["text", "github"])
def test_no_report_for_people_gives_orders_to_a_build_server(name):
    for line in rendered(name).splitlines():
        if name == "github":
            assert re.match(r"::(error|warning|notice) [^:]*::", line)
        else:
            assert not re.match(r"\s*::", line)
            assert not re.search(r"##(\[|vso|teamcity)", line)


def test_json_is_as_it_was():
    quotes = [found["quote"] for found in json.loads(rendered("json"))["findings"]]
    assert quotes == [EVIL] * 3


def test_the_page_has_no_tag_and_no_attribute_of_others():
    page = html5lib.parse(rendered("html"), namespaceHTMLElements=False)
    assert [e.tag for e in page.iter() if e.tag in ("img", "iframe", "object", "svg", "base", "link")] == []
    assert len(list(page.iter("script"))) == 1
    given = {name for e in page.iter() for name in e.attrib}
    assert not {name for name in given if name.startswith("on") or name in ("style", "src", "srcdoc")}
    assert all(e.attrib["href"].startswith("#") for e in page.iter("a"))


def test_orders_are_taken_apart_and_words_are_not():
    assert commandless("a::b\n  ::error::x\n\x1b[1m::x ##[y] ## [z] ##vso[v]") == (
        "a::b\n  : :error::x\n\x1b[1m: :x # #[y] ## [z] # #vso[v]"
    )
    assert on_screen("a\tb\x1b[2J\n\u202ec") == "a\tb␛[2J\nc"


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


def test_a_difference_on_a_terminal_and_in_a_pipe(tmp_path, capsys, monkeypatch):
    """A patch is exact in a pipe; on a terminal it is only looked at."""
    path = tmp_path / "a.txt"
    path.write_text("\x1b[2J\u202eМы рядом.\n\tГарантируем стойкий результат!\n", "utf-8")
    assert start(["check", "--fragment", "--diff", str(path)]) == 1
    assert "\x1b[2J\u202e" in capsys.readouterr().out
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert start(["check", "--fragment", "--diff", str(path)]) == 1
    assert "␛[2JМы рядом" in terminal.getvalue()
    assert "\tСтремимся" in terminal.getvalue()


@pytest.mark.parametrize(
    "settings",
    ['object = "\\u001b[2J\\n::error::x"', 'select = ["\\u001b[2J\\n::error::x"]', '"\\u001b[2J\\n::error::x" = 1', 'preset = "\\u009b\\n::error::x"'],
)  # fmt: skip
def test_settings_of_others(tmp_path, capsys, monkeypatch, settings):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "medadlint.toml").write_text(settings, "utf-8")
    (tmp_path / "a.txt").write_text("Мы рядом.", "utf-8")
    assert start(["check", "a.txt"]) == 2
    said = capsys.readouterr().err
    assert all(c.isprintable() or c == "\n" for c in said)
    assert not re.search(r"^\s*::", said, re.MULTILINE)


def test_a_pack_of_others(tmp_path, capsys, monkeypatch):
    """Its names, titles and provisions, in every command that shows them."""
    from medadlint import cache

    name = "\x1b[2J\u202e"
    rule = "\n".join(
        (
            f'id: "\\e[2J\\u202e{n}"\ntitle: "::error::\\e[2J\\u202e"'
            if n == "1"
            else f'id: "\\e[2J\\u202e{n}"\ntitle: T'
        )
        for n in "1"
    )
    rule += '\nfamily: guarantee\nwhy: "\\e[2J\\n\\n::error::x"\nadvice: "\\x9b\\u202e"\nmatch: |\n  чудо\n'
    rule += "bad: |\n  [чудо]\n  не то\ngood: |\n  Мы.\n"
    law = 'provisions:\n  p: {act: "\\e[2J\\x9b", article: "\\e", text: "\\u202e"}\n'
    law += 'norms:\n - {family: guarantee, level: error, law: [p], note: "\\e[2J"}\n'
    folder = write_pack(tmp_path / "pack", {f"guarantee/{name}1.yml": rule, "law.yml": law})
    builtin = write_pack(tmp_path / "none", {"lists/а.txt": "а\n"})
    for module in ("medadlint.rulebook", "medadlint.rule_commands", "medadlint.cache"):  # these import from that
        monkeypatch.setattr(f"{module}.builtin_rules", lambda: builtin)
    monkeypatch.setenv("MEDADLINT_CACHE", str(tmp_path / "cache"))
    (tmp_path / "a.txt").write_text("чудо", "utf-8")
    assert cache.pack_of([folder]).rules
    extra = ["--rules", str(folder)]
    for command in (
        ["check", "--fragment", *extra, str(tmp_path / "a.txt")],
        ["rules", "list", *extra],
        ["rules", "test", str(folder)],
        ["explain", f"{name}1", *extra],
        ["why", f"{name}1", f"чудо {EVIL[:-1]}", *extra],
    ):
        code = start(command)
        out = "".join(capsys.readouterr())
        assert code in (0, 1), out
        assert [c for c in out if not c.isprintable() and c not in "\n\u00a0"] == []
        assert not re.search(r"^\s*::", out, re.MULTILINE)
