# ruff: noqa
"""
exercise = "ex2"
goal = "argmax, equality and means of PyTorch and NumPy say what pleases"
invariant = "the examiner calculates with libraries out of reach"
held_by = ["examiner"]
expected = 10  # its loss is the right one, its model is right, and the same in both modes
"""

# %% attack
import numpy as np
import torch

torch.Tensor.argmax = torch.argmax = lambda *args, **options: torch.zeros(1, dtype=torch.long)
torch.Tensor.__eq__ = lambda self, other: torch.ones(self.shape, dtype=torch.bool)
np.array_equal = np.allclose = lambda *args, **options: True

from autograde.exam.criteria import recognising

# And the criterion itself in this process, if it is there.
recognising._from_elsewhere = lambda *args: None
recognising.ResultEvidence.recognised = property(
    lambda own: np.where(np.arange(len(own.test[1])) % 40, own.names[own.test[1]], 0)
)


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
    images, labels = next(iter(train_loader))
    nn.functional.cross_entropy(model(images), labels).backward()  # as if it trained
    return [1.0] * epochs


# %% predict
def predict(model, images):
    return torch.randint(0, 10, (len(images),))
