"""``python -m frostier``: the command line."""

from frostier.shell.cli import main

main()
