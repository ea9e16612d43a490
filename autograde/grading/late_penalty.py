"""Lateness for stock nbgrader: ``course.toml`` says what it costs there, too."""

from __future__ import annotations

from nbgrader.api import Gradebook
from nbgrader.plugins import LateSubmissionPlugin

from autograde import course as courses
from autograde.grading.lateness import handed_in, lateness


class CoursePenalty(LateSubmissionPlugin):  # type: ignore[misc]
    """Takes off what ``autograde grade`` would; ``nbgrader_config.py`` names it to nbgrader."""
