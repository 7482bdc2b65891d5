"""medadlint inside other programs: review(), Django, threads and processes."""

import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
import yaml

from medadlint import Linter, evidence
from medadlint.config import load
from medadlint.directives import read
from medadlint.integrations import linter_for, review, told

TEXT = "Лучшая клиника города! Гарантируем результат.\n\nЗапишитесь, осталось два места."
SRC = str(Path(__file__).parents[1] / "src")


def test_review_parts_by_level():
    found = review(TEXT)
    assert [(f.rule, f.level) for f in found.blocking] == [("best-provider", "error")]
    assert {f.level for f in found.advisory} == {"warning"}
    assert review(TEXT, block_on="never").blocking == []
    assert review(TEXT, block_on="warning").advisory == []
    assert review("Приём врача от 900 рублей.", whole=True, block_on="advice").blocking[0].quote == ""


def test_review_takes_a_linter():
    assert review("Гарантируем результат.", linter=linter_for("drug_otc")).blocking[0].level == "error"


def test_review_knows_its_levels():
    with pytest.raises(ValueError, match="block_on: нет значения «all»"):
        review(TEXT, block_on="all")


def test_told():
    [finding] = review("Гарантируем результат!").advisory
    assert told(finding).startswith("«Гарантируем результат»: Гарантия результата лечения.")
    assert told(finding).endswith("Лучше: «Стремимся к результату».")
    [finding] = review("<p>Гарантируем&nbsp;<b>результат</b></p>", "html").advisory
    assert told(finding).startswith("«Гарантируем результат»: ")  # without the tags


def found(linter, text):
    return [(f.rule, f.start, f.end) for f in linter.check(text, whole=False)]


TEXTS = [TEXT, "Гарантируем результат!", "Успейте записаться.", "Приём по средам."] * 4


def test_eight_threads_share_a_linter():
    fresh = Linter()  # the lazy parts of its pack are made by whoever comes first
    alone = [found(fresh, text) for text in TEXTS]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(found, [Linter()] * len(TEXTS), TEXTS)) == alone


def test_a_pool_of_processes_shares_a_linter(linter):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(found, [linter] * 4, TEXTS[:4], chunksize=2)) == [found(linter, t) for t in TEXTS[:4]]


# --- Django ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django():
    module = pytest.importorskip("django")
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)
        module.setup()
    return module


@pytest.fixture
def validator(django):
    from medadlint.integrations.django import AdTextValidator

    return AdTextValidator


def test_the_codes_are_rules(validator):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError) as caught:
        validator()(TEXT)
    assert [e.code for e in caught.value.error_list][:2] == ["best-provider", "outcome-guarantee"]
    first = caught.value.error_list[0]
    assert (first.params["quote"], first.params["line"], first.params["level"]) == ("Лучшая клиника", 1, "error")
    assert caught.value.messages[0].startswith("«Лучшая клиника»: ")


def test_levels_and_formats(validator):
    validator(fail_on="error")("Гарантируем результат.")
    validator(fail_on="never")(TEXT)
    validator()("Приём по средам.")
    validator(channel="pro_only")(TEXT)
    with pytest.raises(Exception, match="Гарантия результата"):
        validator(format="html")("<p>Гарантируем&nbsp;<b>результат</b></p>")


def test_a_percent_sign_stays(validator):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError) as caught:
        validator()("Гарантируем 100% результат.")
    assert "100%" in " ".join(caught.value.messages)
    assert "%%" not in " ".join(caught.value.messages)


def test_a_form_shows_the_error(validator):
    from django import forms

    class Form(forms.Form):
        text = forms.CharField(validators=[validator()])

    form = Form({"text": "Гарантируем результат."})
    assert not form.is_valid()
    assert form.errors.as_data()["text"][0].code == "outcome-guarantee"
    assert Form({"text": "Приём по средам."}).is_valid()


def test_migrations_can_write_it_down(validator):
    from django.db.migrations.writer import MigrationWriter

    own = validator("device", "own_site", whole=True)
    text, imports = MigrationWriter.serialize(own)
    assert text == "medadlint.integrations.django.AdTextValidator('device', 'own_site', whole=True)"
    assert imports == {"import medadlint.integrations.django"}
    assert own == validator("device", "own_site", whole=True) != validator("device")


# --- the README's examples ---------------------------------------------------------------------------------------

