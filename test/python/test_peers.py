"""Other tools that read or trace a program's functions see what they would see without Janus."""

import functools
import textwrap

import pytest
from differential import check as check_both

check = functools.partial(check_both, preloaded=True)

HEAD = """
import torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 4)
    def forward(self, x):
        if x.shape[0] > 2:
            x = F.relu(self.l(x))
        for i in range(2):
            x = x + i
        return x
m = Net()
x = torch.ones(3, 4)
for i in range(8):
    print(m(x).sum().item())
"""

PROGRAMS = {
    "torch.compile": """
        import torch._dynamo
        c = torch.compile(m, backend="eager", fullgraph=True)
        for i in range(6):
            print(c(x).sum().item(), m(torch.ones(2, 4)).sum().item())
        print(dict(torch._dynamo.utils.counters["stats"]), dict(torch._dynamo.utils.counters["graph_break"]))
        @torch.compile(backend="eager", fullgraph=True)
        def later(x):
            def inner(y): return y * 2
            return inner(x) + 1
        for i in range(6): print(later(x).sum().item())
    """,
    "torch.export": """
        print(torch.export.export(m, (x,)).graph_module.code)
    """,
    "torch.fx": """
        class G(nn.Module):
            def forward(self, x): return x.relu() + 1
        g = G()
        for i in range(5): g(x)
        print(torch.fx.symbolic_trace(g).code)
    """,
    "torch.jit": """
        import warnings
        warnings.simplefilter("ignore")
        print(torch.jit.script(m)(x).sum().item())
        t = torch.jit.trace(m, x)
        print(t(x * 2).sum().item(), t.graph.findAllNodes("aten::relu") != [])
    """,
    "torch.func": """
        from torch.func import functional_call, grad, vmap
        def f(x): return (x * x).sum()
        for i in range(8):
            print(f(x).item(), grad(f)(x).sum().item(), vmap(f)(x).sum().item())
        print(functional_call(m, {"l.weight": torch.zeros(4, 4)}, x).sum().item())
    """,
    "modes": """
        from torch.overrides import TorchFunctionMode
        from torch.utils._python_dispatch import TorchDispatchMode
        from torch.utils.flop_counter import FlopCounterMode
        seen = []
        class Functions(TorchFunctionMode):
            def __torch_function__(self, func, types, args=(), kwargs=None):
                seen.append(func.__name__)
                return func(*args, **(kwargs or {}))
        class Dispatch(TorchDispatchMode):
            def __torch_dispatch__(self, func, types, args=(), kwargs=None):
                seen.append(str(func))
                return func(*args, **(kwargs or {}))
        for mode in (Functions(), Dispatch()):
            with mode: m(x)
        with FlopCounterMode(display=False) as counter: m(x)
        print(seen, counter.get_total_flops())
        with torch.autocast("cpu", dtype=torch.bfloat16): print(m(x).dtype)
        with torch.inference_mode(): print(m(x).is_inference(), m(x).requires_grad)
        with torch.autograd.detect_anomaly(check_nan=False): m(x).sum().backward()
        print(m.l.weight.grad.sum().item())
        with torch.device("meta"): print(torch.ones(1).device, Net()(torch.ones(3, 4)).device)
    """,
    "a tracer": """
        import sys
        lines = []
        def trace(frame, event, argument):
            if frame.f_code.co_filename == __file__ and event in ("call", "return"):
                lines.append((frame.f_code.co_name, event))
            return trace
        sys.settrace(trace)
        m(x)
        sys.settrace(None)
        print(lines)
    """,
    "data loader workers": """
        from torch.utils.data import DataLoader, Dataset
        class Squares(Dataset):
            def __len__(self): return 12
            def __getitem__(self, i): return torch.full((4,), float(i)) ** 2
        def collate(items): return torch.stack(items)
        data = Squares()
        for i in range(6): data[i]; collate([data[0], data[1]])
        for batch in DataLoader(data, batch_size=4, num_workers=2, collate_fn=collate):
            print(batch.sum().item())
    """,
    "saving and loading whole modules": """
        import copy, io
        buffer = io.BytesIO()
        torch.save(m, buffer)
        buffer.seek(0)
        again = torch.load(buffer, weights_only=False)
        twin = copy.deepcopy(m)
        for i in range(6): print(again(x).sum().item(), twin(x).sum().item())
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_same_as_plain(name, tmp_path):
    check(tmp_path, HEAD + textwrap.dedent(PROGRAMS[name]))
