"""The checker of the course: what students call, and what grades a class."""
