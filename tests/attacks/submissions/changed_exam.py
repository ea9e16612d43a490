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


def verdict(seen, worth, curves):
    from dataclasses import replace

    return judge(replace(seen, finding=replace(seen.finding, measure=0.0)), worth, curves)


examining._verdict = verdict
