"""medadlint: a linter of Russian medical advertising that knows morphology and the law.

>>> from medadlint import Linter
>>> Linter().check("Гарантируем результат!")[0].quote
'Гарантируем результат'
"""

from medadlint.errors import MedadlintError, RuleError, SourceError
from medadlint.finding import Finding, Rewrite
from medadlint.linter import Linter, check, fix

__all__ = ["Finding", "Linter", "MedadlintError", "Rewrite", "RuleError", "SourceError", "check", "fix"]
__version__ = "0.1.0"
