"""A browser, its pages with their screenshots, the bundle as a student unpacks it, a course."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import labpage
import pytest
from labpage import Lab, Shot
from playwright.sync_api import Browser, Page, expect, sync_playwright

from autograde import course as courses
from autograde.cli.demonstration import COURSE_FILES
from autograde.course import Course
from autograde.notebook import bundle

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "build" / "browser"
#: For what takes a person no time, on a machine that is busy with other tests.
PATIENCE = 60_000

expect.set_options(timeout=PATIENCE)


# Not for the whole session: while it runs, no other test of the process can start an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or the one that `playwright install chromium` brings."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page, which sees nothing of other tests."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def shot(page: Page, request: pytest.FixtureRequest) -> Shot:
    """Keep what the page shows now as ``build/browser/TEST-NN-STEP.png``."""
    test = request.node.name.removeprefix("test_").partition("[")[0]
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob(f"{test}-*.png"):
        old.unlink()
    steps: list[str] = []

    def keep(step: str) -> None:
        steps.append(step)
        name = re.sub(r"\W+", "-", step)
        page.screenshot(path=PICTURES / f"{test}-{len(steps):02}-{name}.png")

    return keep


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a student has unpacked."""
    folder = tmp_path_factory.mktemp("student")
    bundle.write(courses.load(ROOT), folder / "course.zip")
    with zipfile.ZipFile(folder / "course.zip") as archive:
        archive.extractall(folder)
    return folder / bundle.TOP


@pytest.fixture(scope="module")
def address(bundled: Path) -> Iterator[str]:
    """Where JupyterLab runs on the unpacked folder."""
    with labpage.serving(bundled, bundled.parent / "home") as address:
        yield address


@pytest.fixture
def lab(page: Page, address: str) -> Lab:
    """JupyterLab on the unpacked folder."""
    return Lab(page, address)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of its own, in which nothing is handed in."""
    for name in COURSE_FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "solutions", tmp_path / "solutions")
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    left_out = shutil.ignore_patterns("MNIST")
    shutil.copytree(ROOT / "datasets", tmp_path / "datasets", ignore=left_out)
    return courses.load(tmp_path)
