"""What a student unpacks works on any system, without the network, a compiler or the grader."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograde import course
from autograde.notebook import bundle

ROOT = Path(__file__).parents[2]
ELSEWHERE = Path(__file__).parent / "elsewhere"
EXERCISE = Path("notebooks", "exercises", "ex1_logistic_regression.ipynb")

#: What others have written sees this system; what is ours sees the one that it is told.
EVERYTHING_OF_A_STUDENT = """
import importlib, pkgutil, sys
import IPython, ipywidgets, matplotlib.figure, mlxtend.data, nbclient, pandas, pydantic, rich
import sklearn.linear_model, torch, torchvision, typer

sys.platform = sys.argv[1]
import autograde.student
for module in pkgutil.walk_packages(autograde.student.__path__, "autograde.student."):
    importlib.import_module(module.name)
from autograde.cli import app, doctor, notebook_checks
from autograde.student import check, dataset, mnist
from autograde.student.figures import networks

def weighted_sum(inputs, weights, bias):
    return sum(x * w for x, w in zip(inputs, weights)) + bias

check("welcome/weighted_sum")
print(autograde.__file__, dataset("digit01.csv"), sep="\\n")
print(len(mnist(download=False)[0]), "digits")
print(networks.neuron())
print([look.name for look in doctor.checks(None) if look.status == "missing"], "missing")
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a student has unpacked."""
    folder = tmp_path_factory.mktemp("student")
    bundle.write(course.load(ROOT), folder / "course.zip")
    with zipfile.ZipFile(folder / "course.zip") as archive:
        archive.extractall(folder)
    return folder / bundle.TOP


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in ``folder``, with what it holds and without what is not everywhere."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), str(ELSEWHERE)])},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_all_that_a_student_imports_is_there_on_every_system(unpacked: Path, platform: str) -> None:
    done = run(unpacked, "-c", EVERYTHING_OF_A_STUDENT, platform)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert "welcome/weighted_sum: all 2 of 2 passed" in lines
    assert str(unpacked / "autograde" / "__init__.py") in lines
    assert str(unpacked / "datasets" / "digit01.csv") in lines
    assert "4000 digits" in lines
    assert "[] missing" in lines


def test_what_is_taken_away_is_really_gone(unpacked: Path) -> None:
    asking = ("import autograde.grading.gradebook", "import autograde.kernel.confine")
    for line in (*asking, "from urllib.request import urlopen; urlopen('http://example.org')"):
        done = run(unpacked, "-c", line)
        assert done.returncode == 1
        assert "not everywhere" in done.stderr or "no network here" in done.stderr


def test_a_notebook_finds_its_data_and_is_checked_without_the_network(unpacked: Path) -> None:
    command = "from autograde.cli import app; app()"
    done = run(unpacked / EXERCISE.parent, "-c", command, "check", EXERCISE.name, "data", "--json")
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert report["checks"][0]["criteria"][0]["diagnosis"] == "not-attempted"
    assert [trouble["what"] for trouble in report["troubles"]] == ["raised NotImplementedError"]


@pytest.mark.grader
def test_pip_installs_what_was_unpacked(unpacked: Path, tmp_path: Path) -> None:
    words = ("install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    done = run(unpacked, "-m", "pip", *words, "--target", str(tmp_path), ".")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "autograde" / "student" / "checking.py").is_file()
    assert (tmp_path / "bin" / "autograde").is_file()
