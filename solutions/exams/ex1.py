"""Hidden exam of Exercise 1: logistic regression on digits 0 and 1, drawn anew each time."""

from autograde.exam import Exam, Part
from autograde.exam.criteria import fitting, logistic, predicting, table
from autograde.exam.glyphs import draw_digits01

EXAM = Exam(
    before=table.learn_dialect,
    parts=(
        Part(
            table.TableEvidence,
            {
                "data/arrays": table.arrays,
                "data/dtype": table.dtype,
                "split/rows": table.rows,
                "split/disjoint": table.disjoint,
                "split/stratified": table.stratified,
                "split/seed": table.seed,
            },
        ),
        Part(
            logistic.LogisticEvidence,
            {
                "model/module": logistic.module,
                "model/parameters": logistic.parameter_count,
                "model/logits": logistic.logits,
                "model/probabilities": logistic.probabilities,
            },
        ),
        Part(
            lambda candidate, rng: predicting.PredictingEvidence(candidate, rng, draw_digits01),
            {
                "training/updates": fitting.updates,
                "training/gradients": fitting.gradients,
                "training/defaults": fitting.defaults,
                "training/rate": fitting.rate,
                "training/history": fitting.history,
                "training/loss": fitting.reported_loss,
                "result/labels": predicting.labels,
                "result/threshold": predicting.threshold,
                "result/accuracy": predicting.accuracy,
            },
        ),
    ),
)
