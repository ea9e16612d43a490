"""Figures in time: each is drawn when it is shown, and not once more before that."""

from __future__ import annotations

import os
import sys
from typing import Any


def hurry(shell: Any) -> None:
    """Let IPython ``shell`` show a cell's figures before pyplot looks for unfinished ones.

    At the end of a cell pyplot draws every open figure, for windows on a screen. A notebook shows
    a picture instead, which is drawn anew; when that comes first, there is nothing left to draw.
    """
    if "matplotlib.pyplot" in sys.modules:
        from IPython.core.pylabtools import activate_matplotlib
        from matplotlib_inline.backend_inline import configure_inline_support

        backend = os.environ["MPLBACKEND"]
        configure_inline_support(shell, backend)  # type: ignore[no-untyped-call]
        activate_matplotlib(backend)
