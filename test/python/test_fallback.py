"""What happens when a call is not what the calls before it were: exactly what plain Python does, state included.

Each program first runs long enough to be converted, then changes something, and dumps everything a step can touch.
"""

import functools
import textwrap

import pytest
from differential import check as check_both

check = functools.partial(check_both, preloaded=True)

#: Start of every program: a small model, its data, and a step.
HEAD = """
import torch
import torch.nn as nn
import torch.nn.functional as F
from final_state import dump

torch.manual_seed(0)
torch.set_num_threads(1)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(6, 8)
        self.fc2 = nn.Linear(8, 3)
        self.scale = 1.0
        self.mode = "relu"
    def forward(self, x):
        h = self.fc1(x)
        if self.mode == "relu":
            h = F.relu(h)
        else:
            h = torch.tanh(h)
        return self.fc2(h) * self.scale

def step(model, optimizer, x, y):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.detach()

model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
x, y = torch.randn(5, 6), torch.tensor([0, 1, 2, 1, 0])

def show(value):
    print(type(value).__name__, getattr(value, "dtype", None), value)
"""

TAIL = """
dump(model=model, optimizer=optimizer, x=x, y=y)
"""


def repeat(change: str, before: int = 8, after: int = 8, call: str = "step(model, optimizer, x, y)") -> str:
    """Calls, then a change, then calls again."""
    lines = [f"for _ in range({before}):", f"    show({call})", *change.strip("\n").split("\n")]
    return "\n".join([*lines, f"for _ in range({after}):", f"    show({call})"])


