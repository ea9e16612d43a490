"""The checks that students run themselves: one module for each notebook, each with an ``EXAM``."""
