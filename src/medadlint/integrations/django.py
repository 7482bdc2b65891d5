"""A validator for the fields of Django models and forms.

from medadlint.integrations.django import AdTextValidator

class Post(models.Model):
    text = models.TextField(validators=[AdTextValidator(channel="own_social", whole=True)])
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible

from medadlint.integrations import linter_for, review, told


@deconstructible
class AdTextValidator:
    """Raise ValidationError for a text that the law does not allow, one error for a finding, ``code`` = id of its rule.

    ``object``, ``channel``: the context of Linter; ``format``: text, markdown or html; ``whole``: is the field a whole
    text, so that what it lacks is looked for? ``fail_on``: the level from which on a finding is an error; ``rules``: folders
    of further packs. ``params`` of an error: quote, rule, family, level, line, column.
    """

    def __init__(
        self,
        object: str = "service",  # noqa: A002
        channel: str = "ad",
        format: str = "text",  # noqa: A002
        *,
        whole: bool = False,
        fail_on: str = "warning",
        rules: Sequence[str] = (),
    ) -> None:
        self.object, self.channel, self.format = object, channel, format
        self.whole, self.fail_on, self.rules = whole, fail_on, tuple(rules)

    def __call__(self, value: object) -> None:
        linter = linter_for(self.object, self.channel, self.rules)
        found = review(str(value), self.format, linter=linter, whole=self.whole, block_on=self.fail_on).blocking
        if found:
            fields = ("quote", "rule", "family", "level", "line", "column")
            raise ValidationError(
                [
                    # without «params» Django would not touch a «%» of the text, with them it would
                    ValidationError(
                        told(f).replace("%", "%%"), code=f.rule, params={name: getattr(f, name) for name in fields}
                    )
                    for f in found
                ]
            )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AdTextValidator) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.object, self.channel, self.format, self.whole, self.fail_on, self.rules))
