"""Without the layers that hold it, every attack reaches its goal: the tests of it can fail."""

from __future__ import annotations

import pytest
from hostile import ATTACKS, INNER, OUTER, contained

pytestmark = pytest.mark.grader


@pytest.fixture(scope="module")
def reached_without() -> dict[str, dict[str, list[str]]]:
    return contained()


@pytest.mark.parametrize("name", ATTACKS)
def test_reaches_its_goal_without_what_holds_it(
    name: str, reached_without: dict[str, dict[str, list[str]]]
) -> None:
    off = " ".join(sorted(ATTACKS[name].held_by))
    assert reached_without[off][name], f"it is held without {off}"


def test_honest_work_reaches_nothing_whatever_is_off(
    reached_without: dict[str, dict[str, list[str]]],
) -> None:
    assert all(not found["honest"] for found in reached_without.values()), reached_without


def test_every_layer_holds_some_attack() -> None:
    named = {layer for attack in ATTACKS.values() for layer in attack.held_by}
    assert named == {"bubblewrap", *INNER, *OUTER}
