"""The course site: whole, offline, with words beside its pictures, and without a solution."""

from __future__ import annotations

import functools
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup
from handing_in import ROOT
from nbformat import NotebookNode
from playwright.sync_api import expect, sync_playwright
from withheld import secrets

from autograde import course as courses
from autograde.cli import app

Build = Callable[..., Path]
Pages = dict[str, BeautifulSoup]

NOTEBOOKS: dict[str, NotebookNode] = {
    f"{path.parent.name}/{path.stem}": nbformat.read(path, as_version=4)
    for path in sorted((ROOT / "notebooks").glob("*/*.ipynb"))
}

pytestmark = pytest.mark.grader


def outputs(name: str) -> list[NotebookNode]:
    return [output for cell in NOTEBOOKS[name].cells for output in cell.get("outputs", ())]


def article(page: BeautifulSoup) -> BeautifulSoup:
    return page.find("article")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_a_cell_put_out_stands_on_the_page(pages: Pages, name: str) -> None:
    text = article(pages[name]).get_text()
    printed = [output.text for output in outputs(name) if output.output_type == "stream"]
    assert [words for words in printed if words.strip() not in text] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_each_figure_comes_with_its_words(pages: Pages, name: str) -> None:
    made = [output.get("data", {}).get("text/html", "") for output in outputs(name)]
    stored = [img["alt"] for html in made for img in BeautifulSoup(html, "html.parser")("img")]
    shown = [img.get("alt", "") for img in article(pages[name])("img")]
    assert shown == stored
    assert all(shown)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_an_output_that_is_to_be_predicted_is_folded(pages: Pages, name: str) -> None:
    folded = [
        cell
        for cell in NOTEBOOKS[name].cells
        if cell.metadata.get("jupyter", {}).get("outputs_hidden") and cell.outputs
    ]
    found = article(pages[name]).select("div.tag_hide-output details:not([open])")
    assert len(found) == len(folded)


def test_no_link_leads_nowhere(site: Path, pages: Pages) -> None:
    anchors = {name: {tag["id"] for tag in page(id=True)} for name, page in pages.items()}
    dead = []
    for name, page in pages.items():
        for tag in page.select("a[href], link[href], script[src], img[src]"):
            target = tag.get("href") or tag.get("src")
            parts = urlsplit(target)
            if parts.scheme == "data":
                continue
            if parts.scheme:
                right = parts.scheme in ("http", "https", "mailto") and (parts.netloc or parts.path)
            else:
                path = (site / name).parent / unquote(parts.path) if parts.path else None
                right = path is None or path.is_file()
                if right and parts.fragment:
                    there = path.resolve().relative_to(site).with_suffix("") if path else name
                    right = unquote(parts.fragment) in anchors[str(there)]
            if not right:
                dead.append(f"{name}: {target}")
    assert dead == []


def test_a_page_loads_nothing_from_elsewhere(site: Path, pages: Pages) -> None:
    loaded = [
        tag.get("src") or tag.get("href")
        for page in pages.values()
        for tag in page.select("script[src], link[rel=stylesheet], link[rel=preload], img[src]")
    ]
    assert [url for url in loaded if urlsplit(url).netloc] == []
    styles = "".join(path.read_text() for path in site.rglob("*.css"))
    assert re.findall(r"url\(\W?https?:", styles) == []


def test_a_notebook_that_the_text_names_is_a_link(pages: Pages) -> None:
    named = article(pages["lecture/01_tensors"]).find("code", string="lecture/03_from_numpy_to_nn")
    assert named.find_parent("a")["href"] == "03_from_numpy_to_nn.html"


def test_no_line_of_a_solution_hidden_test_exam_or_rubric_is_on_the_site(
    site: Path, pages: Pages
) -> None:
    texts = [page.get_text() for page in pages.values()]
    texts += [path.read_text(encoding="utf-8") for path in site.glob("_sources/**/*.*")]
    everything = "\n".join(texts)
    hidden = secrets(courses.load(ROOT))
    assert hidden
    # A notebook is JSON: there a quotation mark has a backslash before it.
    found = {s for s in hidden if s in everything or s.replace('"', '\\"') in everything}
    assert found == set()


def test_the_download_is_the_notebook_that_students_get(site: Path) -> None:
    for name in NOTEBOOKS:
        released = ROOT / "notebooks" / f"{name}.ipynb"
        assert (site / "_sources" / f"{name}.ipynb").read_bytes() == released.read_bytes()


def test_every_command_is_in_the_command_reference(pages: Pages) -> None:
    headings = {h.get_text() for h in pages["reference/commands"]("h2")}
    for command in app.registered_commands:
        name = command.name or command.callback.__name__.replace("_", "-")
        assert any(heading.startswith(f"autograde {name}") for heading in headings), name


def test_without_a_repository_nothing_offers_to_open_a_notebook_elsewhere(pages: Pages) -> None:
    assert not pages["lecture/01_tensors"].select(".dropdown-launch-buttons")
    assert "start_online" not in pages


def test_with_one_each_notebook_opens_in_binder_colab_and_the_classes_hub(build: Build) -> None:
    built = build(
        COURSE_REPOSITORY="https://github.com/teacher/course",
        COURSE_BRANCH="spring",
        COURSE_JUPYTERHUB="https://hub.example.org",
    )
    page = BeautifulSoup((built / "lecture/01_tensors.html").read_text(), "html.parser")
    links = {a.get_text().strip(): a["href"] for a in page.select(".dropdown-launch-buttons a")}
    path = "notebooks/lecture/01_tensors.ipynb"
    assert links["Binder"] == (
        f"https://mybinder.org/v2/gh/teacher/course/spring?urlpath=lab/tree/{path}"
    )
    assert links["Colab"] == (
        f"https://colab.research.google.com/github/teacher/course/blob/spring/{path}"
    )
    assert links["JupyterHub"].startswith("https://hub.example.org/hub/user-redirect/git-pull?")
    online = BeautifulSoup((built / "start_online.html").read_text(), "html.parser")
    assert "git clone --depth 1 https://github.com/teacher/course" in online.get_text()


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    """Where the site is served: on file:// a page may not read another, as the search does."""
    handler = functools.partial(Quiet, directory=site)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and tells nobody."""

    def log_message(self, *_: object) -> None:
        pass


def test_a_browser_finds_a_word_and_scrolls_no_page_sideways(address: str, pages: Pages) -> None:
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 360, "height": 740}, color_scheme="dark")
        page.on("pageerror", lambda error: complaints.append(str(error)))
        # Whoever leaves a page aborts what it still asks for.
        page.on(
            "requestfailed",
            lambda r: "ERR_ABORTED" in (r.failure or "") or complaints.append(r.url),
        )
        page.goto(f"{address}/search.html?q=broadcast")
        found = page.locator("#search-results a", has_text="Tensors").first
        expect(found).to_be_visible(timeout=60_000)
        page.wait_for_load_state("networkidle")  # it shows a line of each page that it found
        for name in pages:
            page.goto(f"{address}/{name}.html")
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                complaints.append(f"{name} is wider than a phone")
        browser.close()
    assert complaints == []
