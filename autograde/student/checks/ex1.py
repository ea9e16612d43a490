"""The open checks of Exercise 1. They look at less than the examiner does."""

from functools import cached_property, partial

import numpy as np

from autograde.exam import Exam, Part, group
from autograde.exam.criteria import fitting, logistic, predicting, table
from autograde.exam.criteria.fitting import LOW
from autograde.exam.criteria.logistic import LogisticEvidence
from autograde.exam.criteria.models import mirrored, parameters
from autograde.exam.criteria.predicting import PredictingEvidence
from autograde.exam.criteria.table import TableEvidence, learn_dialect
from autograde.exam.criteria.watched import Trained
from autograde.exam.glyphs import draw_digits01

TRAINING = (fitting.updates, fitting.gradients, fitting.defaults, fitting.history)


class QuickEvidence(PredictingEvidence):
    """The examiner's evidence of fewer trainings, because a student waits for it."""

    @cached_property
    def by_default(self) -> tuple[Trained, ...]:
        """A training with the student's defaults; where it fails, one from the mirrored start."""
        own = parameters(self.candidate, self.fresh_model(self.seed))
        start = {name: values.astype(np.float32) for name, values in own.items()}
        first = self.train(self.rows, self.seed, start)
        if first.run.loss_after < LOW:
            return (first,)
        return first, self.train(self.rows, self.seed, mirrored(start))


EXAM = Exam(
    before=learn_dialect,
    parts=(
        Part(TableEvidence, group("data", table.arrays, table.dtype)),
        Part(TableEvidence, group("split", table.rows, table.disjoint)),
        Part(
            LogisticEvidence,
            group("model", logistic.module, logistic.logits, logistic.probabilities),
        ),
        Part(
            partial(QuickEvidence, draw=draw_digits01),
            group("training", *TRAINING) | group("result", predicting.labels),
        ),
    ),
)
