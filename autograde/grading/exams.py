"""Find a course's hidden exams."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location

from autograde.course import Course, CourseError, Exercise
from autograde.exam import Exam


def load_exam(course: Course, exercise: Exercise) -> Exam:
    """The exam of an exercise, ``EXAM`` of its module in ``solutions/exams``.

    Raises
    ------
    CourseError
        when the module defines none, or ``course.toml`` gives points for other criteria.
    """
    path = course.exams / f"{exercise.exam}.py"
    # As seen from the course's folder: a worker has a copy of it somewhere else.
    name = path.relative_to(course.root)
    spec = spec_from_file_location(f"exams.{exercise.exam}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise CourseError(f"there is no exam {name}")
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise CourseError(f"{name} cannot be imported: {type(error).__name__}: {error}") from error
    exam = getattr(module, "EXAM", None)
    if not isinstance(exam, Exam):
        raise CourseError(f"{name} defines no `EXAM = Exam(...)`")
    unpaid = [name for name in exam.criteria if name not in exercise.points]
    unknown = [name for name in exercise.points if name not in exam.criteria]
    if unpaid or unknown:
        raise CourseError(
            f"course.toml and {name} disagree about {exercise.title}: "
            f"no points for {', '.join(unpaid) or 'none'}, no criterion for "
            f"{', '.join(unknown) or 'none'}: change one of them"
        )
    return exam
