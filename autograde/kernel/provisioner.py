"""A kernel provisioner that starts an IPython kernel shut in.

Registered as ``autograde-sandbox`` in the entry points ``jupyter_client.kernel_provisioners``.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Bool, Instance

from autograde.course import Limits
from autograde.kernel import sandbox
from autograde.kernel.watch import children
from autograde.kernel.workplace import Workplace

NAME = "autograde-sandbox"
END_SECONDS = 60


class SandboxProvisioner(LocalProvisioner):
    """Starts the kernel's command inside the sandbox of its workplace.

    Attributes
    ----------
    workplace
        the submission's folders.
    unsafe
        start the kernel as an ordinary process of this user, because the instructor said so.
    """

    workplace: Workplace = Instance(Workplace)  # type: ignore[assignment]
    unsafe = Bool(False)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        kwargs = await super().pre_launch(**kwargs)
        place: Workplace = self.workplace
        env = environment(place)
        kwargs["cwd"] = str(place.cwd)
        kwargs["env"] = env
        self._log = (place.root / "kernel.log").open("wb")
        kwargs["stdout"] = kwargs["stderr"] = self._log
        if not self.unsafe:
            kwargs["cmd"] = sandbox.command(place, kwargs["cmd"], env)
        return kwargs

    async def kill(self, restart: bool = False) -> None:
        self.end()
        # Thousands of processes take their time to end.
        with suppress(TimeoutError):
            await asyncio.wait_for(self.wait(), END_SECONDS)

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart)
        self._log.close()

    def end(self) -> None:
        """Kill the kernel and whatever it has started.

        The sandbox's first process is the first of a process namespace of its own: with it the
        system takes all others away, and bubblewrap ends when the last of them is gone.
        """
        if not self.has_process or self.pid is None:
            return
        if not self.unsafe:
            for process in children(self.pid):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        else:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)  # its own session's leader


class Specs(KernelSpecManager):
    """Knows one kernelspec: a Python kernel for one workplace."""

    spec: KernelSpec = Instance(KernelSpec)  # type: ignore[assignment]

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return self.spec


def specs(place: Workplace, limits: Limits, unsafe: bool) -> Specs:
    """The kernelspec that starts a kernel for ``place`` under ``limits``."""
    # A little more output than counts as too much, so that the grader takes notice.
    output = f"{1_000_000 * limits.output_megabytes + 1000:.0f}"
    memory, seconds = f"{limits.memory_megabytes:.0f}", f"{2 * limits.seconds:.0f}"
    boot = ["0" if unsafe else "1", memory, seconds, output]
    argv = [sys.executable, "-P", "-m", "autograde.kernel.boot", *boot, "-f", "{connection_file}"]
    provisioner = {"workplace": place, "unsafe": unsafe}
    return Specs(
        spec=KernelSpec(
            argv=argv,
            display_name="Python",
            language="python",
            # A signal does not reach into the sandbox's process tree, a message does.
            interrupt_mode="message",
            metadata={"kernel_provisioner": {"provisioner_name": NAME, "config": provisioner}},
        )
    )


def environment(place: Workplace) -> dict[str, str]:
    """The whole environment of a student's kernel: nothing is inherited."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(place.home),
        "IPYTHONDIR": str(place.home / ".ipython"),
        "MPLCONFIGDIR": str(place.home / ".matplotlib"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "COURSE_DATA": str(place.datasets),
        "NBGRADER_EXECUTION": "autograde",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
