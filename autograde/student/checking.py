"""``check``: the student's own look at their work, in the notebook they work in."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from IPython.display import display

from autograde.exam import Exam, LocalCandidate, Verdict
from autograde.student.card import Card

#: Open checks draw the same inputs every time, so that a notebook shows the same twice.
SEED = 20


class _Told(Exception):
    """An error that a notebook shows in its own words, without a traceback of ours."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


class NoSuchCheck(_Told, ValueError):
    """There is no check of this name."""


class CheckFailed(_Told):
    """Tells ``nbgrader validate`` that a check is not passed; notebooks never see it."""


def check(name: str, hints: int = 0) -> None:
    """Show which criteria of a practice or an exercise part your work meets so far.

    Parameters
    ----------
    name
        ``"ex1/data"``: the notebook's name and the part of it. A file ``ex1_checks.py`` beside the
        notebook goes before what the course package brings.
    hints
        how many hints to unfold. In a notebook each opens with a click, too.

    Raises
    ------
    ValueError
        when there is no such check; the message lists those there are.
    """
    module, _, group = str(name).partition("/")
    places = (f"{module}_checks", f"autograde.student.checks.{module}")
    found = next((p for p in places if module.isidentifier() and find_spec(p)), None)
    if found is None:
        raise NoSuchCheck(f"there is no check {name!r}: look at the line as the notebook gave it")
    exam: Exam = import_module(found).EXAM
    groups = list(dict.fromkeys(criterion.partition("/")[0] for criterion in exam.criteria))
    if group not in groups:
        known = ", ".join(f"{module}/{known}" for known in groups)
        raise NoSuchCheck(f"there is no check {name!r}; there are {known}")
    card = Card(name, _verdicts(exam, group), hints)
    display(card)
    # Validate counts a test cell as failed when it raises; grading must not stop here.
    if os.environ.get("NBGRADER_EXECUTION") == "validate" and not card.passed:
        raise CheckFailed(str(card))


def _verdicts(exam: Exam, group: str) -> tuple[Verdict, ...]:
    """What the exam says, or that it fell over, which is never the student's fault."""
    points = dict.fromkeys(exam.criteria, 1.0)
    try:
        with LocalCandidate(_notebook()) as candidate:
            return exam.run(candidate, np.random.default_rng(SEED), points, {}, group)
    except Exception as error:
        message = (
            f"It stopped with {type(error).__name__}: {error}. That is not your fault: go on, and "
            "show this to your instructor."
        )
        return (Verdict(group, "The check itself failed.", 0.0, 1.0, None, None, message),)


def _notebook() -> dict[str, Any]:
    """The names defined in the notebook."""
    return vars(import_module("__main__"))
