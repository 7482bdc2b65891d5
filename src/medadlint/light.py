"""What modules that every run loads take from ``typing``, without its price: 16 million instructions to import it, and one
million for each named tuple, of which a check makes forty; here a tenth of that. A type checker sees ``typing`` itself.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any as Any
    from typing import NamedTuple as NamedTuple
    from typing import TextIO as TextIO
    from typing import TypeVar as TypeVar
else:
    from collections import _tuplegetter

    Any = TextIO = object
    TypeVar = str

    class _Record(tuple):
        """What typing.NamedTuple gives its classes."""

        __slots__ = ()
        _fields = ()
        _field_defaults = {}

        def __new__(cls, *args: Any, **given: Any) -> Any:
            if given or len(args) != len(cls._fields):
                rest = cls._fields[len(args) :]
                if len(args) > len(cls._fields) or not given.keys() <= set(rest):
                    raise TypeError(f"{cls.__name__}: too many arguments, or unknown ones")
                given = {**cls._field_defaults, **given}
                missing = [name for name in rest if name not in given]
                if missing:
                    raise TypeError(f"{cls.__name__}: missing {', '.join(missing)}")
                args = (*args, *map(given.__getitem__, rest))
            return tuple.__new__(cls, args)

        @classmethod
        def _make(cls, values: Any) -> Any:
            return cls(*values)

        def _replace(self, **changes: Any) -> Any:
            values = [changes.pop(name, value) for name, value in zip(self._fields, self, strict=True)]
            if changes:
                raise ValueError(f"{type(self).__name__} has no {', '.join(changes)}")
            return tuple.__new__(type(self), values)

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({fields})"

    class _Maker(type):
        """Makes of a class with annotations a tuple with these fields. A class built upon such a one is an ordinary class."""

        def __new__(cls, name: str, _bases: Any, body: dict[str, Any]) -> Any:
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            getters = {field: _tuplegetter(number, None) for number, field in enumerate(fields)}
            own = {"__slots__": (), "_fields": fields, "__match_args__": fields, "_field_defaults": defaults}
            return type(name, (_Record,), body | getters | own)

    NamedTuple = type.__new__(_Maker, "NamedTuple", (), {})
