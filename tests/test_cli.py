"""The command line as its user meets it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from conftest import write_pack

from medadlint import checking
from medadlint.extract import FORMATS
from medadlint.start import start

PHRASE = "Гарантируем результат."
RULE = """\
id: own-lull
title: Обещание убаюкаеть трижды
family: guarantee
status: {status}
why: Трижды не бывает.
advice: Скажите, на какой срок.
match: |
  баюкать ..3 трижды
except: |
  баюкать от очереди
bad: |
  Мы [баюкаем от боли трижды].
good: |
  Баюкаем от камня.
  Баюкаем от очереди трижды.
"""


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run a command line in an empty folder: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def command(*args):
        code = start(list(map(str, args)))
        return code, *capsys.readouterr()

    return command


@pytest.fixture
def pack(tmp_path):
    return write_pack(tmp_path / "pack", {"guarantee/own-lull.yml": RULE.format(status="stable")})


def process(*args, **options):
    command = [sys.executable, "-m", "medadlint", *map(str, args)]
    return subprocess.run(command, capture_output=True, timeout=60, **options)


# --- check -------------------------------------------------------------------------------------------------------


def test_a_finding(run, tmp_path):
    (tmp_path / "объявление.txt").write_text(f"Стоматология.\n\nМы {PHRASE.lower()}", encoding="utf-8")
    code, out, err = run("check", "объявление.txt", "--fragment")
    assert (code, err) == (1, "")
    assert out.startswith("объявление.txt\n\n  3:4  риск  «гарантируем результат»\n")
    assert "штраф для организаций 100 000–500 000 ₽" in " ".join(out.split())
    assert (
        "Проверено как: медицинская услуга, реклама; право на "
        f"{time.strftime('%d.%m.%Y')}, сверено 11.03.2026. Другой случай —\n"
        "параметры --object, --channel, --as-of.\n"
    ) in out
    assert out.endswith("не юридическая консультация.\n")


def test_the_context_is_told(run, tmp_path):
    (tmp_path / "а.txt").write_text("Текст.")
    _, out, _ = run("check", "а.txt", "--object", "drug_otc", "--channel", "own_site", "--as-of", "2026-02-03")
    assert "Проверено как: безрецептурное лекарство, свой сайт; право на 03.02.2026" in out


def test_level_follows_the_object(run, tmp_path):
    (tmp_path / "а.txt").write_text(PHRASE)
    code, out, _ = run("check", "а.txt", "--object", "drug_otc", "--fail-on", "error", "--fragment")
    assert code == 1
    assert "1:1  нарушение  «Гарантируем результат»" in out


@pytest.mark.parametrize(
    "data",
    [
        f"Текст.\r\n{PHRASE}\r\n".encode(),
        f"Текст.\r\n{PHRASE}\r\n".encode("cp1251"),
        b"\xef\xbb\xbf" + f"Текст.\n{PHRASE}".encode(),
        f"\ufeffТекст.\n{PHRASE}".encode("utf-16-le"),
    ],
    ids=["crlf", "cp1251", "bom", "utf-16"],
)
def test_encodings(run, tmp_path, data):
    (tmp_path / "а.txt").write_bytes(data)
    code, out, _ = run("check", "а.txt", "--format", "json", "--fragment")
    found = json.loads(out)["findings"]
    assert code == 1
    assert [(f["path"], f["line"], f["column"], f["quote"]) for f in found] == [
        ("а.txt", 2, 1, "Гарантируем результат")
    ]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\n"])
def test_an_empty_file_is_clean(run, tmp_path, data):
    (tmp_path / "а.txt").write_bytes(data)
    code, out, err = run("check", "а.txt")
    assert (code, err) == (0, "")
    assert out.startswith("Замечаний нет; проверено: 1 файл.\n")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04\0\0\0", "это не текст: в файле есть нулевые байты"),
        (
            "Гарантируем результат и покой".encode()[:-1] + b" ",
            "текст в кодировке UTF-8 повреждён: байт № 54, строка 1",
        ),
        ("Résumé, naïveté, façade".encode("latin-1"), "не удалось понять кодировку"),
    ],
    ids=["binary", "broken", "unknown"],
)
def test_undecodable_files(run, tmp_path, data, message):
    (tmp_path / "плохой.txt").write_bytes(data)
    (tmp_path / "хороший.txt").write_text(PHRASE)
    code, out, err = run("check", "плохой.txt", "хороший.txt", "--fragment")
    assert code == 2
    assert err.startswith(f"medadlint: плохой.txt: {message}")
    assert err.count("\n") == 1
    assert "1:1  риск  «Гарантируем результат»" in out
    assert "не удалось проверить: 1." in out


def test_a_missing_path_beats_findings(run, tmp_path):
    (tmp_path / "а.txt").write_text(PHRASE)
    code, out, err = run("check", "нет.txt", "а.txt", "--format", "json", "--fragment")
    assert (code, err) == (2, "medadlint: нет.txt: такого файла или папки нет; проверьте путь\n")
    data = json.loads(out)
    assert len(data["findings"]) == 1
    assert data["errors"] == [{"path": "нет.txt", "message": "такого файла или папки нет; проверьте путь"}]


def test_a_folder_without_texts(run, tmp_path):
    (tmp_path / "фото").mkdir()
    assert run("check", "фото") == (
        2,
        "",
        "medadlint: фото: в папке нет текстов (.txt, .md, .html, .docx, .xlsx, .json и другие); укажите другую папку или сам файл\n",
    )


def test_formats_by_suffix_and_by_option(run, tmp_path):
    page = f"<p>Лечим</p><!-- {PHRASE} -->"
    (tmp_path / "а.html").write_text(page)
    (tmp_path / "а.adv").write_text(page)
    assert run("check", "а.html")[0] == 0
    assert run("check", "а.adv", "--fragment")[0] == 1
    assert run("check", "а.adv", "--input-format", "html")[0] == 0


def test_select_and_ignore(run, tmp_path, pack):
    (tmp_path / "а.txt").write_text(f"{PHRASE} Баюкаем от боли трижды.")

    def rules(*options):
        _, out, _ = run("check", "а.txt", "--fragment", "--format", "json", "--rules", pack, *options)
        return [f["rule"] for f in json.loads(out)["findings"]]

    assert rules() == ["outcome-guarantee", "own-lull"]
    assert rules("--select", "own-lull") == ["own-lull"]
    assert rules("--select", "guarantee") == ["outcome-guarantee", "own-lull"]
    assert rules("--select", "guarantee", "--ignore", "own-lull") == ["outcome-guarantee"]
    assert rules("--ignore", "own-lull, outcome-guarantee") == []


def test_draft_rules(run, tmp_path):
    folder = write_pack(tmp_path / "pack", {"guarantee/own-lull.yml": RULE.format(status="draft")})
    (tmp_path / "а.txt").write_text("Баюкаем от боли трижды.")
    assert "Замечаний нет" in run("check", "а.txt", "--rules", folder, "--fragment")[1]
    code, out, _ = run("check", "а.txt", "--rules", folder, "--preview", "--fragment")
    assert code == 0
    assert "риск (черновик правила)" in out


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("advice", 1), ("never", 0)])
def test_fail_on(run, tmp_path, level, code):
    (tmp_path / "а.txt").write_text(PHRASE)
    assert run("check", "а.txt", "--fragment", "--fail-on", level)[0] == code


def test_output_goes_to_a_file(run, tmp_path):
    (tmp_path / "а.txt").write_text(PHRASE)
    assert run("check", "а.txt", "--fragment", "--output", "отчёт.json", "--format", "json") == (1, "", "")
    assert json.loads((tmp_path / "отчёт.json").read_text(encoding="utf-8"))["summary"]["warning"] == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["а.txt", "отчёт.json"]
    code, _, err = run("check", "а.txt", "--output", "нет/отчёт.txt")
    assert (code, err) == (2, "medadlint: --output: нет/отчёт.txt: такой папки нет; проверьте путь\n")


def test_every_report_is_written(run, tmp_path):
    (tmp_path / "а.txt").write_text(f"Приходите. {PHRASE}", encoding="utf-8")
    for name in checking.REPORTS:
        assert run("check", "а.txt", "--fragment", "--output", f"отчёт.{name}", "--format", name) == (1, "", "")
        assert "Гарантируем результат" in (tmp_path / f"отчёт.{name}").read_text(encoding="utf-8")
        assert run("check", "а.txt", "--fragment", "--format", name)[::2] == (1, "")


def test_a_huge_file_is_a_note(run, tmp_path, monkeypatch):
    monkeypatch.setattr(checking.files, "LIMIT", 10)
    (tmp_path / "а.txt").write_text(PHRASE)
    code, out, err = run("check", "а.txt")
    assert (code, err) == (0, "")
    assert out.startswith("Пропущено: а.txt — больше 0 МБ; разделите файл на части.\n")


def test_ten_megabytes_on_one_line(run, tmp_path):
    (tmp_path / "а.txt").write_text("мы лечим зубы, " * 380_000 + PHRASE.lower(), encoding="utf-8")
    code, out, _ = run("check", "а.txt", "--fragment")
    assert code == 1
    assert "  1:5700001  риск  «гарантируем результат»" in out


def test_a_bug_in_one_file_hides_no_other(run, tmp_path, monkeypatch):
    (tmp_path / "а.txt").write_text("взрыв")
    (tmp_path / "б.txt").write_text(PHRASE)
    examine = checking.Linter.examine

    def explode(self, file):
        if file.source == "взрыв":
            raise RecursionError
        return examine(self, file)

    monkeypatch.setattr(checking.Linter, "examine", explode)
    code, out, err = run("check", ".", "--fragment")
    assert code == 2
    assert err == (
        "medadlint: а.txt: внутренняя ошибка (RecursionError); сообщите о ней разработчикам, приложив файл\n"
    )
    assert "«Гарантируем результат»" in out


# --- the process -------------------------------------------------------------------------------------------------


def test_stdin():
    done = process("check", "-", "--stdin-filename", "пост.md", "--format", "json", input=f"# {PHRASE}\n".encode())
    assert done.returncode == 1
    data = json.loads(done.stdout)
    assert {f["path"] for f in data["findings"]} == {"пост.md"}
    done = process("check", "-", input=b"")
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("encoding", ["cp1251", "ascii", "cp866"])
def test_consoles_that_lack_letters(tmp_path, encoding):
    path = tmp_path / "а.txt"
    path.write_text(PHRASE)
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = process("check", path, "--fragment", env=environment)
    assert (done.returncode, done.stderr) == (1, b"")
    text = done.stdout.decode(encoding)
    if encoding != "ascii":
        assert "500 000 руб" in " ".join(text.split())
    done = process("check", path, "--fragment", "--format", "json", env=environment)
    assert json.loads(done.stdout.decode(encoding))["findings"][0]["quote"] == "Гарантируем результат"


def test_no_colours_in_a_pipe(tmp_path):
    (tmp_path / "а.txt").write_text(PHRASE)
    assert b"\x1b" not in process("check", tmp_path).stdout


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes and signals")
def test_a_closed_pipe(tmp_path):
    path = tmp_path / "а.txt"
    path.write_text(f"{PHRASE}\n" * 20)
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "medadlint", "check", path, "--fragment"],
        stdout=writer,
        stderr=subprocess.PIPE,
        timeout=60,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk(tmp_path):
    path = tmp_path / "а.txt"
    path.write_text(PHRASE)
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "medadlint", "check", path]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "medadlint: вывод не записан: нет места или вывод закрыт; освободите место и повторите\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes and signals")
def test_ctrl_c():
    command = [sys.executable, "-m", "medadlint", "check", "-"]
    listening = partial(
        signal.signal, signal.SIGINT, signal.SIG_DFL
    )  # whoever runs the tests in the background does not
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    child = subprocess.Popen(command, preexec_fn=listening, **pipes)  # noqa: PLW1509
    time.sleep(2)  # it waits for stdin by then
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err.decode()) == (130, b"", "medadlint: прервано\n")


def test_check_loads_nothing_it_does_not_need(tmp_path):
    path = tmp_path / "а.txt"
    path.write_text("Текст.")
    process("check", path)  # compiles the rules if nobody has
    code = (
        "import sys; from medadlint.start import start; start(['check', sys.argv[1]]); "
        "print(*{'pydantic', 'rich', 'yaml', 'pymorphy3', 'medadlint.selftest', 'medadlint.trace'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, timeout=60)
    assert done.stdout.endswith(b".\n\n"), done.stdout.decode()


# --- what is wrong with the command line ---------------------------------------------------------------------------

USAGE_ERRORS = [
    (["chek", "а.txt"], "нет команды «chek»; может быть, «check»? Справка: medadlint --help"),
    (["zzz"], "нет команды «zzz»; есть check, explain, why, eval, init, rules. Справка: medadlint --help"),
    ([], "не хватает команды; есть check, explain, why, eval, init, rules. Справка: medadlint --help"),
    (["rules"], "не хватает команды; есть list, test, schema, new. Справка: medadlint rules --help"),
    (["--verison"], "нет параметра «--verison»; может быть, «--version»? Справка: medadlint --help"),
    (["check"], "не хватает: ПУТЬ. Справка: medadlint check --help"),
    (["check", "а.txt", "--fromat", "json"], "нет параметра «--fromat»; может быть, «--format»? Справка: medadlint check --help"),
    (["check", "а.txt", "-x"], "нет параметра «-x». Справка: medadlint check --help"),
    (["check", "а.txt", "--format"], "после параметра --format нужно значение. Справка: medadlint check --help"),
    (["check", "а.txt", "--preview=да"], "у параметра --preview не бывает значения. Справка: medadlint check --help"),
    (["check", "а.txt", "--format", "jsn"], "--format: нет значения «jsn»; может быть, «json»?"),
    (["check", "а.txt", "--format", "xml"], f"--format: нет значения «xml»; есть {', '.join(checking.REPORTS)}"),
    (
        ["check", "а.txt", "--input-format", "zzz"],
        f"--input-format: нет значения «zzz»; есть {', '.join(FORMATS)}",
    ),
    (["check", "а.txt", "--fail-on", "всё"], "--fail-on: нет значения «всё»; есть error, warning, advice, never"),
    (["check", "а.txt", "--as-of", "вчера"], "--as-of: «вчера» — не дата; напишите так: 2026-03-01."),
    (
        ["check", "а.txt", "--object", "servis"],
        (
            "--object: нет значения «servis»; может быть, «service»? Бывает: service, clinic_brand, method, drug_otc, "
            "drug_rx, device, supplement, cosmetics."
        ),
    ),
    (["check", "а.txt", "--select", "guarante"], "--select: нет правила и семьи «guarante»; может быть, «guarantee»?"),
    (["check", "а.txt", "--rules", "нет"], "нет:1:1: нет такой папки с правилами: проверьте путь"),
    (["explain", "outcome-garantee"], "нет правила «outcome-garantee»; может быть, «outcome-guarantee»?"),
    (["explain", "zzz"], "нет правила «zzz»; какие есть: medadlint rules list"),
    (["why", "outcome-guarantee"], "не хватает: ТЕКСТ. Справка: medadlint why --help"),
    (["why", "zzz", "текст"], "нет правила «zzz»; какие есть: medadlint rules list"),
    (["explain", "outcome-guarantee", "лишнее"], "лишнее в командной строке: лишнее. Справка: medadlint explain --help"),
    (["rules", "test", "--rule", "zzz"], "нет правила «zzz»; какие есть: medadlint rules list"),
    (["rules", "test", "нет"], "нет папки с правилами «нет»; проверьте путь"),
    (["rules", "new", "lull"], "«lull»: имя правила — семья, косая черта и id из строчных латинских букв, цифр и дефисов: guarantee/our-promise"),
    (["rules", "new", "guarante/own-lull"], "нет семьи «guarante»; может быть, «guarantee»?"),
    (["eval", "нет.jsonl"], "нет.jsonl: такого файла нет; нужен набор размеченных текстов (.jsonl)"),
]  # fmt: skip


@pytest.mark.parametrize(("args", "message"), USAGE_ERRORS, ids=[" ".join(a) or "nothing" for a, _ in USAGE_ERRORS])
def test_usage_errors(run, tmp_path, args, message):
    (tmp_path / "а.txt").write_text("Текст.")
    assert run(*args) == (2, "", f"medadlint: {message}\n")


COMMANDS = [
    [],
    ["check"],
    ["explain"],
    ["why"],
    ["eval"],
    ["rules"],
    ["rules", "list"],
    ["rules", "test"],
    ["rules", "new"],
]
VALUES = """
medadlint check explain why eval rules list test new guarantee forever own-lull txt md html htm jsonl json text markdown
rules service clinic_brand method drug_otc drug_rx device supplement cosmetics
ad own_site own_social blogger mailing review_reply pro_only error warning advice never our promise evidence yml toml pyproject init schema
sarif github gitlab rdjson junit checkstyle
""".split()


def latin(text):
    """The Latin words of a text but for names of options and what a user has to type."""
    return (
        set(re.findall(r"[A-Za-z_]+", re.sub(r"--?[a-z][a-z-]*", " ", text)))
        - set(VALUES)
        - {*FORMATS, "Word", "gitignore", "adv"}
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("width", ["40", "100"])
def test_help_is_russian(run, monkeypatch, command, width):
    monkeypatch.setenv("COLUMNS", width)
    code, out, err = run(*command, "--help")
    assert (code, err) == (0, "")
    assert out.startswith("Использование: medadlint")
    assert "\nПараметры:\n" in out
    assert not latin(out)


@pytest.mark.parametrize(
    "args", [args for args, _ in USAGE_ERRORS], ids=[" ".join(a) or "nothing" for a, _ in USAGE_ERRORS]
)
def test_usage_errors_are_russian(run, args):
    _, _, err = run(*args)
    assert (
        not latin(err.replace("outcome-", ""))
        - {word for arg in args for word in re.findall("[A-Za-z_]+", arg)}
        - {"id"}
    )


def test_help_of_check(run):
    assert (
        run("rules", "test", "--help")[1]
        == """\
