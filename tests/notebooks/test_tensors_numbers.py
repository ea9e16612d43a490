"""``lecture/01_tensors`` prints the numbers of its origin, to the digit."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "solutions" / "notebooks" / "lecture" / "01_tensors.ipynb"
Outputs = dict[str, str]


@pytest.fixture(scope="module")
def outputs() -> Outputs:
    """What each code cell puts out, as text."""
    notebook = nbformat.read(SOURCE, as_version=4)
    # The kernel starts in the root, where it finds the package whether it is installed or not.
    resources = {"metadata": {"path": str(ROOT)}}
    # One print may arrive in two pieces: put them together again.
    NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=120,
        coalesce_streams=True,
        resources=resources,
    ).execute()
    return {cell.id: text(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"}


def text(outputs: list[nbformat.NotebookNode]) -> str:
    return "\n".join(
        output.text.strip() if output.output_type == "stream" else output.data["text/plain"]
        for output in outputs
    )


SEED = {
    "create-list-array": "tensor([1, 2, 3])\ntensor([4, 5, 6], dtype=torch.int32)",
    "create-ones": "torch.Size([2, 3])\ntensor([[1., 1., 1.],\n        [1., 1., 1.]])",
    "transpose": "torch.Size([3, 5])  -->  torch.Size([5, 3])",
    "reshape": "torch.Size([5, 6])\ntorch.Size([5, 6])",
    "squeeze": "torch.Size([1, 2, 1, 4, 1])  -->  torch.Size([1, 2, 4, 1])",
    "multiply": """\
tensor([[ 0.4426, -0.3114],
        [ 0.0660, -0.5970],
        [ 1.1249,  0.0150],
        [ 0.1569,  0.7107],
        [-0.0451, -0.0352]])""",
    "matmul-t5": """\
tensor([[ 0.1312,  0.3860, -0.6267, -1.0096, -0.2943],
        [ 0.1647, -0.5310,  0.2434,  0.8035,  0.1980],
        [-0.3855, -0.4422,  1.1399,  1.5558,  0.4781],
        [ 0.1822, -0.5771,  0.2585,  0.8676,  0.2132],
        [ 0.0330,  0.1084, -0.1692, -0.2771, -0.0804]])""",
    "matmul-t6": "tensor([[ 1.7453,  0.3392],\n        [-1.6038, -0.2180]])",
    "norm-check": "array([0.678, 0.508, 1.116, 0.549, 0.185], dtype=float32)",
    "chunk": """\
tensor([0.7576, 0.2793, 0.4031, 0.7347, 0.0293, 0.7999])
[array([0.758, 0.279], dtype=float32),
 array([0.403, 0.735], dtype=float32),
 array([0.029, 0.8  ], dtype=float32)]""",
    "split-sizes": """\
tensor([0.7576, 0.2793, 0.4031, 0.7347, 0.0293])
[array([0.758, 0.279, 0.403], dtype=float32),
 array([0.735, 0.029], dtype=float32)]""",
}


@pytest.mark.parametrize("cell", SEED)
def test_cell_prints_what_the_origin_prints(outputs: Outputs, cell: str) -> None:
    assert outputs[cell] == SEED[cell]


def test_mean_of_the_origin(outputs: Outputs) -> None:
    assert outputs["mean-dim"].startswith("tensor([-0.1373,  0.2028])")


def test_chunk_and_broadcast_surprise_as_the_text_says(outputs: Outputs) -> None:
    assert "chunk 6 into 4:        [2, 2, 2]" in outputs["chunk-fewer"]
    assert outputs["broadcast-danger"] == "mean squared error: 2.5"
    assert outputs["norm-no-dim"].split() == ["vector_norm:", "1.5165", "norm:", "1.4696"]


def test_every_check_passes_on_the_solutions(outputs: Outputs) -> None:
    checks = {name: shown for name, shown in outputs.items() if name.startswith("check-")}
    assert len(checks) == 5
    assert [name for name, shown in checks.items() if "all " not in shown.splitlines()[0]] == []


def test_no_output_tells_an_address(outputs: Outputs) -> None:
    assert [name for name, shown in outputs.items() if " at 0x" in shown] == []
