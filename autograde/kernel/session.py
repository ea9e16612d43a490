"""One student's kernel: run cells in it, within limits, and find out what became of them."""

from __future__ import annotations

import asyncio
import inspect
import json
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from queue import Empty
from typing import Any, Literal, Self

import zmq.asyncio
from jupyter_client.client import KernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_async, run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.validator import isvalid
from traitlets import Int

from autograde import course
from autograde.course import Limits
from autograde.exam import wire
from autograde.kernel.layers import SandboxMissing
from autograde.kernel.line import Line
from autograde.kernel.order import LAYERS
from autograde.kernel.provisioner import POLL_SECONDS, WarmProvisioner, specs
from autograde.kernel.warm import ZygoteFault
from autograde.kernel.workplace import Workplace

ATTEND = "__import__('autograde.exam.agent', fromlist=['attend']).attend(globals(), {})"
STARTUP_SECONDS = 120
#: How long an interrupted cell may take to give in.
GRACE_SECONDS = 5
#: How long a cell that has printed too much may go on, if it can end by itself; after how long a
#: kernel that says nothing is asked once more.
PATIENCE_SECONDS = 1
#: Messages that may wait in the grader's memory, and what each counts for beside its text.
WAITING_MESSAGES = 100
MESSAGE_BYTES = 200


#: What an answer says, and its arrays: nothing is known of either.
Answer = tuple[dict[str, Any], wire.Arrays]


class KernelFault(Exception):
    """The kernel could not be started, or went with its zygote: never the student's fault."""


@dataclass(frozen=True)
class CellRun:
    """How a cell ended: ``"done"``, ``"timeout"`` or ``"dead"`` (the kernel went with it)."""

    ended: Literal["done", "timeout", "dead"]


class _Client(NotebookClient):
    """nbclient's client, counting what is printed."""

    room = Int()
    flooded = False
    leaving = False
    over: asyncio.Event
    interrupting: asyncio.Future[None] | None = None

    async def async_start_new_kernel_client(self) -> KernelClient:
        """Connect with the kernel, and read whatever it has to say until it answers.

        The kernel listens already, so that nothing need be waited for, as jupyter_client does. But
        what it publishes before it knows of its reader is lost, so it is asked again.
        """
        assert self.km is not None
        self.kc = kc = self.km.client()
        kc.allow_stdin = False
        kc.start_channels(stdin=False, hb=False)
        try:
            async with asyncio.timeout(self.startup_timeout):
                asked = {kc.kernel_info()}
                idle = False
                while not idle:
                    try:
                        said = await ensure_async(
                            kc.iopub_channel.get_msg(timeout=PATIENCE_SECONDS)
                        )
                        idle = _is_idle(said, asked)
                    except Empty:
                        asked.add(kc.kernel_info())
                await ensure_async(kc.shell_channel.get_msg())
        except BaseException:
            await self._async_cleanup_kernel()
            raise
        return kc

    start_new_kernel_client = run_sync(async_start_new_kernel_client)

    async def async_execute_cell(self, *args: Any, **options: Any) -> NotebookNode:
        self.over = asyncio.Event()
        try:
            return await super().async_execute_cell(*args, **options)
        finally:
            self.over.set()
            if self.interrupting:
                await self.interrupting
                self.interrupting = None

    execute_cell = run_sync(async_execute_cell)

    def executed(self, execute_reply: dict[str, Any], **_: Any) -> None:
        """Notice that a cell asked the kernel to end, which it will in a moment."""
        payload = execute_reply["content"].get("payload", [])
        self.leaving = any(item.get("source") == "ask_exit" for item in payload)

    async def interrupt(self) -> None:
        """Interrupt the cell, unless it is over by itself in a moment."""
        assert isinstance(self.km, _Manager)
        try:
            await asyncio.wait_for(self.over.wait(), PATIENCE_SECONDS)
        except TimeoutError:
            await self.km.interrupt_kernel()

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        if msg["msg_type"] not in UNDERSTOOD:
            return None
        # In files a text may be a list of lines, and nbclient lets it through.
        if msg["msg_type"] == "stream" and not isinstance(msg["content"].get("text"), str):
            raise TypeError("a text that is none")
        if msg["msg_type"] in OUTPUTS:
            size = MESSAGE_BYTES + sum(len(str(value)) for value in msg["content"].values())
            self.room -= size * self._copies(msg)
        if msg["msg_type"] in OUTPUTS and self.room < 0:
            if not self.flooded:
                self.flooded = True
                self.interrupting = asyncio.ensure_future(self.interrupt())
            return None
        # A lone surrogate cannot be written to any file.
        text = json.dumps(msg["content"], ensure_ascii=False).encode("utf-8", errors="replace")
        return super().process_message({**msg, "content": json.loads(text)}, cell, cell_index)

    def _copies(self, msg: dict[str, Any]) -> int:
        """How often the notebook will hold what a message says: it may change older outputs."""
        name = msg["content"].get("transient", {}).get("display_id")
        older: int = sum(map(len, self._display_id_map.get(name, {}).values()))
        return older + int(msg["msg_type"] != "update_display_data")


