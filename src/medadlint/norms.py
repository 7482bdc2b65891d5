"""What the law says of a claim: family × kind × object × channel × date → level, provisions, fine.

All law stands in ``law.yml`` of a pack; this module only looks it up; lawfile.py has checked it.
"""

from __future__ import annotations

from medadlint.light import Any, Callable, NamedTuple

OBJECTS = ("service", "clinic_brand", "method", "drug_otc", "drug_rx", "device", "supplement", "cosmetics")
SERVICES = OBJECTS[:3]
CHANNELS = ("ad", "own_site", "own_social", "blogger", "mailing", "review_reply", "pro_only")
LEVELS = ("error", "warning", "advice")
FAMILIES = (
    "guarantee", "superlative", "fear", "presumed_illness", "urgency", "influencer", "recovery_case", "gratitude",
    "no_warning", "rx_method", "therapeutic_nondrug", "study_reference", "healthy_need", "no_doctor", "natural_safe",
    "minors", "doctor_image", "state_approval", "credit_terms", "stimulus", "abortion", "folk_medicine", "license",
    "personal_data", "foreign_words", "banned_platform", "mailing",
)  # fmt: skip
PAYERS = ("citizen", "official", "legal")
HOUSE = "house"  # no family of the law: the order of a project itself, its black list, its suppressions


class Norm(NamedTuple):
    """The norm that answers a claim. ``law`` and ``fine`` have the shape of Finding (contract, DESIGN.md §2)."""

    level: str
    law: list[dict[str, str]]
    fine: dict[str, Any] | None
    fine_source: str
    needs: str | None
    note: str
    confidence: str
    verified_to: str


class Law:
    """A law file, ready to be asked."""

    def __init__(self, data: dict[str, Any], whole: Callable[[], dict[str, Any]] | None = None) -> None:
        """``data``: a law file or, with ``whole``, which gives the file when a norm is told, what ``brief`` says of it."""
        self.verified_to = str(data.get("verified_to", ""))
        self._objects = data.get("objects") or {}
        self._channels = data.get("channels") or {}
        self._provisions = data.get("provisions") or {}
        self._whole = whole or (lambda: data)
        self._norms: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        self._asked: dict[tuple[str, ...], Norm | None] = {}
        self._numbers: dict[tuple[str, ...], int | None] = {}
        for number, norm in enumerate(data.get("norms") or []):
            self._norms.setdefault(norm["family"], []).append((number, norm))

    def norm(self, family: str, kind: str, obj: str, channel: str, day: str) -> Norm | None:
        """The norm in force on ``day`` (ISO date); None = nothing follows from such a claim there and then."""
        question = (family, kind, obj, channel, day)
        if question not in self._asked:
            number = self._answer(question)
            self._asked[question] = None if number is None else self._norm(number, day)
        return self._asked[question]

    def answers(self, family: str, kind: str, obj: str, channel: str, day: str) -> bool:
        """Is there a norm? Told without reading what it says."""
        return self._answer((family, kind, obj, channel, day)) is not None

    def _answer(self, question: tuple[str, ...]) -> int | None:
        if question not in self._numbers:
            self._numbers[question] = self._look_up(*question)
        return self._numbers[question]

    def _look_up(self, family: str, kind: str, obj: str, channel: str, day: str) -> int | None:
        for wanted in (kind, "") if kind else ("",):
            for number, norm in self._norms.get(family, ()):
                if (
                    norm.get("kind", "") == wanted
                    and obj in self._group(self._objects, norm.get("objects"), OBJECTS)
                    and channel in self._group(self._channels, norm.get("channels"), CHANNELS)
                    and _in_force(norm, day)
                ):
                    return number if self._follows(norm, day) else None
        return None

    def _follows(self, norm: dict[str, Any], day: str) -> bool:
        """Does a norm follow from a claim, or is every provision not yet, or no longer, in force?"""
        cited = norm.get("law") or ()
        return norm["level"] != "none" and (not cited or any(_in_force(self._provisions[name], day) for name in cited))

    def speaks_of(self, group: str, obj: str) -> bool:
        """Is ``obj`` that object, or one of the group of that name?"""
        return obj in self._objects.get(group, (group,))

    def kinds(self, family: str) -> list[str]:
        """The kinds that the law tells apart within ``family``."""
        return list(dict.fromkeys(n.get("kind", "") for _, n in self._norms.get(family, ())))

    def _group(self, groups: dict[str, list[str]], value: Any, every: tuple[str, ...]) -> Any:
        if value is None:
            return every
        return groups.get(value, (value,)) if isinstance(value, str) else value

    def _norm(self, number: int, day: str) -> Norm:
        data = self._whole()
        norm = data["norms"][number]
        law = [p for p in (data["provisions"][name] for name in norm.get("law") or ()) if _in_force(p, day)]
        name = norm.get("fine")
        fine = data["fines"][name] if name else None
        if fine and not _in_force(fine, day):
            name, fine = "", None
        return Norm(
            level=norm["level"],
            law=[
                {
                    "act": str(p["act"]),
                    "article": str(p.get("article", "")),
                    "part": str(p.get("part") or ""),
                    "point": str(p.get("point") or ""),
                    "text": str(p["text"]),
                    "verified_to": str(p.get("verified_to", self.verified_to)),
                }
                for p in law
            ],
            fine={who: fine.get(who) for who in PAYERS} if fine else None,
            fine_source=str(name or ""),
            needs=norm.get("needs"),
            note=str(norm.get("note", "")),
            confidence=str(norm.get("confidence", "")),
            verified_to=self.verified_to,
        )


def citation(law: dict[str, str]) -> str:
    """«п. 6 ч. 3 ст. 5 38-ФЗ «О рекламе»»."""
    parts = (("п.", "point"), ("ч.", "part"), ("ст.", "article"))
    return " ".join([f"{short} {law[key]}" for short, key in parts if law[key]] + [law["act"]])


def _in_force(entry: dict[str, Any], day: str) -> bool:
    dates = entry.get("in_force") or {}
    return str(dates.get("from", "")) <= day <= str(dates.get("to", "9999"))
