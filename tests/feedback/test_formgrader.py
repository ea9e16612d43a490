"""What formgrader shows of a notebook with this course's ``nbgrader_config.py``."""

from __future__ import annotations

import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
    new_raw_cell,
)
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import PyFileConfigLoader

ROOT = Path(__file__).parents[2]
PIXEL = b64encode(b"a picture").decode()


@pytest.fixture(scope="module")
def exporter() -> HTMLExporter:
    """The exporter as formgrader makes it."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    return HTMLExporter(config=config)


def page(exporter: HTMLExporter, *cells: NotebookNode) -> Tag:
    """The part of formgrader's page that shows these cells."""
    resources = {"base_url": "/", "notebook_id": "ex1", "index": 0, "total": 1}
    html, _ = exporter.from_notebook_node(new_notebook(cells=list(cells)), resources)
    shown = BeautifulSoup(html, "html.parser").find(id="notebook-container")
    assert isinstance(shown, Tag)
    return shown


def graded(grade_id: str, source: str = "x = 1", **more: object) -> NotebookNode:
    marks = {"grade": True, "solution": True, "locked": False, "task": False, "points": 1}
    metadata = {"nbgrader": {**marks, "grade_id": grade_id, "schema_version": 3}}
    return new_code_cell(source, metadata=metadata, **more)


HOSTILE = {
    "script in an answer": new_markdown_cell("Yes. <script>alert(1)</script>"),
    "event in an answer": new_markdown_cell("<img src=x onerror=alert(1)>"),
    "link to a script": new_markdown_cell("[more](javascript:alert(1))"),
    "link to a script in a formula": new_markdown_cell(r"$\href{javascript:alert(1)}{x}$"),
    "raw cell": new_raw_cell("<script>alert(1)</script>"),
    "printed": new_code_cell(
        "", outputs=[new_output("stream", name="stdout", text="<script>alert(1)</script>")]
    ),
    "html": new_code_cell(
        "", outputs=[new_output("display_data", {"text/html": "<b onclick=alert(1)>x</b>"})]
    ),
    "javascript": new_code_cell(
        "", outputs=[new_output("display_data", {"application/javascript": "alert(1)"})]
    ),
    "svg": new_code_cell(
        "", outputs=[new_output("display_data", {"image/svg+xml": '<svg onload="alert(1)"/>'})]
    ),
    "latex": new_code_cell(
        "", outputs=[new_output("display_data", {"text/latex": "<script>alert(1)</script>"})]
    ),
    "name of a cell": graded('"><script>alert(1)</script>'),
}


@pytest.mark.parametrize("cell", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_in_a_students_notebook_can_run(exporter: HTMLExporter, cell: NotebookNode) -> None:
    shown = page(exporter, cell)
    assert not shown.find_all("script")
    for tag in shown.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]
        assert not str(tag.get("href", "")).startswith("javascript:")
    assert "\\href" not in shown.get_text()


def test_answers_figures_and_fields_for_marks_are_still_there(exporter: HTMLExporter) -> None:
    figure = new_output("display_data", {"image/png": PIXEL, "text/plain": "<Figure>"})
    table = new_output("display_data", {"text/html": "<table><tr><td>7</td></tr></table>"})
    shown = page(
        exporter,
        new_markdown_cell("Because **bias** < 0:\n\n- one\n- two"),
        graded("ex1-fit", "print(3)", outputs=[figure, table]),
    )
    assert [tag.get_text() for tag in shown.find_all("li")] == ["one", "two"]
    assert shown.find("strong") and "bias < 0" in shown.get_text()
    assert str(shown.find("img")["src"]) == f"data:image/png;base64,{PIXEL}"
    assert shown.find("td").get_text() == "7"
    assert shown.find(id="ex1-fit") and shown.find(id="ex1-fit-comment")
    assert "print" in shown.get_text()


def test_the_configuration_can_be_read_without_what_only_a_grader_has_installed() -> None:
    read = (
        "import sys; sys.modules['nh3'] = None;"
        "from traitlets.config import PyFileConfigLoader;"
        f"PyFileConfigLoader('nbgrader_config.py', path={str(ROOT)!r}).load_config()"
    )
    subprocess.run([sys.executable, "-c", read], check=True)