#: Program by name; with it the calls of `step`, or of other functions, that must be native at least; the first 3 are profiled.
CHANGES = {
    "nothing changes": (repeat(""), 12),
    "a branch flips": (repeat('model.mode = "tanh"'), 5),
    "a branch flips back and forth": (
        repeat('for i in range(12):\n    model.mode = ["relu", "tanh"][i % 2]\n    show(step(model, optimizer, x, y))'),
        5,
    ),
    "an attribute changes its value": (repeat("model.scale = 0.5"), 5),
    "an attribute changes its type": (repeat("model.scale = torch.tensor(2.0)"), 5),
    "an attribute changes to an int": (repeat("model.scale = 2"), 5),
    "an attribute changes in every call": (
        repeat("for i in range(12):\n    model.scale = 1.0 + i / 10\n    show(step(model, optimizer, x, y))"),
        5,
    ),
    "an attribute goes": (
        repeat(
            "del model.scale\ntry:\n    step(model, optimizer, x, y)\nexcept AttributeError as error:\n    print(error)\n"
            "model.scale = 1.0"
        ),
        5,
    ),
    "an attribute appears on the class": (
        repeat("Net.scale = property(lambda self: 3.0)\ndel model.__dict__['scale']"),
        5,
    ),
    "the batch gets smaller": (repeat("x, y = x[:3], y[:3]"), 10),
    "the batch size changes in every call": (
        repeat("for i in range(1, 6):\n    show(step(model, optimizer, x[:i], y[:i]))"),
        10,
    ),
    "a batch of one and of none": (
        repeat("show(step(model, optimizer, x[:1], y[:1]))\nshow(step(model, optimizer, x[:0], y[:0]))"),
        5,
    ),
    "the rank changes": (repeat("x, y = x[0], torch.tensor(1)"), 5),
    "the dtype changes": (repeat("x = x.double()\nmodel.double()"), 5),
    "a tensor is not contiguous": (repeat("x = torch.randn(6, 5).t()"), 5),
    "a tensor is a view with an offset": (repeat("x = torch.randn(9, 8)[2:7, 1:7]"), 5),
    "a tensor is expanded": (repeat("x = torch.randn(1, 6).expand(5, 6)"), 5),
    "an argument is a subclass": (
        repeat("class Loud(torch.Tensor):\n    pass\nx = x.as_subclass(Loud)"),
        5,
    ),
    "an argument becomes None": (
        repeat("try:\n    step(model, optimizer, None, y)\nexcept TypeError as error:\n    print(error)"),
        5,
    ),
    "an input requires grad": (repeat("x.requires_grad_()"), 5),
    "a global is rebound": (
        repeat("F_old = F\nclass F:\n    relu = torch.sigmoid\n    cross_entropy = staticmethod(lambda a, b: F_old.cross_entropy(a, b) * 2)"),
        5,
    ),
    "a global function is replaced": (repeat("F.relu = torch.sigmoid"), 5),
    "a method is patched on the class": (
        repeat("def forward(self, x): return self.fc2(torch.tanh(self.fc1(x)))\nNet.forward = forward"),
        5,
    ),
    "a method is patched on the instance": (repeat("model.forward = lambda x: model.fc2(model.fc1(x))"), 5),
    "a method of PyTorch's is patched": (
        repeat("old = nn.Linear.forward\nnn.Linear.forward = lambda self, x: old(self, x) * 2"),
        5,
    ),
    "a layer is replaced": (repeat("model.fc2 = nn.Linear(8, 3)"), 5),
    "a parameter is replaced": (
        repeat("model.fc1.weight = nn.Parameter(torch.zeros(8, 6))\noptimizer.add_param_group({'params': [model.fc1.weight]})"),
        5,
    ),
    "a parameter's data is replaced": (repeat("model.fc1.weight.data = torch.ones(8, 6)"), 5),
    "a parameter is written in place": (repeat("with torch.no_grad():\n    model.fc1.weight.mul_(0.5)"), 10),
    "a parameter is frozen": (repeat("model.fc1.weight.requires_grad_(False)"), 5),
    "a module is put in another mode": (repeat("model.eval()"), 5),
    "the learning rate changes": (repeat("optimizer.param_groups[0]['lr'] = 0.01"), 5),
    "a scheduler steps after every call": (
        "scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3, 0.5)\n"
        "for _ in range(16):\n    show(step(model, optimizer, x, y))\n    scheduler.step()",
        10,
    ),
    "another option of the optimizer": (
        repeat("optimizer.param_groups[0]['weight_decay'] = 0.1\noptimizer.param_groups[0]['nesterov'] = True"),
        5,
    ),
    "the optimizer's state is cleared": (repeat("optimizer.state.clear()"), 5),
    "state dicts are loaded": (
        "import copy\n"
        "saved = copy.deepcopy(model.state_dict()), copy.deepcopy(optimizer.state_dict())\n"
        + repeat("model.load_state_dict(saved[0])\noptimizer.load_state_dict(saved[1])"),
        5,
    ),
    "gradients are set to None by hand": (repeat("for p in model.parameters(): p.grad = None"), 5),
    "gradients are zeros instead of None": (repeat("optimizer.zero_grad(set_to_none=False)"), 5),
    "two models take turns": (
        "other = Net()\nsecond = torch.optim.SGD(other.parameters(), lr=0.01)\n"
        "for i in range(24):\n    show(step(*((model, optimizer) if i % 2 else (other, second)), x, y))\ndump(other=other)",
        0,
    ),
    "a hook on a module": (
        repeat("handle = model.fc1.register_forward_hook(lambda m, i, o: o * 2)") + "\nhandle.remove()\nshow(step(model, optimizer, x, y))",
        5,
    ),
    "a hook on a parameter": (repeat("model.fc1.weight.register_hook(lambda g: g * 0.5)"), 5),
    "a global hook": (
        repeat("nn.modules.module.register_module_forward_hook(lambda m, i, o: print(type(m).__name__))"),
        5,
    ),
    "no gradients wanted": (
        repeat(
            "with torch.no_grad():\n    try:\n        step(model, optimizer, x, y)\n    except RuntimeError as error:\n"
            "        print(type(error).__name__)"
        ),
        5,
    ),
    "autocast": (
        repeat("with torch.autocast('cpu', dtype=torch.bfloat16):\n    print(step(model, optimizer, x, y).dtype)"),
        5,
    ),
    "keywords": (repeat("show(step(optimizer=optimizer, y=y, x=x, model=model))"), 10),
    "defaults are changed": (
        "def go(x=x, factor=2.0): return (x * factor).sum()\n" + repeat("go.__defaults__ = (x, 3.0)", call="go()"),
        {"go": 10},
    ),
    "a closure's variable is rebound": (
        "def make():\n    k = 2.0\n    def go(x): return x * k\n    def put(v):\n        nonlocal k\n        k = v\n    return go, put\n"
        "go, put = make()\n" + repeat("put(5.0)", call="go(x)"),
        {"make.<locals>.go": 10},
    ),
    "code is set on a function that is called": (
        "def helper(x): return x * 2\ndef other(x): return x * 3\ndef go(x): return helper(x)\n"
        + repeat("helper.__code__ = other.__code__", call="go(x)"),
        {"go": 10},
    ),
    "constants are replaced in the code of a function that is called": (
        "def helper(x): return x * 2\ndef go(x): return helper(x)\n"
        + repeat(
            "code = helper.__code__\n"
            "helper.__code__ = code.replace(co_consts=tuple(7 if c == 2 else c for c in code.co_consts))",
            call="go(x)",
        ),
        {"go": 5},
    ),
    "code is set on a method that is called": (
        "def loud(self, x): return F.relu(x) * 10\ndef go(x): return model(x)\n"
        + repeat("Net.forward.__code__ = loud.__code__", call="go(x)"),
        {"go": 10},
    ),
    "code is set on the function itself": (
        "def other(x): return x * 3\ndef go(x): return x * 2\n" + repeat("go.__code__ = other.__code__", call="go(x)"),
        {"go": 5},
    ),
    "a wrong shape raises from the user's line": (
        repeat(
            "import traceback\ntry:\n    step(model, optimizer, torch.randn(5, 7), y)\nexcept RuntimeError:\n"
            "    print(traceback.format_exc())"
        ),
        10,
    ),
    "labels of the wrong size": (
        repeat(
            "import traceback\ntry:\n    step(model, optimizer, x, y[:4])\nexcept ValueError:\n    print(traceback.format_exc())"
        ),
        10,
    ),
    "a label out of range": (
        repeat(
            "try:\n    step(model, optimizer, x, y + 5)\nexcept IndexError as error:\n    print(error)"
        ),
        10,
    ),
    "infinities and NaN": (repeat("x = x * float('inf')"), 5),
}


