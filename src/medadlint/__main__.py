"""``python -m medadlint``."""

from medadlint.start import main

main()
