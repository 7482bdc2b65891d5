"""medadlint: a linter of Russian medical advertising that knows morphology and the law.

>>> from medadlint import Linter
>>> Linter().check("Гарантируем результат!")[0].quote
'Гарантируем результат'
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from medadlint.errors import MedadlintError, RuleError, SourceError
    from medadlint.finding import Finding, Rewrite
    from medadlint.linter import Linter, check, fix

__all__ = ["Finding", "Linter", "MedadlintError", "Rewrite", "RuleError", "SourceError", "check", "fix"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """The names above, loaded at their first use: a command line first says how seldom garbage is to be looked for (start.py)."""
    if name in __all__:
        from medadlint import errors, finding, linter

        for module in (linter, finding, errors):
            if name in vars(module):
                return globals().setdefault(name, vars(module)[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
