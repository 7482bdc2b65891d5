"""What the law says of a claim: family × kind × object × channel × date → level, provisions, fine.

All law stands in ``law.yml`` of a pack; this module only looks it up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from medadlint.errors import Problem, meant
from medadlint.light import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from medadlint.rulefile import Files

OBJECTS = ("service", "clinic_brand", "method", "drug_otc", "drug_rx", "device", "supplement", "cosmetics")
CHANNELS = ("ad", "own_site", "own_social", "blogger", "mailing", "review_reply", "pro_only")
LEVELS = ("error", "warning", "advice")
FAMILIES = (
    "guarantee", "superlative", "fear", "presumed_illness", "urgency", "influencer", "recovery_case", "gratitude",
    "no_warning", "rx_method", "therapeutic_nondrug", "study_reference", "healthy_need", "no_doctor", "natural_safe",
    "minors", "doctor_image", "state_approval", "credit_terms", "stimulus", "abortion", "folk_medicine", "license",
    "personal_data", "foreign_words", "banned_platform", "mailing",
)  # fmt: skip
_PAYERS = ("citizen", "official", "legal")
# Fields of provisions and norms: what may be there, what must.
_TEXTS, _NEEDED = ("article", "part", "point", "verified_to"), ("act", "text")
_NORM_TEXTS, _NORM_NEEDED = ("kind", "fine", "note", "confidence"), ("family", "level")
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

    def __init__(self, data: dict[str, Any]) -> None:
        self.verified_to = str(data.get("verified_to", ""))
        self._objects = data.get("objects") or {}
        self._channels = data.get("channels") or {}
        self._provisions = data.get("provisions") or {}
        self._fines = data.get("fines") or {}
        self._norms: dict[str, list[dict[str, Any]]] = {}
        self._asked: dict[tuple[str, ...], Norm | None] = {}
        for norm in data.get("norms") or []:
            self._norms.setdefault(norm["family"], []).append(norm)

    def norm(self, family: str, kind: str, obj: str, channel: str, day: str) -> Norm | None:
        """The norm in force on ``day`` (ISO date); None = nothing follows from such a claim there and then."""
        question = (family, kind, obj, channel, day)
        if question not in self._asked:
            self._asked[question] = self._answer(*question)
        return self._asked[question]

    def _answer(self, family: str, kind: str, obj: str, channel: str, day: str) -> Norm | None:
        for wanted in dict.fromkeys((kind, "")):
            for norm in self._norms.get(family, ()):
                if (
                    norm.get("kind", "") == wanted
                    and obj in self._group(self._objects, norm.get("objects"), OBJECTS)
                    and channel in self._group(self._channels, norm.get("channels"), CHANNELS)
                    and _in_force(norm, day)
                ):
                    return self._norm(norm, day)
        return None

    def kinds(self, family: str) -> list[str]:
        """The kinds that the law tells apart within ``family``."""
        return list(dict.fromkeys(n.get("kind", "") for n in self._norms.get(family, ())))

    def _group(self, groups: dict[str, list[str]], value: Any, every: tuple[str, ...]) -> Any:
        if value is None:
            return every
        return groups.get(value, (value,)) if isinstance(value, str) else value

    def _norm(self, norm: dict[str, Any], day: str) -> Norm | None:
        if norm["level"] == "none":
            return None
        cited = [self._provisions[name] for name in norm.get("law") or ()]
        law = [p for p in cited if _in_force(p, day)]
        if cited and not law:
            return None  # every provision is not yet, or no longer, in force
        name = norm.get("fine")
        fine = self._fines[name] if name else None
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
            fine={who: fine.get(who) for who in _PAYERS} if fine else None,
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


def check_law(files: Files) -> list[Problem]:
    """What is wrong with the law of the packs and with the families, objects and channels that rules name."""
    problems = []
    known = {"objects": (OBJECTS, "объекта"), "channels": (CHANNELS, "площадки")}
    families = {*FAMILIES, HOUSE}
    for rule in files.rules:
        if rule.family not in families:
            hint = meant(rule.family, FAMILIES, f"есть {', '.join(FAMILIES)}")
            problems.append(rule.source.problem(f"нет семьи «{rule.family}»; {hint}", 1, len(rule.family)))
        for field, (values, what) in known.items():
            for value in getattr(rule, field):
                if value not in values:
                    message = f"нет {what} «{value}» в поле {field}; есть {', '.join(values)}"
                    problems.append(rule.source.problem(message))
    return problems + [Problem("law.yml", 1, 1, message) for message in _wrong(files.law, families)]


def _wrong(data: dict[str, Any], families: Iterable[str]) -> Iterator[str]:
    """What is wrong with the law of the packs; the first wrong shape of a section is all that is told of it."""
    kinds = {"objects": dict, "channels": dict, "provisions": dict, "fines": dict, "norms": list}
    for section, kind in kinds.items():
        value = data.get(section) or kind()
        if not isinstance(value, kind):
            yield f"раздел {section} должен быть {'списком' if kind is list else 'набором'} записей"
            return
        for name, entry in value.items() if isinstance(value, dict) else enumerate(value, 1):
            if message := _wrong_entry(section, entry):
                yield f"{section}, {name}: {message}"
                return
    groups = {"objects": OBJECTS, "channels": CHANNELS}
    for norm in data.get("norms") or []:
        named = f"норма {norm['family']} {norm.get('kind') or ''}".strip()
        if norm["family"] not in families or norm["level"] not in (*LEVELS, "none"):
            yield f"{named}: неизвестная семья или уровень"
        for field, known in groups.items():
            value = norm.get(field)
            for name in value if isinstance(value, list) else [value] if value else ():
                if name not in known and (isinstance(value, list) or name not in (data.get(field) or {})):
                    yield f"{named}: нет «{name}» в {field}"
        for name in norm.get("law") or ():
            if name not in (data.get("provisions") or {}):
                yield f"{named}: нет положения «{name}» в provisions"
        if norm.get("fine") and norm["fine"] not in (data.get("fines") or {}):
            yield f"{named}: нет штрафа «{norm['fine']}» в fines"


def _wrong_entry(section: str, entry: Any) -> str:
    """What is wrong with the shape of one entry of a section, or ""."""
    if section in ("objects", "channels"):
        known = OBJECTS if section == "objects" else CHANNELS
        return "" if _names(entry) and set(entry) <= set(known) else f"здесь список из {', '.join(known)}"
    if not isinstance(entry, dict):
        return "здесь поля вида «поле: значение»"
    dates = entry.get("in_force") or {}
    if not isinstance(dates, dict) or not all(isinstance(day, str) for day in dates.values()):
        return "in_force — это {from: дата, to: дата}"
    if section == "fines":
        payers = (entry.get(who) for who in _PAYERS)
        bounds = [value for value in payers if value is not None]
        good = all(isinstance(b, list) and len(b) == 2 and all(type(n) is int for n in b) for b in bounds)
        return "" if good else f"{', '.join(_PAYERS)} — это [от, до] в рублях или null"
    texts, needed = (_TEXTS, _NEEDED) if section == "provisions" else (_NORM_TEXTS, _NORM_NEEDED)
    if not all(isinstance(entry.get(field), str) for field in needed):
        return f"нужны тексты: {', '.join(needed)}"
    if not all(isinstance(entry.get(field) or "", str | int) for field in texts):
        return f"{', '.join(texts)} — это тексты"
    if section == "norms" and not (
        _names(entry.get("law") or [])
        and all(isinstance(entry.get(field) or "", str) or _names(entry[field]) for field in ("objects", "channels"))
        and entry.get("needs") in (None, "evidence")
    ):
        return "law, objects, channels — это списки имён, needs — evidence или ничего"
    return ""


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)