@pytest.mark.parametrize("name", CHANGES)
def test_change(name, tmp_path):
    program, native = CHANGES[name]
    check(tmp_path, HEAD + program + TAIL, native=native if isinstance(native, dict) else {"step": native})


def test_an_exception_in_the_middle_leaves_the_state_that_plain_python_leaves(tmp_path):
    program = """
        model.count = 0
        def uneven(model, optimizer, x, y, fail):
            model.count = model.count + 1
            model.scale = model.scale + 0.125
            optimizer.zero_grad()
            h = model(x)
            if fail:
                raise ValueError(f"stopped at {model.count}")
            F.cross_entropy(h, y).backward()
            optimizer.step()
            return model.scale

        for i in range(16):
            try:
                show(uneven(model, optimizer, x, y, i in (2, 9, 10)))
            except ValueError as error:
                print(error, error.__traceback__.tb_next.tb_lineno)
        dump(model=model, optimizer=optimizer, gradients=[p.grad for p in model.parameters()])
    """
    check(tmp_path, HEAD + textwrap.dedent(program), native={"uneven": 9})


def test_an_operator_that_raises_after_random_draws(tmp_path):
    # The draws are made before native code finds out: the generator goes back, and plain Python draws the same numbers again.
    program = """
        import traceback
        drop = nn.Dropout(0.5)
        def noisy(model, optimizer, x, y):
            optimizer.zero_grad()
            h = drop(F.relu(model.fc1(x)))
            loss = F.cross_entropy(model.fc2(h), y)
            loss.backward()
            optimizer.step()
            return loss.detach()

        for i in range(24):
            before = torch.get_rng_state()
            bad = i in (3, 10, 11, 17)
            try:
                show(noisy(model, optimizer, x, y + 5 if bad else y))
            except IndexError:
                print(traceback.format_exc())
                print([p.grad for p in model.parameters()], torch.equal(before, torch.get_rng_state()))
            print(torch.get_rng_state().sum().item(), sum(p.sum().item() for p in model.parameters()))
        dump(model=model, optimizer=optimizer)
    """
    _, janus = check(tmp_path, HEAD + textwrap.dedent(program), native={"noisy": 17}, max_fallbacks={"noisy": 4})
    reasons = janus.function("noisy")["reasons"]
    line = next(n for n, text in enumerate((tmp_path / "program.py").read_text().split("\n"), 1) if "F.cross_entropy(model.fc2" in text)
    assert [(reason["code"], reason["line"]) for reason in reasons] == [("JR0105", line)], reasons


