"""The checks of the practice cells in ``lecture/02_data_pipelines``."""

from __future__ import annotations

from functools import cached_property, partial

import numpy as np

from autograde.exam import Candidate, Exam, Finding, Part, failed, passed, stop
from autograde.exam.criteria.asking import FloatArray, array, described, need, returned
from autograde.exam.outcome import Array, Handle, Raised, Value
from autograde.student.practice import Answers, Case, Numbers, agrees, first_slip, shapes

Batch = tuple[Numbers, Numbers]


class Items:
    """What a student's ``Images`` answers about images drawn for this check."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        self.images = rng.integers(0, 256, size=(5, 4, 3), dtype=np.uint8)
        self.labels = rng.integers(0, 10, size=5)

    def ask(self, method: str, *args: int) -> Value:
        """Call a method of the student's object."""
        return returned(self.candidate.call(self.made, *args, method=method), method).value

    @cached_property
    def made(self) -> Handle:
        """The student's object."""
        need(self.candidate, "Images", "class")
        outcome = self.candidate.new("Images", self.images, self.labels)
        made = returned(outcome, "Images(images, labels)").value
        assert isinstance(made, Handle)
        return made

    @cached_property
    def pairs(self) -> tuple[tuple[Array, Array], ...]:
        """Each item of the dataset: its image and its label."""
        found = []
        for idx in range(len(self.labels)):
            item = self.ask("__getitem__", idx)
            if not isinstance(item, tuple) or len(item) != 2:
                stop(
                    f"Item {idx} is {described(item)}; a pair was asked for: image, label.",
                    "wrong-shape",
                )
            found.append((array(item[0], "The image"), array(item[1], "The label")))
        return tuple(found)


def images_length(items: Items) -> Finding:
    """The length of the dataset is the number of its images."""
    length = items.ask("__len__")
    if length != len(items.labels):
        return failed(f"For {len(items.labels)} images the length is {described(length)}.")
    return passed(f"{len(items.labels)} images, length {length}.")


def images_item(items: Items) -> Finding:
    """An item is a pair: an image, float32 (1, H, W), and its label."""
    wanted = (1, *items.images.shape[1:])
    for image, label in items.pairs:
        shape = image.values.shape
        if shape == (1, *wanted):
            return failed(
                f"An image has the shape {shape}. The loader adds the batch axis: leave it out.",
                "wrong-shape",
            )
        if shape != wanted:
            return failed(
                f"An image (4, 3) came as {shape}; {wanted} was asked for.", "wrong-shape"
            )
        if image.values.dtype != np.float32:
            return failed(f"The image holds {image.values.dtype}.", "wrong-dtype")
        if label.values.shape != ():
            return failed(
                f"A label has the shape {label.values.shape}; () was asked for.", "wrong-shape"
            )
    return passed(f"An image (4, 3) comes as float32 {wanted}, with one label.")


def images_values(items: Items) -> Finding:
    """Item `idx` is image `idx`, from 0.0 to 1.0, with its own label."""
    for idx, (image, label) in enumerate(items.pairs):
        seen, wanted = image.values.astype(float), items.images[idx] / 255
        if seen.size != wanted.size:
            stop(f"An image of {wanted.size} pixels came as {seen.size} numbers.", "wrong-shape")
        if agrees(seen.ravel(), wanted.ravel() * 255):
            return failed(
                f"The pixels run up to {seen.max():g}: divide them by 255.", "unscaled-input"
            )
        if not agrees(seen.ravel(), wanted.ravel()):
            return failed(first_slip(seen.reshape(wanted.shape), wanted))
        if not np.all(label.values == items.labels[idx]):
            return failed(
                f"Item {idx} has the label {label.values.tolist()}, where "
                f"{items.labels[idx]} was given."
            )
    return passed("Every image keeps its greys and its label.")


