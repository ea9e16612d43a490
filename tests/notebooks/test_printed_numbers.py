"""The lectures print the numbers of the documents they mirror, where those fixed their chance.

These are the stored outputs; ``test_nbval.py`` holds them to what the cells put out today.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import nbformat
import pytest

LECTURES = Path(__file__).parents[2] / "solutions" / "notebooks" / "lecture"
PRINTED = {
    "01_tensors": {
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
        "mean-dim": "tensor([-0.1373,  0.2028])",
    },
    "02_data_pipelines": {
        "loader-threes": "batch 1: tensor([0., 1., 2.])\nbatch 2: tensor([3., 4., 5.])",
        "joint-items": """\
x: tensor([0.7576, 0.2793, 0.4031])   y: tensor(0)
x: tensor([0.7347, 0.0293, 0.7999])   y: tensor(1)
x: tensor([0.3971, 0.7544, 0.5695])   y: tensor(2)
x: tensor([0.4388, 0.6387, 0.5247])   y: tensor(3)""",
    },
    # In the third digit the origin's two trainings differ, and other versions shuffle otherwise.
    "04_linear_regression": {
        "train-by-hand": "weight 2.67, bias 4.88",
        "train-with-nn": "weight 2.67, bias 4.88",
    },
    "06_iris_mlp": {"published-score": "test accuracy: 0.9800"},
    "08_activations": {
        "tanh-range": """\
tensor([0.0067, 0.0067, 0.0068,  ..., 0.9932, 0.9932, 0.9933],
       dtype=torch.float64)
tensor([-0.9999, -0.9999, -0.9999,  ...,  0.9999,  0.9999,  0.9999],
       dtype=torch.float64)
tensor([0.0000, 0.0000, 0.0000,  ..., 4.9850, 4.9900, 4.9950],
       dtype=torch.float64)""",
    },
    "09_softmax": {
        "logits-made": "[1.78 0.76 1.65]",
        "logistic-outputs": "[0.856 0.681 0.839]",
        "argmax-class": "by the logits:           0",
        "softmax-steps": "[0.447 0.161 0.392]   sum: 1.0\ntensor([0.4467, 0.1611, 0.3922]",
    },
}


def printed(notebook: str, cell_id: str) -> str:
    """What a cell has put out, as text."""
    cells = nbformat.read(LECTURES / f"{notebook}.ipynb", as_version=4).cells
    (cell,) = (cell for cell in cells if cell.id == cell_id)
    return "\n".join(
        output.text.strip() if output.output_type == "stream" else output.data["text/plain"]
        for output in cell.outputs
    )


@pytest.mark.parametrize(
    ("notebook", "cell", "text"),
    [(name, cell, text) for name, cells in PRINTED.items() for cell, text in cells.items()],
)
def test_a_cell_prints_what_the_origin_prints(notebook: str, cell: str, text: str) -> None:
    assert text in printed(notebook, cell)


def test_the_cubic_ends_where_the_origin_says() -> None:
    for cell in ("numpy-fit", "tensors-fit", "autograd-fit"):
        words = printed("03_from_numpy_to_nn", cell).replace("[", " ").replace("]", " ").split()
        *_, loss = (float(a.rstrip(",")) for w, a in itertools.pairwise(words) if w == "loss")
        assert loss == pytest.approx(8.9, abs=0.1)
        weights = [float(word) for word in words[-4:]]
        assert weights == pytest.approx([0, 0.857, 0, -0.093], abs=0.01)
