"""The checks of the practice cells in ``lecture/06_iris_mlp``."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

import numpy as np

from autograde.exam import Candidate, Exam, Finding, Part, failed, passed, stop
from autograde.exam.criteria.asking import array, described, need, returned
from autograde.exam.outcome import Array
from autograde.student.layered import Network, chained, registered
from autograde.student.practice import Answers, Case, Numbers

NAMES = ("X_train", "X_val", "X_test", "y_train", "y_val", "y_test")


def draw_scores(rng: np.random.Generator) -> tuple[Case, ...]:
    """Logits and labels: many rows, and as many rows as classes."""

    def case(rows: int, right: int) -> Case:
        logits = rng.normal(size=(rows, 3)).astype(np.float32)
        labels = logits.argmax(axis=1)
        wrong = rng.permutation(rows)[right:]
        labels[wrong] = (labels[wrong] + rng.integers(1, 3, len(wrong))) % 3
        return Case((logits, labels), np.asarray(right / rows))

    return case(40, int(rng.integers(22, 36))), case(3, 2)


def draw_epochs(rng: np.random.Generator) -> tuple[Case, ...]:
    """The mean losses of batches and their sizes: pairs, and a small batch at the end."""

    def case(sizes: list[int]) -> Case:
        means = [float(mean) for mean in rng.uniform(0.2, 2.0, len(sizes))]
        return Case((means, sizes), np.asarray(np.average(means, weights=sizes)))

    return case([32, 32, 32, 4]), case([2, 2, 2, 2, 2])


def _numbers(answers: Answers) -> list[tuple[Case, float]]:
    """The cases, each with the one number that came back, as a tensor or not."""
    found = []
    for case, value in zip(answers.cases, answers.values, strict=True):
        match value:
            case bool() | None | str() | tuple():
                stop(f"`{answers.name}` returns {described(value)}, not a number.")
            case int() | float():
                found.append((case, float(value)))
            case Array(values=values) if values.size == 1:
                found.append((case, float(values.reshape(()))))
            case _:
                stop(
                    f"`{answers.name}` returns {described(value)}, not a single number.",
                    "wrong-shape",
                )
    return found


def _plain(answers: Answers) -> Finding:
    _numbers(answers)
    for value in answers.values:
        if isinstance(value, Array):
            return failed(
                f"It is a {value.kind}: `.item()` makes a plain number of it, which can be "
                "printed, plotted and saved anywhere."
            )
    return passed("A plain number came back.")


def accuracy_value(answers: Answers) -> Finding:
    """The accuracy is the share of rows whose largest logit stands at the label."""
    for case, value in _numbers(answers):
        rows, wanted = len(case.inputs[1]), float(case.wanted)
        if np.isclose(value, wanted, atol=1e-5):
            continue
        seen = f"For {case.given} you returned {value:.4g}, where {wanted:.4g} was expected."
        if np.isclose(value, 100 * wanted):
            return failed(f"{seen} A share was asked for, not per cent.")
        if np.isclose(value, rows * wanted):
            return failed(f"{seen} It is the number of right rows: divide it by {rows}.")
        if np.isclose(value, 1 - wanted, atol=1e-5):
            return failed(f"{seen} It is the share of wrong rows.")
        return failed(f"{seen} The class of a row is its `argmax` along `dim=1`.")
    return passed("The share of right rows, also for three rows of three classes.")


def accuracy_number(answers: Answers) -> Finding:
    """It is a plain number, no tensor."""
    return _plain(answers)


def epoch_value(answers: Answers) -> Finding:
    """Each batch counts as much as it has rows."""
    for case, value in _numbers(answers):
        means, sizes = case.inputs
        wanted = float(case.wanted)
        if np.isclose(value, wanted, atol=1e-5):
            continue
        seen = f"For batches of {', '.join(map(str, sizes))} rows you returned {value:.4g}, where "
        seen += f"{wanted:.4g} was expected."
        if np.isclose(value, np.mean(means)):
            return failed(f"{seen} Your batch of {sizes[-1]} counts as much as one of {sizes[0]}.")
        if np.isclose(value, sum(means) / sum(sizes)):
            return failed(
                f"{seen} Means were added up and divided by the number of rows: multiply each by "
                "its batch size first."
            )
        if np.isclose(value, wanted * sum(sizes)):
            return failed(f"{seen} It is the sum over all rows: divide it by {sum(sizes)}.")
        return failed(seen)
    return passed("The mean over all rows, whatever the sizes of the batches.")


def epoch_number(answers: Answers) -> Finding:
    """It is a plain number, no tensor."""
    return _plain(answers)


class Split:
    """What ``split(X, y, seed)`` makes of a table with 60, 25 and 15 rows of three classes."""

    def __init__(self, candidate: Candidate, rng: np.random.Generator) -> None:
        self.candidate = candidate
        self.counts = np.array([60, 25, 15])
        self.y = rng.permutation(np.repeat(np.arange(3), self.counts))
        self.X = rng.normal(size=(len(self.y), 4)).astype(np.float32)

    def ask(self, seed: int) -> tuple[Numbers, ...]:
        """The six parts for one seed, in the right shapes."""
        need(self.candidate, "split")
        value = returned(self.candidate.call("split", self.X, self.y, seed), "split(X, y, seed)")
        if not isinstance(value.value, tuple) or len(value.value) != 6:
            stop(f"`split` returns {described(value.value)}; six parts were asked for.")
        parts = tuple(array(part, "A part").values for part in value.value)
        wanted = [(60, 4), (20, 4), (20, 4), (60,), (20,), (20,)]
        for name, part, shape in zip(NAMES, parts, wanted, strict=True):
            off = part.shape[1:] != shape[1:] or abs(len(part) - shape[0]) > 2
            if part.ndim != len(shape) or off:
                shapes = ", ".join(f"{p.shape}" for p in parts)
                stop(
                    f"100 rows came back as {shapes}: {name} was expected to be {shape}.",
                    "wrong-shape",
                )
        return parts

    @cached_property
    def parts(self) -> tuple[tuple[Numbers, ...], ...]:
        """The six parts for three seeds."""
        return tuple(self.ask(seed) for seed in range(3))


def split_sizes(split: Split) -> Finding:
    """Of 100 rows 60 go into training, 20 into validation and 20 into test."""
    sizes = [len(part) for part in split.parts[0][:3]]
    return passed(f"The parts have {sizes[0]}, {sizes[1]} and {sizes[2]} rows.")


def split_rows(split: Split) -> Finding:
    """Every row lands in exactly one part, and its label with it."""
    place = {row.tobytes(): index for index, row in enumerate(split.X)}
    for parts in split.parts:
        rows = [row.astype(np.float32).tobytes() for part in parts[:3] for row in part]
        if not set(rows) <= set(place):
            return failed("There are rows that were not in the table.")
        if len(set(rows)) < len(rows):
            twice = len(rows) - len(set(rows))
            return failed(f"{twice} rows stand in more than one part.", "train-test-overlap")
        if len(rows) < len(split.X):
            return failed(f"{len(split.X) - len(rows)} rows are in no part.")
        labels = np.concatenate(parts[3:])
        if len(labels) != len(rows) or (labels != split.y[[place[r] for r in rows]]).any():
            return failed("Rows and labels no longer belong together.")
    return passed("Every row is in one part, beside its own label.")


def split_classes(split: Split) -> Finding:
    """Each part holds the classes in the proportions of the whole."""
    for parts in split.parts:
        for name, labels in zip(NAMES[3:], parts[3:], strict=True):
            counts = np.bincount(labels.astype(int), minlength=3)
            fair = split.counts * len(labels) / len(split.y)
            if len(counts) != 3 or (abs(counts - fair) > 1).any():
                seen, right = (", ".join(f"{n:.0f}" for n in row) for row in (counts, fair))
                return failed(
                    f"`{name}` has {seen} rows of the three classes, where {right} would be their "
                    "share.",
                    "not-stratified",
                )
    return passed("Each part has its share of all three classes.")


def split_seed(split: Split) -> Finding:
    """The same seed gives the same parts, another seed other ones."""
    first, second, _ = split.parts
    again = split.ask(0)
    if not all(np.array_equal(a, b) for a, b in zip(first, again, strict=True)):
        return failed("With the same seed twice the parts are not the same.")
    if np.array_equal(first[2], second[2]):
        return failed("Seed 0 and seed 1 give the same test rows: `seed` is not used.")
    return passed("The seed decides, and nothing else.")


def module(network: Network) -> Finding:
    """`MLP(5, 7, 3)` registers the weights and biases of three linear layers."""
    return registered(network)


def logits(network: Network) -> Finding:
    """It returns logits (N, 3): linear, ReLU, linear, ReLU, linear."""
    return chained(network)


def _mlp(candidate: Candidate, rng: np.random.Generator) -> Network:
    return Network("MLP", "class", (5, 7, 3), (5, 7, 7, 3), candidate, rng)


def _dialects(candidate: Candidate) -> None:
    candidate.dialects["split"] = "numpy"


def _answers(name: str, draw: Any) -> Any:
    return partial(Answers, name, draw)


EXAM = Exam(
    before=_dialects,
    parts=(
        Part(
            _answers("accuracy", draw_scores),
            {"accuracy/value": accuracy_value, "accuracy/number": accuracy_number},
        ),
        Part(
            _answers("epoch_mean", draw_epochs),
            {"epoch_mean/value": epoch_value, "epoch_mean/number": epoch_number},
        ),
        Part(
            Split,
            {
                "split/sizes": split_sizes,
                "split/rows": split_rows,
                "split/classes": split_classes,
                "split/seed": split_seed,
            },
        ),
        Part(_mlp, {"MLP/parameters": module, "MLP/logits": logits}),
    ),
)
