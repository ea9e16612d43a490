"""The help of every command: examples that it takes, each option explained."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import pytest
import typer
from typer.core import TyperCommand, TyperGroup
from typer.testing import CliRunner

from autograde.cli import app

pytestmark = pytest.mark.grader

EXAMPLE = re.compile(r"`(autograde [^`]+)`")


def commands(group: TyperGroup, *path: str) -> Iterator[tuple[tuple[str, ...], TyperCommand]]:
    """All commands in their order, each with the words by which it is called."""
    for name in group.list_commands(None):
        command = group.commands[name]
        if isinstance(command, TyperGroup):
            yield from commands(command, *path, name)
        else:
            yield (*path, name), command


COMMANDS = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_has_examples_that_the_command_takes(path: tuple[str, ...]) -> None:
    command = COMMANDS[path]
    text = " ".join((command.help or "").split())
    _, _, examples = text.partition("Example")
    own = [shlex.split(line)[1:] for line in EXAMPLE.findall(examples)]
    assert own
    for words in own:
        assert tuple(words[: len(path)]) == path
        command.make_context(path[-1], words[len(path) :])


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_explains_every_option_and_fits_a_terminal(path: tuple[str, ...]) -> None:
    for parameter in COMMANDS[path].params:
        assert getattr(parameter, "help", None), parameter.name
    result = CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": "80", "TERM": "dumb"})
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_commands_stand_in_the_order_in_which_they_are_needed() -> None:
    order = [" ".join(path) for path in COMMANDS]
    loop = ["release", "collect", "grade", "mark", "feedback", "report", "export"]
    assert [name for name in order if name in loop] == loop
