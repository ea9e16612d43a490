"""What a worker needs beside the package, as bytes: exams, released notebooks, data."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import nbformat
from distributed import Worker, WorkerPlugin, get_worker

from autograde import course as courses
from autograde.course import CHECKS, Course
from autograde.grading.exams import load_exam
from autograde.grading.submission import Task
from autograde.kernel.warm import zygote
from autograde.staying import for_good

TASKS = "tasks.json"


@dataclass(frozen=True)
class Kit:
    """A zip archive of all that exercises need, and its hash."""

    digest: str
    content: bytes


def pack(course: Course, tasks: Mapping[str, Task]) -> Kit:
    """Pack what it takes to examine submissions of some exercises."""
    buffer = io.BytesIO()
    told = {key: (task.fingerprint, task.layers) for key, task in tasks.items()}
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(TASKS, json.dumps(told))
        for key, task in tasks.items():
            archive.writestr(f"released/{key}.ipynb", nbformat.writes(task.released))
        folders = (course.exams, course.datasets)
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        files += course.sources.glob(f"*/{CHECKS}")
        for path in (course.root / courses.FILE, *sorted(files)):
            archive.write(path, path.relative_to(course.root))
    content = buffer.getvalue()
    return Kit(hashlib.sha256(content).hexdigest(), content)


@dataclass(frozen=True)
class Near:
    """What the workers of this machine need not have each for themselves.

    Attributes
    ----------
    lender
        where the zygote is lent.
    folder
        where files lie.
    """

    lender: Path
    folder: Path


@contextmanager
def unpacked(kit: Kit, near: Near) -> Iterator[Near]:
    """The kit's content in a folder of its own there, for as long as it takes."""
    with TemporaryDirectory(dir=near.folder) as folder:
        _unpack(kit.content, Path(folder))
        yield replace(near, folder=Path(folder))


class KitPlugin(WorkerPlugin):
    """Gives every worker of a cluster the kit, also those that come later or start again."""

    def __init__(self, kit: Kit, near: Near | None) -> None:
        self.name = f"autograde-{kit.digest}"
        self.core: int | None = None
        self._near = near
        self._content = b"" if near else kit.content

    def setup(self, worker: Worker) -> None:
        """Load the exams, and let the process that kernels come from import meanwhile."""
        if self._near:
            root = self._near.folder
        else:
            root = Path(mkdtemp(dir=worker.local_directory))
            _unpack(self._content, root)
        with for_good():
            self.tasks = _tasks(root)
        if self._near:
            # They are numbered. Each has a core of its own, as long as there are enough.
            cores = sorted(os.sched_getaffinity(0))
            self.core = cores[int(worker.name) % len(cores)]
        for task in self.tasks.values():
            if task.exam:
                own = zygote(task.course.kernel.imports, bool(task.layers))
                own.lender = self._near.lender if self._near else None
                own.warm_up()


def equipment(kit_name: str) -> KitPlugin:
    """What a worker has of a kit."""
    plugin = get_worker().plugins[kit_name]
    assert isinstance(plugin, KitPlugin)
    return plugin


def _unpack(content: bytes, root: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(root)


def _tasks(root: Path) -> dict[str, Task]:
    course = courses.load(root)
    found = {}
    for key, (fingerprint, layers) in json.loads((root / TASKS).read_text("utf-8")).items():
        exercise = course.exercises[key]
        released = nbformat.read(root / "released" / f"{key}.ipynb", as_version=4)
        exam = load_exam(course, exercise) if exercise.exam else None
        found[key] = Task(course, exercise, released, tuple(layers), fingerprint, exam)
    return found
