"""Stock nbgrader on this course: run its commands from this folder."""

c = get_config()  # noqa: F821  (given by nbgrader)

c.CourseDirectory.course_id = "neural-networks"
c.CourseDirectory.source_directory = "solutions/notebooks"
c.CourseDirectory.release_directory = "notebooks"
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
# Training takes longer than nbgrader's 30 seconds for a cell on a slow machine.
c.Execute.timeout = 120
