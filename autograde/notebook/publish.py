"""Build ``notebooks/`` from ``solutions/notebooks/``, and say where the two differ.

Lectures are run: what their cells put out is part of the students' notebook, and of the source.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode, ValidationError

from autograde.course import CHECKS, Course
from autograde.grading.exams import load_exam
from autograde.notebook.outputs import PICTURE, settle
from autograde.notebook.release import read_source, student_version

#: These are released with their outputs, so that they can be read without running them.
LECTURE = "lecture"


class ReleaseError(Exception):
    """A source notebook that cannot be released; the message names the notebook and the cell."""


def build(course: Course, assignments: Collection[str] | None = None) -> dict[str, str]:
    """The notebooks of some assignments or all as text, by their path in the course folder.

    For each there is the student's version, and for a lecture its source with new outputs. The open
    checks that lie beside them are among them, too.

    Raises
    ------
    ReleaseError
        when a source is not what ``course.toml`` says, or a lecture does not run through.
    CourseError
        when an exam is not what ``course.toml`` says.
    """
    check_sources(course)
    made: dict[Path, NotebookNode] = {}
    lectures: list[tuple[NotebookNode, Path]] = []
    for path in sorted(course.sources.glob("*/*.ipynb")):
        assignment = path.parent.name
        if assignments is not None and assignment not in assignments:
            continue
        released = _student_version(course, path)
        made[course.released / assignment / path.name] = released
        if assignment == LECTURE:
            made[path] = read_source(course, assignment, path.stem)
            lectures += (released, path), (made[path], path)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(_execute, *zip(*lectures, strict=True)))
    for path, nb in made.items():
        if path.parent.name == LECTURE:
            settle(nb, nbformat.read(path, as_version=4) if path.is_file() else None)
    texts = {path: nbformat.writes(nb) + "\n" for path, nb in made.items()}
    for path in sorted(course.sources.glob(f"*/{CHECKS}")):
        if assignments is None or path.parent.name in assignments:
            texts[course.released / path.relative_to(course.sources)] = path.read_text("utf-8")
    return {path.relative_to(course.root).as_posix(): text for path, text in texts.items()}


def check_sources(course: Course) -> None:
    """Compare each exercise's marked cells with the points that ``course.toml`` gives."""
    for key, exercise in course.exercises.items():
        if exercise.exam:
            load_exam(course, exercise)
        source = read_source(course, exercise.assignment, exercise.notebook)
        found: dict[str, float] = {}
        for cell in source.cells:
            mark = cell.metadata.get("autograde", {}).get("exam")
            try:
                if mark and mark.exercise == key:
                    found[mark.group] = float(cell.metadata.nbgrader.points)
            except (AttributeError, TypeError, ValueError) as error:
                raise ReleaseError(
                    f"{exercise.notebook}.ipynb, cell {cell.get('id', '')}: its metadata must give "
                    "`nbgrader` points, and `autograde` an exam with exercise and group"
                ) from error
        expected = exercise.group_points()
        differing = [
            f"{part!r} is worth {_worth(found, part)} there, {_worth(expected, part)} here"
            for part in sorted(found.keys() | expected.keys())
            if found.get(part) != expected.get(part)
        ]
        if differing:
            raise ReleaseError(
                f"{exercise.notebook}.ipynb and course.toml disagree: {'; '.join(differing)}: "
                "change one of them"
            )


def _worth(points: Mapping[str, float], part: str) -> str:
    return f"{points[part]:g}" if part in points else "nothing"


def differences(course: Course, made: dict[str, str]) -> list[str]:
    """What would change in the course folder, but for pictures: one line for each notebook."""
    lines = []
    for name, text in made.items():
        path = course.root / name
        if not path.is_file():
            lines.append(f"{name} is missing")
        elif PICTURE.sub("", path.read_text(encoding="utf-8")) != PICTURE.sub("", text):
            lines.append(f"{name} differs")
    for path in sorted([*course.released.glob("*/*.ipynb"), *course.released.glob(f"*/{CHECKS}")]):
        name = path.relative_to(course.root).as_posix()
        if name not in made:
            lines.append(f"{name} has no source in solutions/notebooks")
    return lines


def write(course: Course, made: dict[str, str]) -> None:
    """Write the notebooks; one without a source is left for a person to remove."""
    for name, text in made.items():
        path = course.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _student_version(course: Course, path: Path) -> NotebookNode:
    try:
        return student_version(course, path.parent.name, path.stem)
    except (RuntimeError, ValidationError) as error:  # as nbgrader complains
        reason = error.__context__ or error  # which nbgrader has logged, and left out of its own
        raise ReleaseError(
            f"{path} cannot be released: {reason}: mend its cells in JupyterLab, then release again"
        ) from error


def _execute(nb: NotebookNode, source: Path) -> None:
    """Run a lecture in its source's folder, with a plain kernel, and keep the outputs."""
    with tempfile.TemporaryDirectory() as folder:
        manager = AsyncKernelManager(kernel_name="python3")
        if os.name == "posix":  # sockets in a folder of our own instead of open ports
            manager.transport, manager.ip = "ipc", f"{folder}/kernel"
        client = NotebookClient(
            nb,
            km=manager,
            timeout=120,
            record_timing=False,
            coalesce_streams=True,
            store_widget_state=False,
            resources={"metadata": {"path": str(source.parent)}},
        )
        try:
            with client.setup_kernel(cleanup_kc=True):
                for index, cell in enumerate(nb.cells):
                    client.execute_cell(cell, index)
        except CellExecutionError as error:
            raise ReleaseError(
                f"{source}, cell {nb.cells[index].get('id', index)} raises {error.ename}: "
                f"{error.evalue}: mend it, a lecture has to run through"
            ) from error
