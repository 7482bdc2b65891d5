"""The settings of a project: found upward, checked with places, laid in layers."""

import pickle

import pytest

from medadlint.config import ConfigError, find, laid, load, load_preset, matches
from medadlint.phrases import Phrase


def write(folder, text, name="medadlint.toml"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def mistakes(path):
    with pytest.raises(ConfigError) as caught:
        load(path)
    return [f"{p.line}: {p.message}" for p in caught.value.problems]


def test_all_keys(tmp_path):
    path = write(
        tmp_path,
        """\
object = "supplement"
channel = "own_site"
select = ["guarantee", "superlative"]
ignore = "urgency, hurry"
fail-on = "never"
rules = ["rules"]
packs = ["acme"]
site_footer = ["footer.html"]
include = ["*.tpl"]
exclude = ["old/**"]
force-exclude = 'old/**'
baseline = "known.json"
evidence = "proof.yml"
[phrases]
"безоперационно" = "без операции"
"лучшая цена" = {replacement = "цена", why = "Так решил юрист."}
[paths]
"posts/**" = "blogger"
"sms/" = {channel = "mailing", object = "device", whole = false}
""",
    )
    config = load(path)
    assert config.path == str(path)
    assert config.values == {
        "object": "supplement",
        "channel": "own_site",
        "select": ("guarantee", "superlative"),
        "ignore": ("urgency", "hurry"),
        "fail-on": "never",
        "rules": ("rules",),
        "packs": ("acme",),
        "site-footer": ("footer.html",),
        "include": ("*.tpl",),
        "exclude": ("old/**",),
        "force-exclude": ("old/**",),
        "baseline": "known.json",
        "evidence": "proof.yml",
        "phrases": (
            Phrase("безоперационно", "без операции", "", str(path), 15),
            Phrase("лучшая цена", "цена", "Так решил юрист.", str(path), 16),
        ),
    }
    assert config.of_file(str(tmp_path / "posts" / "x" / "а.md"))["channel"] == "blogger"
    sms = config.of_file(str(tmp_path / "sms" / "б.txt"), {"object": "method"})
    assert (sms["channel"], sms["object"], sms["whole"]) == ("mailing", "method", False)
    assert config.of_file(str(tmp_path / "page.html"))["channel"] == "own_site"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('\nobjekt = "service"', ["2: нет ключа «objekt»; может быть, «object»?"]),
        ('object = "servise"', ["1: «object»: нет значения «servise»; может быть, «service»?"]),
        ('fail-on = "all"', ["1: «fail-on»: нет значения «all». Бывает: error, warning, advice, never"]),
        ("select = 3", ["1: «select»: здесь нужен список"]),
        ("exclude = [1]", ["1: «exclude»: здесь нужен текст в кавычках"]),
        ("whole = 1", ["1: «whole»: здесь нужно true или false"]),
        ('object = "service', ["1: файл не читается как TOML"]),
        ('phrases = ["а"]', ["1: «phrases»: здесь нужна таблица"]),
        ('[phrases]\n"—" = ""', ["2: «—»: в выражении нет ни одного слова"]),
        ('[phrases]\n"слово" = 3', ["2: «слово»: напишите замену в кавычках"]),
        ('[paths]\n"a/**" = "bloger"', ["2: «channel»: нет значения «bloger»; может быть, «blogger»?"]),
        ('[paths."a/**"]\nzzz = "ad"', ["2: нет ключа «zzz»; есть object, channel"]),
        ('preset = "state-clinik"', ["1: «preset»: нет набора «state-clinik»; может быть, «state-clinic»?"]),
        ('x = 1\ny = 2\n[paths]\nz = "ad"', ["1: нет ключа «x»", "2: нет ключа «y»"]),
    ],
)
def test_a_mistake_has_its_place(tmp_path, text, expected):
    found = mistakes(write(tmp_path, text))
    assert len(found) == len(expected)
    for message, start in zip(found, expected, strict=True):
        assert message.startswith(start)


def test_lines_of_pyproject(tmp_path):
    text = '[project]\nname = "x"\nobjekt = 1\n\n[tool.medadlint]\nchannel = "add"\n'
    assert mistakes(write(tmp_path, text, "pyproject.toml"))[0].startswith("6: «channel»: нет значения «add»")


