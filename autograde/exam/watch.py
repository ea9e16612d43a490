"""Watch what a model goes through while a student's function trains it."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.optim.optimizer import (
    Optimizer,
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
)

from autograde.exam.outcome import Backward, Event, Forward, Step, digest

MAX_EVENTS = 20_000


@contextlib.contextmanager
def watching(model: object) -> Iterator[list[Event]]:
    """Collect the events of ``model`` (an ``nn.Module``; anything else gives none)."""
    events: list[Event] = []
    if not isinstance(model, nn.Module):
        yield events
        return
    watch = _Watch(model, events)
    with contextlib.ExitStack() as stack:
        for parameter in watch.parameters:
            hook = parameter.register_hook(lambda g, p=parameter: watch.arriving(p, g))
            stack.callback(hook.remove)
        stack.callback(register_optimizer_step_pre_hook(watch.before_step).remove)
        stack.callback(register_optimizer_step_post_hook(watch.after_step).remove)
        stack.enter_context(_replaced(type(model), "forward", watch.forward(type(model).forward)))
        stack.enter_context(
            _replaced(torch.autograd, "backward", watch.backward(torch.autograd.backward))
        )
        yield events


class _Watch:
    """What is remembered between the events of one model."""

    def __init__(self, model: nn.Module, events: list[Event]) -> None:
        self.model = model
        self.events = events
        self.parameters = [p for p in nn.Module.parameters(model) if p.requires_grad]
        self.owned = {id(parameter) for parameter in self.parameters}
        self.values: dict[int, torch.Tensor] = {}
        #: Parameters whose ``.grad`` holds what a step has used, or what none has.
        self.used: set[int] = set()
        self.unused: set[int] = set()
        self.in_closure = False
        self.in_pass: set[int] = set()
        self.last_pass = -1
        self.loss: float | None = None

    def note(self, event: Event) -> None:
        if len(self.events) < MAX_EVENTS:
            self.events.append(event)

    def forward(self, original: Any) -> Any:
        """``forward`` of the model's class, noted when it is this model's: not a copy's."""

        def forward(module: nn.Module, *args: Any, **kwargs: Any) -> Any:
            if module is self.model:
                tensors = [a for a in (*args, *kwargs.values()) if isinstance(a, torch.Tensor)]
                x = tensors[0] if tensors else torch.zeros(0)
                index = len(self.events)
                # Inside `vmap` the length is that of a single row.
                mapped = torch._C._functorch.is_functorch_wrapped_tensor(x)
                rows = len(x) if x.dim() and not mapped else 0
                self.note(Forward(rows, module.training, *_looks(x)))
                output = original(module, *args, **kwargs)
                # What ``torch.func`` or a tracer sends through takes no hooks.
                with contextlib.suppress(RuntimeError):
                    if isinstance(output, torch.Tensor) and output.requires_grad:
                        output.register_hook(lambda gradient: self.come_back(index))
                return output
            return original(module, *args, **kwargs)

        return forward

    def come_back(self, index: int) -> None:
        """Note that a gradient came back through what was given out at ``index``."""
        if index < len(self.events):
            event = self.events[index]
            assert isinstance(event, Forward)
            self.events[index] = replace(event, reached=True)

    def backward(self, original: Any) -> Any:
        """``torch.autograd.backward``, noted when it brings this model nothing."""

        def backward(*args: Any, **kwargs: Any) -> None:
            self.in_pass.clear()
            self.loss = _number(*args[:2])
            original(*args, **kwargs)
            if not self.in_pass:
                self.note(Backward(stale=False, reached=False))
            self.in_pass.clear()
            self.loss = None

        return backward

    def arriving(self, parameter: torch.Tensor, gradient: torch.Tensor) -> None:
        """A gradient on its way into ``parameter.grad``, where an older one may lie.

        What has come since the parameter last changed may lie there: that is one gradient,
        gathered in several passes. Anything else is a left-over of an earlier step.
        """
        key = id(parameter)
        now = parameter.detach().clone()
        empty = parameter.grad is None or not bool(parameter.grad.any())
        changed = key not in self.values or not torch.equal(self.values[key], now)
        if empty:
            self.used.discard(key)
        elif changed:
            self.used.add(key)
        stale = key in self.used
        after_unused = empty and not changed and key in self.unused
        self.values[key] = now
        reached = bool(gradient.any())
        if reached and not self.in_closure:  # which may be asked for one gradient several times
            self.unused.add(key)
        elif changed:
            self.unused.discard(key)
        if self.in_pass and key not in self.in_pass and 0 <= self.last_pass < len(self.events):
            event = self.events[self.last_pass]
            assert isinstance(event, Backward)
            self.events[self.last_pass] = Backward(
                event.stale or stale,
                event.reached or reached,
                event.loss,
                event.after_unused and after_unused,
            )
        else:
            self.in_pass.clear()
            self.last_pass = len(self.events)
            self.note(Backward(stale, reached, self.loss, after_unused))
        self.in_pass.add(key)

    def before_step(self, optimizer: Optimizer, args: Any, kwargs: dict[str, Any]) -> None:
        self.in_closure = _closure(args, kwargs)
        if not self.in_closure:
            self.step(optimizer)

    def after_step(self, optimizer: Optimizer, args: Any, kwargs: dict[str, Any]) -> None:
        # With a closure the gradients are computed within the step.
        if self.in_closure:
            self.step(optimizer)
        self.in_closure = False

    def step(self, optimizer: Optimizer) -> None:
        held = [p for group in optimizer.param_groups for p in group["params"]]
        owns = any(id(p) in self.owned for p in held)
        self.unused.difference_update(map(id, held))
        self.note(Step(owns, any(p.grad is not None and bool(p.grad.any()) for p in held)))


def _looks(x: torch.Tensor) -> tuple[str, bool, float | None, float | None]:
    """A digest of the first row, not reached yet, and the mean and deviation of all numbers."""
    # Within ``torch.func.grad`` every operation, ``detach`` too, gives a tensor without values.
    plain = x if x.device.type == "cpu" and not x.requires_grad else x.detach().cpu()
    try:
        values = plain.numpy()
    except (RuntimeError, TypeError):  # a tensor of a kind that NumPy has not
        values = np.zeros(0)
    if not values.size or values.dtype.kind not in "iuf":
        return digest(values[:1]), False, None, None
    with np.errstate(all="ignore"):
        numbers = float(values.mean()), float(values.std())
    mean, deviation = numbers if np.isfinite(numbers).all() else (None, None)
    return digest(values[:1]), False, mean, deviation


def _closure(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    return (len(args) > 1 and args[1] is not None) or kwargs.get("closure") is not None


def _number(loss: Any = None, weights: Any = None) -> float | None:
    """What a backward pass starts from, where that is one finite number."""
    if isinstance(loss, torch.Tensor) and isinstance(weights, torch.Tensor):
        loss = (loss.detach() * weights).sum()
    if isinstance(loss, torch.Tensor) and loss.numel() == 1:
        value = float(loss.detach())
        return value if math.isfinite(value) else None
    return None


@contextlib.contextmanager
def _replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Put ``value`` in the place of an attribute; afterwards all is as before."""
    missing = object()
    before = vars(owner).get(name, missing)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if before is missing:
            delattr(owner, name)
        else:
            setattr(owner, name, before)
