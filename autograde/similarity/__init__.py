"""Answers that look alike: whose own code another student has, too, for a person to judge."""
