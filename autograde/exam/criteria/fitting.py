"""The function ``fit``: whether it trains the model it is given, and reports truly."""

from __future__ import annotations

from itertools import chain

import numpy as np

from autograde.exam.criteria.asking import HUGE, counted, described, described_with_parts, judged
from autograde.exam.criteria.fitted import EPOCHS
from autograde.exam.criteria.histories import LOW, FittingEvidence
from autograde.exam.diagnoses import training as diagnose
from autograde.exam.diagnoses.training import Run
from autograde.exam.verdict import Finding, failed, passed

#: A model that gives everyone the probability 0.5 has the loss ln 2.
COIN = float(np.log(2))
#: On its way an honest loss never leaves its start (at most 2.4) for more than 6.3.
HIGH = 10.0
#: What spoils a training so far that its result is no wonder.
ECHOING = {
    *(slug for slug, _ in (*diagnose.NOTHING_LEARNED, *diagnose.WRONG_GRADIENT)),
    "shape-broadcast",
    "double-sigmoid",
    "softmax-over-one-output",
    "relu-on-logits",
    "names-from-outside",
}


def cause(evidence: FittingEvidence) -> str | None:
    """The diagnosis of the training as a whole, for criteria that only see its echo."""
    for criterion in (updates, gradients, reported_loss):
        finding = judged(criterion, evidence)
        if finding.passed is False and finding.diagnosis in ECHOING:
            return finding.diagnosis
    return evidence.fault


def updates(evidence: FittingEvidence) -> Finding:
    """Training changes the parameters of the given model towards the labels."""
    run = evidence.taught.run
    still = diagnose.nothing_learned(run)
    if still:
        slug, seen = still
        # No gradient comes through a layer that cuts everything off.
        cut = slug == "gradient-detached" and evidence.fault
        return failed(seen, evidence.fault if cut else slug)
    if not run.moved:
        return failed("After `fit` the parameters of the model are what they were before.")
    if evidence.elsewhere:
        return failed(evidence.elsewhere, "names-from-outside")
    gain = max(run.gain, evidence.gentle.run.gain)
    if gain <= 0.05 and evidence.slowly:
        return passed(f"In {EPOCHS} epochs the logits moved towards the labels, by {gain:.2g}.")
    if evidence.blind and gain > 0.05:
        return failed("`fit` makes the same model of any labels: it does not learn from them.")
    if evidence.restarted and evidence.final_loss(*evidence.by_default) > LOW:
        return failed(
            "Even a learning rate near 0 makes another model of a good one, and many epochs make "
            "it no better: `fit` starts it anew.",
            "model-recreated-each-epoch",
        )
    if gain > 0.5 or (gain > 0.05 and evidence.luckless_gain > 0):
        return passed(f"In {EPOCHS} epochs the logits of ones and zeros moved apart by {gain:.2f}.")
    blind = diagnose.label_blind(evidence.gentle.run, evidence.swapped.run)
    if blind:
        if evidence.fault or (evidence.other_loss and evidence.other_loss[0] == "shape-broadcast"):
            return failed(
                f"{blind} The loss compares each row with all labels of a batch, not with its own.",
                evidence.fault if evidence.fault in ECHOING else "shape-broadcast",
            )
        return failed(f"{blind} Does every row still stand beside its own label?")
    seen = (
        f"In {EPOCHS} epochs the logits of ones and zeros moved by {gain:.2f} instead of "
        "clearly apart."
    )
    if evidence.other_loss and not evidence.fault:
        other, told = evidence.other_loss
        return failed(f"{seen} {told}", other)
    if gain < -0.05 and not evidence.fault and evidence.turned_back:
        return failed(f"{seen} The steps lead uphill: each adds what it should take away.")
    return failed(seen, evidence.fault)


def gradients(evidence: FittingEvidence) -> Finding:
    """Every step uses the gradient of its own batch, and no older one."""
    run = evidence.taught.run
    learning = judged(updates, evidence)
    if not run.moved or (learning.passed is False and not run.reached and not run.steps):
        return failed(learning.evidence, learning.diagnosis)
    for slug, test in diagnose.WRONG_GRADIENT:
        seen = test(run)
        if seen:
            return failed(seen, slug)
    unused = diagnose.gradients_unused(run) or diagnose.rows_left_out(run)
    if unused:
        return failed(unused)
    if evidence.left_out:
        return failed(diagnose.untrained(evidence.left_out))
    if evidence.at_once:
        return failed(evidence.at_once)
    if evidence.anywhere:
        return Finding(
            None,
            "Training leads towards one model from wherever it starts, and no gradient was seen: a "
            "person looks at how it was trained.",
        )
    return passed("Each step used a fresh gradient.")


