"""Criteria: each asks a candidate something and says what came of it.

A criterion's docstring is the sentence a student reads. The functions are shared by the student's
own ``check`` and by the hidden exams, which choose the inputs and what each is worth.
"""
