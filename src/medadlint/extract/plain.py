"""Plain text: the text is the source, and only the blocks have to be found."""

from __future__ import annotations

from medadlint.extract.model import Block, Extract, Segment
from medadlint.light import expression

# An emoji bullet: a pictograph, perhaps joined to others (ZWJ), coloured (skin tones) or a keycap digit.
_PICTO = "[\u203c\u2049\u2190-\u21ff\u231a-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\U0001f000-\U0001faff]"
_EMOJI = f"(?:{_PICTO}|[0-9#*]\ufe0f?\u20e3)[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]*+"
# A dash glued to a digit ("-50 %") and a number within a number ("1.5") are no markers.
MARKER = rf"(?:[-*–—+](?=[^\W\d_]|[ \t\u00a0])|[•·▪‣◦●○■□]|[0-9]{{1,4}}[.)](?![0-9])|{_EMOJI})"
_REST = r"[^\r\n]*+"
# A block: a line that is an item or not, and those that go on with it. What parts them is blank.
_BLOCK = rf"(?:(?P<item>{MARKER}{_REST})|(?P<text>\S{_REST}))(?:(?:\r\n?+|\n)[^\S\r\n]*+(?!{MARKER})\S{_REST})*+"
_BLOCKS = expression(_BLOCK)
# Without CR; a full stop is found at ten times the speed of a set.
_PLAIN_BLOCKS = expression(_BLOCK.replace(_REST, ".*+"))


def extract_text(source: str, whole: bool | None = None) -> Extract:
    """Split ``source`` into blocks at blank lines and before list items; offsets are code points."""
    blocks = tuple(
        Block._make((m.start(), m.start() + len(m[0].rstrip()), m.lastgroup or ""))
        for m in (_BLOCKS if "\r" in source else _PLAIN_BLOCKS).finditer(source)
    )
    segments = (Segment(0, len(source), 0, len(source), True),) if source else ()
    return Extract(source, source, segments, blocks, (), True if whole is None else whole)
