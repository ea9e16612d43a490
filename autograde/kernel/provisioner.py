"""A kernel provisioner that forks IPython kernels from a warm process and shuts each one in.

Registered as ``autograde`` in the entry points ``jupyter_client.kernel_provisioners``, so that
any Jupyter tool can start such kernels: with the kernelspec of the same name, or for every Python
kernel with ``JUPYTER_DEFAULT_PROVISIONER_NAME=autograde``.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Instance, Tuple

from autograde import course
from autograde.course import CourseError, Limits
from autograde.kernel import landlock, sandbox, seccomp
from autograde.kernel.order import ASKS, HOME, LAYERS, RUN, STUDENT, Bind, Order
from autograde.kernel.warm import Kernel, ZygoteFault, environment, zygote
from autograde.kernel.watch import Watch
from autograde.kernel.workplace import Workplace

NAME = "autograde"
END_SECONDS = 60
#: Beside these, nothing of the environment of whoever asks for a kernel reaches it.
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
    watch
        the supervisor of its processes.
    """

    workplace: Workplace | None = Instance(Workplace, allow_none=True)  # type: ignore[assignment]
    limits: Limits = Instance(Limits, ())  # type: ignore[assignment]
    imports = Tuple(default_value=course.Kernel().imports)
    layers = Tuple(default_value=LAYERS)
    kernel: Kernel | None = None
    watch: Watch | None = None

    @property
    def has_process(self) -> bool:
        return self.kernel is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        if self.workplace is None and not hasattr(self, "_sockets"):
            self._sockets = Path(tempfile.mkdtemp(prefix="autograde-"))
        for socket in self._run.glob("kernel-*"):  # before a restart
            socket.unlink()
        manager = self.parent
        assert manager is not None
        manager.transport = "ipc"
        manager.ip = str(self._run / "kernel")
        manager.cache_ports = False
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        order = self._order(cmd, kwargs)
        warm = zygote(tuple(self.imports), "bubblewrap" in self.layers)
        # It may have to import everything first: let an event loop go on meanwhile.
        self.kernel = await asyncio.to_thread(warm.start, order)
        self.pid = self.kernel.pid
        folders = self.workplace.writable if self.workplace else ()
        self.watch = Watch(self.pid, folders, self.limits, self.kernel.end)
        self.watch.start()
        return self.connection_info

    async def poll(self) -> int | None:
        return 0 if self.kernel is None else self.kernel.poll()

    async def wait(self) -> int | None:
        if self.kernel is None:
            return 0
        await asyncio.to_thread(self.kernel.wait, END_SECONDS)
        ended = self.kernel.poll()
        self._let_go()
        return ended

    async def send_signal(self, signum: int) -> None:
        if self.kernel is not None:
            self.kernel.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        if self.kernel is not None:
            self.kernel.end()
            await self.wait()

    async def terminate(self, restart: bool = False) -> None:
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        if self.kernel is not None:
            await self.kill(restart)
        if not restart and hasattr(self, "_sockets"):
            shutil.rmtree(self._sockets, ignore_errors=True)

    def _let_go(self) -> None:
        if self.watch is not None:
            self.watch.stop()
        if self.kernel is not None:
            self.kernel.close()
        self.kernel = None

    @property
    def _run(self) -> Path:
        return self.workplace.run if self.workplace else self._sockets

    def _order(self, cmd: list[str], kwargs: dict[str, Any]) -> Order:
        if "ipykernel_launcher" not in cmd:
            raise ZygoteFault(f"only Python kernels can be started warm, and this is {cmd[0]}")
        arguments = [*cmd[cmd.index("ipykernel_launcher") + 1 :]]
        if "-f" in arguments:
            del arguments[arguments.index("-f") : arguments.index("-f") + 2]
        env = environment() | {k: v for k, v in kwargs["env"].items() if k in PASSED_ON}
        if self.workplace is not None:
            sandbox.refuse_to_show(self.workplace.datasets)
            seen = self.workplace.seen
            home, cwd, run, data = seen.home, seen.cwd, seen.run, seen.datasets
            copied = [Bind(str(self.workplace.course), str(seen.course))]
            binds = [
                Bind(str(self.workplace.asks), str(ASKS)),
                Bind(str(self.workplace.datasets), str(data)),
            ]
            cpu_seconds = int(2 * self.limits.seconds)
        else:
            folder = Path(kwargs.get("cwd") or Path.cwd()).resolve()
            home, cwd, run = STUDENT, PurePosixPath(folder), RUN
            copied, binds = [], [Bind(str(folder), str(folder), writable=True)]
            data, cpu_seconds = cwd, None
            with suppress(CourseError):
                data = PurePosixPath(course.find_root(folder) / "datasets")
                binds.append(Bind(str(data), str(data)))
        binds.append(Bind(str(self._run), str(RUN), writable=True))
        env |= {
            "HOME": str(home),
            "IPYTHONDIR": str(home / ".ipython"),
            "MPLCONFIGDIR": str(home / ".matplotlib"),
            "COURSE_DATA": str(data),
        }
        rights = {
            "/": landlock.READ,
            "/dev": landlock.DEVICES,
            str(HOME): landlock.EVERYTHING,
            "/tmp": landlock.EVERYTHING,
            "/dev/shm": landlock.EVERYTHING,
            str(RUN): landlock.SOCKETS,
        }
        if self.workplace is None:
            rights[str(cwd)] = landlock.EVERYTHING
        limits = self.limits
        return Order(
            connection={**self._connection(), "ip": f"{run}/kernel"},
            cwd=str(cwd),
            env=env,
            memory_bytes=int(1e6 * limits.memory_megabytes),
            disk_bytes=int(1e6 * limits.disk_megabytes),
            processes=limits.processes,
            # A little more output than counts as too much, so that the grader takes notice.
            output_bytes=int(1e6 * limits.output_megabytes) + 1000,
            cpu_seconds=cpu_seconds,
            arguments=tuple(arguments),
            copied=tuple(copied),
            binds=tuple(binds),
            rights=rights,
            filter=seccomp.program().hex() if "seccomp" in self.layers else "",
            layers=tuple(self.layers),
        )

    def _connection(self) -> dict[str, Any]:
        info = dict(self.connection_info)
        return {k: v.decode() if isinstance(v, bytes) else v for k, v in info.items()}


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
            language="python",
            # The answer to a message says when the kernel has been interrupted.
            interrupt_mode="message",
            metadata={"kernel_provisioner": {"provisioner_name": NAME, "config": config}},
        )
    )
