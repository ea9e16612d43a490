"""Watch what a model goes through while a student's function trains it."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from typing import Any

import torch
from torch import nn
from torch.optim.optimizer import Optimizer, register_optimizer_step_pre_hook

from autograde.exam.outcome import Backward, Event, Forward, Step

MAX_EVENTS = 4_000


@contextlib.contextmanager
def watching(model: object) -> Iterator[list[Event]]:
    """Collect the events of ``model`` (an ``nn.Module``; anything else gives none).

    A gradient counts as stale when, after a backward pass, ``.grad`` is not the gradient that
    just came in: PyTorch adds to what an earlier pass left there.
    """
    events: list[Event] = []
    if not isinstance(model, nn.Module):
        yield events
        return
    parameters = [p for p in model.parameters() if p.requires_grad]
    owned = {id(parameter) for parameter in parameters}
    incoming: dict[int, torch.Tensor] = {}

    def note(event: Event) -> None:
        if len(events) < MAX_EVENTS:
            events.append(event)

    def forward(module: nn.Module, args: tuple[Any, ...], result: Any) -> None:
        x = args[0] if args and isinstance(args[0], torch.Tensor) else torch.zeros(0)
        first = x[:1].detach().cpu().contiguous().numpy().tobytes()
        note(Forward(len(x) if x.dim() else 0, module.training, hashlib.md5(first).hexdigest()[:8]))

    def arriving(parameter: torch.Tensor, gradient: torch.Tensor) -> None:
        incoming[id(parameter)] = gradient.detach().clone()

    def arrived(parameter: torch.Tensor) -> None:
        fresh = incoming.pop(id(parameter), None)
        if parameter is parameters[0] and fresh is not None and parameter.grad is not None:
            note(Backward(stale=not torch.allclose(parameter.grad, fresh, rtol=1e-3, atol=1e-12)))

    def step(optimizer: Optimizer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        held = [p for group in optimizer.param_groups for p in group["params"]]
        owns = any(id(p) in owned for p in held)
        note(Step(owns, any(p.grad is not None and bool(p.grad.any()) for p in held)))

    hooks = [model.register_forward_hook(forward), register_optimizer_step_pre_hook(step)]
    for parameter in parameters:
        hooks.append(parameter.register_hook(lambda g, p=parameter: arriving(p, g)))
        hooks.append(parameter.register_post_accumulate_grad_hook(arrived))
    try:
        yield events
    finally:
        for hook in hooks:
            hook.remove()
