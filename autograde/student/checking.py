"""``check``: the student's own look at their work, in the notebook they work in."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from IPython.display import display

from autograde.exam import LocalCandidate
from autograde.student.card import Card

#: Open checks draw the same inputs every time, so that a notebook shows the same twice.
SEED = 20


class CheckFailed(Exception):
    """Tells ``nbgrader validate`` that a check is not passed; notebooks never see it."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def check(name: str) -> None:
    """Show which criteria of a practice or an exercise part your work meets so far.

    Parameters
    ----------
    name
        ``"ex1/data"``: the notebook's name and the part of it.

    Raises
    ------
    ValueError
        when there is no such check; the message lists those there are.
    """
    module, _, group = name.partition("/")
    if not module.isidentifier() or find_spec(f"autograde.student.checks.{module}") is None:
        raise ValueError(f"there is no check {name!r}: look at the line as the notebook gave it")
    exam = import_module(f"autograde.student.checks.{module}").EXAM
    groups = list(dict.fromkeys(criterion.partition("/")[0] for criterion in exam.criteria))
    if group not in groups:
        raise ValueError(f"there is no check {name!r}; there are {', '.join(groups)}")
    with LocalCandidate(_notebook()) as candidate:
        points = dict.fromkeys(exam.criteria, 1.0)
        verdicts = exam.run(candidate, np.random.default_rng(SEED), points, {}, group)
    card = Card(name, verdicts)
    display(card)
    # Validate counts a test cell as failed when it raises; grading must not stop here.
    if os.environ.get("NBGRADER_EXECUTION") == "validate" and not card.passed:
        raise CheckFailed(str(card))


def _notebook() -> dict[str, Any]:
    """The names defined in the notebook."""
    return vars(import_module("__main__"))
