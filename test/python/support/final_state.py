"""Imported by test programs: hands their final state to the harness. Not user code of the program, so never converted."""

import os

import torch


def _plain(value):
    """What is compared: structure, types, and tensors with everything that PyTorch keeps about them."""
    if isinstance(value, torch.Tensor):
        return {
            "tensor": value.detach().as_subclass(torch.Tensor).clone(),
            "class": type(value).__name__,
            "requires_grad": value.requires_grad,
            "leaf": value.is_leaf,
            "stride": value.stride(),
            "grad": None if not value.is_leaf or value.grad is None else _plain(value.grad),
        }
    if isinstance(value, torch.nn.Module):
        return {
            "module": type(value).__name__,
            "training": value.training,
            "parameters": {name: _plain(p) for name, p in value.named_parameters()},
            "buffers": {name: _plain(b) for name, b in value.named_buffers()},
            "attributes": {
                name: _plain(v) for name, v in sorted(vars(value).items()) if isinstance(v, (int, float, str, list, dict))
                and not name.startswith("_")
            },
        }
    if isinstance(value, torch.optim.Optimizer):
        return {"optimizer": type(value).__name__, "state": _plain(value.state_dict())}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, *map(_plain, value)]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return repr(type(value))


def dump(**state):
    """Call it last, with everything that a step may have changed."""
    state = {name: _plain(value) for name, value in state.items()}
    state["torch random state"] = torch.get_rng_state()
    torch.save(state, os.environ["JANUS_TEST_STATE"])
