"""The practices of ``lecture/02_data_pipelines``: right answers pass, wrong ones hear why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import torch
from judging import judged
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, RandomSampler, TensorDataset

from autograde.student.checks.pipelines import EXAM

Answer = Callable[..., Any]
NAMES = {
    "images": "Images",
    "shuffled": "shuffled_loader",
    "scaled": "scale",
    "column_means": "column_means",
}


judge = partial(judged, EXAM)


class Images(Dataset[Any]):
    def __init__(self, images: Tensor, labels: Tensor) -> None:
        self.images, self.labels = images, labels

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, idx: int) -> Any:
        return (self.images[idx].float() / 255)[None], self.labels[idx]


class PlainImages:
    """No Dataset by name, prepared at once, labels as plain numbers."""

    def __init__(self, images: Tensor, labels: Tensor) -> None:
        self.items = list(zip(images.unsqueeze(1) / 255, labels.tolist(), strict=True))
        self.items = [(image, torch.tensor(label)) for image, label in self.items]

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, idx: int) -> Any:
        return self.items[idx]


def changed(get: Callable[[Images, int], Any]) -> type[Images]:
    return type("Images", (Images,), {"__getitem__": get})


def loader(X: Tensor, y: Tensor, size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(TensorDataset(X, y), batch_size=size, shuffle=True, generator=generator)


def loader_with_sampler(X: Tensor, y: Tensor, size: int, seed: int) -> Any:
    pairs = list(zip(X, y, strict=True))
    generator = torch.Generator()
    generator.manual_seed(seed)
    return DataLoader(pairs, size, sampler=RandomSampler(pairs, generator=generator))


def separately(X: Tensor, y: Tensor, size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    mixed = y[torch.randperm(len(y), generator=generator)]
    return DataLoader(TensorDataset(X, mixed), size, shuffle=True, generator=generator)


def with_common_seed(X: Tensor, y: Tensor, size: int, seed: int) -> Any:
    return DataLoader(TensorDataset(X, y), size, shuffle=True)


def shuffled_once(X: Tensor, y: Tensor, size: int, seed: int) -> Any:
    order = torch.randperm(len(X), generator=torch.Generator().manual_seed(seed))
    return DataLoader(TensorDataset(X[order], y[order]), size)


def with_fixed_seed(X: Tensor, y: Tensor, size: int, seed: int) -> Any:
    return loader(X, y, size, 1)


def in_a_list(X: Tensor, y: Tensor, size: int, seed: int) -> Any:
    return list(loader(X, y, size, seed))


def dropping(X: Tensor, y: Tensor, size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(TensorDataset(X, y), size, True, generator=generator, drop_last=True)


def features_only(X: Tensor, y: Tensor, size: int, seed: int) -> Any:
    return DataLoader(X, size, shuffle=True, generator=torch.Generator().manual_seed(seed))


def with_replacement(X: Tensor, y: Tensor, size: int, seed: int) -> Any:
    pairs = TensorDataset(X, y)
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(
        pairs, size, sampler=RandomSampler(pairs, replacement=True, generator=generator)
    )


class Endless:
    def __init__(self, X: Tensor, y: Tensor, size: int) -> None:
        self.batch = X[:size], y[:size]

    def __iter__(self) -> Iterator[Any]:
        while True:
            yield self.batch


def scale(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    mean, std = train.mean(0), train.std(0)
    std[std == 0] = 1
    return (train - mean) / std, (test - mean) / std


def scale_by_n(train: Tensor, test: Tensor) -> list[Tensor]:
    std, mean = torch.std_mean(train, dim=0, correction=0, keepdim=True)
    return [(table - mean) / torch.where(std < 1e-8, 1.0, std) for table in (train, test)]


def scale_all(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    both = torch.cat([train, test])
    return (train - both.mean(0)) / both.std(0), (test - both.mean(0)) / both.std(0)


def scale_each(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    return scale(train, train)[0], scale(test, test)[0]


def scale_globally(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    return (train - train.mean()) / train.std(), (test - train.mean()) / train.std()


def without_care(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    return (train - train.mean(0)) / train.std(0), (test - train.mean(0)) / train.std(0)


def with_epsilon(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    std = train.std(0) + 1e-6
    return (train - train.mean(0)) / std, (test - train.mean(0)) / std


def centred(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
    return train - train.mean(0), test - train.mean(0)


def means_by_loader(rows: Any, size: int) -> Tensor:
    total, count = torch.zeros(rows.shape[1]), 0
    for batch in DataLoader(rows, batch_size=size):
        total += batch.sum(dim=0)
        count += len(batch)
    return total / count


def means_of_means(rows: Any, size: int) -> Tensor:
    return torch.stack([batch.mean(0) for batch in DataLoader(rows, size)]).mean(0)


def weighted_means(rows: Any, size: int) -> Tensor:
    batches = list(DataLoader(rows, size))
    return sum((b.mean(0) * len(b) for b in batches), torch.zeros(())) / len(rows)


RIGHT: list[tuple[str, Answer]] = [
    ("images", Images),
    ("images", PlainImages),
    ("shuffled", loader),
    ("shuffled", loader_with_sampler),
    ("scaled", scale),
    ("scaled", scale_by_n),
    ("column_means", means_by_loader),
    ("column_means", weighted_means),
]


@pytest.mark.parametrize(("group", "answer"), RIGHT)
@pytest.mark.parametrize("seed", range(3))
def test_a_right_answer_passes(group: str, answer: Answer, seed: int) -> None:
    verdicts = judge({NAMES[group]: answer}, group, seed)
    assert [v.message for v in verdicts if not v.passed] == []
    assert verdicts


WRONG: list[tuple[str, Answer, str | None, str]] = [
    ("images/length", type("Images", (Images,), {"__len__": lambda s: 28}), None, "is the int 28"),
    (
        "images/item",
        changed(lambda s, i: (s.images[i] / 255, s.labels[i])),
        "wrong-shape",
        "came as (4, 3)",
    ),
    (
        "images/item",
        changed(lambda s, i: (s.images[i][None, None] / 255, s.labels[i])),
        "wrong-shape",
        "The loader adds the batch axis",
    ),
    (
        "images/item",
        changed(lambda s, i: (s.images[i][None], s.labels[i])),
        "wrong-dtype",
        "holds uint8",
    ),
    ("images/item", changed(lambda s, i: s.images[i][None] / 255), "wrong-shape", "a pair was"),
    (
        "images/item",
        changed(lambda s, i: (s.images[i][None] / 255, s.labels)),
        "wrong-shape",
        "A label has",
    ),
    ("images/item", changed(lambda s, i: None), "wrong-shape", "is a `return` missing?"),
    (
        "images/values",
        changed(lambda s, i: (s.images[i][None].float(), s.labels[i])),
        "unscaled-input",
        "divide them by 255",
    ),
    (
        "images/values",
        changed(lambda s, i: (s.images[0][None] / 255, s.labels[i])),
        None,
        "not the values",
    ),
    (
        "images/values",
        changed(lambda s, i: (s.images[i][None] / 255, s.labels[0])),
        None,
        "has the label",
    ),
    (
        "images/values",
        changed(lambda s, i: (s.images / 255, s.labels[i])),
        "wrong-shape",
        "12 pixels",
    ),
    ("shuffled/batches", dropping, "wrong-shape", "no `drop_last` here"),
    ("shuffled/batches", lambda X, y, n, s: loader(X, y, 1, s), "wrong-shape", "and so on"),
    (
        "shuffled/batches",
        lambda X, y, n, s: loader(X[:, :1], y, n, s),
        "wrong-shape",
        "the shape (4, 1)",
    ),
    ("shuffled/batches", in_a_list, None, "a DataLoader was asked for"),
    ("shuffled/batches", lambda X, y, n, s: None, None, "is a `return` missing?"),
    ("shuffled/batches", features_only, None, "features and labels were asked for"),
    (
        "shuffled/batches",
        lambda X, y, n, s: TensorDataset(X, y),
        None,
        "a torch.TensorDataset; a DataL",
    ),
    ("shuffled/pairs", separately, None, "another one's label"),
    ("shuffled/pairs", with_replacement, None, "did not come"),
    ("shuffled/pairs", lambda X, y, n, s: Endless(X, y, n), None, "did not come"),
    ("shuffled/pairs", dropping, None, "3 of the 23 rows"),
    ("shuffled/order", shuffled_once, None, "Both epochs had the same order"),
    ("shuffled/order", lambda X, y, n, s: DataLoader(TensorDataset(X, y), n), None, "in the order"),
    ("shuffled/seed", with_common_seed, None, "Give the loader a generator"),
    ("shuffled/seed", with_fixed_seed, None, "`seed` is not used"),
    ("shuffled/seed", lambda X, y, n, s: DataLoader(TensorDataset(X, y), n), None, "whatever"),
    ("scaled/shapes", lambda a, b: scale(a, b)[0], "wrong-shape", "two tables were asked for"),
    ("scaled/shapes", lambda a, b: (a.mean(0), b), "wrong-shape", "the shapes (3,)"),
    ("scaled/train", scale_globally, "global-standardisation", "all columns together"),
    ("scaled/train", scale_all, "scaler-leakage", "both tables together"),
    ("scaled/train", centred, None, "The first column has mean"),
    ("scaled/test", scale_all, "scaler-leakage", "both tables together"),
    ("scaled/test", scale_each, "scaler-leakage", "scaled by itself"),
    ("scaled/test", lambda a, b: (scale(a, b)[0], b), None, "as it was"),
    ("scaled/test", centred, None, "the same line"),
    ("scaled/constant", without_care, None, "0 was divided by"),
    ("scaled/constant", with_epsilon, None, "where 1 was expected"),
    ("column_means/shape", lambda rows, size: rows.mean(), "wrong-shape", "the shape ()"),
    ("column_means/shape", lambda rows, size: rows.mean(1), "wrong-shape", "(3,) was asked for"),
    ("column_means/values", means_of_means, None, "the mean of the batch means"),
    ("column_means/values", lambda rows, size: rows.sum(0), None, "it is the sum"),
    ("column_means/values", lambda rows, size: rows.sum(0) / 3, None, "by the 3 batches"),
    ("column_means/values", lambda rows, size: rows[6:].mean(0), None, "the last batch alone"),
    ("column_means/values", lambda rows, size: rows[0], None, "not the values"),
]


@pytest.mark.parametrize(("criterion", "answer", "diagnosis", "words"), WRONG)
def test_a_wrong_answer_hears_why(
    criterion: str, answer: Answer, diagnosis: str | None, words: str
) -> None:
    group = criterion.partition("/")[0]
    verdicts = {verdict.id: verdict for verdict in judge({NAMES[group]: answer}, group)}
    verdict = verdicts[criterion]
    assert verdict.passed is False
    assert words in verdict.message
    assert verdict.diagnosis == diagnosis


@pytest.mark.parametrize("group", NAMES)
def test_an_untouched_practice_is_not_attempted(group: str) -> None:
    def untouched(*args: Any) -> None:
        raise NotImplementedError

    methods = {"__len__": untouched, "__getitem__": untouched}
    answer = type("Images", (Images,), methods) if group == "images" else untouched
    verdicts = judge({NAMES[group]: answer}, group)
    assert {v.diagnosis for v in verdicts} == {"not-attempted"}
    assert {v.diagnosis for v in judge({}, group)} == {"missing-name"}
