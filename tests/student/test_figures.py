"""The drawings: words beside every picture, the same bytes each time, no trace left behind."""

from __future__ import annotations

import inspect
import pkgutil
import re
from base64 import b64decode
from collections.abc import Callable
from functools import partial
from html import unescape
from importlib import import_module
from xml.etree import ElementTree

import matplotlib as mpl
import pytest

from autograde.student import figures
from autograde.student.figures import networks
from autograde.student.figures.drawing import Drawing

MODULES = [
    import_module(f"{figures.__name__}.{module.name}")
    for module in pkgutil.iter_modules(figures.__path__)
]
#: Every drawing that needs nothing of a notebook.
ALL: list[Callable[[], Drawing]] = [
    draw
    for module in MODULES
    for name, draw in inspect.getmembers(module, inspect.isfunction)
    if draw.__module__ == module.__name__ and not name.startswith("_")
    if str(inspect.signature(draw)) == "() -> 'Drawing'"
]
ALL.append(partial(networks.network, (4, 16, 3), ("input", "hidden", "output")))
each = pytest.mark.parametrize("draw", ALL, ids=lambda draw: getattr(draw, "__name__", "network"))


@each
def test_alt_text_and_caption_are_shown(draw: Callable[[], Drawing]) -> None:
    drawing = draw()
    html = drawing._repr_html_()
    alt = re.search(r'alt="([^"]*)"', html)
    assert alt and unescape(alt[1]) == drawing.alt == repr(drawing)
    assert len(drawing.alt) > 100
    assert f"<figcaption>{drawing.caption}</figcaption>" in unescape(html)


@each
def test_image_is_the_svg_itself(draw: Callable[[], Drawing]) -> None:
    drawing = draw()
    data = re.search(r'src="data:image/svg\+xml;base64,([^"]*)"', drawing._repr_html_())
    assert data and b64decode(data[1]) == drawing.svg
    assert ElementTree.fromstring(drawing.svg).tag.endswith("svg")


@each
def test_same_bytes_whatever_the_reader_has_set(draw: Callable[[], Drawing]) -> None:
    first = draw().svg
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.hashsalt": None}):
        assert draw().svg == first
    assert b"<dc:date>" not in first
    assert b"matplotlib.org" not in first


@each
def test_settings_of_matplotlib_stay(draw: Callable[[], Drawing]) -> None:
    with mpl.rc_context({"font.size": 30}):
        before = dict(mpl.rcParams)
        draw()
        assert dict(mpl.rcParams) == before
