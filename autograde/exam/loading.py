"""Loaders of images: what students train with, and what the examiner trains them with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader, TensorDataset

Batch = tuple[Tensor, ...]


class Images(TensorDataset):
    """Images, float32 (1, 28, 28) from 0 to 1, and labels."""

    def __getitems__(self, rows: list[int]) -> Rows:
        return Rows(self, rows)


class Rows(Sequence[Batch]):
    """Some rows of a dataset: one by one for whoever asks so, and all at once for our loader."""

    def __init__(self, dataset: Images, rows: list[int]) -> None:
        self.dataset = dataset
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Any) -> Any:
        return self.dataset[self.rows[index]]

    def together(self) -> Batch:
        """The images and the labels, each in one tensor."""
        chosen = torch.as_tensor(self.rows)
        return tuple(tensor[chosen] for tensor in self.dataset.tensors)


def image_loader(
    images: Tensor, labels: Tensor, batch_size: int, seed: int = 0
) -> DataLoader[Batch]:
    """Shuffled batches of images, float32 (B, 1, 28, 28) from 0 to 1, and labels, int64 (B,).

    ``images`` are uint8 (N, 28, 28). The order is another one in every epoch, and the same
    whenever the loader is made anew with the same ``seed``.
    """
    return DataLoader(
        Images(images.unsqueeze(1).float().div_(255), labels),
        batch_size=batch_size,
        shuffle=True,
        # The default would take a batch apart and put it together again, image by image.
        collate_fn=_together,
        generator=torch.Generator().manual_seed(seed),
    )


def _together(rows: Any) -> Batch:
    return Rows.together(rows)
