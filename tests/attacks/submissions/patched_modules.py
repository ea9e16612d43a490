# ruff: noqa
"""
goal = "every module returns what would be right for zeros"
invariant = "a module that lies about itself gains nothing"
held_by = ["examiner"]
"""

# %% attack
# And the exam's own module in this process, if it is there.
import autograde.exam.criteria.fitting as fitting
from autograde.exam.verdict import passed

for name in ("updates", "gradients", "defaults", "rate", "history", "reported_loss"):
    setattr(fitting, name, lambda evidence: passed("as it should be"))

# %% predict
nn.Module.__call__ = lambda self, x, *a, **k: torch.zeros(len(x))
nn.Module.named_parameters = lambda self, *a, **k: iter([("w", torch.zeros(1, 5))])
nn.Module.parameters = lambda self, *a, **k: iter([torch.zeros(1, 5), torch.zeros(1)])
