"""Notebooks: read as hostile input, repaired against their source, released to students."""
