"""``python -m medadlint``."""

from medadlint.cli import main

main()
