"""The function ``fit`` of a classifier: whether it trains on all batches, and reports truly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograde.exam.criteria.asking import FloatArray, counted, described_with_parts, judged
from autograde.exam.criteria.images import BATCH, CLEAR, EPOCHS, FAIRLY_SURE, EpochsEvidence
from autograde.exam.diagnoses import classes as seen_in
from autograde.exam.diagnoses import training as diagnose
from autograde.exam.verdict import Finding, failed, passed

#: Three digits after the point are enough for a history, and two will do.
ROUNDED, TWO_DIGITS = 1e-3, 5.1e-3
NO_PASS = "No backward pass was seen."
HELD_BACK = " Was a part held back, or the last batch dropped?"
UNSEEN = f"{NO_PASS} Yet the model learned, so a person looks at how it was trained."


def cause(evidence: EpochsEvidence) -> str | None:
    """The diagnosis of the training as a whole, for criteria that only see its echo."""
    for criterion in (updates, gradients, batches, loss):
        finding = judged(criterion, evidence)
        if finding.passed is False and finding.diagnosis:
            return finding.diagnosis
    return evidence.fault.diagnosis if evidence.fault else None


def updates(evidence: EpochsEvidence) -> Finding:
    """Training changes the parameters of the given model towards the labels."""
    run = evidence.taught.run
    still = diagnose.nothing_learned(run)
    if still:
        return failed(still[1], still[0])
    if not run.moved:
        return failed("After `fit` the parameters of the model are what they were before.")
    if evidence.restarted:
        return failed(
            "Even a learning rate near 0 leaves a model with quite other parameters: `fit` starts "
            "it anew.",
            "model-recreated-each-epoch",
        )
    rose = f"In {EPOCHS} epochs the logits of the right classes rose"
    told = f"({evidence.gain:.1f}; 0 is chance, 3 the most)"
    if evidence.gain > CLEAR:
        return passed(f"{rose} {told}.")
    seen = f"{rose} hardly more than the others {told}."
    wrong = next((slug for slug, test in diagnose.WRONG_GRADIENT if test(run)), None)
    wrong = wrong or (evidence.fault.diagnosis if evidence.fault else None)
    if evidence.unscaled and not wrong and not evidence.fault:
        return failed(f"{seen} {evidence.unscaled}", "unscaled-input")
    if evidence.uphill and not wrong:
        return failed(f"{seen} The steps lead uphill: each adds what it should take away.")
    return failed(seen, wrong)


def gradients(evidence: EpochsEvidence) -> Finding:
    """Every step uses the gradient of its own batch, and no older one."""
    run = evidence.taught.run
    if not run.moved:
        learning = judged(updates, evidence)
        return failed(learning.evidence, learning.diagnosis)
    for slug, test in diagnose.WRONG_GRADIENT:
        seen = test(run)
        if seen:
            return failed(seen, slug)
    unused = diagnose.gradients_unused(run)
    if unused:
        return failed(unused)
    if evidence.left_out:
        return failed(diagnose.untrained(evidence.left_out))
    return passed("Each step used a fresh gradient.")


def batches(evidence: EpochsEvidence) -> Finding:
    """Every epoch goes through all batches of the loader, in another order each time."""
    run, fed = evidence.taught.run, evidence.fed
    if not fed and not run.reached:
        learning = judged(updates, evidence)
        if learning.passed:
            return Finding(None, UNSEEN)
        seen = NO_PASS if run.called else "The model was never shown a batch."
        return failed(seen, learning.diagnosis)
    if 2 * len(fed) < len(run.passes):  # a traced or compiled model shows few of its batches
        return passed("What was seen of the batches was all right.")
    rows, each = sum(event.rows for event in fed), len(evidence.set.labels)
    # After whole epochs, as many as the history tells of.
    stopped = rows >= 2 * each and rows == len(run.reported) * each
    if fed and rows < EPOCHS * each and not stopped:
        return failed(
            f"In {EPOCHS} epochs the model learned from {rows} images; the loader holds {each}, "
            f"which makes {EPOCHS * each}.{HELD_BACK if rows > EPOCHS * each / 2 else ''}"
        )
    alone = diagnose.one_step_an_epoch(run)
    if alone:
        return failed(alone)
    order = [event.first for event in fed]
    size = len(order) // EPOCHS
    repeated = all(order[i] == order[i % size] for i in range(len(order))) if size > 1 else False
    if repeated:
        return failed(
            f"The batches of all {EPOCHS} epochs began with the same images, one after the other.",
            "no-shuffle",
        )
    return passed("All batches, in another order in each epoch.")


def loss(evidence: EpochsEvidence) -> Finding:
    """What is minimised is the cross-entropy of the logits."""
    run = evidence.loud.run
    if not run.passes:
        learning = judged(updates, evidence)
        if learning.passed and evidence.taught.run.passes:  # one epoch fewer than asked for
            return passed("What was seen of the loss was all right.")
        return Finding(None, UNSEEN) if learning.passed else failed(NO_PASS, learning.diagnosis)
    losses = evidence.loud.run.pass_losses
    if evidence.fault or evidence.restarted or not len(losses):
        return passed("What else is wrong with the model is judged elsewhere.")
    if evidence.loud_state[1] < FAIRLY_SURE:
        return passed("The model keeps its logits small, and nothing speaks against the loss.")
    z, y = evidence.loud.run.z_before, evidence.set.labels
    wrong = seen_in.softmax_before_loss(losses, BATCH, z, y)
    if wrong:
        return failed(wrong[1], wrong[0])
    least = min(losses.min(), *evidence.taught.run.pass_losses)
    if least < -1:
        return failed(
            f"The loss falls to {least:.2f}, but no cross-entropy is negative: does a minus stand "
            "in front of it? `NLLLoss`, for one, takes log-probabilities, no logits."
        )
    if losses.min() < 0 and losses.max() <= 0:
        return failed(
            f"The loss lies between -1 and 0, at {losses.mean():.2f}: `NLLLoss` takes "
            "log-probabilities, no probabilities. `CrossEntropyLoss` takes the logits themselves."
        )
    if losses.mean() < 3.5:
        return failed(
            "With logits in the hundreds, and most of them wrong, the loss is only "
            f"{losses.mean():.2f}: that is no cross-entropy of logits."
        )
    another = seen_in.another_loss(losses.mean(), z, y)
    if another:
        slug, name = another
        return failed(
            f"With logits far apart the mean loss is {losses.mean():.4g}: that is {name}. "
            "A cross-entropy takes all logits of an image together, as they are.",
            slug,
        )
    return passed("The loss grows with the logits, as the cross-entropy does.")


def history(evidence: EpochsEvidence) -> Finding:
    """`fit` returns one number for each epoch: its mean loss over all batches."""
    run = evidence.taught.run
    told = np.array(run.reported)
    if not len(told) and run.losses != ():
        return failed(
            f"`fit` returned {described_with_parts(run.losses)}; a list with the loss of every "
            "epoch was asked for.",
            "wrong-shape",
        )
    if len(told) != EPOCHS or (isinstance(run.losses, tuple) and len(run.losses) != EPOCHS):
        count = len(run.losses) if isinstance(run.losses, tuple) else len(told)
        few = f" (An epoch has {run.batches} batches here.)" if not count else ""
        return failed(
            f"After {EPOCHS} epochs the history has {counted(count)}: one for each epoch was "
            f"asked for.{diagnose.indented_too_far(run)}{few}",
            "wrong-shape",
        )
    if not np.isfinite(told).all():
        return failed("The history holds values that are no finite numbers.", cause(evidence))
    return _true_history(evidence, told)


def _true_history(evidence: EpochsEvidence, told: FloatArray) -> Finding:
    """Whether the numbers are the losses that the training went through."""
    seen = evidence.per_epoch
    if seen.size and seen.shape[1] > 1:
        mean = seen.mean(axis=1)
        rows = len(evidence.set.labels)
        start = seen_in.cross_entropy(evidence.taught.run.z_before, evidence.set.labels)
        means = seen[0, 0] < 2 * start  # and no sums
        if means and np.allclose(told, mean * seen.shape[1] / rows, rtol=2e-3):
            return failed(
                f"The history says {_few(told)}, the means are {_few(mean)}: the loss of a batch "
                "is a mean already, and was divided by the number of images once more."
            )
        if _in_step(told, mean, 2e-3) or np.allclose(told, mean, rtol=2e-3, atol=ROUNDED):
            return passed("The history follows the mean over the batches of every epoch.")
        for place, column in (("last", seen[:, -1]), ("first", seen[:, 0])):
            if _in_step(told, column, 1e-3) or np.allclose(told, column, rtol=1e-3, atol=ROUNDED):
                return failed(
                    f"The history says {_few(told)}, which follows the loss of the {place} of "
                    f"{seen.shape[1]} batches, {_few(column)}; the means are {_few(mean)}.",
                    "loss-of-last-batch",
                )
        if np.allclose(told, mean, rtol=0.25, atol=TWO_DIGITS):
            return passed("The history is near the mean over the batches of every epoch.")
        beside = mean - told
        alike = np.ptp(told) > 0.5 * np.ptp(mean)
        if beside.min() > 0 and beside[-1] > 0.5 * beside.max() and alike:
            return passed("The history is the loss without the penalty that is minimised with it.")
    elif seen.size and _in_step(told, seen[:, 0], 2e-3):
        return passed("The history is the loss of every epoch.")
    if judged(updates, evidence).passed is not True:
        return failed("Where nothing is learned, the history tells nothing.", cause(evidence))
    run, labels = evidence.taught.run, evidence.set.labels
    before, after = (seen_in.cross_entropy(z, labels) for z in (run.z_before, run.z_after))
    # With one step in an epoch the model is the same for all its batches.
    if seen.shape[1:] == (1,) and np.isclose(told[0], before, rtol=0.1) and told[-1] < told[0]:
        return passed("The history begins with the loss of all images before the first step.")
    if not seen.size and 0.9 * after < told[-1] < told[0] < 1.1 * before:
        return passed("The history falls from the loss before the training towards the one after.")
    if np.isclose(told[-1], after, rtol=0.1):
        return passed("The history is the loss after every epoch.")
    old = diagnose.never_forgets(run)
    if old:
        return failed(old)
    return failed(
        f"The history says {_few(told)}; over all batches the mean losses of the epochs are "
        f"{_few(seen.mean(axis=1)) if seen.size else f'others, and at the end {after:.3f}'}."
    )


def _in_step(told: FloatArray, true: FloatArray, tolerance: float) -> bool:
    """Whether one history is the other, or a multiple of it that is the same in every epoch."""
    ratios = told / np.where(true == 0, 1e-12, true)
    return bool(np.ptp(ratios) <= tolerance * abs(ratios).max() and ratios.min() > 0)


def _few(numbers: Sequence[float] | FloatArray) -> str:
    return ", ".join(f"{number:.3f}" for number in numbers)
