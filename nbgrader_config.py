"""Stock nbgrader on this course: run its commands from this folder."""

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import GetGrades

from autograde.feedback.formgrader import Harmless, markdown2html
from autograde.notebook.release import HideMarkSchemes

c = get_config()  # noqa: F821  (given by nbgrader)

c.CourseDirectory.course_id = "neural-networks"
c.CourseDirectory.source_directory = "solutions/notebooks"
c.CourseDirectory.release_directory = "notebooks"
# The gradebook is gradebook.db in this folder. For a large class, or several graders at a time, a
# PostgreSQL database (`pip install '.[postgresql]'`; the password goes into ~/.pgpass):
# c.CourseDirectory.db_url = "postgresql://grader@db.example.org/neural_networks"
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
# Training takes longer than nbgrader's 30 seconds for a cell on a slow machine.
c.Execute.timeout = 120
# What lateness costs says course.toml.
c.AssignLatePenalties.plugin_class = "autograde.grading.late_penalty.CoursePenalty"
# A question is a locked cell that holds its mark scheme: it comes back when a submission is graded,
# so that formgrader shows it above the answer, and goes before students get their feedback.
c.ClearMarkScheme.enforce_metadata = False
c.GenerateFeedback.preprocessors = [HideMarkSchemes, GetGrades, CSSHTMLHeaderPreprocessor]
# Formgrader would show scripts in answers and outputs as they are, and they would run.
c.HTMLExporter.preprocessors = [Harmless]
c.HTMLExporter.filters = {"markdown2html": markdown2html}
# `nbgrader zip_collect` reads what `autograde collect` reads: Blackboard, Canvas and Moodle.
c.ZipCollectApp.extractor_plugin = "autograde.lms.plugins.LmsExtractor"
c.ZipCollectApp.collector_plugin = "autograde.lms.plugins.LmsCollector"
