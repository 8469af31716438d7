"""Down the ladder of assumptions: what varies is left open, or, where it cannot be, kept exact in a few graphs."""

import functools
import textwrap

from differential import check as check_both

check = functools.partial(check_both, preloaded=True)


def codes(run, name):
    return [reason["code"] for reason in run.function(name)["reasons"]]


SCHEDULED = """
import torch
import torch.nn as nn
import torch.nn.functional as F
from final_state import dump

torch.manual_seed(0)
model = nn.Linear(6, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.9)
x, y = torch.randn(5, 6), torch.tensor([0, 1, 2, 1, 0])

def step(model, optimizer, x, y):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.detach()

scheduler = torch.optim.lr_scheduler.{scheduler}
for _ in range(40):
    print(step(model, optimizer, x, y), optimizer.param_groups[0]["lr"], optimizer._opt_called)
    scheduler.step()
dump(model=model, optimizer=optimizer)
"""


def test_a_scheduler_costs_one_more_graph(tmp_path):
    # The rate is a constant until it changes, and read at every call from then on.
    for scheduler in ("StepLR(optimizer, 5, 0.7)", "CosineAnnealingLR(optimizer, 40)"):
        folder = tmp_path / scheduler[:6]
        folder.mkdir()
        _, janus = check(folder, SCHEDULED.replace("{scheduler}", scheduler), native={"step": 36})
        function = janus.function("step")
        assert function["fallbacks"] == 0 and function["graphs"] <= 2, function


def test_a_weak_reference_is_called(tmp_path):
    program = """
        import torch
        import weakref
        from final_state import dump

        torch.manual_seed(0)
        class Scale:
            def __init__(self, factor): self.factor = factor

        class Marked(weakref.ref): pass

        scale, other = Scale(2.0), Scale(3.0)
        held = [weakref.ref(scale), Marked(scale)]

        def step(held, x):
            first, second = held[0](), held[1]()
            if first is None or second is None:
                return x
            first.last = second.factor
            return x * first.factor + second.factor

        x = torch.ones(3)
        for i in range(24):
            if i == 8: held[0] = weakref.ref(other)
            if i == 16: scale = None
            print(step(held, x), getattr(other, "last", None))
        dump(x=x)
    """
    check(tmp_path, textwrap.dedent(program), native={"step": 15})


def test_an_image_size_that_cannot_be_left_open_gets_graphs_of_its_own(tmp_path):
    program = """
        import torch
        import torch.nn as nn
        import torch.nn.functional as F
        from final_state import dump

        torch.manual_seed(0)
        conv = nn.Conv2d(2, 3, 3, padding=1)
        def block(x):
            return F.max_pool2d(F.relu(conv(x)), 2)

        with torch.no_grad():
            for i in range(8):
                x = torch.randn(2, 2, 16, 16)
                for _ in range(3):
                    x = block(x)[:, :2]
                print(x.sum())
        dump(conv=conv)
    """
    _, janus = check(tmp_path, program, native={"block": 21}, max_fallbacks={"block": 0})
    function = janus.function("block")
    # Three sizes; what kept one graph from serving all of them is told.
    assert 1 <= function["graphs"] <= 3, function


def test_a_trip_count_that_varies_needs_one_graph(tmp_path):
    program = """
        import torch
        from final_state import dump

        def power(x, n, factor):
            y = x
            for i in range(n):
                y = y * x + i
            return y * factor

        torch.manual_seed(0)
        x = torch.arange(4.0)
        for i in range(30):
            print(power(x, 2 + i % 3, 0.5 + i))
        dump(x=x)
    """
    _, janus = check(tmp_path, program, native={"power": 26}, max_fallbacks={"power": 0})
    function = janus.function("power")
    # The first was for the count that the profiled calls had; neither a count nor a factor is known to the second.
    assert function["graphs"] <= 2, function


def test_a_trip_count_that_cannot_stay_open_gets_a_graph_for_each(tmp_path):
    program = """
        import torch
        from final_state import dump

        def grown(x, n, factor):
            parts = [x]
            for i in range(n):
                parts.append(parts[-1] * x + i)
            return torch.stack(parts) * factor

        torch.manual_seed(0)
        x = torch.arange(4.0)
        for i in range(30):
            print(grown(x, 2 + i % 3, 0.5 + i))
        dump(x=x)
    """
    _, janus = check(tmp_path, program, native={"grown": 26}, max_fallbacks={"grown": 0})
    function = janus.function("grown")
    # One for each count, although the factor is another one at every call.
    assert function["graphs"] == 3, function


def test_results_that_differ_by_the_branch_get_a_graph_for_each_side(tmp_path):
    program = """
        import torch
        from final_state import dump

        torch.manual_seed(0)
        def scaled(x, flag, factor):
            if flag:
                return x * factor, "first"
            return x + factor, "second"

        x = torch.arange(4.0)
        for i in range(40):
            print(scaled(x, i % 3 == 0, 0.5 + i))
        dump(x=x)
    """
    _, janus = check(tmp_path, program, native={"scaled": 36}, max_fallbacks={"scaled": 1})
    # The first was for the side that the profiled calls took.
    assert janus.function("scaled")["graphs"] <= 3, janus.function("scaled")


def test_trip_counts_without_end_keep_the_graphs_that_fit(tmp_path):
    program = """
        import torch
        from final_state import dump

        def power(x, n):
            for i in range(n):
                x = x * 0.5 + i
            return x

        torch.manual_seed(0)
        x = torch.arange(4.0)
        for i in range(60):
            print(power(x, 2 + (i if i % 2 else 0)))
        dump(x=x)
    """
    _, janus = check(tmp_path, program)
    function = janus.function("power")
    assert function["graphs"] <= 16, function
    assert function["native"] >= 30, function


def test_layers_wait_for_the_step_around_them(tmp_path):
    program = """
        import torch
        import torch.nn as nn
        from final_state import dump

        torch.manual_seed(0)
        class Block(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(6, 6)
            def forward(self, x):
                return torch.relu(self.fc(x))

        def train_step(net, optimizer, x):
            optimizer.zero_grad()
            loss = net(x).square().mean()
            loss.backward()
            optimizer.step()
            return loss.detach()

        def train(net, optimizer, x):
            for _ in range(24):
                print(train_step(net, optimizer, x))

        net = nn.Sequential(Block(), Block(), Block())
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        train(net, optimizer, torch.randn(4, 6))
        dump(net=net)
    """
    # The step waits for `train`, which is called once; no layer gets a graph that nobody needs later.
    _, janus = check(tmp_path, program, native={"train_step": 15}, max_fallbacks={"train_step": 0})
    assert janus.function("Block.forward")["graphs"] == 0, janus.function("Block.forward")
