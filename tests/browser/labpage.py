"""JupyterLab as a person uses it: a server on a folder, a page to look at and to type in."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

#: Keeps what a page shows, under the name of a step.
Shot = Callable[[str], None]

#: No question about news in front of what a test looks at.
NOTIFICATION = "lab/user-settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
NO_NEWS = {"fetchNews": "false", "checkForUpdates": False}
AT = re.compile(r"http://127\.0\.0\.1:\d+")
#: A kernel that imports torch, on two cores that others use as well.
PATIENCE = 120_000
#: The status bar may still tell of the notebook that was in front before.
CONNECTED = """() => {
    const kernel = jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel;
    return kernel?.connectionStatus === "connected" && kernel.status === "idle";
}"""


@contextlib.contextmanager
def serving(folder: Path, home: Path) -> Iterator[str]:
    """Start ``autograde lab`` in ``folder``, its settings in ``home``; gives the address."""
    settings = home / NOTIFICATION
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps(NO_NEWS))
    words = ["lab", "--no-browser", "--allow-root", "--IdentityProvider.token=", "--port=0"]
    process = subprocess.Popen(
        [Path(sys.executable).with_name("autograde"), *words, "--expose-app-in-browser"],
        cwd=folder,
        env=os.environ | _environment(folder, home),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    said: deque[str] = deque(maxlen=50)
    # Nobody else reads on, and a full pipe would stop the server.
    rest = threading.Thread(target=said.extend, args=(process.stderr,), daemon=True)
    try:
        for line in process.stderr:
            said.append(line)
            if found := AT.search(line):
                rest.start()
                yield found[0]
                return
        raise RuntimeError(f"JupyterLab did not start:\n{''.join(said)}")
    finally:
        process.terminate()
        process.wait()
        if rest.ident:
            rest.join(10)
        process.stderr.close()


def _environment(folder: Path, home: Path) -> dict[str, str]:
    """What the folder holds is imported, and nothing that this machine's user has set up."""
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    return {"PYTHONPATH": str(folder), **dict.fromkeys(places, str(home))}


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that is open in a page."""

    page: Page
    address: str

    @property
    def notebook(self) -> Locator:
        """The notebook in front."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def start(self) -> None:
        """Go where the browser goes when JupyterLab starts."""
        self.page.goto(self.address)
        self.ready()

    def open(self, notebook: str) -> None:
        """Open a notebook, and nothing beside it."""
        self.page.goto(f"{self.address}/lab/tree/{notebook}?reset")
        self.ready()

    def ready(self) -> None:
        """Wait until the notebook in front could run a cell."""
        status = self.page.locator("#jp-main-statusbar")
        expect(status).to_contain_text("Python 3 (ipykernel) | Idle", timeout=PATIENCE)
        self.page.wait_for_function(CONNECTED, timeout=PATIENCE)

    def command(self, name: str, **arguments: Any) -> None:
        """Do what a menu entry does; does not wait until it is done."""
        self.page.evaluate(
            "([name, args]) => void jupyterapp.commands.execute(name, args)", [name, arguments]
        )

    def cell(self, source: str) -> Locator:
        """The code cell that holds this text."""
        return self.notebook.locator(".jp-CodeCell").filter(
            has=self.page.locator(".jp-InputArea-editor", has_text=source)
        )

    def output(self, source: str) -> Locator:
        """What the code cell with this text shows."""
        return self.cell(source).locator(".jp-Cell-outputArea")

    def write(self, source: str, answer: str) -> None:
        """Replace what stands in the cell with this text."""
        self.cell(source).locator(".cm-content").fill(answer)

    def run(self, source: str) -> None:
        """Run one cell, as Shift and Enter do; does not wait until it is done."""
        self.cell(source).locator(".cm-content").press("Shift+Enter")

    def reach(self, part: Locator) -> None:
        """Go back to a part of the notebook with the keyboard alone."""
        self.page.keyboard.press("Escape")
        for _ in range(20):
            if part.evaluate("part => part === document.activeElement"):
                return
            self.page.keyboard.press("Shift+Tab")
        expect(part).to_be_focused()

    def run_all(self) -> None:
        """*Kernel → Restart and Run All*, to the end."""
        prompts = self.notebook.locator(".jp-CodeCell .jp-InputPrompt")
        self._restart_and_run()
        expect(prompts.last).to_have_text("[*]:")
        try:
            expect(prompts.first).to_have_text("[1]:", timeout=PATIENCE)
        except AssertionError:
            # JupyterLab can lose what it sends while a kernel restarts; a person asks again.
            self._restart_and_run()
        expect(prompts.last).to_have_text(re.compile(r"\[\d+\]:"), timeout=PATIENCE)

    def _restart_and_run(self) -> None:
        self.notebook.get_by_role("button", name="Restart the kernel and run all cells").click()
        self.page.get_by_role("button", name="Confirm Kernel Restart").click()

    def save(self) -> None:
        """Save, and wait until the tab says so."""
        self.command("docmanager:save")
        expect(self.page.locator(".lm-TabBar-tab.lm-mod-current.jp-mod-dirty")).to_have_count(0)

    def theme(self, name: str) -> None:
        """Change to "JupyterLab Light" or "JupyterLab Dark"."""
        self.command("apputils:change-theme", theme=name)
        expect(self.page.locator("body")).to_have_attribute("data-jp-theme-name", name)
