"""Every misunderstanding the course can name: what it means and the one next step out of it.

The slugs are stable: feedback pages, reports and other people's tools refer to them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Diagnosis:
    """A misunderstanding: ``why`` it matters and one ``next_step``."""

    slug: str
    why: str
    next_step: str


CATALOGUE: dict[str, Diagnosis] = {
    d.slug: d
    for d in (
        Diagnosis(
            "not-attempted",
            "Nothing was written here yet.",
            "Replace the line `raise NotImplementedError()` with your own code.",
        ),
        Diagnosis(
            "missing-name",
            "The exam calls your code by the names that the exercise gives.",
            "Define it with exactly this name, then run Kernel > Restart and Run All.",
        ),
        Diagnosis(
            "crashed",
            "Code that raises an error gives no result to judge.",
            "Call the function yourself on the inputs described and read the last line of the "
            "error first.",
        ),
        Diagnosis(
            "too-slow",
            "Grading gives every call a time limit.",
            "Work on whole tensors instead of single rows, or train for fewer epochs.",
        ),
        Diagnosis(
            "trains-only-on-gpu",
            "Not every machine has a GPU; this one has none.",
            "Choose the device with `torch.cuda.is_available()`, or leave everything on the CPU.",
        ),
        Diagnosis(
            "wrong-shape",
            "A shape that is off by one axis makes later steps fail, or broadcast silently.",
            "Print `.shape` of what you return and compare it with the exercise.",
        ),
        Diagnosis(
            "wrong-dtype",
            "Layers and losses want one floating type; labels that count want int64.",
            "Convert with `torch.tensor(..., dtype=torch.float32)` or `.to(...)` where you return.",
        ),
        Diagnosis(
            "labels-not-zero-based",
            "PyTorch counts classes from 0.",
            "Return the labels 0 and 1 themselves.",
        ),
        Diagnosis(
            "train-test-overlap",
            "A model that is tested on rows it has learned from looks better than it is.",
            "Shuffle the row numbers once and cut them in two, so that each row lands on one side.",
        ),
        Diagnosis(
            "not-stratified",
            "By chance alone a small test set may hold far too few of one class.",
            "Split each class by itself, or pass `stratify=y` to `train_test_split`.",
        ),
        Diagnosis(
            "scaler-leakage",
            "A mean taken over the test rows tells the training what the test looks like.",
            "Compute means and deviations on the training rows only.",
        ),
        Diagnosis(
            "global-standardisation",
            "One mean for all columns leaves the large ones large and the small ones small.",
            "Take mean and deviation per column, with `axis=0`.",
        ),
        Diagnosis(
            "not-a-module",
            "Only an `nn.Module` collects its parameters, saves them and moves between devices.",
            "Write `class LogisticRegression(nn.Module):` and call `super().__init__()` first.",
        ),
        Diagnosis(
            "no-parameters-registered",
            "An optimizer sees only registered parameters; a plain tensor stays as it is.",
            "Use `nn.Linear`, or wrap your tensors in `nn.Parameter`.",
        ),
        Diagnosis(
            "no-bias",
            "Without a bias the boundary has to pass through the origin.",
            "Leave `bias=True` in `nn.Linear`, or add a bias parameter of your own.",
        ),
        Diagnosis(
            "missing-sigmoid",
            "A logit can be any number; a probability lies between 0 and 1.",
            "Return `torch.sigmoid(self.forward(x))` from `predict_proba`.",
        ),
        Diagnosis(
            "double-sigmoid",
            "A sigmoid of a sigmoid lies between 0.5 and 0.73 and passes on little gradient.",
            "Let `forward` return the plain logits and apply the sigmoid once, in `predict_proba`; "
            "`BCEWithLogitsLoss` has its own.",
        ),
        Diagnosis(
            "softmax-over-one-output",
            "Softmax shares out 1 among the outputs; a single output always gets all of it.",
            "With one output per row use the sigmoid.",
        ),
        Diagnosis(
            "relu-on-logits",
            "ReLU cuts off every negative logit, and with it one of the two classes.",
            "Return the linear layer's output as it is.",
        ),
        Diagnosis(
            "threshold-on-logits",
            "Probability 0.5 is the logit 0; a logit of 0.5 is a probability of 0.62.",
            "Compare probabilities with 0.5, or logits with 0.",
        ),
        Diagnosis(
            "shape-broadcast",
            "(N, 1) against (N,) compares every row with every label.",
            "Bring both to (N,) before the loss, for instance with `squeeze(-1)`.",
        ),
        Diagnosis(
            "no-zero-grad",
            "PyTorch adds each new gradient to what lies in `.grad`.",
            "Call `optimizer.zero_grad()` once for every step.",
        ),
        Diagnosis(
            "no-optimizer-step",
            "`backward()` only computes gradients; it changes no parameter.",
            "Call `optimizer.step()` after `loss.backward()`.",
        ),
        Diagnosis(
            "stale-optimizer",
            "An optimizer trains the parameters it was given when it was made, and no others.",
            "Create the optimizer inside `fit`, from `model.parameters()`.",
        ),
        Diagnosis(
            "gradient-detached",
            "`.detach()`, `.item()`, `.data`, NumPy and rounding cut the graph that "
            "`backward()` walks.",
            "Compute the loss from the model's own output, and detach only what you log.",
        ),
        Diagnosis(
            "step-before-backward",
            "A step uses the gradients that lie there when it is called.",
            "Keep the order zero_grad, forward, loss, backward, step.",
        ),
        Diagnosis(
            "model-recreated-each-epoch",
            "A model made anew forgets what it has learned.",
            "Train the model that `fit` is given, and create none inside it.",
        ),
        Diagnosis(
            "loss-of-last-batch",
            "The last batch alone jumps about and says little about the epoch.",
            "Add up the loss of every batch and divide at the end of the epoch.",
        ),
        Diagnosis(
            "learning-rate-too-small",
            "The steps are too short to arrive within the epochs given.",
            "Multiply the default learning rate by ten, and look at the curve again.",
        ),
        Diagnosis(
            "learning-rate-too-large",
            "The steps jump over the minimum, and the loss climbs or swings.",
            "Divide the default learning rate by ten, and look at the curve again.",
        ),
        Diagnosis(
            "too-few-epochs",
            "The loss was still falling when the training ended.",
            "Raise the default number of epochs until the curve is flat.",
        ),
        Diagnosis(
            "constant-prediction",
            "A model that gives everyone the same answer has learned nothing from the inputs.",
            "Print a few predictions beside their labels and see where they become equal.",
        ),
        Diagnosis(
            "memorised-answers",
            "Answers that do not come from the model cannot be right on new rows.",
            "Compute the prediction from `model` and `X` alone.",
        ),
    )
}
