"""The open checks of Exercise 1. They look at less than the examiner does."""

from functools import partial

from autograde.exam import Exam, Part, group
from autograde.exam.criteria import fitting, logistic, predicting, table
from autograde.exam.criteria.logistic import LogisticEvidence
from autograde.exam.criteria.predicting import PredictingEvidence
from autograde.exam.criteria.table import TableEvidence, learn_dialect
from autograde.exam.glyphs import draw_digits01

TRAINING = (fitting.updates, fitting.gradients, fitting.defaults, fitting.history)

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
            partial(PredictingEvidence, draw=draw_digits01),
            group("training", *TRAINING) | group("result", predicting.labels),
        ),
    ),
)