Использование: medadlint rules test [ПАПКА] [ПАРАМЕТРЫ]

Проверить правила на их собственных примерах и каждую их строку — на пользу.

Код выхода: 0 — всё верно, 1 — есть ошибки, 2 — правила не читаются.

Аргументы:
  [ПАПКА]  Папка со своими правилами; без неё — встроенные.

Параметры:
  --rule ПРАВИЛО  Только это правило; можно повторять.
  --help          Показать эту справку.
"""
    )


def test_version(run):
    code, out, _ = run("--version")
    assert code == 0
    assert re.fullmatch(r"medadlint \d+\.\d+\.\d+\n", out)


# --- rules -------------------------------------------------------------------------------------------------------


def test_a_broken_pack(run, tmp_path):
    (tmp_path / "а.txt").write_text(PHRASE)
    broken = RULE.format(status="stable").replace("баюкать ..3", "избовлять ..3").replace("why:", "wy:")
    folder = write_pack(tmp_path / "pack", {"guarantee/own-lull.yml": broken})
    code, out, err = run("check", "а.txt", "--rules", folder)
    assert (code, out) == (2, "")
    assert "medadlint: pack/guarantee/own-lull.yml:" in err
    assert "нет поля «wy»; может быть, «why»?" in err
    assert "Traceback" not in err


def test_explain(run):
    code, out, err = run("explain", "outcome-guarantee", "--as-of", "2026-04-01")
    assert (code, err) == (0, "")
    lines = out.split("\n")
    assert lines[0].startswith("outcome-guarantee — ")
    for heading in ("Почему", "Правило находит (место — в скобках)", "Правило молчит"):
        assert heading in lines
    assert "Что говорит закон на 01.04.2026 (сверено 11.03.2026)" in lines
    told = " ".join(out.split())
    assert "Риск: медицинская услуга, клиника, метод лечения — реклама, реклама у блогера, рассылка" in told
    assert (
        "штраф для граждан 2 000–2 500 ₽, для должностных лиц 4 000–20 000 ₽, для организаций 100 000–500 000 ₽" in told
    )
    assert "Правило молчит: что угодно — материал для специалистов" in told


def test_explain_of_a_familys_name(run):
    code, _, err = run("explain", "guarantee")
    assert code == 2
    assert err.startswith("medadlint: «guarantee» — это семья; её правила: ")


def test_rules_list(run, pack):
    code, out, _ = run("rules", "list", "--rules", pack)
    assert code == 0
    rows = {line.split()[0]: re.split(r"\s{2,}", line) for line in out.split("\n")[1:] if "  " in line}
    assert rows["own-lull"] == ["own-lull", "guarantee", "готово", "3", "Обещание убаюкаеть трижды"]
    assert "outcome-guarantee" in rows


def test_rules_test(run, pack):
    assert run("rules", "test", pack) == (0, "3 примера; всё верно.\n", "")
    path = pack / "guarantee" / "own-lull.yml"
    path.write_text(path.read_text().replace("Баюкаем от очереди трижды.", "Баюкаем от боли трижды."))
    code, out, _ = run("rules", "test", pack, "--rule", "own-lull")
    assert code == 1
    assert "pack/guarantee/own-lull.yml:15:3: ожидалось ничего, найдено «Баюкаем от боли трижды»\n" in out
    assert out.endswith("3 примера; 2 ошибки.\n")


def test_a_new_rule_passes_its_own_test(run, tmp_path):
    code, out, err = run("rules", "new", "guarantee/for-good", "--to", "свои")
    assert (code, err) == (0, "")
    assert out.startswith(f"Создано: {Path('свои', 'guarantee', 'for-good.yml')}\n")
    assert run("rules", "test", "свои") == (0, "2 примера; всё верно.\n", "")
    assert run("rules", "new", "guarantee/for-good", "--to", "свои")[0] == 2
    assert run("rules", "new", "guarantee/outcome-guarantee", "--to", "свои")[0] == 2


# --- why ---------------------------------------------------------------------------------------------------------


def told(out):
    return [" ".join(line.split()) for line in out.split("\n")]


def test_why_it_matches(run, pack):
    code, out, _ = run("why", "own-lull", "Он баюкает от любой боли трижды!", "--rules", pack)
    assert code == 0
    lines = told(out)
    assert "Строка подошла (pack/guarantee/own-lull.yml:8):" in lines
    assert lines[lines.index("баюкать ..3 трижды") + 1 :][:3] == [
        "+ баюкать «баюкает»",
        "+ ..3 «от любой боли»",
        "+ трижды «трижды»",
    ]
    assert "Итог: правило находит «баюкает от любой боли трижды»." in lines
    assert "По закону такое утверждение — риск (медицинская услуга, реклама)." in lines


def test_why_it_is_too_far(run, pack):
    _, out, _ = run("why", "own-lull", "Баюкаем от очень долгой и сильной боли трижды.", "--rules", pack)
    assert "слово «трижды» есть, но слишком далеко: слов между ними 6, а можно 3" in " ".join(out.split())
    assert "Итог: правило молчит — ни одна его строка не подошла." in told(out)


def test_why_a_word_is_missing(run, pack):
    _, out, _ = run("why", "own-lull", "Баюкаем от боли.", "--rules", pack)
    assert "– трижды такого слова в предложении нет" in told(out)
    _, out, _ = run("why", "own-lull", "Лечим зубы.", "--rules", pack)
    assert "ни одна строка не подошла: нет даже одного её слова." in told(out)


def test_why_it_is_excused(run, pack):
    _, out, _ = run("why", "own-lull", "Баюкаем от очереди трижды.", "--rules", pack)
    assert "Прощает: исключение «баюкать от очереди»." in told(out)
    assert "Итог: правило молчит — слова подошли, но их прощает исключение или защита." in told(out)


def test_why_a_guard_speaks(run, tmp_path):
    rule = RULE.format(status="stable").replace("except: |", "unless: own-quiet\nexcept: |")
    guard = "id: own-quiet\ntitle: Отказ\nmatch: |\n  никто .. <заявление>\nprevious: |\n  неправда\nbad: Баюкаем.\ngood: Никто.\n"
    folder = write_pack(tmp_path / "pack", {"guarantee/own-lull.yml": rule, "guards/own-quiet.yml": guard})
    for text, line in (
        ("Никто не баюкает от боли трижды.", "никто .. <заявление>"),
        ("Неправда! Баюкаем трижды.", "неправда"),
    ):
        _, out, _ = run("why", "own-lull", text, "--rules", folder)
        assert f"Прощает: защита own-quiet (отказ), строка «{line}»." in told(out)


def test_why_a_word_does_not_count(run, pack):
    _, out, _ = run("why", "own-lull", "Баюкаем, но трижды.", "--rules", pack)
    assert "слово «трижды» есть, но перед ним «но», а через это слово правило не смотрит" in " ".join(out.split())
    _, out, _ = run("why", "own-lull", "Трижды баюкаем.", "--rules", pack)
    assert "слово «Трижды» есть, но стоит не на своём месте" in " ".join(out.split())


def test_why_the_form_is_wrong(run, tmp_path):
    rule = RULE.format(status="draft").replace("баюкать ..3 трижды", "баюкать от боль:рд.ед трижды")
    folder = write_pack(tmp_path / "pack", {"guarantee/own-lull.yml": rule})
    _, out, _ = run("why", "own-lull", "Баюкаем от болей трижды.", "--rules", folder)
    assert "– боль:рд.ед слово есть («болей»), но не в той форме" in told(out)
    assert "Правило — черновик: check покажет его только с --preview." in " ".join(out.split())


def test_why_of_a_rule_about_the_document(run, tmp_path):
    rule = RULE.format(status="stable").replace("family", "scope: document\nfamily").replace("except: |", "when: |")
    rule = rule.replace("match: |", "require: |").replace("баюкать от очереди\nbad", "лечить\nbad")
    folder = write_pack(tmp_path / "pack", {"guarantee/own-lull.yml": rule})

    def verdict(text):
        return told(run("why", "own-lull", text, "--rules", folder)[1])[-3]

    assert verdict("Лечим зубы.") == "Итог: правило находит нехватку. В отрывке (--fragment) оно молчит."
    assert verdict("Лечим зубы. Баюкаем трижды.") == "Итог: правило молчит — нужное в тексте есть."
    assert verdict("Рисуем зубы.") == "Итог: правило молчит — такого текста оно не касается."


def test_why_of_an_expression(run, tmp_path):
    rule = RULE.format(status="stable").replace("match: |\n  баюкать ..3 трижды", "regex: |\n  /убаю.*трижды/")
    folder = write_pack(tmp_path / "pack", {"guarantee/own-lull.yml": rule})
    _, out, _ = run("why", "own-lull", "Он убаюкает нас трижды.", "--rules", folder)
    assert told(out)[3:8] == [
        "Правило ищет выражениями:",
        "/убаю.*трижды/",
        "→ «убаюкает нас трижды»",
        "",
        "Итог: правило находит «убаюкает нас трижды».",
    ]


def test_why_of_a_rule_about_markup(run, tmp_path):
    lines = RULE.format(status="stable").split("match: |")[0]
    lines += "scope: element\nelement: |\n  form\nlacks: |\n  input[type=checkbox]\nbad: |\n  <form></form>\n"
    lines += "good: |\n  <form><input type=checkbox></form>\n"
    folder = write_pack(tmp_path / "pack", {"guarantee/own-lull.yml": lines})

    def verdict(text):
        return told(run("why", "own-lull", text, "--rules", folder)[1])[-3]

    assert verdict("<form action=x></form>") == "Итог: правило находит «<form action=x>»."
    assert verdict("<form><input type=checkbox></form>") == "Итог: правило молчит — в найденном есть всё, что нужно."
    assert verdict("<p>") == "Итог: правило молчит — такого на странице нет."


# --- eval --------------------------------------------------------------------------------------------------------


def test_eval(run, tmp_path):
    items = [
        {"id": "1", "text": PHRASE, "form": "fragment", "expected": [{"quote": PHRASE, "label": "guarantee", "level": "warning"}]},
        {"id": "2", "text": "Лечим.", "form": "fragment", "expected": [{"quote": "Лечим", "label": "fear", "level": "error"}]},
        {"id": "3", "text": f"Да, {PHRASE.lower()}", "form": "fragment", "expected": []},
    ]  # fmt: skip
    (tmp_path / "набор.jsonl").write_text("\n".join(json.dumps(i, ensure_ascii=False) for i in items), encoding="utf-8")
    code, out, err = run("eval", "набор.jsonl", "--misses", "--false")
    assert (code, err) == (0, "")
    assert "Мимо: 1\n  2  fear, нарушение: [Лечим].\n" in out
    assert "Ложные тревоги: 1\n  3  outcome-guarantee, риск: Да, [гарантируем результат].\n" in out
    assert "Мимо" not in run("eval", "набор.jsonl")[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "набор.jsonl:1: строка не читается: нужен объект JSON с полями id, text и expected"),
        ('{"id": "1", "text": "а", "expected": [{}]}', "набор.jsonl: разметка набора не читается"),
    ],
)
def test_a_broken_set(run, tmp_path, text, message):
    (tmp_path / "набор.jsonl").write_text(text)
    code, _, err = run("eval", "набор.jsonl")
    assert code == 2
    assert err.startswith(f"medadlint: {message}")
