"""``lab``: JupyterLab on the course, or on a student's bundle, with the welcome notebook open."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import typer

from autograde.cli.app import app, fail
from autograde.course import FILE

WELCOME = "notebooks/lecture/00_welcome.ipynb"
#: nbgrader's tools for those who make and mark assignments; its Validate button is for everybody.
INSTRUCTORS = tuple(
    f"@jupyter/nbgrader:{name}"
    for name in ("assignment-list", "course-list", "create-assignment", "formgrader", "menu")
)


@app.command(
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
    }
)
def lab(context: typer.Context) -> None:
    """Open the course in JupyterLab, with the welcome notebook in front.

    Takes the options of `jupyter lab`. A student's bundle opens without nbgrader's tools for
    instructors.

    Examples: `autograde lab`, `autograde lab --no-browser --port=8890`
    """
    from jupyterlab.labapp import LabApp

    here = Path.cwd()
    root = next((f for f in (here, *here.parents) if (f / WELCOME).is_file()), None)
    if root is None:
        fail(
            f"no {WELCOME} in {here} or any folder above it: change into the course folder, or "
            "into the folder that you unpacked"
        )
    os.chdir(root)  # where nbgrader looks for its settings
    server = LabApp.initialize_server([f"--LabApp.default_url=/lab/tree/{WELCOME}", *context.args])
    if not (root / FILE).is_file():
        server.web_app.settings["page_config_hook"] = _without_instructors_tools
    server.start()


def _without_instructors_tools(_: object, page_config: dict[str, Any]) -> dict[str, Any]:
    disabled = page_config.get("disabledExtensions", [])
    return {**page_config, "disabledExtensions": [*disabled, *INSTRUCTORS]}
