"""``medadlint init``: settings that hold as they are written."""

import pytest

from medadlint.config import load
from medadlint.init import settings
from medadlint.start import start


def tree(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_written_and_read(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    tree(
        tmp_path,
        "index.html",
        "posts/1.md",
        "sms/б.txt",
        "site/includes/footer.html",
        "node_modules/posts/x.md",
        "src/a.py",
    )
    assert start(["init"]) == 0
    assert "Создано: medadlint.toml" in capsys.readouterr().out
    config = load(tmp_path / "medadlint.toml")
    assert (config.values["object"], config.values["channel"]) == ("service", "own_site")
    assert config.values["site-footer"] == ("site/includes/footer.html",)
    assert dict(config.paths) == {
        "posts/**": {"channel": "blogger"},
        "site/**": {"channel": "own_site"},
        "site/includes/**": {"whole": False},
        "sms/**": {"channel": "mailing"},
    }
    assert start(["init"]) == 2
    assert "настройки уже есть" in capsys.readouterr().err


def test_an_empty_project(tmp_path):
    text = settings(tmp_path)
    (tmp_path / "medadlint.toml").write_text(text, "utf-8")
    config = load(tmp_path / "medadlint.toml")
    assert config.values == {"object": "service", "channel": "ad", "phrases": ()}
    assert config.paths == ()


@pytest.mark.parametrize("name", ["письма/рассылка", 'a"b\\c/sms'])
def test_any_name_of_a_folder(tmp_path, name):
    tree(tmp_path, f"{name}/1.txt")
    (tmp_path / "medadlint.toml").write_text(settings(tmp_path), "utf-8")
    assert load(tmp_path / "medadlint.toml").paths == ((f"{name}/**", {"channel": "mailing"}),)


def test_every_example_holds_when_it_is_uncommented(tmp_path):
    lines = [line.removeprefix("# ") if " = " in line else line for line in settings(tmp_path).splitlines()]
    (tmp_path / "medadlint.toml").write_text("\n".join(lines), "utf-8")
    config = load(tmp_path / "medadlint.toml")
    assert {
        "preset",
        "fail-on",
        "ignore",
        "rules",
        "site-footer",
        "exclude",
        "baseline",
        "evidence",
    } <= config.values.keys()
    assert dict(config.paths) == {"posts/**": {"channel": "blogger"}, "sms/**": {"channel": "mailing"}}


def test_no_such_folder(tmp_path, capsys):
    assert start(["init", str(tmp_path / "no")]) == 2
    assert capsys.readouterr().err.endswith("такого файла или папки нет; проверьте путь\n")
