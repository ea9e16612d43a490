"""Show a student's notebook in formgrader as on our own pages: nothing of theirs can run.

Formgrader puts cells and outputs into its page as they are, and the page belongs to the Jupyter
server of whoever marks. ``nbgrader_config.py`` puts these two in between. It is read in every
student's JupyterLab, too: what only a grader has installed is imported when a page is made.
"""

from __future__ import annotations

import re
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_output

#: The one command with which a formula, drawn by MathJax, can hold a link to a script.
LINK = re.compile(r"\\href\b")
NAME = re.compile(r"[\w .-]*")


def markdown2html(source: str) -> str:
    """Markdown as HTML without scripts; the filter of the same name in nbconvert's templates."""
    from autograde.feedback import cells

    return LINK.sub("href", cells.markdown(source))


class Harmless(Preprocessor):
    """Makes of every output a picture or HTML that has been cleaned."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """All cells at once, so that a page takes no longer than ours."""
        from autograde.feedback import cells

        for cell, view in zip(nb.cells, cells.views(nb), strict=True):
            if cell.cell_type == "code":
                cell.outputs = [
                    new_output("display_data", {"text/html": html}) for html in view.outputs
                ]
            # Formgrader's page has them in its attributes, as they are.
            if not NAME.fullmatch(str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))):
                del cell.metadata["nbgrader"]
        return nb, resources
