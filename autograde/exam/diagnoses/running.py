"""What an outcome that is no result says: code that is missing, raises, or does not end."""

from __future__ import annotations

from autograde.exam.outcome import Raised

#: A part of Python's or PyTorch's own message, and the misunderstanding that brings it about.
TELLING = (
    ('missing the required "forward"', "missing-name"),
    ("has no attribute 'predict_proba'", "missing-name"),
    ("has no attribute 'forward'", "missing-name"),
    ("before Module.__init__() call", "not-a-module"),
    *(
        (f"'{name}' object {complaint}", "not-a-module")
        for name in ("LogisticRegression", "MLP")
        for complaint in (
            "has no attribute 'parameters'",
            "has no attribute 'train'",
            "has no attribute 'eval'",
            "is not callable",
        )
    ),
    ("empty parameter list", "no-parameters-registered"),
    ("does not require grad", "gradient-detached"),
    ("Inference tensors cannot be saved for backward", "gradient-detached"),
    ("must be the same as input size", "shape-broadcast"),
    ("that is different to the input size", "shape-broadcast"),
    ("input and target shapes do not match", "shape-broadcast"),
    ("shapes cannot be multiplied", "wrong-shape"),
    ("must match the size of tensor", "wrong-shape"),
    ("CUDA", "trains-only-on-gpu"),
    ("NVIDIA driver", "trains-only-on-gpu"),
    ("MPS", "trains-only-on-gpu"),
    ("mps device", "trains-only-on-gpu"),
    ("but expected Float", "wrong-dtype"),
    ("must have the same dtype", "wrong-dtype"),
    ("to have the same dtype", "wrong-dtype"),
    ("expected scalar type", "wrong-dtype"),
    ("expected target dtype", "wrong-dtype"),
    ("Expected floating point type for target", "wrong-dtype"),
    ("can't be cast to the desired output type", "wrong-dtype"),
)


#: A part of a message that does not say what to do, and what does.
ADVICE = (
    (
        "all elements of input should be between 0 and 1",
        "`BCELoss` takes probabilities: for logits there is `BCEWithLogitsLoss`.",
    ),
    (
        "__init__() takes 1 positional argument",
        "Is the class's own `__init__` written with two underscores on each side?",
    ),
)


def advice(error: Raised) -> str:
    """A sentence on an exception that many meet, or nothing."""
    return next((f" {told}" for part, told in ADVICE if part in error.message), "")


def of_error(error: Raised, asked: str) -> str:
    """The slug that an exception of the student's code stands for, which ``asked`` was called."""
    # Of a keyword that another function does not know, the student has named it wrongly.
    if f"{asked.partition('(')[0]}() got an unexpected keyword argument" in error.message:
        return "missing-name"
    for part, slug in TELLING:
        if part in error.message:
            return slug
    # PyTorch raises it too, with a message: `"host_softmax" not implemented for 'Long'`.
    blank = error.kind == "NotImplementedError" and not error.message
    return "not-attempted" if blank else "crashed"
