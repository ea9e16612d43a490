"""Every misunderstanding the course can name: what it means and the one next step out of it.

The slugs are stable: feedback pages, reports and other people's tools refer to them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Diagnosis:
    """A misunderstanding: ``why`` it matters and one ``next_step``.

    Attributes
    ----------
    hints
        what to look at on the way to the next step, from vague to concrete.
    lecture
        what explains it: ``"lecture/01_tensors"``, and behind a ``#`` the heading of the section.
    cell
        the id of the cell with that heading: JupyterLab finds no heading that is not plain ASCII.
    """

    slug: str
    why: str
    next_step: str
    hints: tuple[str, ...] = ()
    lecture: str = ""
    cell: str = ""

    @property
    def steps(self) -> tuple[str, ...]:
        """The hints one after the other; the last is the next step."""
        return (*self.hints, self.next_step)


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
            "Your code is called by the names that the text gives.",
            "Define it with exactly this name, then run Kernel > Restart and Run All.",
            (
                "Which name does the text above the cell give? Compare it with yours letter by "
                "letter, capitals too.",
                "A name is there only once its cell has run: is there a number in the brackets "
                "beside the cell?",
            ),
            "lecture/00_welcome#7 · Common mistakes",
            "mistakes",
        ),
        Diagnosis(
            "crashed",
            "Code that raises an error gives no result to judge.",
            "Call the function yourself on the inputs described and read the last line of the "
            "error first.",
            (
                "What does the error say, in words of your own? Others have met it too: search for "
                "it.",
                "Print the shape and the dtype of everything that goes into the line that raised.",
            ),
            "lecture/01_tensors#11 · Common mistakes",
            "mistakes",
        ),
        Diagnosis(
            "too-slow",
            "Grading gives every call a time limit.",
            "Work on whole tensors instead of single rows, or train for fewer epochs.",
            (
                "Which of your loops runs most often: over rows, over batches, or over epochs?",
                "Time one epoch, and multiply.",
            ),
            "lecture/02_data_pipelines#6 · Where the time goes",
            "time",
        ),
        Diagnosis(
            "trains-only-on-gpu",
            "Not every machine has a GPU; this one has none.",
            "Choose the device with `torch.cuda.is_available()`, or leave everything on the CPU.",
            ("Which device do you name, and is it there on every machine?",),
            "lecture/01_tensors#10 · Device",
            "device",
        ),
        Diagnosis(
            "wrong-shape",
            "A shape that is off by one axis makes later steps fail, or broadcast silently.",
            "Print what you return, or its `.shape`, and compare it with the exercise.",
            (
                "How many axes and how many numbers does the text ask for, in which order, and "
                "what do you return?",
                "Follow one small batch line by line: after which line is an axis too many, "
                "missing, or in another place?",
            ),
            "lecture/01_tensors#2 · Rank, shape, and what the axes mean",
            "ranks",
        ),
        Diagnosis(
            "wrong-dtype",
            "Layers and losses want one floating type; labels that count want int64.",
            "Convert to the dtype asked for, with `.to(torch.float32)` or `.to(torch.int64)`.",
            (
                "What kind of number does the text ask for, and in which container: tensor, array "
                "or list?",
                "Print `type(...)` and `.dtype` of what you return.",
            ),
            "lecture/01_tensors#4 · Dtype, and what a cast loses",
            "dtype",
        ),
        Diagnosis(
            "labels-not-zero-based",
            "PyTorch counts classes from 0.",
            "Return the classes as PyTorch counts them: the first one is 0.",
            ("Which numbers stand for the classes in what you return, and which is the smallest?",),
            "lecture/11_digits_mlp#2 · Step 1: the data",
            "load-question",
        ),
        Diagnosis(
            "train-test-overlap",
            "A model that is tested on rows it has learned from looks better than it is.",
            "Shuffle the row numbers once and cut them in two, so that each row lands on one side.",
            (
                "Number the rows: is any number in both parts, or in neither?",
                "Is every row drawn for the one part taken away before the other is drawn?",
            ),
            "lecture/06_iris_mlp#4 · The data, soundly",
            "data-sound",
        ),
        Diagnosis(
            "not-stratified",
            "By chance alone a small test set may hold far too few of one class.",
            "Split each class by itself, or pass `stratify=y` to `train_test_split`.",
            (
                "Count each class in the whole table and in the test part: are the shares alike?",
                "Where one shuffle deals out all rows, a small part gets its classes by luck.",
            ),
            "lecture/06_iris_mlp#4 · The data, soundly",
            "data-sound",
        ),
        Diagnosis(
            "scaler-leakage",
            "A mean taken over the test rows tells the training what the test looks like.",
            "Compute means and deviations on the training rows only.",
            (
                "Which rows went into your mean and your deviation?",
                "In which order do you split and scale?",
            ),
            "lecture/06_iris_mlp#4 · The data, soundly",
            "data-sound",
        ),
        Diagnosis(
            "global-standardisation",
            "One mean for all columns leaves the large ones large and the small ones small.",
            "Take mean and deviation per column, with `axis=0`.",
            (
                "How many columns are there, and how many means did you compute?",
                "Print mean and deviation of each column after the scaling: are they 0 and 1?",
            ),
            "lecture/07_fix_the_notebook#7 · Third bug: one mean for all columns",
            "columns",
        ),
        Diagnosis(
            "not-a-module",
            "Only an `nn.Module` collects its parameters, saves them and moves between devices.",
            "Put `nn.Module` in brackets behind the name of your class, and call "
            "`super().__init__()` first.",
            (
                "What makes a class of yours a model for PyTorch?",
                "Compare the first two lines of your class with those of the lecture.",
            ),
            "lecture/03_from_numpy_to_nn#6 · A module of your own",
            "module",
        ),
        Diagnosis(
            "no-parameters-registered",
            "An optimizer sees only registered parameters; a plain tensor stays as it is.",
            "Use `nn.Linear`, or wrap your tensors in `nn.Parameter`.",
            (
                "Print `list(model.parameters())`: what is in it, and what did you expect?",
                "Which kinds of attribute does `nn.Module` notice when `__init__` sets them?",
            ),
            "lecture/10_sequential_models#6 · A module of your own",
            "own",
        ),
        Diagnosis(
            "no-bias",
            "Without a bias the boundary has to pass through the origin.",
            "Leave `bias=True` in `nn.Linear`, or add a bias parameter of your own.",
            (
                "What does the model answer to a row of zeros, whatever its weights are?",
                "Print the shapes of all its parameters: which one is missing?",
            ),
            "lecture/00_welcome#Threshold or bias?",
            "threshold",
        ),
        Diagnosis(
            "missing-sigmoid",
            "A logit can be any number; a probability lies between 0 and 1.",
            "Apply `torch.sigmoid` to the logits where you return probabilities.",
            (
                "Print the smallest and the largest of your probabilities: can they be "
                "probabilities?",
                "Which function takes any number to one between 0 and 1?",
            ),
            "lecture/05_logistic_regression#1 · From a line to a probability",
            "data",
        ),
        Diagnosis(
            "double-sigmoid",
            "A sigmoid of a sigmoid lies between 0.5 and 0.73 and passes on little gradient.",
            "Let the model return plain logits and apply the sigmoid once, where you return "
            "probabilities; `BCEWithLogitsLoss` has its own.",
            (
                "How many sigmoids does a number meet on its way from the layer into the loss?",
                "What does your loss want: logits, or probabilities?",
            ),
            "lecture/05_logistic_regression#7 · Logits in the model, the sigmoid in the loss",
            "logits",
        ),
        Diagnosis(
            "softmax-over-one-output",
            "Softmax shares out 1 among the outputs; a single output always gets all of it.",
            "With one output per row use the sigmoid.",
            (
                "Print your model's answers to a few different rows: what do they have in common?",
                "Among how many outputs is the 1 shared out?",
            ),
            "lecture/09_softmax#3 · Softmax, the soft argmax",
            "softmax",
        ),
        Diagnosis(
            "relu-on-logits",
            "ReLU cuts off every negative logit, the model's way of saying no to a class.",
            "Return the last layer's output as it is.",
            (
                "Can an output of your model be negative? Should it?",
                "What happens to a number last, before your model returns it?",
            ),
            "lecture/10_sequential_models#4 · The credit model again",
            "credit",
        ),
        Diagnosis(
            "threshold-on-logits",
            "Probability 0.5 is the logit 0; a logit of 0.5 is a probability of 0.62.",
            "Compare probabilities with 0.5, or logits with 0.",
            (
                "What is it that you compare with a threshold: logits, or probabilities?",
                "Which logit has the probability 0.5?",
            ),
            "lecture/05_logistic_regression#7 · Logits in the model, the sigmoid in the loss",
            "logits",
        ),
        Diagnosis(
            "shape-broadcast",
            "(N, 1) against (N,) compares every row with every label.",
            "Bring both to one shape before the loss, for instance to (N,) with `squeeze(-1)`.",
            (
                "Print the shapes of the two tensors that meet in the loss.",
                "Which shape does (N, 1) minus (N,) have?",
            ),
            "lecture/01_tensors#7 · Broadcasting: a help and a danger",
            "broadcast",
        ),
        Diagnosis(
            "no-zero-grad",
            "PyTorch adds each new gradient to what lies in `.grad`.",
            "Call `optimizer.zero_grad()` once for every step.",
            (
                "What lies in `.grad` when the second step begins?",
                "Print a parameter's `.grad` after each `backward()`, several times in a row.",
            ),
            "lecture/04_linear_regression#6 · The five steps, with `nn` and `optim`",
            "five",
        ),
        Diagnosis(
            "no-optimizer-step",
            "`backward()` only computes gradients; it changes no parameter.",
            "Call `optimizer.step()` after `loss.backward()`.",
            (
                "Print a parameter before and after an epoch: does it change?",
                "Which of the five steps of a training loop changes parameters, and where is it in"
                " yours?",
            ),
            "lecture/04_linear_regression#6 · The five steps, with `nn` and `optim`",
            "five",
        ),
        Diagnosis(
            "stale-optimizer",
            "An optimizer trains the parameters it was given when it was made, and no others.",
            "Create the optimizer from the parameters of the very model that you train; where a "
            "function `fit` gets the model, inside it.",
            (
                "Whose parameters does your optimizer hold?",
                "Which of the two was made first, this model or the optimizer?",
            ),
            "lecture/07_fix_the_notebook#5 · First bug: nothing moves",
            "moves",
        ),
        Diagnosis(
            "gradient-detached",
            "`.detach()`, `.item()`, `.data`, NumPy and rounding cut the graph that "
            "`backward()` walks.",
            "Compute the loss from the model's own output, and detach only what you log.",
            (
                "Print your loss just before `backward()`: does it say `grad_fn=`?",
                "Go back from the loss line by line: after which line is there no `grad_fn` any "
                "more?",
            ),
            "lecture/03_from_numpy_to_nn#4 · Autograd takes over the gradient",
            "autograd",
        ),
        Diagnosis(
            "step-before-backward",
            "A step uses the gradients that lie there when it is called.",
            "Keep the order zero_grad, forward, loss, backward, step.",
            (
                "Which gradient is there when the very first step is taken?",
                "Read your loop aloud: what does each line need from the lines before it?",
            ),
            "lecture/04_linear_regression#6 · The five steps, with `nn` and `optim`",
            "five",
        ),
        Diagnosis(
            "model-recreated-each-epoch",
            "A model made anew forgets what it has learned.",
            "Train the one model that you are given, and create none inside the training.",
            (
                "How many models are made while the training runs?",
                "Print `id(model)` in every epoch.",
            ),
            "lecture/06_iris_mlp#Where do the modules live?",
            "forward",
        ),
        Diagnosis(
            "names-from-outside",
            "A function that reaches for variables of the notebook works with those alone, "
            "whatever it is given.",
            "Use the arguments of the function, and no variable from outside it.",
            (
                "Which names in the function are neither its arguments nor made in it?",
                "Call it with a few rows of your own: does what comes out follow them?",
            ),
            "lecture/00_welcome#Exercises",
            "exercises",
        ),
        Diagnosis(
            "loss-of-last-batch",
            "The last batch alone jumps about and says little about the epoch.",
            "Add up the loss of every batch and divide at the end of the epoch.",
            (
                "Which rows have a share in the number that you log?",
                "At which level of indentation is it computed: once for each batch, or once for "
                "each epoch?",
            ),
            "lecture/06_iris_mlp#Is the logged loss the true one?",
            "history",
        ),
        Diagnosis(
            "learning-rate-too-small",
            "The steps are too short to arrive within the epochs given.",
            "Multiply the default learning rate by ten, and look at the curve again.",
            (
                "Plot the history: how far has it come, and is it still falling?",
                "Train twice, with rates ten times apart, and draw both curves.",
            ),
            "lecture/12_loss_curve_clinic#3 · Second ward: it hardly moves",
            "ward-2",
        ),
        Diagnosis(
            "learning-rate-too-large",
            "The steps jump over the minimum, and the loss climbs or swings.",
            "Divide the default learning rate by ten, and look at the curve again.",
            (
                "Plot the history: does it fall, climb or leap?",
                "Print the first ten losses, and how far a parameter moves in one step.",
            ),
            "lecture/12_loss_curve_clinic#2 · First ward: it leaps and climbs",
            "ward-1",
        ),
        Diagnosis(
            "too-few-epochs",
            "The loss was still falling when the training ended.",
            "Raise the default number of epochs until the curve is flat.",
            ("Plot the history: is it flat at its end?",),
            "lecture/12_loss_curve_clinic#3 · Second ward: it hardly moves",
            "ward-2",
        ),
        Diagnosis(
            "constant-prediction",
            "A model that gives everyone the same answer has learned nothing from the inputs.",
            "Print a few predictions beside their labels and see where they become equal.",
            (
                "How many different answers does your model give to different rows?",
                "Are the outputs equal already, or only the labels made of them?",
            ),
            "lecture/07_fix_the_notebook#The accuracy is exactly the share of one class",
            "mistakes",
        ),
        Diagnosis(
            "memorised-answers",
            "Answers that do not come from the model cannot be right on new rows.",
            "Compute the prediction from the model and the rows that you are given alone.",
            ("What would your code answer to a row that nobody has ever seen?",),
            "lecture/00_welcome#4 · Its place in supervised learning",
            "supervised",
        ),
        Diagnosis(
            "softmax-before-cross-entropy",
            "`CrossEntropyLoss` applies a softmax itself; given probabilities, it hardly sees a "
            "confident mistake and never falls below 1.46 for ten classes.",
            "Give the loss the outputs of the last layer as they are.",
            (
                "What does `nn.CrossEntropyLoss` expect: logits or probabilities?",
                "Is there a softmax anywhere between the last layer and the loss?",
            ),
            "lecture/09_softmax#6 · The loss: cross-entropy",
            "loss",
        ),
        Diagnosis(
            "softmax-wrong-dim",
            "Along the batch a softmax lets the images of a batch compete with each other.",
            "Let the softmax run over the classes, `dim=1`, where you need one at all.",
            (
                "Which axis of (N, 10) are the classes?",
                "Add up the outputs along each axis: along which one do you get ones?",
            ),
            "lecture/09_softmax#5 · A batch: which axis?",
            "batch",
        ),
        Diagnosis(
            "argmax-wrong-dim",
            "Along the batch the largest number is that of an image, not of a class.",
            "Take `argmax(dim=1)`, along the classes.",
            (
                "How many numbers should `predict` return for N images, and how many are there?",
                "Which axis of (N, 10) does your `argmax` make disappear?",
            ),
            "lecture/09_softmax#2 · The class: argmax",
            "argmax",
        ),
        Diagnosis(
            "no-hidden-activation",
            "Linear layers on top of each other are one linear layer, however many there are.",
            "Put an activation such as `nn.ReLU()` behind every hidden layer.",
            (
                "What stands between your two linear layers?",
                "Does `forward` really use the activation that `__init__` makes?",
            ),
            "lecture/08_activations#1 · Without activations, everything is linear",
            "linear",
        ),
        Diagnosis(
            "no-shuffle",
            "Batches that never change pull the model the same way in every epoch.",
            "Loop over the loader itself in every epoch: it deals out new batches each time.",
            (
                "Where do the batches of the second epoch come from?",
                "Do you keep a list of batches, or make a loader of your own?",
            ),
            "lecture/02_data_pipelines#4 · Shuffle, batch, repeat",
            "shuffle",
        ),
        Diagnosis(
            "no-eval-mode",
            "In training mode dropout strikes out units by chance, and batch normalisation looks "
            "at the other images of the batch.",
            "Call `model.eval()` at the start of `predict`, and `model.train()` in `fit`.",
            (
                "Which of your layers behave differently in training and in use?",
                "Print `model.training` inside `predict`.",
            ),
            "lecture/06_iris_mlp#6 · Training, soundly",
            "training",
        ),
        Diagnosis(
            "unscaled-input",
            "Inputs in the hundreds make the first steps far too long and saturate activations; "
            "inputs near 0 make them far too short.",
            "Bring pixels to 0 to 1, or each column to mean 0 and deviation 1, and do it once.",
            (
                "Print the smallest and the largest number that goes into the first layer.",
                "Is anything multiplied or divided twice on the way?",
            ),
            "lecture/02_data_pipelines#5 · Transforms: what changes the data, and where",
            "transforms",
        ),
    )
}
