"""What an outcome that is no result says: code that is missing, raises, or does not end."""

from __future__ import annotations

from autograde.exam.outcome import Raised

#: A part of PyTorch's own message, and the misunderstanding that makes PyTorch say it.
TELLING = (
    ("does not require grad", "gradient-detached"),
    ("empty parameter list", "no-parameters-registered"),
    ("must be the same as input size", "shape-broadcast"),
    ("input and target shapes do not match", "shape-broadcast"),
    ("Torch not compiled with CUDA", "trains-only-on-gpu"),
    ("NVIDIA driver", "trains-only-on-gpu"),
    ("CUDA", "trains-only-on-gpu"),
    ("mps", "trains-only-on-gpu"),
    ("but expected Float", "wrong-dtype"),
    ("must have the same dtype", "wrong-dtype"),
    ("expected scalar type", "wrong-dtype"),
)


def of_error(error: Raised) -> str:
    """The slug that an exception of the student's code stands for."""
    if error.kind == "NotImplementedError":
        return "not-attempted"
    for part, slug in TELLING:
        if part in error.message:
            return slug
    return "crashed"
