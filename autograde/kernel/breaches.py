"""What a cell's error says about the limits that it met."""

from __future__ import annotations

import re

from nbformat import NotebookNode

from autograde.course import Limits
from autograde.kernel.confine import FILE_BYTES

#: How Python, NumPy, PyTorch and the system say that there is no more.
MEMORY = re.compile(r"MemoryError|bad_alloc|can't allocate memory|Cannot allocate memory")
DISK = re.compile(r"No space left on device")
FILE = re.compile(r"File too large")
PROCESSES = re.compile(r"Resource temporarily unavailable|can't start new thread")


def breach(cell: NotebookNode, limits: Limits) -> str | None:
    """The limit that the error of a cell is about, as the end of a sentence about the cell."""
    said = {
        MEMORY: f"asked for more than {limits.memory_megabytes:,.0f} MB of memory",
        DISK: f"wrote more than {limits.disk_megabytes:,.0f} MB to its folders",
        FILE: f"wrote a file of more than {FILE_BYTES / 1e6:,.0f} MB",
        PROCESSES: f"started more processes and threads than {limits.processes} processes need",
    }
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            text = f"{output.ename}: {output.evalue}"
            for pattern, sentence in said.items():
                if pattern.search(text):
                    return sentence
    return None
