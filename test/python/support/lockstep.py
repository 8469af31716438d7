"""Runs an example's own training step twice at each step, imperatively and natively, from the same state.

    lockstep.py [--against one-thread|no-mkldnn] EXAMPLE RESULT [the example's options]

The example's `main()` makes the model, the optimizer and the step; only the loop around the step, `digits.train`, is
another one. The native run has a copy of the model and of its optimizer, whose tensors are put to those of the
imperative run before each step, with the generator. So rounding does not grow from step to step, and what is compared is one step.

`--against` is the control: the second run is PyTorch itself, on one thread or without oneDNN.
"""

import contextlib
import copy
import importlib
import json
import sys
from pathlib import Path
from types import FunctionType

import torch

import janus_jit


def tensors(model, optimizer):
    """All that a step starts from and changes, by name: parameters, buffers, and the optimizer's state."""
    found = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    for index, parameter in enumerate(p for group in optimizer.param_groups for p in group["params"]):
        for name, value in optimizer.state.get(parameter, {}).items():
            if isinstance(value, torch.Tensor):
                found[f"optimizer.{index}.{name}"] = value
    return found


def distance(expected, actual):
    """The norm of the difference, relative to the norm of what is expected."""
    expected, actual = expected.detach().double(), actual.detach().double()
    return (actual - expected).norm().item() / max(expected.norm().item(), 1e-12)


@contextlib.contextmanager
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


CONTROLS = {"one-thread": one_thread, "no-mkldnn": lambda: torch.backends.mkldnn.flags(enabled=False)}


class Lockstep:
    """Stands in for `digits.train`."""

    def __init__(self, batches, load, control):
        self.batches, self.load, self.control = batches, load, control
        self.losses, self.distances, self.random = [], [], []

    def __call__(self, model, optimizer, step, options, goal):
        # Made before the step is watched: it keeps the author's code.
        plain = FunctionType(step.__code__, step.__globals__, step.__name__, step.__defaults__, step.__closure__)
        if self.control is None:
            janus_jit.function(step)
        twin, twin_optimizer = copy.deepcopy((model, optimizer))
        (x, y), _ = self.load()
        while len(self.losses) < options.steps:
            for batch in self.batches(x, y, options.batch):
                self.compare(plain, step, (model, optimizer), (twin, twin_optimizer), batch)
                if len(self.losses) == options.steps:
                    break

    def compare(self, plain, step, ours, twins, batch):
        before, copies = tensors(*ours), tensors(*twins)
        assert before.keys() == copies.keys(), before.keys() ^ copies.keys()
        with torch.no_grad():
            for name, tensor in before.items():
                copies[name].copy_(tensor)
        random = torch.get_rng_state()
        expected = float(plain(*ours, *batch))
        after = torch.get_rng_state()
        torch.set_rng_state(random)
        with CONTROLS.get(self.control, contextlib.nullcontext)():
            actual = float(step(*twins, *batch))
        self.random.append(torch.equal(torch.get_rng_state(), after))
        self.losses.append((expected, actual))
        expected, actual = tensors(*ours), tensors(*twins)
        assert expected.keys() == actual.keys(), expected.keys() ^ actual.keys()
        self.distances.append({name: distance(expected[name], actual[name]) for name in expected})


def main():
    options = sys.argv[1:]
    control = None
    if options[0] == "--against":
        _, control, *options = options
    example, result, *options = options
    sys.path.insert(0, str(Path(example).parent))
    sys.argv = [example, *options]
    import digits

    lockstep = Lockstep(digits.batches, digits.load, control)
    digits.train = lockstep
    importlib.import_module(Path(example).stem).main()
    report = {
        "losses": lockstep.losses,
        "distances": lockstep.distances,
        "random": all(lockstep.random),
        "functions": janus_jit.stats()["functions"],
    }
    Path(result).write_text(json.dumps(report))


if __name__ == "__main__":
    main()
