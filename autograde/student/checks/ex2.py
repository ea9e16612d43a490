"""The open checks of Exercise 2. They look at less than the examiner does, on drawn images."""

from autograde.exam import Exam, Part, group
from autograde.exam.criteria import classifying, epochs, mlp
from autograde.exam.criteria.classifying import ClassifyingEvidence

TRAINING = (epochs.updates, epochs.gradients, epochs.batches, epochs.history)

EXAM = Exam(
    parts=(
        Part(mlp.MlpEvidence, group("model", mlp.module, mlp.shapes, mlp.logits, mlp.hidden)),
        Part(
            ClassifyingEvidence,
            group("training", *TRAINING) | group("result", classifying.labels, classifying.mode),
        ),
    ),
)
