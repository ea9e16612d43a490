"""The open checks of Exercise 1. They look at less than the examiner does."""

from autograde.exam import Exam, Part
from autograde.exam.criteria import fitting, logistic, predicting, table
from autograde.exam.glyphs import draw_digits01

EXAM = Exam(
    before=table.learn_dialect,
    parts=(
        Part(table.TableEvidence, {"data/arrays": table.arrays, "data/dtype": table.dtype}),
        Part(table.TableEvidence, {"split/rows": table.rows, "split/disjoint": table.disjoint}),
        Part(
            logistic.LogisticEvidence,
            {
                "model/module": logistic.module,
                "model/logits": logistic.logits,
                "model/probabilities": logistic.probabilities,
            },
        ),
        Part(
            lambda candidate, rng: predicting.PredictingEvidence(candidate, rng, draw_digits01),
            {
                "training/updates": fitting.updates,
                "training/gradients": fitting.gradients,
                "training/history": fitting.history,
                "result/labels": predicting.labels,
            },
        ),
    ),
)
