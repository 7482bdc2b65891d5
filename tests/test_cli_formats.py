"""``check`` over files of many formats, as its user meets it."""

import io
import json
import sys

import docx
import openpyxl
import pytest
from test_cli import run  # noqa: F401  the fixture

CLAIM = "Гарантируем результат"


def findings(out):
    return [(f["path"], f["location"], f["line"], f["quote"]) for f in json.loads(out)["findings"]]


def test_a_folder_of_all_kinds(run, tmp_path):  # noqa: F811
    (tmp_path / "a.json").write_text(json.dumps({"x": f"{CLAIM}!"}, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "b.yml").write_text(f"x:\n  - {CLAIM}\n", encoding="utf-8")
    (tmp_path / "c.csv").write_bytes(f"Заголовок\tТекст\r\n{CLAIM}\tДа\r\n".encode("utf-16"))
    document = docx.Document()
    document.add_paragraph(CLAIM)
    document.save(tmp_path / "d.docx")
    book = openpyxl.Workbook()
    book.active.title = "Лист1"
    book.active["B7"] = CLAIM
    book.save(tmp_path / "e.xlsx")
    (tmp_path / "f.eml").write_bytes(f"Subject: x\nContent-Type: text/plain; charset=utf-8\n\n{CLAIM}\n".encode())
    (tmp_path / "g.png").write_bytes(b"\x89PNG")
    code, out, err = run("check", ".", "--format", "json", "--select", "guarantee")
    assert (code, err) == (1, "")
    assert findings(out) == [
        ("a.json", None, 1, CLAIM),
        ("b.yml", None, 2, CLAIM),
        ("c.csv", "строка 2, столбец «Заголовок»", 2, CLAIM),
        ("d.docx", "абзац 1", 1, CLAIM),
        ("e.xlsx", "Лист1!B7", 1, CLAIM),
        ("f.eml", "письмо", 3, CLAIM),
    ]
    assert json.loads(out)["skipped"] == [{"path": "g.png", "reason": "такой формат не читается"}]
    text = run("check", "d.docx", "e.xlsx", "--fragment")[1]
    assert "  абзац 1  риск  «Гарантируем результат»\n" in text
    assert "  Лист1!B7  риск  «Гарантируем результат»\n" in text


def test_a_text_file_is_read_as_what_it_holds(run, tmp_path):  # noqa: F811
    (tmp_path / "a.txt").write_text(f"(function () {{ /* {CLAIM} */ f('{CLAIM}') }})()", encoding="utf-8")
    (tmp_path / "b.txt").write_text(f'{{"{CLAIM}": "да"}}', encoding="utf-8")
    (tmp_path / "c.jsonc").write_text(f'{{"a": "{CLAIM}",}} // {CLAIM}', encoding="utf-8")
    out = run("check", ".", "--format", "json", "--select", "guarantee")[1]
    assert [(f["path"], f["column"]) for f in json.loads(out)["findings"]] == [("a.txt", 47), ("c.jsonc", 8)]
    out = run("check", "b.txt", "--format", "json", "--select", "guarantee", "--input-format", "text")[1]
    assert len(json.loads(out)["findings"]) == 1


def test_broken_files_and_missing_extras_do_not_stop_the_others(run, tmp_path, monkeypatch):  # noqa: F811
    for name in [n for n in sys.modules if n.partition(".")[0] == "openpyxl"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    (tmp_path / "a.json").write_text('{"а": "б" 1}', encoding="utf-8")
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "c.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "d.txt").write_text(CLAIM, encoding="utf-8")
    (tmp_path / "e.xlsx").write_bytes(b"")
    code, out, err = run("check", ".", "--fragment")
    assert code == 2
    assert err.splitlines() == [
        "medadlint: a.json: JSON испорчен: строка 1, столбец 11; исправьте файл",
        "medadlint: b.xlsx: для формата xlsx нужен пакет openpyxl; установите его: pip install 'medadlint[office]'",
        "medadlint: c.docx: файл повреждён или закрыт паролем; откройте его в редакторе и сохраните заново",
    ]
    assert "1:1  риск  «Гарантируем результат»" in out


def test_stdin_of_any_format(run, monkeypatch):  # noqa: F811
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(CLAIM)
    document.save(out)

    class Stdin:
        buffer = io.BytesIO(out.getvalue())

    monkeypatch.setattr(sys, "stdin", Stdin)
    _, report, _ = run("check", "-", "--stdin-filename", "пост.docx", "--fragment", "--format", "json")
    assert findings(report) == [("пост.docx", "абзац 1", 1, CLAIM)]


def test_comments_are_written_into_a_copy(run, tmp_path):  # noqa: F811
    document = docx.Document()
    document.add_paragraph(f"{CLAIM}. Лучшая клиника!")
    document.save(tmp_path / "а.docx")
    assert run("check", "а.docx", "--fragment", "--select", "guarantee", "--comments", "б.docx")[0] == 1
    assert len(list(docx.Document(tmp_path / "б.docx").comments)) == 1
    assert run("check", "а.docx", "--comments", "нет/б.docx")[0] == 2
    (tmp_path / "а.txt").write_text(CLAIM)
    for paths in (("а.txt",), ("а.docx", "а.txt")):
        code, out, err = run("check", *paths, "--comments", "в.docx")
        assert (code, out) == (2, "")
        assert err.startswith("medadlint: --comments: комментарии пишутся в копию одного файла Word (.docx)")


@pytest.mark.parametrize(
    ("options", "read"),
    [
        ((), ["а.txt", "б.md"]),
        (("--exclude", "*.md"), ["а.txt"]),
        (("--include", "*.adv", "--include", "*.md"), ["б.md", "в.adv"]),
        (("--force-exclude", "а.*"), ["б.md"]),
    ],
)
def test_choosing(run, tmp_path, options, read):  # noqa: F811
    for name in ("а.txt", "б.md", "в.adv"):
        (tmp_path / name).write_text(CLAIM, encoding="utf-8")
    _, out, _ = run("check", ".", "--fragment", "--format", "json", *options)
    assert [f[0] for f in findings(out)] == read
    assert json.loads(out)["summary"]["skipped"] == 3 - len(read)


def test_what_is_named_is_read_unless_excluded_by_force(run, tmp_path):  # noqa: F811
    (tmp_path / "а.txt").write_text(CLAIM, encoding="utf-8")
    assert run("check", "а.txt", "--fragment", "--exclude", "*.txt")[0] == 1
    code, out, _ = run("check", "а.txt", "--force-exclude", "*.txt")
    assert code == 0
    assert "Не читали (исключено параметром --force-exclude): а.txt." in out