def test_found_upward(tmp_path):
    write(tmp_path, '[tool.medadlint]\nchannel = "mailing"', "pyproject.toml")
    inner = tmp_path / "a" / "b"
    write(tmp_path / "a", "[project]\nname = 'medadlint-user'", "pyproject.toml")  # speaks of something else
    inner.mkdir()
    assert find([inner / "text.txt"]).values == {"channel": "mailing"}
    write(tmp_path / "a", 'channel = "own_site"')
    assert find([inner]).values == {"channel": "own_site"}
    assert find([tmp_path]).values == {"channel": "mailing"}


def test_nothing_found(tmp_path):
    config = find([tmp_path])
    assert (config.path, config.values, config.of_file("x")) == ("", {}, {})


def test_a_broken_pyproject_of_others_is_no_matter(tmp_path):
    (tmp_path / "pyproject.toml").write_bytes(b"\xff\xfe[broken")
    assert find([tmp_path]).path == ""


def test_not_utf8(tmp_path):
    path = tmp_path / "medadlint.toml"
    path.write_bytes("object = 'услуга'".encode("cp1251"))
    assert mistakes(path) == ["1: файл не в UTF-8: сохраните его в UTF-8"]


@pytest.mark.parametrize(
    ("glob", "path", "fits"),
    [
        ("posts/**", "posts/a/b.md", True),
        ("posts/**", "old/posts/b.md", False),
        ("**/posts/**", "old/posts/b.md", True),
        ("posts/", "posts/b.md", True),
        ("*.eml", "a/b/c.eml", True),
        ("./a/*.md", "a/b.md", True),
        ("a/*.md", "a/b/c.md", False),
        ("письма/?.txt", "письма/а.txt", True),
        ("a+b/[x].md", "a+b/[x].md", True),
        ("a/**/z.md", "a/z.md", True),
        ("posts/**", "posts", False),
    ],
)
def test_globs(glob, path, fits):
    assert matches(glob, path) is fits


def test_layers():
    presets = {"p": {"channel": "own_site", "ignore": ("a",), "fail-on": "advice"}}
    low, high = {"object": "device", "preset": "p", "ignore": ("b",)}, {"channel": "ad", "ignore": ("c",)}
    assert laid([low, high], presets) == {
        "object": "device",
        "preset": "p",
        "channel": "ad",
        "fail-on": "advice",
        "ignore": ("a", "b", "c"),
    }


def test_the_preset_of_state_clinics():
    values = load_preset("state-clinic")
    assert (values["object"], values["channel"], values["fail-on"]) == ("clinic_brand", "own_site", "advice")
    assert "=вылечим" in [p.text for p in values["phrases"]]


def test_a_preset_of_ones_own(tmp_path):
    write(tmp_path / "rules" / "presets", "channel: mailing\nignore: hurry\n", "own.yml")
    assert load(write(tmp_path, 'preset = "own"\nrules = ["rules"]')).of_file("x")["channel"] == "mailing"
    write(tmp_path / "rules" / "presets", "chanel: mailing\n", "own.yml")
    with pytest.raises(ConfigError, match=r"own.yml:1:1: нет ключа «chanel»; может быть, «channel»\?"):
        load(tmp_path / "medadlint.toml")


@pytest.mark.parametrize("text", ["channel: [", "channel: 2020-00-01\n", "channel: !!int a\n", "[" * 3000])
def test_a_preset_that_is_no_yaml(tmp_path, text):
    write(tmp_path / "rules" / "presets", text, "own.yml")
    with pytest.raises(ConfigError, match=r"own\.yml:\d:"):
        load(write(tmp_path, 'preset = "own"\nrules = ["rules"]'))


def test_a_preset_that_is_no_table(tmp_path):
    write(tmp_path / "rules" / "presets", "- channel\n", "own.yml")
    with pytest.raises(ConfigError, match="здесь нужна таблица"):
        load(write(tmp_path, 'preset = "own"\nrules = ["rules"]'))
    with pytest.raises(ConfigError, match="нет"):
        load_preset("nobody-knows-it")


def test_the_error_travels(tmp_path):
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, "x = 1"))
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
