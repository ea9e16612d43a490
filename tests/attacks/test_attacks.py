"""No attack gains a point, reads what is hidden, or costs anybody else anything.

Each file in ``submissions/`` is one attack. Its docstring is TOML:

``goal``, ``invariant``
    what it wants, and what must stay true.
``held_by``
    the layers that hold it, which ``test_layers.py`` takes off.
``expected``, ``honest``
    the points of the honest part alone (by default those of loading and splitting, all else being
    left as it was released); true where all else is right instead.
``exercise``
    which exercise it is an answer to, ``"ex1"`` if nothing else is said.
``limits``
    limits of its own, where it is to be stopped soon.

``# %% attack`` starts a cell before all others, ``# %% last`` one behind them, ``# %% file NAME`` a
file beside the notebook, ``# %% edit`` code that makes the ``notebook`` what no editor would, and
any other name a solution cell. An attack says what it found by printing or raising the word FOUND;
what it leaves on the machine bears the name ``attack-NAME``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from handing_in import content, fill
from hostile import ATTACKS, CANARY, STUB_POINTS, STUBS, Machine, grade_all, machine, reached

from autograde.grading.submission import Graded

pytestmark = pytest.mark.grader


@pytest.fixture(scope="module")
def here() -> Iterator[Machine]:
    with machine() as made:
        yield made


@pytest.fixture(scope="module")
def graded(here: Machine) -> dict[str, Graded]:
    """All attacks graded as one class, with an honest student and one who did only a part."""
    others = {"honest": content(fill()), "partial": content(fill(STUBS))}
    return grade_all(ATTACKS.values(), here, others)


def test_there_are_attacks_enough() -> None:
    assert len(ATTACKS) >= 66


def test_others_get_their_points(graded: dict[str, Graded]) -> None:
    assert graded["honest"].result.score == 50
    assert graded["partial"].result.score == STUB_POINTS


@pytest.mark.parametrize("name", ATTACKS)
def test_reaches_nothing(name: str, graded: dict[str, Graded], here: Machine) -> None:
    assert not reached(ATTACKS[name], graded[name], here), ATTACKS[name].invariant


def test_changes_nothing_outside(graded: dict[str, Graded], here: Machine) -> None:
    assert here.gradebook.read_bytes() == CANARY.encode()
    assert not list(here.task.course.root.rglob("mine"))


def test_leaves_nothing_behind(graded: dict[str, Graded], here: Machine) -> None:
    assert not list(here.work.iterdir())
