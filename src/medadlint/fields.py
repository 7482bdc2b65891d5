"""The fields of rule files: one table that validates them, and helps the editor of their author (JSON Schema)."""

from __future__ import annotations

from typing import Any, NamedTuple

from medadlint.norms import CHANNELS, FAMILIES, HOUSE, OBJECTS

STATUSES = ("stable", "draft")
SCOPES = ("claim", "document", "element", "part")


class Field(NamedTuple):
    """``kind``: text, names (with commas between) or block (lines of a block scalar); ``allowed``: the values, () = any."""

    kind: str
    help: str
    allowed: tuple[str, ...] = ()
    required: bool = False


RULE_FIELDS = {
    "id": Field("text", "Имя правила: как имя файла, латиницей, через дефис. Потом не меняется.", required=True),
    "title": Field("text", "О чём правило, в двух-трёх словах.", required=True),
    "family": Field("text", "Семья: по ней выбирается норма права.", (*FAMILIES, HOUSE), required=True),
    "kind": Field("text", "Вид внутри семьи, если закон их различает."),
    "status": Field("text", "stable — готово; draft — черновик, виден с --preview.", STATUSES),
    "scope": Field(
        "text",
        "claim — слова в тексте; document — чего в тексте не хватает; element — тег страницы; part — часть того, что "
        "текст должен показать весь.",
        SCOPES,
    ),
    "why": Field("text", "Почему так писать нельзя: одно-два предложения для автора текста.", required=True),
    "advice": Field("text", "Что написать вместо этого, одним предложением."),
    "objects": Field("names", "Только для этих объектов рекламы.", OBJECTS),
    "channels": Field("names", "Только для этих площадок.", CHANNELS),
    "unless": Field("names", "Защиты из папки guards, при которых правило молчит."),
    "match": Field("block", "Что искать, по образцу в строке. Слово в словарной форме находится в любой."),
    "regex": Field("block", "Выражения вида /…/, если образцом не сказать."),
    "element": Field("block", "Какой тег искать (scope: element)."),
    "lacks": Field("block", "Чего у этого тега не должно быть внутри (scope: element)."),
    "except": Field("block", "Образцы исключений: где они есть, правило молчит."),
    "when": Field("block", "Когда правило о нехватке применимо (scope: document)."),
    "require": Field("block", "Что должно быть в тексте, любое из этого (scope: document)."),
    "rewrite": Field("block", "Замена: слова в {скобках} берутся из найденного."),
    "bad": Field("block", "Примеры находок: место в [скобках], замена после « -> ».", required=True),
    "good": Field("block", "Примеры, на которых правило молчит.", required=True),
}
GUARD_FIELDS = {
    "id": Field("text", "Имя защиты: как имя файла.", required=True),
    "title": Field("text", "О чём защита, в двух-трёх словах.", required=True),
    "match": Field("block", "Образцы в предложении с утверждением; <заявление> — оно само."),
    "previous": Field("block", "Образцы в предложении перед ним."),
    "next": Field("block", "Образцы в предложении после него."),
    "document": Field("block", "Образцы где угодно в тексте."),
    "without": Field(
        "block", "Образцы, ни одного из которых нет во всём тексте, а у подписи (alt, placeholder…) — в ней самой."
    ),
    "bad": Field("block", "Примеры, в которых защита не спасает."),
    "good": Field("block", "Примеры, в которых защита спасает."),
}
NEEDED = {
    "claim": ("match", "regex"),
    "part": ("match", "regex"),
    "document": ("require", "regex"),
    "element": ("element", "regex"),
}
"""One of these has to be there, by scope."""


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 7, the one that editors know) of a rule file."""
    by_scope = [
        {
            "if": {"properties": {"scope": {"const": scope}}, "required": [] if scope == SCOPES[0] else ["scope"]},
            "then": {"anyOf": [{"required": [name]} for name in names]},
        }
        for scope, names in NEEDED.items()
    ]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Правило medadlint",
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _property(field) for name, field in RULE_FIELDS.items()},
        "required": [name for name, field in RULE_FIELDS.items() if field.required],
        "allOf": by_scope,
    }


def _property(field: Field) -> dict[str, Any]:
    out: dict[str, Any] = {"type": "string", "description": field.help}
    if field.allowed and field.kind == "text":
        out["enum"] = list(field.allowed)
    elif field.allowed:
        name = f"(?:{'|'.join(field.allowed)})"
        out["pattern"] = rf"^\s*{name}(?:[\s,]+{name})*[\s,]*$"
    elif field.required:
        out["minLength"] = 1
    return out
