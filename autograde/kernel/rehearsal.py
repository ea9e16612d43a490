"""What libraries do once and then remember, done before there is a kernel, for all of them."""

from __future__ import annotations

import io
import sys


def rehearse() -> None:
    """Use those imported libraries once whose first use takes long; nothing else changes."""
    if "matplotlib.pyplot" in sys.modules:
        _draw()
    if "sklearn.metrics" in sys.modules:
        from sklearn.metrics import classification_report

        # scikit-learn looks for plugins of other kinds of tables among all installed packages.
        classification_report([0, 1], [0, 1])
    _stumble()


def _stumble() -> None:
    """Show a traceback: for a first one of no module, ``inspect`` looks for the files of all."""
    from IPython.core.ultratb import FormattedTB

    try:
        exec(compile("1 / 0", "<cell>", "exec"))
    except ZeroDivisionError:
        FormattedTB(mode="Context").text(*sys.exc_info())


def _draw() -> None:
    """Find and read the fonts; with none of pyplot's figures, which are the student's to count."""
    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().plot([0, 1], label="label")
    figure.legend()
    figure.savefig(io.BytesIO(), format="png")
