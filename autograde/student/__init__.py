"""What a notebook of the course imports: checks, data and figures."""

from autograde.student.checking import check
from autograde.student.data import dataset, mnist, mnist_loader

__all__ = ["check", "dataset", "mnist", "mnist_loader"]
