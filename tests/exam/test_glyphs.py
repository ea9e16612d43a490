"""The generators keep the difficulty, and the shipped files keep the lesson, that we promise."""

from __future__ import annotations

import hashlib
import runpy
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from autograde.exam.glyphs import draw_credit, draw_digits01, draw_digits123

DATASETS = Path(__file__).parents[2] / "datasets"


@pytest.mark.parametrize(
    ("draw", "digits", "pixels"), [(draw_digits01, [0, 1], 12), (draw_digits123, [1, 2, 3], 36)]
)
def test_a_draw_is_balanced_binary_and_typed(draw, digits, pixels):
    X, y = draw(20, np.random.default_rng(0))
    assert X.shape == (20 * len(digits), pixels)
    assert (X.dtype, y.dtype) == (np.float32, np.int64)
    assert set(np.unique(X)) == {0.0, 1.0}
    assert np.unique(y, return_counts=True)[0].tolist() == digits
    assert np.unique(y, return_counts=True)[1].tolist() == [20] * len(digits)


@pytest.mark.parametrize("draw", [draw_digits01, draw_digits123])
def test_the_seed_decides_the_draw(draw):
    first, same, other = (draw(30, np.random.default_rng(seed)) for seed in (4, 4, 5))
    assert np.array_equal(first[0], same[0]) and np.array_equal(first[1], same[1])
    assert not np.array_equal(first[0], other[0])


def test_rows_come_mixed():
    _, y = draw_digits01(100, np.random.default_rng(0))
    assert 0.3 < y[:100].mean() < 0.7


def test_logistic_regression_on_64_rows_does_well_and_not_perfectly():
    X_fresh, y_fresh = draw_digits01(10_000, np.random.default_rng(1000))
    scores = [
        LogisticRegression(C=10)
        .fit(*draw_digits01(32, np.random.default_rng(seed)))
        .score(X_fresh, y_fresh)
        for seed in range(30)
    ]
    assert 0.93 <= np.mean(scores) <= 0.97
    assert np.std(scores) <= 0.015
    many = LogisticRegression().fit(*draw_digits01(5_000, np.random.default_rng(1)))
    assert np.mean(scores) < many.score(X_fresh, y_fresh) < 0.99


def test_the_labs_mlp_on_77_rows_does_well_and_not_perfectly():
    X_fresh, y_fresh = draw_digits123(3_000, np.random.default_rng(1000))
    scores = []
    for seed in range(3):
        X, y = draw_digits123(32, np.random.default_rng(seed))
        torch.manual_seed(seed)
        model = nn.Sequential(nn.Linear(36, 16), nn.ReLU(), nn.Linear(16, 3))
        adam = torch.optim.Adam(model.parameters(), lr=0.01)
        inputs, labels = torch.from_numpy(X[:77]), torch.from_numpy(y[:77] - 1)
        for _ in range(200):
            adam.zero_grad()
            nn.functional.cross_entropy(model(inputs), labels).backward()
            adam.step()
        scores.append(accuracy(model, torch.from_numpy(X_fresh), torch.from_numpy(y_fresh - 1)))
    assert all(0.88 <= score <= 0.97 for score in scores)


def test_credit_table_has_the_promised_columns():
    rows = draw_credit(np.random.default_rng(3))
    label, age, income, debt, score = rows.T
    assert rows.shape == (150, 5)
    assert [int((label == k).sum()) for k in range(3)] == [43, 76, 31]
    assert age.min() >= 23 and age.max() <= 50
    assert score.min() >= 0 and score.max() <= 100
    for money in (income, debt):
        assert money.mean() > 50_000
        assert np.array_equal(money, money.round())


def test_shipped_files_are_what_the_script_writes():
    script = runpy.run_path(str(DATASETS / "generate.py"))
    for name, text in script["tables"]().items():
        assert (DATASETS / name).read_bytes() == text.encode(), f"{name}: run datasets/generate.py"


def test_the_readme_gives_size_and_checksum_of_each_file():
    readme = (DATASETS / "README.md").read_text(encoding="utf-8")
    for path in DATASETS.glob("*.csv"):
        content = path.read_bytes()
        row = next(line for line in readme.splitlines() if line.startswith(f"| `{path.name}`"))
        assert hashlib.sha256(content).hexdigest() in row
        assert f"| {len(content):,} |" in row


@pytest.mark.parametrize("stratified", [True, False])
def test_the_credit_lesson_comes_out(stratified):
    """Stale optimizer 0.50, one common scale 0.72, one scale per column with logits 0.94."""
    table = np.loadtxt(DATASETS / "credit.csv", delimiter=",")
    X, y = table[:, 1:], table[:, 0].astype(np.int64)
    parts = train_test_split(
        X, y, test_size=1 / 3, random_state=1, stratify=y if stratified else None
    )
    X_train, X_test, y_train, y_test = parts

    common = scaled(X_train, X_test, X_train.mean(), X_train.std())
    torch.manual_seed(1)
    model = credit_model(nn.Softmax(dim=1))
    labels = torch.from_numpy(y_test)
    assert accuracy(model, common[1], labels) == pytest.approx(0.50, abs=0.04)  # never trained
    train(model, common[0], torch.from_numpy(y_train))
    assert accuracy(model, common[1], labels) == pytest.approx(0.72, abs=0.04)

    each = scaled(X_train, X_test, X_train.mean(axis=0), X_train.std(axis=0))
    torch.manual_seed(1)
    model = credit_model()
    train(model, each[0], torch.from_numpy(y_train))
    assert accuracy(model, each[1], labels) == pytest.approx(0.94, abs=0.03)
    linear = LogisticRegression().fit(each[0].numpy(), y_train)
    assert linear.score(each[1].numpy(), y_test) == pytest.approx(0.94, abs=0.03)


def credit_model(*last: nn.Module) -> nn.Sequential:
    return nn.Sequential(nn.Linear(4, 32), nn.Sigmoid(), nn.Linear(32, 3), *last)


def scaled(
    X_train: NDArray[np.float64], X_test: NDArray[np.float64], mean: object, deviation: object
) -> tuple[Tensor, Tensor]:
    train_scaled, test_scaled = (X_train - mean) / deviation, (X_test - mean) / deviation
    return torch.from_numpy(train_scaled).float(), torch.from_numpy(test_scaled).float()


def train(model: nn.Module, X: Tensor, y: Tensor) -> None:
    """Train as the published notebook does, whatever the model's last layer is."""
    loader = DataLoader(TensorDataset(X, y), batch_size=2, shuffle=True)
    adam = torch.optim.Adam(model.parameters(), lr=1e-4)
    for _ in range(200):
        for inputs, labels in loader:
            adam.zero_grad()
            nn.functional.cross_entropy(model(inputs), labels).backward()
            adam.step()


def accuracy(model: nn.Module, X: Tensor, y: Tensor) -> float:
    with torch.inference_mode():
        return (model(X).argmax(dim=1) == y).float().mean().item()
