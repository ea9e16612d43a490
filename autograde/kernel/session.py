"""One student's kernel: run cells in it, within limits, and find out what became of them."""

from __future__ import annotations

import asyncio
import time
from contextlib import ExitStack, suppress
from copy import deepcopy
from dataclasses import dataclass
from queue import Empty
from typing import Any, Literal, Self

import zmq.asyncio
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from traitlets import Int

from autograde.course import Limits
from autograde.kernel.provisioner import specs
from autograde.kernel.workplace import Workplace

STARTUP_SECONDS = 120
#: How long an interrupted cell may take to give in.
GRACE_SECONDS = 5


class KernelFault(Exception):
    """The kernel could not be started: the grader's fault, never the student's."""


@dataclass(frozen=True)
class CellRun:
    """How a cell ended: ``"done"``, ``"timeout"`` or ``"dead"`` (the kernel went with it)."""

    ended: Literal["done", "timeout", "dead"]


class _Client(NotebookClient):
    """nbclient's client, counting what is printed."""

    room = Int()
    flooded = False

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        content = msg["content"]
        size = len(content.get("text", "")) + sum(len(str(v)) for v in content.get("data", {}).values())
        self.room -= size
        if self.room < 0 and msg["msg_type"] in OUTPUTS:
            if not self.flooded:
                self.flooded = True
                asyncio.ensure_future(_quietly(self.km.interrupt_kernel()))  # type: ignore[union-attr]
            return None
        return super().process_message(msg, cell, cell_index)


OUTPUTS = {"stream", "display_data", "update_display_data", "execute_result", "error"}


class _Manager(AsyncKernelManager):
    """Gives its clients its own context, whose sockets refuse messages that are too large."""

    def client(self, **kwargs: Any) -> Any:
        return super().client(context=self.context, **kwargs)


class Session:
    """A kernel for one submission; leaving the ``with`` block kills it and all it started."""

    def __init__(
        self, notebook: NotebookNode, place: Workplace, limits: Limits, unsafe: bool = False
    ) -> None:
        self.limits = limits
        self.place = place
        self.dead: str | None = None
        self.notebook = deepcopy(notebook)
        # The last cell is the examiner's: it is run again and again, and never shown.
        self.notebook.cells.append(new_code_cell())
        manager = _Manager(
            kernel_name="student",
            kernel_spec_manager=specs(place, limits, unsafe),
            transport="ipc",
            connection_file=str(place.run / "kernel.json"),
            ip=str(place.run / "kernel"),
            context=zmq.asyncio.Context(),
        )
        # A single message larger than this is refused by the socket itself.
        manager.context.setsockopt(zmq.MAXMSGSIZE, int(limits.output_megabytes * 2_000_000))
        self._manager = manager
        self._client = _Client(
            self.notebook,
            km=manager,
            room=int(limits.output_megabytes * 1_000_000),
            allow_errors=True,
            coalesce_streams=True,
            interrupt_on_timeout=True,
            error_on_timeout={"ename": "TimeoutError", "evalue": "", "traceback": []},
            raise_on_iopub_timeout=True,
            iopub_timeout=GRACE_SECONDS,
            startup_timeout=STARTUP_SECONDS,
            shutdown_kernel="immediate",
            skip_cells_with_tag="",
            store_widget_state=False,
            record_timing=False,
        )

    @property
    def flooded(self) -> bool:
        """Whether more was printed than allowed; the rest has been dropped."""
        return self._client.flooded

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        try:
            self._stack.enter_context(self._client.setup_kernel(cleanup_kc=True))
        except (RuntimeError, OSError, Empty) as error:
            raise KernelFault(f"the kernel did not start: {error}") from error
        self._ends = time.monotonic() + self.limits.seconds
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(Exception):  # whatever the student's process does while it is killed
            self._stack.close()
        self._manager.context.destroy(linger=0)

    def run(self, index: int) -> CellRun:
        """Run cell ``index`` of the notebook; its outputs land in the notebook."""
        return self._execute(self.notebook.cells[index], index, self.limits.cell_seconds)

    def command(self, code: str) -> CellRun:
        """Run the examiner's own code, which shows nothing and enters no history."""
        return self._execute(new_code_cell(code), -1, self.limits.call_seconds)

    def _execute(self, cell: NotebookNode, index: int, seconds: float) -> CellRun:
        if self.dead:
            return CellRun("dead")
        left = self._ends - time.monotonic()
        if left <= 0:
            self.dead = f"the submission took longer than {self.limits.seconds:g} seconds"
            return CellRun("dead")
        limit = min(seconds, left)
        start = time.monotonic()
        if not self._try(cell, index, max(1, int(limit))):
            return CellRun("dead")
        timed_out = time.monotonic() - start >= self._client.timeout
        return CellRun("timeout" if timed_out else "done")

    def _try(self, cell: NotebookNode, index: int, seconds: int) -> bool:
        """Execute a cell; false when the kernel is gone or listens no more."""
        self._client.timeout = seconds
        try:
            self._client.execute_cell(cell, index, store_history=index >= 0)
            return True
        except DeadKernelError:
            self.dead = "its process ended"
            return False
        except CellTimeoutError:
            pass
        # The end of the cell was not heard of: its output was too large for the socket, which has
        # closed the line, or it does not give in to an interrupt.
        self._client.flooded = True
        self._client.startup_timeout = GRACE_SECONDS
        try:
            self._client.kc.stop_channels()  # type: ignore[union-attr]
            self._client.start_new_kernel_client()
            return True
        except RuntimeError:
            self.dead = "it could not be stopped"
            return False


async def _quietly(coroutine: Any) -> None:
    with suppress(Exception):
        await coroutine
