"""Figures that can be moved: sliders in a live notebook, one picture for those who only read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from autograde.student.figures.drawing import Drawing


@dataclass(frozen=True, repr=False)
class Sliders:
    """What Jupyter shows as sliders above a figure, and everybody else as the figure."""

    first: Drawing
    box: widgets.Widget

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        live: dict[str, Any] = self.box._repr_mimebundle_()
        return {**live, "text/html": self.first._repr_html_(), "text/plain": self.first.alt}


def sliders(draw: Callable[..., Drawing], **ranges: tuple[float, float, float, float]) -> Sliders:
    """Show ``draw(name=value, ...)`` with one slider for each name.

    Parameters
    ----------
    draw
        makes the figure; quick enough to follow the hand.
    ranges
        for each argument of ``draw``: smallest, largest, step, and where it starts.
    """
    moved = {
        name: widgets.FloatSlider(
            value=start,
            min=least,
            max=most,
            step=step,
            description=name,
            readout_format=".3g",
            continuous_update=False,
        )
        for name, (least, most, step, start) in ranges.items()
    }
    first = draw(**{name: start for name, (_, _, _, start) in ranges.items()})
    picture = widgets.HTML(first._repr_html_())

    def redraw(_: object) -> None:
        shown = draw(**{name: slider.value for name, slider in moved.items()})
        picture.value = shown._repr_html_()

    for slider in moved.values():
        slider.observe(redraw, names="value")
    return Sliders(first, widgets.VBox([*moved.values(), picture]))