class Epochs:
    """What a student's loaders hand out, and in which order."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        self.rows, self.size = 23, 4
        # The first column is the row's number, by which it is known again.
        self.X = rng.normal(size=(self.rows, 3)).astype(np.float32)
        self.X[:, 0] = np.arange(self.rows)
        self.y = rng.permutation(self.rows)
        self.seed = int(rng.integers(1000))

    def loader(self, seed: int) -> Handle:
        """The loader that the student makes for this seed."""
        need(self.candidate, "shuffled_loader")
        outcome = self.candidate.call("shuffled_loader", self.X, self.y, self.size, seed)
        value = returned(outcome, "shuffled_loader(...)").value
        if not isinstance(value, Handle):
            stop(f"`shuffled_loader` returns {described(value)}; a DataLoader was asked for.")
        return value

    def epoch(self, loader: Handle) -> tuple[Batch, ...]:
        """Go through a loader once."""
        outcome = self.candidate.call(loader, method="__iter__")
        if isinstance(outcome, Raised) and outcome.kind == "AttributeError":
            stop(f"`shuffled_loader` returns a {loader.kind}; a DataLoader was asked for.")
        iterator = returned(outcome, "for batch in loader").value
        if not isinstance(iterator, Handle):
            stop(f"`shuffled_loader` returns a {loader.kind}; a DataLoader was asked for.")
        found: list[Batch] = []
        # A loader that never ends is stopped at twice as many batches as there are rows.
        while len(found) <= 2 * self.rows:
            outcome = self.candidate.call(iterator, method="__next__")
            if isinstance(outcome, Raised) and outcome.kind == "StopIteration":
                break
            batch = returned(outcome, "next batch").value
            if not isinstance(batch, tuple) or len(batch) != 2:
                stop(f"A batch is {described(batch)}; features and labels were asked for.")
            found.append((array(batch[0], "X").values, array(batch[1], "y").values))
        return tuple(found)

    @cached_property
    def first(self) -> tuple[tuple[Batch, ...], ...]:
        """Two epochs of one loader."""
        self.candidate.seed(1)
        loader = self.loader(self.seed)
        return self.epoch(loader), self.epoch(loader)

    @cached_property
    def again(self) -> tuple[Batch, ...]:
        """An epoch of a new loader with the same seed; PyTorch's own seed is another one."""
        self.candidate.seed(2)
        return self.epoch(self.loader(self.seed))

    @cached_property
    def other(self) -> tuple[Batch, ...]:
        """An epoch of a loader with another seed."""
        self.candidate.seed(1)
        return self.epoch(self.loader(self.seed + 1))


def _order(epoch: tuple[Batch, ...]) -> list[int]:
    """The numbers of the rows, as they came."""
    return [int(number) for X, _ in epoch for number in X.reshape(len(X), -1)[:, 0]]


def loader_batches(epochs: Epochs) -> Finding:
    """Batches have `size` rows; the last one has those that are left."""
    n, size = epochs.rows, epochs.size
    wanted = [min(size, n - start) for start in range(0, n, size)]
    seen = [len(X) if X.ndim else 0 for X, _ in epochs.first[0]]
    if seen == wanted:
        shape = epochs.first[0][0][0].shape
        if shape != (size, 3):
            return failed(
                f"A batch of features has the shape {shape}; ({size}, 3) was asked for.",
                "wrong-shape",
            )
        return passed(f"{n} rows with size={size} come as batches of {_in_words(seen)}.")
    text = f"{n} rows with size={size} came as batches of {_in_words(seen)}."
    if seen == wanted[:-1]:
        text += f" The last {wanted[-1]} rows are left out: no `drop_last` here."
    return failed(text, "wrong-shape")


def _in_words(sizes: list[int]) -> str:
    shown = [str(size) for size in sizes]
    return ", ".join(shown) if len(shown) < 8 else f"{', '.join(shown[:6])} and so on"


def loader_pairs(epochs: Epochs) -> Finding:
    """In each epoch every row comes once, with its own label."""
    for epoch in epochs.first:
        order = _order(epoch)
        labels = [int(label) for _, y in epoch for label in np.ravel(y)]
        if len(labels) != len(order):
            return failed(f"{len(order)} rows came with {len(labels)} labels.", "wrong-shape")
        for number, label in zip(order, labels, strict=True):
            if not 0 <= number < epochs.rows or label != epochs.y[number]:
                return failed(
                    "Rows and labels were mixed separately: a row came with another one's label. "
                    "Join X and y in one dataset first."
                )
        missing = epochs.rows - len(set(order))
        if missing:
            return failed(f"{missing} of the {epochs.rows} rows did not come in an epoch.")
        if len(order) > epochs.rows:
            return failed(f"In one epoch {len(order)} rows came, of {epochs.rows}: some twice.")
    return passed("Every row came once in each epoch, with its own label.")


