"""Run every lecture notebook from top to bottom, and print the seconds that each takes.

The source with its answers (``solutions/notebooks/lecture``) and the students' version of it
(``notebooks/lecture``) are run one after the other, each in a stock kernel of its own and in its
own folder, as Restart and Run All does. Counted is the whole: the start of the kernel, every cell
with its figures and checks, and the end of the kernel. Nothing is written to the notebooks.

    python benchmarks/notebooks.py                         # all of them, two to four minutes
    python benchmarks/notebooks.py 01_tensors 09_softmax   # only these two

Wanted: each under 20 seconds. Timings are no tests: the exit code is 0 when that is missed, and
also when a notebook does not run through, which the table tells.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
#: What the columns are called, and where the notebooks of each lie.
VERSIONS = {
    "source": ROOT / "solutions" / "notebooks" / "lecture",
    "students'": ROOT / "notebooks" / "lecture",
}
WANTED_SECONDS = 20
#: A single cell that takes longer than this has come to a halt.
PATIENCE_SECONDS = 300
#: Processes that want a core before anything is measured, beyond which somebody else is at work.
BUSY = 0.5

out = Console(highlight=False, soft_wrap=True)


@dataclass(frozen=True)
class Run:
    """How long a notebook took, and what stopped it if it did not run through."""

    seconds: float
    stopped: str | None = None


Runs = dict[str, dict[str, Run]]


def main() -> None:
    """Run the notebooks that the options name, and print a table."""
    options = _options()
    load = os.getloadavg()
    if load[0] > BUSY:
        out.print(f"This machine is busy (load {load[0]:.1f}): the timings will be off.")
    # A stock kernel, on the Python that runs this, with as many threads as it takes by itself.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    for name in ("JUPYTER_DEFAULT_PROVISIONER_NAME", "OMP_NUM_THREADS"):
        os.environ.pop(name, None)
    paths = [
        (version, folder / f"{name}.ipynb")
        for name in options.names
        for version, folder in VERSIONS.items()
        if (folder / f"{name}.ipynb").is_file()
    ]
    runs: Runs = {name: {} for name in options.names}
    with _progress() as progress:
        bar = progress.add_task("", total=len(paths))
        for version, path in paths:
            progress.update(bar, description=f"{path.stem}, {version}")
            runs[path.stem][version] = run(path)
            progress.advance(bar)
            if options.json:  # after each notebook: whoever stops a long run keeps what there is
                options.json.write_text(_json(runs, load), encoding="utf-8")
    out.print(_table(runs))
    _print_verdict(runs)


def run(path: Path) -> Run:
    """Run one notebook in a kernel of its own, and keep nothing of it but the time."""
    client = NotebookClient(
        nbformat.read(path, as_version=4),
        timeout=PATIENCE_SECONDS,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],  # a kernel's warnings would tear the progress bar
        resources={"metadata": {"path": str(path.parent)}},
    )
    start = time.perf_counter()
    try:
        client.execute()
    except CellExecutionError as error:
        return Run(time.perf_counter() - start, f"{error.ename}: {error.evalue}")
    except (CellTimeoutError, DeadKernelError) as error:
        return Run(time.perf_counter() - start, str(error).splitlines()[0])
    return Run(time.perf_counter() - start)


def _options() -> argparse.Namespace:
    description, _, about = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=description, epilog=about, formatter_class=argparse.RawTextHelpFormatter
    )
    there = sorted({path.stem for folder in VERSIONS.values() for path in folder.glob("*.ipynb")})
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="notebooks to run, such as 01_tensors; all when none is named",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all numbers here")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in there]:
        parser.error(f"there is no lecture {unknown[0]}; there are {', '.join(there)}")
    options.names = options.names or there
    return options


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    # Drawn seldom: the bar shares the cores with what is measured.
    return Progress(*columns, TimeElapsedColumn(), console=out, refresh_per_second=2)


def _json(runs: Runs, load: Sequence[float]) -> str:
    seen = {
        name: {version: asdict(run) for version, run in versions.items()}
        for name, versions in runs.items()
        if versions
    }
    numbers = {"cores": os.cpu_count(), "load": load, "wanted": WANTED_SECONDS, "notebooks": seen}
    return json.dumps(numbers, indent=1)


def _table(runs: Runs) -> Table:
    """A row for each notebook, a column for each version of it."""
    table = Table(title=f"Seconds for a whole run, {os.cpu_count()} cores", show_footer=True)
    table.add_column("lecture", footer="all")
    for version in VERSIONS:
        total = sum(found[version].seconds for found in runs.values() if version in found)
        table.add_column(version, justify="right", footer=f"{total:.1f}")
    for name, found in runs.items():
        table.add_row(name, *(_cell(found, version) for version in VERSIONS))
    return table


def _cell(found: Mapping[str, Run], version: str) -> str:
    run = found.get(version)
    if run is None:
        return "not there"
    return f"{run.seconds:.1f}{' stopped' if run.stopped else ''}"


def _print_verdict(runs: Runs) -> None:
    """What stopped a notebook, and whether each was as quick as the course promises."""
    every = [
        (f"{name}, {version}", run)
        for name, versions in runs.items()
        for version, run in versions.items()
    ]
    for title, run in every:
        if run.stopped:
            out.print(f"{title} does not run through: {run.stopped}", markup=False)
    if every:
        title, slowest = max(every, key=lambda pair: pair[1].seconds)
        met = slowest.seconds < WANTED_SECONDS and not any(run.stopped for _, run in every)
        out.print(
            f"wanted: each under {WANTED_SECONDS} s; slowest: {slowest.seconds:.1f} s ({title}): "
            f"{'yes' if met else 'no'}"
        )


if __name__ == "__main__":
    main()
