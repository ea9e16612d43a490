"""``python -m autograde`` is the command ``autograde``."""

from autograde.cli import app

app(prog_name="autograde")