def loader_order(epochs: Epochs) -> Finding:
    """The rows are shuffled, in each epoch anew."""
    one, two = (_order(epoch) for epoch in epochs.first)
    if one == sorted(one):
        return failed("The rows came in the order of the table: nothing was shuffled.")
    if one == two:
        return failed("Both epochs had the same order: the loader itself has to shuffle.")
    return passed(f"The first epoch began with row {one[0]}, the second with row {two[0]}.")


def loader_seed(epochs: Epochs) -> Finding:
    """`seed` alone decides the order: the same seed gives the same one again."""
    one = _order(epochs.first[0])
    if one == sorted(one):
        return failed("The rows came in the order of the table, whatever the seed.")
    if one != _order(epochs.again):
        return failed(
            "Two loaders with the same seed gave different orders, because PyTorch's own random "
            "numbers stood elsewhere. Give the loader a generator that you have seeded."
        )
    if one == _order(epochs.other):
        return failed("Two loaders with different seeds gave the same order: `seed` is not used.")
    return passed("The same seed gave the same order again, another seed another one.")


CONSTANT = 1  # the column that has one value in all training rows


def draw_parts(rng: np.random.Generator) -> tuple[Case, ...]:
    """A training and a test table, with columns of very different ranges."""

    def case(rows: int, others: int) -> Case:
        scale = np.array([1.0, 1.0, 1000.0])
        train = (scale * rng.normal(3.0, 1.0, size=(rows, 3))).astype(np.float32)
        test = (scale * rng.normal(4.0, 1.5, size=(others, 3))).astype(np.float32)
        train[:, CONSTANT] = test[:, CONSTANT] = np.float32(rng.integers(2, 9))
        test[0, CONSTANT] += 1
        return Case((train, test), np.zeros(()))

    return case(30, 10), case(8, 8)


class Scaled(Answers):
    """What a student's ``scale`` returns."""

    @cached_property
    def parts(self) -> tuple[tuple[Case, FloatArray, FloatArray], ...]:
        """The cases, each with both tables that came back, in the right shapes."""
        found = []
        for case, value in zip(self.cases, self.values, strict=True):
            if not isinstance(value, tuple) or len(value) != 2:
                stop(
                    f"`scale` returns {described(value)}; two tables were asked for.", "wrong-shape"
                )
            tables = [array(table, "A table").values for table in value]
            if [t.shape for t in tables] != [t.shape for t in case.inputs]:
                stop(
                    f"For {case.given} you returned the shapes {tables[0].shape} and "
                    f"{tables[1].shape}.",
                    "wrong-shape",
                )
            found.append((case, tables[0].astype(float), tables[1].astype(float)))
        return tuple(found)


def _standardised(table: Numbers, fitted_on: Numbers, axis: int | None, ddof: int) -> FloatArray:
    known: FloatArray = fitted_on.astype(float)
    deviation: FloatArray = np.asarray(known.std(axis, ddof=ddof, keepdims=True))
    centred: FloatArray = table.astype(float) - known.mean(axis, keepdims=True)
    scaled: FloatArray = centred / np.where(deviation < 1e-6, 1.0, deviation)
    return scaled


def _fits(values: FloatArray, table: Numbers, fitted_on: Numbers, axis: int | None = 0) -> bool:
    """Whether ``values`` are ``table``, scaled by ``fitted_on``; the constant column aside."""
    keep = [column for column in range(table.shape[1]) if column != CONSTANT]
    return any(
        np.allclose(
            values[:, keep], _standardised(table, fitted_on, axis, ddof)[:, keep], atol=1e-3
        )
        for ddof in (0, 1)
    )


def scaled_shapes(answers: Scaled) -> Finding:
    """Two tables come back, in the shapes of those that went in."""
    seen = "; ".join(f"{case.given} → {a.shape}, {b.shape}" for case, a, b in answers.parts)
    return passed(f"{seen}.")


def scaled_train(answers: Scaled) -> Finding:
    """Each column of the training table has mean 0 and deviation 1."""
    for case, values, _ in answers.parts:
        train, test = case.inputs
        if _fits(values, train, train):
            continue
        if _fits(values, train, train, axis=None):
            return failed(
                "One mean and one deviation were taken for all columns together.",
                "global-standardisation",
            )
        if _fits(values, train, np.concatenate([train, test])):
            return failed(
                "Mean and deviation were taken over both tables together.", "scaler-leakage"
            )
        means, deviations = values.mean(axis=0), values.std(axis=0)
        return failed(
            f"The first column has mean {means[0]:.3g} and deviation {deviations[0]:.3g}, the "
            f"last one mean {means[-1]:.3g} and deviation {deviations[-1]:.3g}."
        )
    return passed("Its columns have mean 0 and deviation 1.")


