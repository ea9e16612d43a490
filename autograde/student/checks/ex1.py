"""The open checks of Exercise 1. They look at less than the examiner does."""

from functools import cached_property, partial

from autograde.exam import Exam, Part, group
from autograde.exam.criteria import fitting, logistic, predicting, table
from autograde.exam.criteria.logistic import LogisticEvidence
from autograde.exam.criteria.predicting import PredictingEvidence
from autograde.exam.criteria.table import TableEvidence, learn_dialect
from autograde.exam.criteria.watched import Trained
from autograde.exam.glyphs import draw_digits01

TRAINING = (fitting.updates, fitting.gradients, fitting.defaults, fitting.history)


class QuickEvidence(PredictingEvidence):
    """The examiner's evidence of fewer trainings, because a student waits for it."""

    @cached_property
    def by_default(self) -> tuple[tuple[Trained, ...], ...]:
        """Trainings with the student's defaults, on one set of rows."""
        return (self.from_both_sides(self.rows, self.seed),)


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
