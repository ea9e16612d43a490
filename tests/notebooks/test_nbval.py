"""nbval runs every notebook and compares what comes out with what is stored, without a network.

Lectures run on our kernels: they are warm, and have no network at all.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LECTURES = "lecture"

pytestmark = pytest.mark.grader


def nbval(
    paths: list[Path], option: str, threads: int, provisioner: str
) -> subprocess.CompletedProcess[str]:
    """Run nbval as anybody would, in a process of its own."""
    own = ROOT / "tests" / "notebooks"
    command = [sys.executable, "-m", "pytest", "-q", "-W", "default", "-p", "no:cacheprovider"]
    command += [option, "--nbval-sanitize-with", str(own / "nbval.cfg"), "--nbval-cell-timeout=120"]
    env = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    # Two threads that wait for each other by spinning take minutes beside other tests.
    env |= {"OMP_WAIT_POLICY": "passive", "JUPYTER_DEFAULT_PROVISIONER_NAME": provisioner}
    return subprocess.run(
        [*command, *map(str, paths)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("folder", ["notebooks", "solutions/notebooks"])
def test_every_lecture_puts_out_what_is_stored(folder: str, threads: int) -> None:
    paths = sorted((ROOT / folder / LECTURES).glob("*.ipynb"))
    done = nbval(paths, "--nbval", threads, "autograde")
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]


def test_every_exercise_runs_through_with_its_solution() -> None:
    exercises = sorted((ROOT / "solutions" / "notebooks" / "exercises").glob("*.ipynb"))
    # Its hidden tests need the exam, which our kernels do not see.
    done = nbval(exercises, "--nbval-lax", 1, "local-provisioner")
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