def scaled_test(answers: Scaled) -> Finding:
    """The test table is scaled with the means and deviations of the training table."""
    for case, _, values in answers.parts:
        train, test = case.inputs
        if _fits(values, test, train):
            continue
        if _fits(values, test, test):
            return failed(
                "The test table was scaled by itself, so that its own columns have mean 0.",
                "scaler-leakage",
            )
        if _fits(values, test, np.concatenate([train, test])):
            return failed(
                "Mean and deviation were taken over both tables together.", "scaler-leakage"
            )
        if agrees(values, test):
            return failed("The test table came back as it was.")
        return failed("The test table does not go through the same line as the training table.")
    return passed("Its columns have means near 0, and not exactly 0.")


def scaled_constant(answers: Scaled) -> Finding:
    """A column that never changes in training is divided by 1."""
    for case, *tables in answers.parts:
        train = case.inputs[0]
        for name, table, values in zip(("training", "test"), case.inputs, tables, strict=True):
            seen = values[:, CONSTANT]
            if not np.isfinite(seen).all():
                return failed(f"There it holds {seen[0]:g} in the {name} table: 0 was divided by.")
            wanted = table[:, CONSTANT].astype(float) - train[0, CONSTANT]
            if not agrees(seen, wanted):
                return failed(
                    f"In the {name} table the value {table[0, CONSTANT]:g} became {seen[0]:.4g}, "
                    f"where {wanted[0]:g} was expected: all training rows hold "
                    f"{train[0, CONSTANT]:g}."
                )
    return passed("It is centred, and there is no nan and no inf.")


def draw_tables(rng: np.random.Generator) -> tuple[Case, ...]:
    """Tables and batch sizes: with a rest, without one, and larger than the table."""

    def case(rows: int, columns: int, size: int) -> Case:
        # The later a row, the larger its numbers: a rest that counts too much shows.
        table = (rng.normal(size=(rows, columns)) + np.arange(rows)[:, None]).astype(np.float32)
        return Case((table, size), table.mean(axis=0, dtype=np.float64))

    return case(7, 3, 3), case(6, 2, 2), case(3, 4, 5)


def means_shape(answers: Answers) -> Finding:
    """A table (N, D) has one mean for each column: (D,)."""
    return shapes(answers)


def means_values(answers: Answers) -> Finding:
    """Each row counts as much as any other, also those of the last batch."""
    for case, values in answers.shaped:
        table, size = case.inputs
        if agrees(values, case.wanted):
            continue
        parts = np.split(table.astype(float), range(size, len(table), size))
        seen = f"For {len(table)} rows with size={size}"
        if agrees(values, np.mean([part.mean(axis=0) for part in parts], axis=0)):
            return failed(
                f"{seen} it is the mean of the batch means: the last batch, of "
                f"{len(parts[-1])}, counts as much as the others."
            )
        if agrees(values, table.sum(axis=0)):
            return failed(f"{seen} it is the sum; divide by the number of rows.")
        if agrees(values, table.sum(axis=0) / len(parts)):
            return failed(
                f"{seen} the sum is divided by the {len(parts)} batches, not by the rows."
            )
        if agrees(values, parts[-1].mean(axis=0)):
            return failed(f"{seen} it is the mean of the last batch alone.")
        return failed(first_slip(values, case.wanted))
    return passed("The means are right, also where a batch is left over.")


EXAM = Exam(
    parts=(
        Part(
            Items,
            {
                "images/length": images_length,
                "images/item": images_item,
                "images/values": images_values,
            },
        ),
        Part(
            Epochs,
            {
                "shuffled/batches": loader_batches,
                "shuffled/pairs": loader_pairs,
                "shuffled/order": loader_order,
                "shuffled/seed": loader_seed,
            },
        ),
        Part(
            partial(Scaled, "scale", draw_parts),
            {
                "scaled/shapes": scaled_shapes,
                "scaled/train": scaled_train,
                "scaled/test": scaled_test,
                "scaled/constant": scaled_constant,
            },
        ),
        Part(
            partial(Answers, "column_means", draw_tables),
            {"column_means/shape": means_shape, "column_means/values": means_values},
        ),
    )
)
