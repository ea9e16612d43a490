"""What libraries do once and then remember, done before there is a kernel, for all of them."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

from autograde.kernel import tracebacks

#: What many do wrong, and the library that notices.
MISTAKES = (
    ("torch", "torch.nn.Linear(3, 1)(torch.zeros(2, 5))"),
    ("torch", "torch.nn.BCELoss()(torch.zeros(3), torch.zeros(2))"),
    ("torch", "torch.zeros(1).backward()"),
    ("pandas", "pandas.DataFrame()['column']"),
    ("pandas", "pandas.read_csv('nothing.csv')"),
)


def rehearse() -> None:
    """Use those imported libraries once of which every kernel has need; nothing else changes."""
    if "matplotlib.pyplot" in sys.modules:
        _draw()
    if "sklearn.metrics" in sys.modules:
        from sklearn.metrics import classification_report

        # scikit-learn looks for plugins of other kinds of tables among all installed packages.
        classification_report([0, 1], [0, 1])
    tracebacks.remember_patterns()
    # It imports what tracebacks need, and ``inspect`` looks for the files of all modules.
    _stumble("sys", "1 / 0")


def stumble() -> Iterator[None]:
    """Make common mistakes, for whose tracebacks IPython reads a library's files as a whole."""
    for library, mistake in MISTAKES:
        if library in sys.modules:
            _stumble(library, mistake)
            yield


def _stumble(library: str, mistake: str) -> None:
    from IPython.core.ultratb import FormattedTB

    try:
        exec(compile(mistake, "<cell>", "exec"), {library: sys.modules[library]})
    except Exception:
        FormattedTB(mode="Context").text(*sys.exc_info())


def _draw() -> None:
    """Find and read the fonts; with none of pyplot's figures, which are the student's to count."""
    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().plot([0, 1], label="label")
    figure.legend()
    figure.savefig(io.BytesIO(), format="png")
