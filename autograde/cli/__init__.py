"""The command line: ``autograde --help``."""
