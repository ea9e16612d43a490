"""Learning-management systems: archives of submissions in, marks out."""
