"""Start kernels in a row and print what is left behind: memory, descriptors, processes, folders.

Each kernel runs one cell with PyTorch, and vandalises its process. A growth of nothing is wanted.

    python benchmarks/kernels.py            # 2,000 kernels, about five minutes
    python benchmarks/kernels.py 200
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from dataclasses import astuple, dataclass
from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograde.course import Kernel, Limits
from autograde.kernel.processes import tree
from autograde.kernel.session import Session
from autograde.kernel.warm import zygote
from autograde.kernel.workplace import workplace

ROOT = Path(__file__).resolve().parents[1]
ROWS = 10
CELL = """
import os, subprocess, tempfile, torch
torch.manual_seed(7), torch.set_default_dtype(torch.float64)
os.environ["MINE"] = "x"
for folder in ("/tmp", "/dev/shm"):
    open(f"{folder}/mine", "wb").write(bytes(1_000_000))
subprocess.Popen(["sleep", "1000"], start_new_session=True)
print(torch.ones(3).sum())
"""


@dataclass(frozen=True)
class Left:
    """What is there after a kernel has gone: memory in MB, the rest counted."""

    grader_megabytes: float
    zygote_megabytes: float
    grader_descriptors: int
    zygote_descriptors: int
    processes: int
    folders: int


def main() -> None:
    """Run the kernels and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("kernels", type=int, nargs="?", default=2000, help="how many (2,000)")
    kernels = parser.parse_args().kernels
    with tempfile.TemporaryDirectory() as own:  # others' folders are no matter of ours
        tempfile.tempdir = own
        measure(kernels)


def measure(kernels: int) -> None:
    """Start so many kernels, one after the other, and look at what is left now and then."""
    table = Table("kernels", "seconds each", *Left.__annotations__)
    run()
    rows = [left()]
    table.add_row("1", "", *shown(rows[0]))
    start, step = time.perf_counter(), max(1, kernels // ROWS)
    for number in track(range(1, kernels + 1), "starting kernels"):
        run()
        if number % step == 0:
            each = (time.perf_counter() - start) / step
            rows.append(left())
            table.add_row(f"{number:,}", f"{each:.3f}", *shown(rows[-1]))
            start = time.perf_counter()
    console = Console()
    console.print(table)
    # The first tenth fills caches; from then on nothing may grow.
    growth = [
        after - before for before, after in zip(astuple(rows[1]), astuple(rows[-1]), strict=True)
    ]
    console.print(
        "growth:",
        ", ".join(f"{n} {g:+.1f}" for n, g in zip(Left.__annotations__, growth, strict=True)),
    )


def run() -> None:
    """One kernel, from start to end."""
    notebook = new_notebook(cells=[new_code_cell(CELL)])
    with (
        workplace("exercises", ROOT / "datasets", {}) as place,
        Session(notebook, place, Limits()) as session,
    ):
        session.run(0)
    (output,) = session.notebook.cells[0].outputs
    assert output.text == "tensor(3.)\n", output


def left() -> Left:
    """Look at this process, the zygote, and the temporary folder."""
    gc.collect()
    outer = zygote(Kernel().imports, True)._process
    assert outer is not None
    _, inner, *_ = tree([outer.pid], 1000)
    return Left(
        megabytes(Path("/proc/self")),
        megabytes(Path(f"/proc/{inner}")),
        len(list(Path("/proc/self/fd").iterdir())),
        len(list(Path(f"/proc/{inner}/fd").iterdir())),
        len(tree([outer.pid], 1000)),
        len(list(Path(tempfile.gettempdir()).glob("autograde-*"))),
    )


def megabytes(process: Path) -> float:
    """Memory of a process that is its own."""
    lines = (process / "smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private")) / 1000


def shown(left: Left) -> list[str]:
    """The numbers of a row."""
    return [f"{value:,.0f}" for value in astuple(left)]


if __name__ == "__main__":
    main()
