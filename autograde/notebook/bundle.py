"""The zip file that students unpack: notebooks, data, and the package that they import."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import autograde
from autograde.course import CHECKS, Course

TOP = "neural-networks"
#: Files of the course folder that go along, beside notebooks/ and datasets/.
FILES = ("pyproject.toml", "requirements.lock", "environment.yml", "LICENSE", "LICENSE-notebooks")
DATA = ("*.csv", "README.md")
#: The same bytes whenever it is made.
DATE = (2026, 1, 1, 0, 0, 0)


def write(course: Course, target: Path) -> int:
    """Write the bundle; returns how many files it holds."""
    contents = {
        path.relative_to(course.root).as_posix(): path.read_bytes() for path in _files(course)
    }
    package = Path(autograde.__file__).parent
    for path in sorted(p for p in package.rglob("*") if p.suffix in (".py", ".jinja")):
        contents[f"autograde/{path.relative_to(package).as_posix()}"] = path.read_bytes()
    contents["README.md"] = README.encode()
    contents["nbgrader_config.py"] = SETTINGS.encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(contents):
            info = zipfile.ZipInfo(f"{TOP}/{name}", DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, contents[name])
    return len(contents)


def _files(course: Course) -> Iterator[Path]:
    for name in FILES:
        yield course.root / name
    yield from course.released.glob("*/*.ipynb")
    yield from course.released.glob(f"*/{CHECKS}")
    for pattern in DATA:
        yield from course.datasets.glob(pattern)


README = """\
# Neural networks with PyTorch

1. Install, once, in this folder. With conda:
   `conda env create -f environment.yml`, then `conda activate neural-networks`.
   Without conda, with Python 3.11 or newer: `pip install -c requirements.lock -e .`
2. Start: `autograde lab` opens JupyterLab with the welcome notebook in front. (Or `jupyter lab`;
   then open `notebooks/lecture/00_welcome.ipynb`.)
3. Go on from there. Exercises are in `notebooks/exercises`: write your answers, run the checks,
   press *Validate*, then upload the notebook.

`autograde doctor` says what is missing on your machine and how to get it.
"""

SETTINGS = """\
\"\"\"What nbgrader's Validate button uses.\"\"\"

c = get_config()

# Training takes longer than nbgrader's 30 seconds for a cell on a slow machine.
c.Execute.timeout = 120
"""