def defaults(evidence: FittingEvidence) -> Finding:
    """With its own `epochs` and `lr`, `fit` brings the loss down without leaps."""
    trained = [*chain(*evidence.by_default)]
    histories = evidence.histories(trained) or []
    broken = [t for t in trained if abs(t.run.z_after).max() >= HUGE]
    numbers = [value for t in trained for value in t.run.reported]
    learns = judged(updates, evidence).passed is True
    nearest = cause(evidence)
    nearest = nearest if nearest in ECHOING else None
    too_large = nearest or ("learning-rate-too-large" if learns else None)
    if broken or not np.isfinite(numbers).all():
        told = [value for value in trained[0].run.reported if np.isfinite(value)]
        if told and 0 <= told[-1] < LOW:
            return failed(
                f"The loss had fallen to {told[-1]:.2f}, then it was no finite number any more: "
                "the logarithm of a probability of 0 is none. `BCEWithLogitsLoss` stays exact."
            )
        return failed("The loss or the logits became infinite on the way.", too_large)
    peak = float(np.mean([history.max() for history in histories])) if histories else 0.0
    if peak > HIGH:
        return failed(
            f"On its way the loss climbed to {peak:.0f}; guessing gives {COIN:.2f}.", too_large
        )
    final = evidence.final_loss(*evidence.by_default)
    if final < LOW:
        return passed(f"The loss fell to {final:.2f}; guessing gives {COIN:.2f}.")
    seen = f"The loss ended at {final:.2f}; guessing gives {COIN:.2f}."
    if nearest or not learns:
        return failed(seen, nearest)
    if evidence.better_default:
        slug, tried = evidence.better_default
        return failed(f"{seen} {tried}", slug)
    return failed(seen)


def rate(evidence: FittingEvidence) -> Finding:
    """`fit` trains with the learning rate `lr` that it is given."""
    if not evidence.takes("lr"):
        evidence.taught  # noqa: B018  (where nothing is written yet, that is said first)
        return failed("`fit` has no parameter `lr`.", "missing-name")
    fast, slow = evidence.taught.run, evidence.gentle.run
    if not fast.moved:
        return failed("No parameter changed, with whatever learning rate.", cause(evidence))
    if np.array_equal(fast.z_after, slow.z_after):
        return failed("lr=0.5 and lr=0.05 led to exactly the same model: `lr` is not used.")
    return passed("Another learning rate leads to another model.")


def history(evidence: FittingEvidence) -> Finding:
    """`fit` takes `epochs` and returns one loss for each epoch."""
    if not evidence.takes("epochs"):
        evidence.taught  # noqa: B018  (where nothing is written yet, that is said first)
        return failed("`fit` has no parameter `epochs`.", "missing-name")
    seen = _entries(evidence.taught.run, EPOCHS)
    if seen and evidence.goes_on:
        return failed(
            f"{seen} The list goes on from the calls before: make it inside `fit`.", "wrong-shape"
        )
    own = evidence.default_of("epochs")
    if seen is None and own is not None:
        seen = _entries(evidence.by_default[0][0].run, int(own))
    if seen:
        return failed(seen, "wrong-shape")
    return passed(f"{EPOCHS} epochs gave {EPOCHS} losses.")


def _entries(run: Run, epochs: int) -> str | None:
    """What is wrong with the form of a history of so many epochs."""
    value = run.losses
    if not run.reported and value != ():
        return (
            f"`fit` returned {described_with_parts(value)}; a list with the loss of every epoch "
            "was asked for."
        )
    if isinstance(value, tuple) and len(value) != len(run.reported):
        return f"`fit` returned {described_with_parts(value)}; not all of that are numbers."
    if len(run.reported) != epochs:
        return (
            f"After {epochs} epochs the history has {counted(len(run.reported))}: one for each "
            f"epoch was asked for.{diagnose.indented_too_far(run)}"
        )
    return None


def reported_loss(evidence: FittingEvidence) -> Finding:
    """The reported losses are the binary cross-entropy over all rows of the epoch."""
    run = evidence.telling
    if not run.reported:
        seen = f"`fit` returned {described(run.losses)}, no history"
        if run.losses != ():
            return failed(f"{seen}.", "wrong-shape")
        # It may keep the loss of every tenth epoch: that is judged by the number of losses.
        longer = evidence.by_default[0][0].run
        if diagnose.counted_at_an_end(longer):
            return passed("The history by default tells the loss.")
        return failed(f"{seen}, with epochs={run.epochs}.", "wrong-shape")
    if evidence.frozen:
        return failed(evidence.frozen)
    learns = judged(updates, evidence).passed is not False
    if evidence.unit is None or not (learns or evidence.unit_of_rows):
        return _untrue(evidence, run)
    old = diagnose.never_forgets(evidence.taught.run)
    if old:
        return failed(old)
    return passed("The history tells the loss of every epoch.")


def _untrue(evidence: FittingEvidence, run: Run) -> Finding:
    """Why a history is not the loss of a model that stood still."""
    if evidence.elsewhere:
        return failed(evidence.elsewhere, "names-from-outside")
    nearest = judged(updates, evidence).diagnosis or evidence.fault
    nearest = nearest if nearest in ECHOING else None
    if evidence.other_loss:
        slug, seen = evidence.other_loss
        return failed(seen, nearest or slug)
    if len(run.reported) != run.epochs:
        return failed(
            f"The history has {counted(len(run.reported))} for {run.epochs} epochs: not the "
            "losses of whole epochs.",
            "wrong-shape",
        )
    for told, slug in (
        (diagnose.rows_left_out(evidence.taught.run), None),
        (diagnose.of_other_rows(run), None),
        (diagnose.loss_of_last_batch(run), "loss-of-last-batch"),
        (diagnose.never_reset(run), None),
        (diagnose.divided_twice(run), None),
        (diagnose.minus_missing(run), None),
        (diagnose.another_loss(run), None),
    ):
        if told and not nearest:
            return failed(told, slug)
    shown = ", ".join(f"{n:.3f}" for n in run.reported)
    return failed(
        "With a learning rate near 0 the model keeps a binary cross-entropy of "
        f"{run.loss_after:.3f}, but the history says {shown}.",
        nearest,
    )
