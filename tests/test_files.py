"""Paths to files to check."""

import os
from pathlib import Path

import pytest

from medadlint import files
from medadlint.files import Failure, File, Skip, collect
from medadlint.walk import Globs


def tree(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Текст.", encoding="utf-8")
    return folder


def relative(folder, entries):
    return [e._replace(path=os.path.relpath(e.path, folder)) for e in entries]


def test_a_folder_is_walked_sorted_and_only_texts_are_taken(tmp_path):
    tree(tmp_path, "б.txt", "а.MD", "глава/в.htm", "фото.jpg", "readme", "с.markdown")
    assert relative(tmp_path, collect([str(tmp_path)])) == [
        Skip("readme", "такой формат не читается", by_rule=True),
        File("а.MD", "markdown"),
        File("б.txt", "text"),
        File("с.markdown", "markdown"),
        Skip("фото.jpg", "такой формат не читается", by_rule=True),
        File("глава/в.htm", "html"),
    ]


def test_what_is_not_ours_is_left_out_with_a_reason(tmp_path):
    tree(tmp_path, "а.txt", ".git/x.txt", "node_modules/y.md", "vendor/z.md", "dist/z.md", ".скрыт.txt")
    assert relative(tmp_path, collect([str(tmp_path)])) == [
        Skip(".git", "скрытая папка", by_rule=True),
        Skip("dist", "служебная папка", by_rule=True),
        Skip("node_modules", "служебная папка", by_rule=True),
        Skip("vendor", "служебная папка", by_rule=True),
        Skip(".скрыт.txt", "скрытый файл", by_rule=True),
        File("а.txt", "text"),
    ]


def test_a_folder_that_is_named_is_walked_whatever_its_name(tmp_path):
    tree(tmp_path, "dist/a.txt", ".черновики/b.txt")
    for name, inside in (("dist", "a.txt"), (".черновики", "b.txt")):
        folder = str(tmp_path / name)
        assert list(collect([folder])) == [File(str(tmp_path / name / inside), "text")]


def test_links(tmp_path):
    tree(tmp_path / "там", "чужой.txt")
    here = tree(tmp_path / "тут", "а.txt")
    (here / "папка").symlink_to(tmp_path / "там")
    (here / "файл.txt").symlink_to(tmp_path / "там" / "чужой.txt")
    (here / "пусто.txt").symlink_to(tmp_path / "нет")
    assert relative(here, collect([str(here)])) == [
        Skip("папка", "ссылка на папку", by_rule=True),
        File("а.txt", "text"),
        Skip("пусто.txt", "ссылка в никуда", by_rule=True),
        File("файл.txt", "text"),
    ]


def test_a_file_is_given_once(tmp_path):
    tree(tmp_path, "а.txt")
    path = str(tmp_path / "а.txt")
    assert list(collect([path, str(tmp_path), path])) == [File(path, "text")]


def test_a_named_file_of_another_suffix_is_text(tmp_path):
    tree(tmp_path, "объявление.adv")
    path = str(tmp_path / "объявление.adv")
    assert list(collect([path])) == [File(path, "text")]
    assert list(collect([path], input_format="html")) == [File(path, "html")]


def test_stdin():
    assert list(collect(["-"])) == [File("-", "text")]
    assert list(collect(["-"], "пост.md")) == [File("-", "markdown")]
    assert list(collect(["-"], "пост.md", "html")) == [File("-", "html")]


def test_failures(tmp_path):
    missing, empty = str(tmp_path / "нет.txt"), tree(tmp_path, "фото/a.jpg") / "фото"
    assert list(collect([missing, str(empty)])) == [
        Failure(missing, "такого файла или папки нет; проверьте путь"),
        Skip(str(empty / "a.jpg"), "такой формат не читается", by_rule=True),
        Failure(
            str(empty),
            "в папке нет текстов (.txt, .md, .html, .docx, .xlsx, .json и другие); укажите другую папку или сам файл",
        ),
    ]
    assert [e.message for e in collect(["a\0b"])] == ["такого файла или папки нет; проверьте путь"]


def test_a_file_over_the_limit_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LIMIT", 10)
    path = tmp_path / "а.txt"
    path.write_bytes(b"x" * 10)
    assert files.read(File(str(path), "text")) == b"x" * 10
    path.write_bytes(b"x" * 11)
    assert files.read(File(str(path), "text")) is None


def test_a_file_that_went_away(tmp_path):
    with pytest.raises(files.SourceError, match="такого файла или папки нет; проверьте путь"):
        files.read(File(str(tmp_path / "нет.txt"), "text"))


def test_what_is_excluded_by_force_is_left_out_though_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tree(tmp_path, "а.txt", "черновики/б.txt"))
    names = ["а.txt", "черновики/б.txt"]
    assert list(collect(names, globs=Globs(exclude=("черновики/",)))) == [File(n, "text") for n in names]
    forced = Skip(names[1], "исключено параметром --force-exclude", by_rule=True)
    globs = Globs(force=("черновики/",))
    assert list(collect(names, globs=globs)) == [File(names[0], "text"), forced]
    assert list(collect(["-"], names[1], globs=globs)) == [forced]


def test_a_folder_where_all_is_excluded_is_no_failure(tmp_path):
    tree(tmp_path, "а.txt")
    found = list(collect([str(tmp_path)], globs=Globs(exclude=("*.txt",))))
    assert found == [Skip(str(tmp_path / "а.txt"), "исключено параметром", by_rule=True)]


def test_the_format_follows_the_suffix():
    names = ("а.JSON", "а.yaml", "а.tsv", "а.docx", "а.xls", "а.odt", "а.rtf", "а.pdf", "а.eml")
    assert [files.format_of(n) for n in names] == ["json", "yaml", "csv", "docx", "xls", "odt", "rtf", "pdf", "eml"]


def test_why_a_file_cannot_be_read():
    assert files.reason(FileNotFoundError()) == "такого файла или папки нет; проверьте путь"
    assert files.reason(PermissionError()) == "нет прав на этот файл; попросите доступ или выберите другой"
    assert files.reason(IsADirectoryError()) == "это папка, а нужен файл"
    assert (
        files.reason(OSError(5, "Input/output error")) == "файл не открывается (код системы 5); проверьте путь и диск"
    )


def test_a_name_that_is_too_long_and_one_with_a_nul():
    for name, message in (("а" * 5000, "файл не открывается (код системы 36)"), ("а\0б", "такого файла или папки нет")):
        (failure,) = collect([name])
        assert isinstance(failure, Failure)
        assert failure.message.startswith(message)


def test_a_folder_that_cannot_be_entered_is_told_and_the_rest_is_read(tmp_path, monkeypatch):
    tree(tmp_path, "а.txt", "закрыто/б.txt")
    scandir = os.scandir

    def closed(path="."):
        if str(path).endswith("закрыто"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    found = list(collect([str(tmp_path)]))
    assert [Path(e.path).name for e in found] == ["а.txt", "закрыто"]
    assert isinstance(found[1], Failure)
    assert "нет прав" in found[1].message
