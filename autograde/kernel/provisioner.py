"""A kernel provisioner that forks IPython kernels from a warm process and shuts each one in.

Registered as ``autograde`` in the entry points ``jupyter_client.kernel_provisioners``, so that
any Jupyter tool can start such kernels: with the kernelspec of the same name; or in place of all
ordinary Python kernels, with ``JUPYTER_DEFAULT_PROVISIONER_NAME=autograde``.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Bool, Instance, Tuple

from autograde import course
from autograde.course import CourseError, Limits
from autograde.kernel import landlock, sandbox, seccomp
from autograde.kernel.order import LAYERS, Bind, Order
from autograde.kernel.warm import END_SECONDS, Kernel, ZygoteFault, environment, zygote
from autograde.kernel.watch import Watch
from autograde.kernel.workplace import Folder, Workplace

NAME = "autograde"
POLL_SECONDS = 0.002
#: Beside these, nothing of the environment of whoever starts it reaches a private kernel.
PASSED_ON = ("NBGRADER_EXECUTION", "JPY_SESSION_NAME", "LANG", "LC_ALL", "TZ", "COLUMNS")


class WarmProvisioner(LocalProvisioner):
    """Gets its kernel from the zygote.

    Attributes
    ----------
    workplace
        a submission's folders. Without one the kernel works in the folder that it is started in,
        as other kernels do, and can write there.
    limits
        what the kernel may use; time is counted for a submission alone.
    imports
        what has been imported before; by default what the course says.
    layers
        what shuts it in.
    private
        keep the environment and the temporary folder of whoever starts it from it. A submission's
        kernel has neither; one that stands in for an ordinary kernel is expected to have both.
    watch
        the supervisor of its processes.
    """

    workplace: Workplace | None = Instance(Workplace, allow_none=True)  # type: ignore[assignment]
    limits: Limits = Instance(Limits, ())  # type: ignore[assignment]
    imports = Tuple(default_value=course.Kernel().imports)
    layers = Tuple(default_value=LAYERS)
    private = Bool(False)
    kernel: Kernel | None = None
    watch: Watch | None = None
    _folder: Folder | None = None

    @property
    def has_process(self) -> bool:
        return self.kernel is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        place = self.workplace or self._folder or self._make_folder(kwargs.get("cwd"))
        for socket in place.run.iterdir():  # before a restart
            socket.unlink()
        manager = self.parent
        assert manager is not None
        manager.transport = "ipc"
        manager.ip = str(place.run / "kernel")
        manager.cache_ports = False
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        order = self._order(_arguments(cmd), kwargs["env"])
        warm = zygote(tuple(self.imports), "bubblewrap" in self.layers)
        self.kernel = await _in_a_thread(partial(warm.start, order))
        self.pid = self.kernel.pid
        place = self.workplace or self._folder
        assert place is not None
        self.watch = Watch(self.kernel, place.run, place.writable, self.limits)
        self.watch.start()
        return self.connection_info

    async def poll(self) -> int | None:
        return 0 if self.kernel is None else self.kernel.poll()

    async def wait(self) -> int | None:
        if self.kernel is None:
            return 0
        while not self.kernel.gone():
            await asyncio.sleep(POLL_SECONDS)
        ended = self.kernel.poll()
        if self.watch is not None:
            self.watch.stop()
        self.kernel.close()
        self.kernel = None
        return ended

    async def send_signal(self, signum: int) -> None:
        if self.kernel is not None:
            self.kernel.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        if self.kernel is not None:
            self.kernel.end()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.wait(), END_SECONDS)

    async def terminate(self, restart: bool = False) -> None:
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        await self.kill(restart)
        if self._folder is not None and not restart:
            shutil.rmtree(self._folder.run, ignore_errors=True)

    def _make_folder(self, cwd: str | None) -> Folder:
        folder = Path(cwd or Path.cwd()).resolve()
        datasets = None
        with suppress(CourseError):
            datasets = course.find_root(folder) / "datasets"
        run = Path(tempfile.mkdtemp(prefix="autograde-"))
        shared = () if self.private else (Path(tempfile.gettempdir()).resolve(),)
        self._folder = Folder(folder, run, datasets, shared)
        return self._folder

    def _order(self, arguments: list[str], env: Mapping[str, str]) -> Order:
        place = self.workplace or self._folder
        assert place is not None
        if self.workplace is not None and self.layers:
            sandbox.refuse_to_show(self.workplace.datasets)
        limits, seen = self.limits, place.seen
        private = self.private or self.workplace is not None
        passed_on = {k: v for k, v in env.items() if k in PASSED_ON or not private}
        return Order(
            connection={**_as_text(self.connection_info), "ip": str(seen.run / "kernel")},
            cwd=str(seen.cwd),
            env=environment() | passed_on | seen.env,
            memory_bytes=int(1e6 * limits.memory_megabytes),
            disk_bytes=int(1e6 * limits.disk_megabytes),
            processes=limits.processes,
            # A little more output than counts as too much, so that the grader takes notice.
            output_bytes=int(1e6 * limits.output_megabytes) + 1000,
            cpu_seconds=int(2 * limits.seconds) if self.workplace else None,
            # As if this thread were its parent, which is the zygote.
            cores=tuple(os.sched_getaffinity(0)),
            arguments=tuple(arguments),
            copied=place.copied,
            binds=(*place.binds, *_environment(place.rights)),
            rights=place.rights,
            filter=seccomp.program().hex() if "seccomp" in self.layers else "",
            layers=tuple(self.layers),
        )


async def _in_a_thread(start: Callable[[], Kernel]) -> Kernel:
    """Let the event loop go on while a kernel starts: everything may have to be imported first.

    A thread of its own, because the loop's may have stayed behind in a process that this one was
    forked from.
    """
    with ThreadPoolExecutor(1) as own:
        return await asyncio.wrap_future(own.submit(start))


def _environment(rights: Mapping[str, int]) -> tuple[Bind, ...]:
    """Those of Python's folders that would be hidden, or could be written, where it may write."""
    writable = [path for path, right in rights.items() if right == landlock.EVERYTHING]
    return tuple(
        Bind(str(folder), str(folder))
        for folder in sandbox.python_folders()
        if any(folder.is_relative_to(path) for path in writable)
    )


def _arguments(cmd: list[str]) -> list[str]:
    """What a kernelspec's command tells IPython, beside the connection file."""
    if "ipykernel_launcher" not in cmd:
        raise ZygoteFault(f"only Python kernels are kept warm, and this command starts {cmd[0]}")
    arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
    if "-f" in arguments:
        del arguments[arguments.index("-f") : arguments.index("-f") + 2]
    return arguments


def _as_text(connection: KernelConnectionInfo) -> dict[str, Any]:
    return {k: v.decode() if isinstance(v, bytes) else v for k, v in connection.items()}


class Specs(KernelSpecManager):
    """Knows one kernelspec: a Python kernel for one workplace."""

    spec: KernelSpec = Instance(KernelSpec)  # type: ignore[assignment]

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return self.spec


def specs(
    place: Workplace, limits: Limits, imports: tuple[str, ...], layers: tuple[str, ...]
) -> Specs:
    """The kernelspec that starts a kernel for ``place`` under ``limits``."""
    config = {"workplace": place, "limits": limits, "imports": imports, "layers": layers}
    return Specs(
        spec=KernelSpec(
            argv=["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python",
            env={"NBGRADER_EXECUTION": "autograde"},
            language="python",
            # The answer to a message says when the kernel has been interrupted.
            interrupt_mode="message",
            metadata={"kernel_provisioner": {"provisioner_name": NAME, "config": config}},
        )
    )
