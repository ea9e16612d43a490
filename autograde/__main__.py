"""The command ``autograde``, which ``python -m autograde`` is as well."""


def main() -> None:
    """Run the command line."""
    # Not above: workers import the main module of whoever starts them, and need no command line.
    from autograde.cli import app

    app(prog_name="autograde")


if __name__ == "__main__":
    main()