def test_lists_dicts_and_attributes_that_a_step_changes(tmp_path):
    program = """
        history, best, counts = [], {"loss": float("inf")}, {}
        class Tracker:
            total = 0
            def __init__(self): self.seen, self.last = 0, None
        tracker = Tracker()

        def tracked(model, optimizer, x, y):
            global latest
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            tracker.seen += len(x)
            tracker.last = loss.detach()
            Tracker.total += 1
            latest = loss.item()
            history.append(latest)
            counts[len(history) % 3] = counts.get(len(history) % 3, 0) + 1
            if latest < best["loss"]:
                best["loss"] = latest
            return tracker.last

        for i in range(16):
            result = tracked(model, optimizer, x, y)
            print(result is tracker.last, latest, tracker.seen, Tracker.total)
        dump(model=model, optimizer=optimizer, history=history, best=best, counts=counts, last=tracker.last)
    """
    check(tmp_path, HEAD + textwrap.dedent(program))


def test_what_a_function_captures_is_freed_with_it(tmp_path):
    """By closures, attributes, lists, methods of local classes, gradients: graphs keep none of it alive."""
    program = """
        import gc, weakref

        def closure():
            big = torch.ones(3)
            def inner(x): return big * x
            return inner, [big]

        def model():
            net = nn.Sequential(nn.Linear(3, 3), nn.ReLU())
            def inner(x): return net(x).sum()
            return inner, [net, net[0].weight]

        class Box:
            pass

        def container():
            box = Box()
            box.tensors = [torch.ones(3), torch.ones(3)]
            table = {"a": box.tensors[0]}
            def inner(x): return x * box.tensors[1] + table["a"]
            return inner, [box, *box.tensors]

        def slots():
            class Slots:
                __slots__ = ("value",)
                def scaled(self, x): return x * self.value
            thing = Slots()
            thing.value = torch.ones(3)
            def inner(x): return thing.scaled(x)
            return inner, [Slots, thing.value]

        def helper():
            weight = torch.ones(3, requires_grad=True)
            def scale(x): return x * weight
            def inner(x): return scale(x).sum()
            return inner, [weight, scale]

        for make in (closure, model, container, slots, helper):
            inner, held = make()
            for _ in range(12):
                result = inner(torch.ones(3))
                if result.requires_grad:
                    result.backward()
            references = [weakref.ref(one) for one in held]
            del inner, held, result
            gc.collect()
            print(make.__name__, [reference() is None for reference in references])
    """
    makers = "closure", "model", "container", "slots", "helper"
    check(tmp_path, HEAD + textwrap.dedent(program), native={f"{make}.<locals>.inner": 5 for make in makers})


def test_identity_aliases_and_views(tmp_path):
    program = """
        def same(x): return x
        def pair(x):
            z = x * 2
            return z, z, x
        def view(x): return x[1:3], x.t()
        def in_place(x):
            x.add_(1)
            return x
        def write_view(x):
            x[0].zero_()
            x[:, 1] = 7
            return x.sum()

        for i in range(10):
            a = torch.randn(4, 3)
            p, q, r = pair(a)
            v, t = view(a)
            v.mul_(0)
            print(same(a) is a, p is q, r is a, v._base is a, t._base is a, a[1:3].abs().sum().item())
            b = in_place(a)
            print(b is a, a._version, b.sum().item())
            print(write_view(a).item(), a._version, a.sum().item())
        dump(a=a, b=b, p=p)
    """
    # Views that leave the graph together with their base, or are written, are left to plain Python (JS0011).
    native = {name: 7 for name in ("same", "pair", "in_place")}
    check(tmp_path, HEAD + textwrap.dedent(program), native=native)