WAGTAIL = """
import sys
from django.conf import settings

class NoMigrations(dict):
    def __contains__(self, app): return True
    def __getitem__(self, app): return None

settings.configure(
    SECRET_KEY="x", ROOT_URLCONF="__main__", STATIC_URL="/static/", WAGTAIL_SITE_NAME="x", USE_TZ=True,
    WAGTAILADMIN_BASE_URL="http://x", DEFAULT_AUTO_FIELD="django.db.models.AutoField", ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    MIGRATION_MODULES=NoMigrations(),
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {
        "context_processors": ["django.contrib.auth.context_processors.auth", "django.template.context_processors.request",
            "django.contrib.messages.context_processors.messages"]}}],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    INSTALLED_APPS=["wagtail.users", "wagtail.admin", "wagtail.images", "wagtail.documents", "wagtail.embeds",
        "wagtail.search", "wagtail.sites", "wagtail.snippets", "wagtail", "taggit", "modelcluster", "django.contrib.auth",
        "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles"],
)
import django
django.setup()
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import include, path
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Locale, Page

class Article(Page):
    body = RichTextField(blank=True)
    lead = models.TextField(blank=True)
    stream = StreamField([("heading", CharBlock()), ("text", RichTextBlock())], blank=True)
    content_panels = [*Page.content_panels, FieldPanel("lead")]
    class Meta:
        app_label = "wagtailcore"

from wagtail.admin import urls as admin_urls
urlpatterns = [path("admin/", include(admin_urls))]
exec(compile(open(sys.argv[1], encoding="utf-8").read(), "wagtail_hooks.py", "exec"))
call_command("migrate", run_syncdb=True, verbosity=0)
Locale.objects.create(language_code="en")
root = Page.add_root(title="Корень", slug="root")
get_user_model().objects.create_superuser("editor", "e@x.ru", "x")
def publish(lead="", body="", stream=(), title="Приём"):
    page = root.add_child(instance=Article(title="Черновик", body=body, stream=list(stream), live=False))
    form = {"title": title, "slug": page.slug, "lead": lead, "action-publish": "1", "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0"}
    client = Client()  # with a session of its own, in which no message waits
    client.login(username="editor", password="x")
    response = client.post(f"/admin/pages/{page.pk}/edit/", form)
    said = [(m.level_tag, str(m)) for m in get_messages(response.wsgi_request)]
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().lead == lead, (response.status_code, said)
    return page.live, [(tag, text) for tag, text in said if "«" in text]

assert publish("Врач принимает по средам.") == (True, [])
live, said = publish(body="<p>Гарантируем&nbsp;<b>результат</b></p>")
assert live and said[0][0] == "warning" and "«Гарантируем результат»" in said[0][1], said
for hostile in (
    {"lead": "Гарантируем результат.", "title": "Лучшая клиника города"},
    {"stream": [("heading", "Лучшая клиника города"), ("text", "<p>Гарантируем результат</p>")]},
):
    live, said = publish(**hostile)
    assert not live and sorted(tag for tag, _ in said) == ["error", "warning"], (live, said)
"""


ROOT = Path(__file__).parents[1]


def readme_block(marker, language="python"):
    """The first block of a language after a mark, or the first one after a heading."""
    text = (ROOT / "README.md").read_text("utf-8")
    block = text.partition(marker)[2].partition(f"```{language}\n")[2].partition("```")[0]
    assert block
    return block


def test_the_settings_in_the_readme(tmp_path):
    (tmp_path / "medadlint.toml").write_text(readme_block("### Настройки", "toml"), "utf-8")
    config = load(tmp_path / "medadlint.toml")
    assert config.of_file(str(tmp_path / "posts" / "а.md"))["channel"] == "blogger"
    assert config.of_file(str(tmp_path / "gos" / "а.md"))["object"] == "clinic_brand"
    assert read(readme_block("### Настройки", "html")).settings == {"object": "supplement", "channel": "blogger"}


def test_the_answers_in_the_readme(tmp_path):
    [directive] = read(readme_block("### Находка", "html")).ignores
    assert (directive.names, directive.reason) == (("outcome-guarantee",), "заголовок договора")
    (tmp_path / "evidence.yml").write_text(readme_block("### Находка", "yaml"), "utf-8")
    evidence.load(tmp_path / "evidence.yml")


def test_the_django_example(validator):
    from django.core.exceptions import ValidationError

    names = {"__name__": "posts.models"}
    exec(readme_block("<!-- django -->"), names)
    with pytest.raises(ValidationError) as caught:
        names["Post"](text="Гарантируем результат.").full_clean()
    assert caught.value.error_dict["text"][0].code == "outcome-guarantee"


def test_the_function_in_the_readme(capsys):
    exec(readme_block("<!-- review -->"), {})
    assert capsys.readouterr().out.startswith("«Лучшая клиника»: ")


def test_the_hook_and_the_snippets_are_yaml():
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert readme_block("### До коммита", "yaml").count(f"id: {hook['id']}\n") == 1
    assert yaml.safe_load(readme_block("<!-- gitlab -->", "yaml"))["medadlint"]["artifacts"]["when"] == "always"
    steps = yaml.safe_load(readme_block("<!-- github -->", "yaml"))["jobs"]["medadlint"]["steps"]
    inputs = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    assert steps[-1]["with"].keys() <= inputs.keys()


@pytest.mark.skipif(sys.platform == "win32", reason="шаг написан для bash")
@pytest.mark.parametrize(
    ("paths", "args", "expected"),
    [
        (".", "", ["."]),
        ("a b", "--fail-on error", ["a", "b", "--fail-on", "error"]),
        ("мои тексты\nб.txt\n", "", ["мои тексты", "б.txt"]),
        ("$(touch x); *", "", ["$(touch", "x);", "*"]),
    ],
)
def test_the_action_passes_paths_on(tmp_path, paths, args, expected):
    program = tmp_path / "medadlint" / "bin" / "medadlint"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    program.chmod(0o755)
    step = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"][-1]
    environment = {**os.environ, "RUNNER_TEMP": str(tmp_path), "PATHS": paths, "ARGS": args}
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]], capture_output=True, env=environment, cwd=tmp_path
    )
    assert done.stdout.decode().splitlines() == ["check", *expected, "--format", "github"]
    assert not (tmp_path / "x").exists()


def test_the_wagtail_example(tmp_path):
    pytest.importorskip("wagtail")
    hooks = tmp_path / "wagtail_hooks.py"
    hooks.write_text(readme_block("<!-- wagtail -->"), "utf-8")
    environment = {**os.environ, "PYTHONPATH": SRC, "PYTHONWARNINGS": "ignore"}
    # A process of its own: Django is set up once in a process.
    done = subprocess.run([sys.executable, "-c", WAGTAIL, hooks], capture_output=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
