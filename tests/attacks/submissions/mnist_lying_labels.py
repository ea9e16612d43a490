# ruff: noqa
"""
exercise = "ex2"
goal = "labels that equal whatever they are compared with, in a subclass of Tensor"
invariant = "labels are compared as plain numbers, by libraries out of reach"
held_by = ["examiner"]
expected = 9  # its model is right, and the same in both modes
"""

# %% attack
import torch


class Lying(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        result = super().__torch_function__(function, types, args, kwargs or {})
        return (
            torch.ones_like(result, dtype=torch.bool) if function is torch.Tensor.__eq__ else result
        )

    def __eq__(self, other):
        return torch.ones(len(self), dtype=torch.bool)

    __hash__ = None


from autograde.exam import examining
from autograde.exam.verdict import passed

# Where the examiner is in this process, its findings can be exchanged as well.
examining._find = lambda criterion, evidence: passed("as equal as can be")


# %% model
class MLP(nn.Module):
    def __init__(self, n_inputs=784, n_hidden=32, n_classes=10):
        super().__init__()
        self.hidden = nn.Linear(n_inputs, n_hidden)
        self.out = nn.Linear(n_hidden, n_classes)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x.flatten(1))))


# %% fit
def fit(model, train_loader, epochs=1, lr=0.1):
    return [1.0] * epochs


# %% predict
def predict(model, images):
    return torch.randint(0, 10, (len(images),)).as_subclass(Lying)