def _is_idle(message: dict[str, Any], asked: set[str]) -> bool:
    """Whether a message says that the kernel is done with one of some requests."""
    if message["msg_type"] != "status" or message["content"]["execution_state"] != "idle":
        return False
    return message["parent_header"].get("msg_id") in asked


OUTPUTS = {"stream", "display_data", "update_display_data", "execute_result", "error"}
UNDERSTOOD = OUTPUTS | {"status", "execute_input", "clear_output"}


class _Manager(AsyncKernelManager):
    """Gives its clients its own context, whose sockets refuse messages that are too large."""

    # Without the hundredth of a second that jupyter_client waits after each, for its own tests.
    start_kernel = inspect.unwrap(AsyncKernelManager.start_kernel)
    shutdown_kernel = inspect.unwrap(AsyncKernelManager.shutdown_kernel)

    async def interrupt_kernel(self) -> None:  # type: ignore[override]
        """Interrupt the kernel and wait until it has been: the next cell must not be hit."""
        await super().interrupt_kernel()
        socket = self._control_socket
        if socket is not None and await socket.poll(1000 * GRACE_SECONDS):
            await socket.recv_multipart()

    def client(self, **kwargs: Any) -> Any:
        return super().client(context=self.context, **kwargs)


class Session:
    """A kernel for one submission; leaving the ``with`` block kills it and all it started.

    Attributes
    ----------
    dead
        why the kernel is gone or listens no more; None while it does.
    killed
        whether its process was killed from elsewhere, and not for passing a limit. The system does
        that when the machine has no memory left; a student's code can do it to itself.
    """

    def __init__(
        self,
        notebook: NotebookNode,
        place: Workplace,
        limits: Limits,
        imports: tuple[str, ...] = course.Kernel().imports,
        layers: tuple[str, ...] = LAYERS,
    ) -> None:
        self.limits = limits
        self.place = place
        self.dead: str | None = None
        self.killed = False
        self.notebook = deepcopy(notebook)
        context = zmq.asyncio.Context()
        # The sockets themselves refuse what is too large, and let the kernel wait, not the grader
        # fill up, when it sends faster than can be read.
        context.setsockopt(zmq.MAXMSGSIZE, int(limits.output_megabytes * 2_000_000))
        context.setsockopt(zmq.RCVHWM, WAITING_MESSAGES)
        # jupyter_client would wait for ever for a kernel that has broken the line.
        context.setsockopt(zmq.SNDTIMEO, 1000 * GRACE_SECONDS)
        manager = _Manager(
            kernel_name="student",
            kernel_spec_manager=specs(place, limits, imports, layers),
            connection_file=str(place.root / "kernel.json"),
            context=context,
        )
        self._manager = manager
        self._client = _Client(
            self.notebook,
            km=manager,
            room=int(limits.output_megabytes * 1_000_000),
            allow_errors=True,
            # nbclient's way takes quadratic time: hours for one long line.
            coalesce_streams=False,
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
        self._client.on_cell_executed = self._client.executed

    @property
    def flooded(self) -> bool:
        """Whether more was printed than allowed; the rest has been dropped."""
        return self._client.flooded

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        self._stack.callback(self._manager.context.destroy, linger=0)
        afterwards = self._stack.enter_context(ExitStack())  # when the kernel is gone
        try:
            self._stack.enter_context(self._client.setup_kernel(cleanup_kc=True))
        except BaseException as error:
            self._stack.close()
            if isinstance(error, RuntimeError | OSError | Empty | SandboxMissing | ZygoteFault):
                raise KernelFault(f"the kernel did not start: {error}") from error
            raise
        provisioner = self._manager.provisioner
        assert isinstance(provisioner, WarmProvisioner)
        assert provisioner.kernel is not None
        assert provisioner.watch is not None
        self._watch = provisioner.watch
        self._kernel = provisioner.kernel
        # Before any code of the student's could lay something in its place.
        self._line = Line(self.place.run / "line")
        afterwards.callback(self._line.close)
        self._ends = time.monotonic() + self.limits.seconds
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(Exception):  # whatever the student's process does while it is killed
            self._stack.close()
        run_sync(_cancel_tasks)()
        code = [cell for cell in self.notebook.cells if cell.cell_type == "code"]
        ran = [cell for cell in code if cell.outputs or cell.execution_count is not None]
        for cell in ran:
            _tidy(cell)
        # All at once first: each look by itself takes as long as one at all.
        if not _can_be_held(ran):
            for cell in ran:
                if not _can_be_held([cell]):
                    cell.outputs, cell.execution_count = [], None

    def run(self, index: int) -> CellRun:
        """Run cell ``index`` of the notebook; its outputs land in the notebook.

        Raises
        ------
        KernelFault
            when the zygote ended meanwhile, and the kernel with it.
        """
        cell = self.notebook.cells[index]
        return self._within(self.limits.cell_seconds, partial(self._execute, cell, index))

    def ask(self, request: Mapping[str, Any], arrays: wire.Arrays) -> tuple[CellRun, Answer | None]:
        """Hand a request to the examiner's agent in the kernel, and wait for the answer.

        Raises
        ------
        KernelFault
            when the zygote ended meanwhile, and the kernel with it.
        wire.Malformed
            when what comes is no answer.
        """
        answers: list[Answer] = []

        def attempt(seconds: int) -> str | None:
            return self._attended(lambda line: answers.append(line.ask(request, arrays, seconds)))

        run = self._within(self.limits.call_seconds, attempt)
        return run, answers[0] if answers else None

    def tell(self, request: Mapping[str, Any], arrays: wire.Arrays) -> None:
        """Hand a request to the agent together with the next one, which is asked."""
        self._line.tell(request, arrays)

    def leave_off(self) -> None:
        """Let the agent end, so that cells can be run again; the next question calls it anew."""
        self._line.hang_up()

    def _within(self, seconds: float, attempt: Callable[[int], str | None]) -> CellRun:
        """Try something for so long, unless the kernel is gone; ``attempt`` says why, if so."""
        start = time.monotonic()
        if not self.dead and start >= self._ends:
            self.dead = f"the submission took longer than {self.limits.seconds:g} seconds"
        if self.dead:
            return CellRun("dead")
        limit = max(1, int(min(seconds, self._ends - start)))
        self._watch.allow(limit + 4 * GRACE_SECONDS)
        try:
            self.dead = attempt(limit) or self._watch.reason
        finally:
            self._watch.allow(float("inf"))
        if self.dead:
            self._look_into_the_end()
            return CellRun("dead")
        return CellRun("timeout" if time.monotonic() - start >= limit else "done")

    def _look_into_the_end(self) -> None:
        """Find out whether others than the student and the supervisor have ended the kernel."""
        if self._watch.reason or not self._manager.has_kernel or self._kernel.poll() is None:
            return
        try:
            ended = self._kernel.told()
        except TimeoutError as error:
            raise KernelFault("of a kernel that has ended not all processes went") from error
        if ended is None:
            raise KernelFault("the process that all kernels are forked from has ended")
        self.killed = ended == -signal.SIGKILL

    def _attended(self, ask: Callable[[Line], None]) -> str | None:
        """Ask the agent, and interrupt it when it takes too long."""
        try:
            if not self._line.connected:
                self._call_agent()
                self._line.accept(GRACE_SECONDS)
            ask(self._line)
        except TimeoutError:
            if not self._line.connected:
                return self._watch.reason or "it could not be stopped"
            self._line.hang_up()
            return self._interrupted()
        except zmq.ZMQError:
            return self._watch.reason or "it could not be reached"
        except wire.Malformed:
            self._line.hang_up()
            raise
        except OSError:
            self._line.hang_up()
            return self._ended()
        return None

    def _interrupted(self) -> str | None:
        """Interrupt the kernel; why that cannot be done, if so."""
        try:
            run_sync(self._manager.interrupt_kernel)()
        except zmq.ZMQError:
            return self._watch.reason or "it could not be stopped"
        return None

    def _call_agent(self) -> None:
        """Let the kernel run the agent, which ends when its line does; nobody waits for that."""
        seen = self.place.seen
        folders = ", ".join(repr(str(f)) for f in (seen.run / "line", seen.asks))
        assert self._client.kc is not None
        self._client.kc.execute(ATTEND.format(folders), silent=True, allow_stdin=False)

    def _ended(self) -> str | None:
        """Why the kernel has ended, if it has: its sockets close a moment before."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            if self._kernel.poll() is not None:
                return self._watch.reason or "its process ended"
            time.sleep(POLL_SECONDS)
        return None

    def _execute(self, cell: NotebookNode, index: int, seconds: int) -> str | None:
        """Execute a cell; why the kernel is gone or listens no more, if so."""
        self._client.timeout = seconds
        start = time.monotonic()
        try:
            self._client.execute_cell(cell, index, store_history=True)
            told = "it was told to exit; take `exit` or `quit` out of that cell and grade again"
            return told if self._client.leaving else None
        except DeadKernelError:
            return self._watch.reason or "its process ended"
        except CellTimeoutError:
            pass
        except zmq.ZMQError:
            return self._watch.reason or "it could not be reached"
        # A kernel can send anything, and nbclient expects what kernels should send.
        except Exception as error:
            return f"it sent messages that cannot be understood ({type(error).__name__})"
        # The end of the cell was not heard of: its output was too large for the socket, which has
        # closed the line, or it does not give in to an interrupt.
        if time.monotonic() - start < seconds:
            self._client.flooded = True
        if self._kernel.poll() is not None:
            return self._watch.reason or "its process ended"
        self._client.startup_timeout = GRACE_SECONDS
        try:
            self._client.kc.stop_channels()  # type: ignore[union-attr]
            self._client.start_new_kernel_client()
            return None
        except Exception:
            return self._watch.reason or "it could not be stopped"


async def _cancel_tasks() -> None:
    """End what nbclient was still waiting for when something unexpected came."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _tidy(cell: NotebookNode) -> None:
    """Join what was printed in pieces."""
    printed: dict[str, list[str]] = {}
    outputs: list[NotebookNode] = []
    for output in cell.outputs:
        if output.output_type != "stream" or output.name not in printed:
            outputs.append(output)
        if output.output_type == "stream":
            printed.setdefault(output.name, []).append(output.text)
    for output in outputs:
        if output.output_type == "stream":
            output.text = _on_screen("".join(printed[output.name]))
    cell.outputs = outputs


def _can_be_held(cells: list[NotebookNode]) -> bool:
    """Whether a notebook can hold what the kernel has made of some cells."""
    named = [{**cell, "id": str(number)} for number, cell in enumerate(cells)]
    return bool(isvalid({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": named}))


def _on_screen(text: str) -> str:
    """What a screen shows of a text: after a carriage return the line is written anew."""
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
