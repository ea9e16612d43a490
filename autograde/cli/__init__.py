"""The command line: ``autograde --help``."""

from autograde.cli.app import app

__all__ = ["app"]
