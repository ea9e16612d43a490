"""The course site as ``make site`` builds it, read page by page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from autograde.kernel.sandbox import bwrap

ROOT = Path(__file__).parents[2]

Build = Callable[..., Path]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Build the site with the network off, and settings from the environment."""

    def run(**settings: str) -> Path:
        target = tmp_path_factory.mktemp("built") / "site"
        offline = [str(bwrap()), "--dev-bind", "/", "/", "--unshare-net"]
        # The environment is there; whether its lists have changed is not asked here.
        make = ["make", f"BIN={Path(sys.executable).parent}", "INSTALLED=", f"SITE={target}"]
        done = subprocess.run(
            [*offline, *make, "site"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")} | settings,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert "WARNING" not in done.stderr
        return target

    return run


@pytest.fixture(scope="module")
def site(build: Build) -> Path:
    """The site of a course that lies nowhere."""
    return build()


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, BeautifulSoup]:
    """Each page by its name, such as ``lecture/01_tensors``."""
    return {
        path.relative_to(site).with_suffix("").as_posix(): BeautifulSoup(
            path.read_text(encoding="utf-8"), "html.parser"
        )
        for path in site.rglob("*.html")
        if "_static" not in path.parts
    }
