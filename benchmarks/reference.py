"""How the reference solutions of Exercises 1 and 2 do over many seeds, and what they cost.

Run ``python benchmarks/reference.py`` for 20 seeds of each, which takes some 10 minutes, or
``python benchmarks/reference.py --seeds 3``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from autograde import course as courses
from autograde.exam import LocalCandidate, Verdict
from autograde.grading.exams import load_exam
from autograde.notebook.release import read_source

ROOT = Path(__file__).parents[1]
#: Nothing is stopped here: how long it takes is what is measured.
SECONDS = 1e6


def main() -> None:
    """Print a line for each seed, and the spread."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--exercise", nargs="*", default=["ex1", "ex2"])
    told = parser.parse_args()
    course = courses.load(ROOT)
    for key in told.exercise:
        exercise = course.exercises[key]
        exam = load_exam(course, exercise)
        names = solution(course, exercise)
        scores: list[float] = []
        cpu: list[float] = []
        print(exercise.title)
        for seed in range(told.seeds):
            start = time.process_time()
            with LocalCandidate(names, SECONDS) as candidate:
                rng = np.random.default_rng(seed)
                verdicts = exam.run(candidate, rng, exercise.points, exercise.curves)
            cpu.append(time.process_time() - start)
            scores.append(sum(verdict.points for verdict in verdicts))
            print(f"  seed {seed:2}: {scores[-1]:5.2f} points, {cpu[-1]:4.1f} s; {last(verdicts)}")
        lost = sum(score < exercise.max_score for score in scores)
        print(
            f"  {told.seeds} seeds: {min(scores):g} to {max(scores):g} points, {lost} lost any; "
            f"CPU time of a whole exam {statistics.median(cpu):.1f} s, at most {max(cpu):.1f} s"
        )


def solution(course: courses.Course, exercise: courses.Exercise) -> dict[str, Any]:
    """What is defined when the setup and the solution cells of an exercise have run."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in read_source(course, exercise.assignment, exercise.notebook).cells:
        if cell.id == "setup" or cell.metadata.get("nbgrader", {}).get("solution"):
            exec(compile(cell.source, f"<{cell.id}>", "exec"), names)
    return names


def last(verdicts: tuple[Verdict, ...]) -> str:
    """What was seen of the accuracy, which comes last."""
    return verdicts[-1].message.partition(" were recognised")[0]


if __name__ == "__main__":
    main()