def test_the_result_is_differentiated_outside(tmp_path):
    program = """
        def loss_of(model, x, y):
            return F.cross_entropy(model(x), y)

        for i in range(12):
            optimizer.zero_grad()
            loss = loss_of(model, x, y)
            print(loss.requires_grad, loss.is_leaf)
            (loss * 2 if i % 3 else loss).backward()
            optimizer.step()
            show(loss.detach())
        z = x.clone().requires_grad_()
        loss = loss_of(model, z, y)
        print(torch.autograd.grad(loss, [z, model.fc1.weight], retain_graph=True)[0].sum().item())
        loss.backward()
        try:
            loss.backward()
        except RuntimeError as error:
            print(type(error).__name__)
        dump(model=model, optimizer=optimizer, z=z)
    """
    check(tmp_path, HEAD + textwrap.dedent(program), native={"loss_of": 8})


def test_an_input_is_differentiated_outside(tmp_path):
    # Each block is converted on its own, in the middle of PyTorch's tape.
    program = """
        class Block(nn.Module):
            def __init__(self, inputs, outputs):
                super().__init__()
                self.fc = nn.Linear(inputs, outputs)
            def forward(self, x, shift):
                return torch.tanh(self.fc(x)) + shift * x.mean()

        def leave_out(items):
            return [item for item in items if item is not None]

        def kept(x):
            loss = (x * 2).sum()
            loss.backward()
            return x.is_leaf

        net = nn.ModuleList([Block(6, 6), Block(6, 6), Block(6, 3)])
        sgd = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
        for i in range(20):
            sgd.zero_grad()
            shift = torch.tensor(0.1, requires_grad=True) * (1 + i % 3)
            h, seen = x, []
            for block in net:
                h = block(h, shift)
                h.retain_grad()
                seen.append(h)
            if i % 2:
                seen[0].register_hook(lambda g: g * 0.5)
            loss = F.cross_entropy(h + seen[0][:, :3], y)
            loss.backward()
            sgd.step()
            show(loss.detach())
            print([s.grad.abs().sum().item() for s in seen], [s.is_leaf for s in seen], type(h.grad_fn).__name__ != "NoneType")
        for i in range(6):
            w = torch.ones(3, requires_grad=True)
            print(kept(w * 3), w.grad)
        dump(net=net, sgd=sgd)
    """
    # The last two of three blocks get tensors with a history.
    check(tmp_path, HEAD + textwrap.dedent(program), native={"Block.forward": 50}, max_fallbacks={"Block.forward": 0})


def test_random_numbers_are_those_of_plain_python(tmp_path):
    program = """
        drop = nn.Dropout(0.4)
        def noisy(model, optimizer, x, y):
            optimizer.zero_grad()
            h = drop(model.fc1(x))
            h = F.dropout(F.relu(h), 0.2, training=model.training)
            loss = F.cross_entropy(model.fc2(h), y)
            loss.backward()
            optimizer.step()
            return loss.detach()

        for i in range(20):
            if i == 10: model.eval()
            if i == 12: model.train(); drop.p = 0.1
            if i == 14: x = x[:3]; y = y[:3]
            show(noisy(model, optimizer, x, y))
            print(torch.rand(1).item(), torch.initial_seed())
        dump(model=model, optimizer=optimizer)
    """
    check(tmp_path, HEAD + textwrap.dedent(program), native={"noisy": 6})


def test_batchnorm_statistics_are_state(tmp_path):
    program = """
        class Normed(nn.Module):
            def __init__(self, **options):
                super().__init__()
                self.conv = nn.Conv2d(1, 4, 3, padding=1, bias=False)
                self.norm = nn.BatchNorm2d(4, **options)
                self.head = nn.Linear(4 * 16, 3)
            def forward(self, x):
                return self.head(F.relu(self.norm(self.conv(x))).flatten(1))

        images = torch.randn(5, 1, 4, 4)
        for options in ({}, {"momentum": None}, {"affine": False}, {"track_running_stats": False}):
            net = Normed(**options)
            sgd = torch.optim.SGD(net.parameters(), lr=0.05)
            for i in range(14):
                if i == 8: net.eval()
                if i == 10: net.train()
                show(step(net, sgd, images, y))
        dump(net=net, model=model)
    """
    check(tmp_path, HEAD + textwrap.dedent(program), native={"step": 20})
