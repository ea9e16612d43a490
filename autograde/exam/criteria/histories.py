"""What the losses that ``fit`` reports tell: in which unit, and whether they are the true ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain, islice
from typing import Any

import numpy as np

from autograde.exam.criteria.asking import FloatArray
from autograde.exam.criteria.fitted import EPOCHS, STILL, FittedEvidence, Rows
from autograde.exam.criteria.models import parameters, random_state
from autograde.exam.criteria.watched import Trained
from autograde.exam.diagnoses import training as diagnose
from autograde.exam.diagnoses.training import Run
from autograde.exam.verdict import Found

#: Honest defaults end below 0.38 from the better of two starts, training that hardly began above
#: 0.48.
LOW = 0.45


class FittingEvidence(FittedEvidence):
    """What ``fit`` does to fresh models, and what it says of it."""

    @cached_property
    def telling(self) -> Run:
        """A model that stood still, with a loss that tells which loss the history is."""
        run = self.still.run
        confused = abs(diagnose.with_swapped_arguments(run) / run.loss_after - 1) < 0.1
        return self.of_this_call(self.still_again.run if confused else run)

    @cached_property
    def goes_on(self) -> bool:
        """Whether a list goes on from one call of ``fit`` to the next."""
        one, other = sorted((self.taught.run.reported, self.gentle.run.reported), key=len)
        return 0 < len(one) < len(other) and other[: len(one)] == one

    def of_this_call(self, run: Run) -> Run:
        """A run without the losses of the calls before it."""
        if not (self.goes_on and run.epochs and isinstance(run.losses, tuple)):
            return run
        return replace(run, losses=run.losses[-run.epochs :])

    @cached_property
    def other_loss(self) -> tuple[str | None, str] | None:
        """Slug, or none, and evidence where the history tells just what a wrong loss would be."""
        run = self.telling
        numbers = np.array(run.reported)
        if not len(numbers) or not np.isfinite(numbers).all():
            return None
        if diagnose.counted_in(run, tolerance=0.01):
            return None
        # Batches are drawn anew in every epoch; the same rows have the same loss.
        if np.ptp(numbers) > (0.03 if run.batches > 1 else 1e-3) * abs(numbers).max():
            return None
        for scale in diagnose.scales(len(run.y), run.batches).values():
            for slug, test in diagnose.WRONG_LOSS:
                seen = test(run, float(numbers.mean()) / scale)
                if seen:
                    return slug, seen
        return None

    @cached_property
    def blind(self) -> bool:
        """Whether training on the opposite labels makes exactly the same model."""
        return np.array_equal(self.gentle.run.z_after, self.swapped.run.z_after)

    @cached_property
    def elsewhere(self) -> str | None:
        """Training on rows from outside: neither the labels given matter, nor how many rows."""
        few = self.taught.run
        if not self.blind and not diagnose.label_blind(self.gentle.run, self.swapped.run):
            return None
        try:
            many = self.still.run
        except Found:
            return None
        shown = [run.learned_from / (run.epochs or 1) for run in (few, many)]
        if shown[0] != shown[1] or not shown[0]:
            return None
        return (
            f"Given {len(few.y)} rows or {len(many.y):,}, `fit` trains on {shown[0]:g} in each "
            "epoch, and the labels given do not matter: it takes its rows from outside."
        )

    @cached_property
    def turned_back(self) -> bool:
        """Whether the opposite labels bring the logits of this run's ones and zeros apart."""
        run = self.swapped.run
        y = 1 - run.y
        return diagnose.separation(run.z_after, y) > diagnose.separation(run.z_before, y) + 0.05

    @cached_property
    def luckless_gain(self) -> float:
        """The least gain of several trainings: by chance alone not all of them go the right way."""
        seeds = (self.seed + 2, self.seed + 3)
        runs = [self.train(self.rows, s, self.start, epochs=EPOCHS, lr=0.5).run for s in seeds]
        return min(run.gain for run in runs)

    @cached_property
    def better_default(self) -> tuple[str, str] | None:
        """Slug and evidence of the default that would have to grow, by trying."""
        epochs, lr = self.default_of("epochs"), self.default_of("lr")
        if epochs is not None and epochs < 50:
            end = self._end(epochs=300)
            if end < LOW:
                return "too-few-epochs", f"In 300 epochs it falls to {end:.2f}."
        if lr is not None and lr < 0.1:
            end = self._end(epochs=300, lr=0.1)
            if end < LOW:
                return "learning-rate-too-small", f"With lr=0.1 it falls to {end:.2f}."
        if epochs is not None:
            end = self._end(epochs=int(epochs) + 1000)
            if end < LOW:
                return "too-few-epochs", f"In 1000 epochs more it falls to {end:.2f}."
        return None

    def _end(self, **options: Any) -> float:
        """The loss at the end of a training; infinite where it does not come to one in time."""
        try:
            return self.final_loss((self.train(self.rows, **options),))
        except Found:
            return float("inf")

    @cached_property
    def slowly(self) -> bool:
        """Whether every training goes a little towards its own labels, whichever they are."""
        ways = (run.z_after - run.z_before for run in (self.gentle.run, self.swapped.run))
        own, swapped = (diagnose.separation(way, self.gentle.run.y) for way in ways)
        if not (own > 0 > swapped and self.luckless_gain > 0):
            return False
        further = min(t.run.gain for t in self.on_usual_rows)
        return further > self.taught.run.gain > 0

    @cached_property
    def left_out(self) -> list[str]:
        """The weight or the bias of a logistic regression that stays as it was."""
        before = self.taught.run.before
        if sum(values.size for values in before.values()) != self.features + 1:
            return []
        still = diagnose.unchanged(self.gentle.run)
        return [name for name in diagnose.unchanged(self.taught.run) if name in still]

    @cached_property
    def at_once(self) -> str | None:
        """A model that one epoch brings as far as many, with no gradient seen: no training.

        Such as a formula, or another library, whose result is copied into the model.
        """
        many = self.gentle.run
        if many.passes or many.steps or not many.moved or not self.takes("epochs"):
            return None
        one = self.train(self.rows, state=self.start, epochs=1, lr=0.05).run
        left = abs(many.z_after - one.z_after).max()
        if left > 1e-3 * abs(many.z_after - many.z_before).max():
            return None
        return (
            f"One epoch leads to the same model as {many.epochs}, and no gradient was seen: the "
            "model was not trained step by step."
        )

    @cached_property
    def anywhere(self) -> bool:
        """Whether one epoch, or many, lead to, or straight towards, one model from anywhere.

        Only asked where no gradient was seen: then it is a formula or another library's model, or
        a start of its own that ``fit`` makes.
        """
        many = self.gentle.run
        if many.passes or not many.moved or not many.before or not self.takes("epochs"):
            return False
        return any(self._meet(many.before, epochs) for epochs in (1, EPOCHS))

    def _meet(self, shapes: Mapping[str, FloatArray], epochs: int) -> bool:
        states = (random_state(shapes, self.start_rng, 1.0) for _ in range(2))
        one, other = (
            self.train(self.rows, state=state, epochs=epochs, lr=0.05).run for state in states
        )
        apart, still_apart = (
            np.concatenate([(a[name] - b[name]).ravel() for name in one.before])
            for a, b in ((one.before, other.before), (one.after, other.after))
        )
        way = apart - still_apart
        lengths = np.linalg.norm(way) * np.linalg.norm(apart)
        return bool(way @ apart > 0.999 * lengths > 0)

    @cached_property
    def frozen(self) -> str | None:
        """A history that stays where it is while the loss falls, or falls while the model stays."""
        if self.at_once:
            return self.at_once
        run = self.by_default[0][0].run
        told = run.reported
        if len(told) > 1 and not run.moved and not run.reached and told[-1] < 0.9 * told[0]:
            return (
                f"The history falls from {told[0]:.2f} to {told[-1]:.2f}, but the model is the "
                "same as before."
            )
        if run.loss_after < 0.5 * run.loss_before and len(set(told)) == 1 < len(told):
            return (
                f"The loss fell from {run.loss_before:.2f} to {run.loss_after:.2f}, but the "
                f"history stays at {run.reported[0]:.2f}."
            )
        return None

    @cached_property
    def unit(self) -> str | None:
        """What the history counts in, where it tells the loss."""
        if diagnose.of_other_rows(self.telling):
            return None
        return self.unit_of_rows or (
            None if self.other_loss or self.frozen else self.unit_of_a_bias
        )

    @cached_property
    def unit_of_rows(self) -> str | None:
        """The same where it tells the loss of the rows that were given."""
        run = self.telling
        if self.other_loss or self.frozen:
            return None
        if abs(run.loss_after - run.loss_before) > 0.05 * run.loss_before:
            found = diagnose.counted_at_an_end(run)
        else:
            near = 0.08 if run.batches > 1 else 0.02
            found = diagnose.counted_in(run, tolerance=near)
            # Another loss can be so near by chance, though hardly twice.
            if found and not diagnose.counted_in(run, tolerance=0.01):
                other = self.of_this_call(self.still_again.run)
                again = diagnose.counted_in(other, tolerance=near)
                found = found if again == found else None
        return found

    @cached_property
    def unit_of_a_bias(self) -> str | None:
        """What the history counts in where only the bias is not 0.

        Then the logits are known, whatever ``fit`` makes of the columns before it trains on them.
        """
        X = self.signs(self.bias_rng)
        y = (np.arange(len(X)) > 0.3 * len(X)).astype(np.float32)
        found: set[str | None] = set()
        for bias in (1.2, -0.8):
            own = parameters(self.candidate, self.fresh_model(self.seed))
            if sorted(values.size for values in own.values()) != [1, self.features]:
                return None
            state = {
                name: np.full(values.shape, bias if values.size == 1 else 0.0, np.float32)
                for name, values in own.items()
            }
            run = self.train(Rows(X, y), state=state, epochs=6, lr=STILL).run
            found.add(diagnose.counted_in(run, tolerance=0.02))
        return found.pop() if len(found) == 1 else None

    def histories(self, trained: Sequence[Trained]) -> list[FloatArray] | None:
        """The reported losses as means over the rows, where the history tells them."""
        try:
            unit = self.unit
        except Found:
            return None
        if unit is None:
            return None
        scale = diagnose.scales(len(self.rows.y), self.taught.run.batches)[unit]
        found = [np.array(t.run.reported) / scale for t in trained]
        return found if all(len(history) for history in found) else None

    def final_loss(self, *sets: Sequence[Trained]) -> float:
        """Loss at the end: as reported where the history tells it, else of the logits.

        Of the trainings on one set of rows the best one counts. A student who scales the columns
        inside ``fit`` has other logits than ``forward`` shows.
        """
        histories = self.histories([*chain(*sets)])
        if histories is None:
            ends = iter([t.run.loss_after for t in chain(*sets)])
        else:
            ends = iter([float(history[-3:].mean()) for history in histories])
        return float(np.mean([min(islice(ends, len(one))) for one in sets]))
