"""Pages: one for each student, and one for the class."""
