"""The command line in a project: settings, contexts of files, footer, black list, suppressions, proofs, known findings."""

import json
import sys

import pytest
from conftest import write_pack
from test_phrases import PHRASES  # the same list: it is compiled once

from medadlint.project import Asked, open_project
from medadlint.start import start

PHRASE = "Гарантируем результат"
OWN = """\
id: own-lull
title: Обещание убаюкать трижды
family: house
why: Трижды не бывает.
match: |
  баюкать ..3 трижды
bad: |
  Мы [баюкаем от боли трижды].
good: |
  Баюкаем от камня.
"""


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Check the files of a project: exit code, {file: [(rule, level)]}, stderr; ``report`` is the whole JSON."""
    monkeypatch.chdir(tmp_path)

    def command(*args):
        code = start(["check", *args, "--format", "json"])
        out, err = capsys.readouterr()
        found = {}
        if out:
            command.report = json.loads(out)
            for f in command.report["findings"]:
                found.setdefault(f["path"].removeprefix("./"), []).append((f["rule"], f["level"]))
        return code, found, err

    return command


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_the_context_of_each_file(run, tmp_path):
    write(
        tmp_path,
        {
            "medadlint.toml": 'object = "drug_otc"\n[paths]\n"posts/**" = "own_social"\n"sms/**" = {object = "service"}\n',
            "a.txt": f"{PHRASE}.",
            "posts/б.txt": f"{PHRASE}.",
            "sms/в.txt": f"{PHRASE}.",
            "г.md": f"<!-- medadlint: object=supplement channel=pro_only -->\n{PHRASE}.",
            "д.md": f"---\nmedadlint:\n  object: service\n  whole: false\n---\n\n{PHRASE}.",
        },
    )
    code, found, _ = run(".", "--select", "guarantee")
    assert code == 1
    assert found == {
        "a.txt": [("outcome-guarantee", "error")],
        "posts/б.txt": [("outcome-guarantee", "warning")],
        "sms/в.txt": [("outcome-guarantee", "warning")],
        "д.md": [("outcome-guarantee", "warning")],
    }
    assert run.report["context"]["object"] == "drug_otc"
    assert run(".", "--object", "service", "--select", "guarantee")[1]["a.txt"] == [("outcome-guarantee", "warning")]


def test_the_contexts_are_told(tmp_path, monkeypatch, capsys):
    write(tmp_path, {"medadlint.toml": '[paths]\n"p/**" = "blogger"', "a.txt": "Текст.", "p/б.txt": "Текст."})
    monkeypatch.chdir(tmp_path)
    start(["check", ".", "--fragment"])
    out = capsys.readouterr().out
    assert "Как «медицинская услуга, реклама у блогера» проверены: p/б.txt." in out
    assert "Проверено как: медицинская услуга, реклама;" in out


def test_settings_are_found_from_the_text_not_only_from_here(run, tmp_path):
    write(tmp_path, {"site/medadlint.toml": 'fail-on = "never"', "site/a.txt": PHRASE, "b.txt": PHRASE})
    assert run("site/a.txt")[0] == 0
    assert run("b.txt")[0] == 1
    assert run("site/a.txt", "b.txt")[0] == 1  # nothing holds for both
    assert run("site/a.txt", "--fail-on", "warning")[0] == 1
    assert run("b.txt", "--config", "site/medadlint.toml")[0] == 0


def test_select_and_ignore(run, tmp_path):
    write(tmp_path, {"a.txt": f"{PHRASE}. Лучшая клиника.", "medadlint.toml": 'ignore = ["guarantee", "no_warning"]'})
    assert run("a.txt")[1] == {"a.txt": [("best-provider", "error")]}
    assert ("outcome-guarantee", "warning") in run("a.txt", "--ignore", "superlative")[1]["a.txt"]
    write(tmp_path, {"medadlint.toml": '\nignore = ["garantee"]'})
    code, _, err = run("a.txt")
    assert code == 2
    assert "medadlint.toml:2:1: «ignore»: нет правила и семьи «garantee»; может быть, «guarantee»?" in err


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"medadlint.toml": "x = 1"}, "medadlint.toml:1:1: нет ключа «x»"),
        ({"medadlint.toml": 'packs = ["acme"]'}, "«packs»: нет установленных правил «acme»"),
        ({"medadlint.toml": 'rules = ["no"]'}, "нет такой папки с правилами"),
        ({"medadlint.toml": 'baseline = "no.json"'}, "файл известных находок не открывается"),
        ({"evidence.yml": "- claim: x"}, "evidence.yml:1:3: не хватает поля"),
        ({"medadlint.toml": 'site-footer = "no.html"'}, "такого файла или папки нет"),
        ({"a.txt": "<!-- medadlint: kanal=ad -->\nТекст."}, "a.txt: строка 1: нет ключа «kanal»"),
    ],
)
def test_what_is_wrong_ends_in_a_sentence(run, tmp_path, files, message):
    write(tmp_path, {"a.txt": "Приём врача от 900 рублей. Запись по телефону.", **files})
    code, _, err = run("a.txt")
    assert code == 2
    assert message in err
    assert "Traceback" not in err


def test_the_footer_of_a_site(run, tmp_path):
    page = "<html><body><p>Приём врача от 900 рублей.</p></body></html>"
    write(tmp_path, {"a.html": page, "inc/footer.html": "<footer>Клиника</footer>"})
    select = ("--select", "no_warning")
    assert run("a.html", *select)[1] == {"a.html": [("service-warning", "error")]}
    write(tmp_path, {"medadlint.toml": 'site_footer = ["inc/footer.html"]'})
    assert run("a.html", *select)[0] == 1  # it does not say it
    write(
        tmp_path, {"inc/footer.html": "<footer>Имеются&nbsp;<b>противопоказания</b>, нужна консультация врача</footer>"}
    )
    assert run("a.html", *select)[:2] == (0, {})


def test_black_list_and_suppression(run, tmp_path):
    write(
        tmp_path,
        {
            "medadlint.toml": "[phrases]\n" + "".join(f'"{old}" = "{new}"\n' for old, new in PHRASES.items()),
            "a.txt": "Лечим безоперационно.\n\nЛечим безоперационно. # medadlint: ignore phrase-безоперационно -- цитата",
        },
    )
    code, found, _ = run("a.txt", "--fragment")
    assert (code, found) == (1, {"a.txt": [("phrase-безоперационно", "warning")]})
    assert [(s["line"], s["reason"]) for s in run.report["suppressed"]] == [(3, "цитата")]
    assert run.report["findings"][0]["rewrites"][0]["text"] == "без операции"


def test_a_suppression_in_a_project(run, tmp_path):
    write(
        tmp_path,
        {
            "a.md": f"{PHRASE}! <!-- medadlint: ignore guarantee -->",
            "b.md": "Текст. <!-- medadlint: ignore guarantee -- зря -->",
        },
    )
    code, found, _ = run("a.md", "b.md", "--fragment")
    assert code == 0  # advice does not fail a build
    assert found == {"a.md": [("suppression-without-reason", "advice")], "b.md": [("unused-suppression", "advice")]}
    assert run("b.md", "--fragment", "--select", "urgency")[1] == {}  # guarantee was not looked for
    assert run("a.md", "b.md", "--fragment", "--ignore", "unused-suppression,suppression-without-reason")[1] == {}
    assert run("b.md", "--fragment", "--fail-on", "advice")[0] == 1


def test_proofs_and_their_footnotes(run, tmp_path, capsys):
    proof = "- {claim: лучшая клиника Казани, criterion: доля, source: рейтинг, date: 2026-02-01, expires: 2027-02-01}"
    write(tmp_path, {"a.txt": "Мы — лучшая клиника Казани.", "evidence.yml": proof})
    assert run("a.txt", "--fragment", "--as-of", "2026-05-05")[:2] == (0, {})
    [note] = run.report["footnotes"]
    assert note == {"path": "a.txt", "quote": "лучшая клиника Казани", "text": "Доля: рейтинг, 01.02.2026", "line": 1}
    code, found, _ = run("a.txt", "--fragment", "--as-of", "2027-05-05")
    assert (code, found) == (1, {"a.txt": [("best-provider", "error")]})
    assert "Подтверждение истекло 01.02.2027" in run.report["findings"][0]["message"]
    start(["check", "a.txt", "--fragment", "--as-of", "2026-05-05"])
    assert "a.txt:1: «лучшая клиника Казани» — подтверждено, нужна сноска: «Доля: рейтинг" in capsys.readouterr().out


def test_known_findings(run, tmp_path):
    write(tmp_path, {"a.txt": f"{PHRASE}.", "в/б.txt": f"{PHRASE}!"})
    code, found, err = run(".", "--fragment", "--write-baseline", "known.json")
    assert (code, found) == (0, {})
    assert "записано в known.json; известных находок: 2" in err
    write(tmp_path, {"a.txt": f"Новое вступление.\n\n{PHRASE}.\n\nЛучшая клиника."})
    code, found, err = run(".", "--fragment", "--baseline", "known.json")
    assert (code, found, err) == (1, {"a.txt": [("best-provider", "error")]}, "")
    assert {s["reason"] for s in run.report["suppressed"]} == {"известно: есть в файле известных находок"}


def test_known_findings_that_are_gone(run, tmp_path):
    write(tmp_path, {"a.txt": f"{PHRASE}.", "б.txt": f"{PHRASE}!", "medadlint.toml": 'baseline = "known.json"'})
    run(".", "--fragment", "--write-baseline", "known.json")
    write(tmp_path, {"a.txt": "Приём по средам."})
    assert run("б.txt", "--fragment")[2] == ""  # the other file was not looked at
    code, _, err = run(".", "--fragment")
    assert code == 0
    assert "известных находок, которых больше нет: 1; уберите их: --write-baseline" in err
    run("a.txt", "--fragment", "--write-baseline", "known.json")
    known = json.loads((tmp_path / "known.json").read_text("utf-8"))["findings"]
    assert [k["path"] for k in known] == ["б.txt"]  # kept, though it was not checked


def test_a_damaged_file_of_known_findings(run, tmp_path):
    write(tmp_path, {"a.txt": f"{PHRASE}.", "known.json": "{"})
    code, _, err = run("a.txt", "--baseline", "known.json")
    assert code == 2
    assert err.count("\n") == 1
    assert "known.json: файл известных находок повреждён" in err


def test_a_preset_for_some_files(run, tmp_path):
    write(
        tmp_path,
        {
            "medadlint.toml": '[paths]\n"gos/**" = {preset = "state-clinic"}\n',
            "gos/a.txt": "Мы вылечим вас.",
            "b.txt": "Мы вылечим вас.",
            "в.md": "<!-- medadlint: preset=state-clinic -->\nМы вылечим вас.",
        },
    )
    found = run("gos/a.txt", "b.txt", "в.md", "--fragment")[1]
    assert ("phrase-вылечим", "warning") in found["gos/a.txt"]
    assert ("phrase-вылечим", "warning") in found["в.md"]
    assert "phrase-вылечим" not in [rule for rule, _ in found.get("b.txt", [])]


def test_rules_of_folders_and_packages(run, tmp_path, monkeypatch):
    write_pack(tmp_path / "own", {"house/own-lull.yml": OWN})
    write_pack(tmp_path / "lib" / "acme_rules", {"house/acme-lull.yml": OWN.replace("own-lull", "acme-lull")})
    write(
        tmp_path,
        {
            "lib/acme_rules/__init__.py": "",
            "lib/acme-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n",
            "lib/acme-1.0.dist-info/entry_points.txt": "[medadlint.rules]\nacme = acme_rules\n",
            "medadlint.toml": 'rules = ["own"]\npacks = ["acme"]\n',
            "a.txt": "Мы баюкаем от боли трижды.",
        },
    )
    monkeypatch.syspath_prepend(str(tmp_path / "lib"))
    code, found, err = run("a.txt", "--select", "own-lull,acme-lull")
    assert (code, err) == (1, "")
    assert len(found["a.txt"]) == 1  # both find it; of one family and place one finding is shown
    sys.modules.pop("acme_rules")
    write(tmp_path, {"lib/acme_rules/__init__.py": "import no_such_module_at_all"})
    assert "правила «acme» не загружаются (ModuleNotFoundError)" in run("a.txt")[2]


def test_one_pack_for_all_contexts(tmp_path):
    write(tmp_path, {"medadlint.toml": '[paths]\n"p/**" = "blogger"'})
    project = open_project([tmp_path], Asked(whole=False))
    first, second = (project.check(str(tmp_path / name), "Текст.".encode(), "text") for name in ("a.txt", "p/b.txt"))
    assert (first.context.channel, second.context.channel) == ("ad", "blogger")
    one, other = project._linters.values()
    assert one.pack is other.pack


def test_the_tools_of_a_project_are_no_texts(run, tmp_path):
    write(
        tmp_path,
        {
            "medadlint.toml": 'rules = ["own"]\nevidence = "proof.txt"\nbaseline = "known.txt"',
            "proof.txt": "",
            "known.txt": '{"version": 1, "findings": []}',
            "own/notes.md": f"{PHRASE}.",
            "medadlint-rules/notes.md": f"{PHRASE}.",
            "medadlint-report.html": f"<p>{PHRASE}</p>",
            "a.txt": "Приём по средам.",
        },
    )
    code, found, err = run(".")
    assert (code, found, err) == (0, {}, "")
    skipped = {s["path"].removeprefix("./") for s in run.report["skipped"] if s["reason"] == "файл самой проверки"}
    assert skipped == {"proof.txt", "known.txt", "own/notes.md", "medadlint-rules/notes.md", "medadlint-report.html"}


def test_globs_of_the_settings(run, tmp_path):
    write(
        tmp_path,
        {
            "medadlint.toml": 'exclude = ["old/"]\nforce-exclude = ["*.tpl.txt"]',
            "old/a.txt": PHRASE,
            "b.tpl.txt": PHRASE,
            "в.txt": PHRASE,
        },
    )
    assert run(".", "--select", "guarantee")[1].keys() == {"в.txt"}
    assert run("b.tpl.txt", "old/a.txt", "--select", "guarantee")[1].keys() == {"old/a.txt"}  # named by a hook
