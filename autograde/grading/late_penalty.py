"""Lateness under stock nbgrader: what ``course.toml`` says of it counts there, too."""

from __future__ import annotations

from nbgrader.plugins import LateSubmissionPlugin

from autograde import course as courses
from autograde.grading.lateness import handed_in, lateness


class CoursePenalty(LateSubmissionPlugin):  # type: ignore[misc]
    """Takes off what ``autograde grade`` takes off.

    nbgrader asks when work came after the due date that its gradebook has of the assignment, which
    ``autograde grade`` writes there, as does ``nbgrader db assignment add --duedate``.
    """

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """The points to take off ``score``, ``None`` for none."""
        course = courses.load(courses.find_root())
        assignment = self.parent.assignment_id
        deadline = course.deadlines.get(assignment)
        moment = handed_in(course.submitted / student_id / assignment, deadline)
        return lateness(deadline, student_id, moment).penalty(score) or None
