"""What is made or imported for good: the garbage collector need not look at it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def for_good() -> Iterator[None]:
    """Whatever is there at the end of this block stays as long as the process.

    While modules come by the thousand, Python would look again and again for what of it could go,
    and once more when the process ends. That takes a third of the time of importing.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
