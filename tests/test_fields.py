"""The table of fields: what validates rule files and what helps an editor are one."""

import json
from pathlib import Path

import pytest
import yaml

from medadlint.cache import builtin_rules
from medadlint.fields import RULE_FIELDS, schema
from medadlint.packfiles import pack_paths
from medadlint.rulefile import Rule
from medadlint.start import start


@pytest.fixture(scope="module")
def valid():
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft7Validator.check_schema(schema())
    return jsonschema.Draft7Validator(schema()).is_valid


def rules():
    return [
        p
        for p in map(Path, pack_paths(builtin_rules()))
        if p.suffix == ".yml" and p.parent.name not in ("rules", "guards")
    ]


def test_every_rule_fits(valid):
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    broken = [p.name for p in rules() if not valid(yaml.load(p.read_bytes(), loader))]
    assert broken == []


GOOD = {"id": "x", "title": "x", "family": "fear", "why": "x", "match": "x", "bad": "x", "good": "x"}


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ({}, True),
        ({"family": "house", "objects": "device, drug_rx", "channels": "ad"}, True),
        ({"scope": "claim"}, True),
        ({"scope": "document", "require": "x"}, True),
        ({"scope": "document"}, False),
        ({"scope": "element"}, False),
        ({"match": None}, False),
        ({"match": None, "regex": "/x/"}, True),
        ({"why": None}, False),
        ({"good": ""}, False),
        ({"family": "feer"}, False),
        ({"status": "ready"}, False),
        ({"objects": "device drugs"}, False),
        ({"matsh": "x"}, False),
        ({"match": ["x"]}, False),
    ],
)
def test_what_fits(valid, change, fits):
    assert valid({k: v for k, v in {**GOOD, **change}.items() if v is not None}) is fits


def test_the_table_is_that_of_the_reader():
    assert set(RULE_FIELDS) == {f.removesuffix("s") if f == "excepts" else f for f in Rule._fields} - {"source"}


def test_the_command(capsys):
    assert start(["rules", "schema"]) == 0
    assert json.loads(capsys.readouterr().out) == schema()
