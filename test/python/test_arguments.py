"""Arguments that PyTorch does not take are refused, by the sizes and types that are known or by an assertion, and PyTorch raises."""

import pytest
import torch
from differential import check
from exactly import check_exactly

#: Calls with a number, and one for which PyTorch raises in some type: it converts no finite number that the type has not.
SCALARS = {
    "float32": [
        ("x.clamp(a)", "1e39"), ("x.clamp(0, a)", "-1e308"), ("x.clamp(max=a)", "3.4028235677973366e38"),
        ("x.add(x, alpha=a)", "-1e39"), ("x.masked_fill(x > 0, a)", "1e39"), ("torch.where(x > 0, x, a)", "1e39"),
        ("torch.full((2,), a)", "1e39"), ("torch.full_like(x, a)", "-1e39"), ("x.fill_(a)", "1e308"),
        ("x.lerp(x, a)", "1e39"), ("x.addcmul(x, x, value=a)", "1e39"), ("F.leaky_relu(x, a)", "1e39"),
        ("F.threshold(x, a, 1)", "1e39"), ("F.hardtanh(x, -1, a)", "1e39"), ("F.celu(x, a)", "0.0"), ("F.elu(x, a)", "1e39"),
        ("F.pad(x, (1, 1), value=a)", "1e39"), ("x.__setitem__(0, a)", "1e39"), ("x ** a", "1e39"), ("F.softplus(x, a)", "1e39"),
    ],
    "float16": [("x.clamp(a)", "65519.0"), ("x.fill_(a)", "70000"), ("F.hardtanh(x, -1, a)", "2**40"), ("F.normalize(x, eps=a)", "1e5")],
    "bool": [("torch.arange(3, dtype=x.dtype), a", "0"), ("x.__setitem__(0, a)", "math.nan"), ("x.__setitem__(0, a)", "0.5")],
    "int8": [("x.fill_(a)", "300"), ("x.masked_fill(x > 0, a)", "-129"), ("x % a", "2**40"), ("torch.arange(a, dtype=x.dtype)", "300")],
}

#: Calls with an argument of the wrong kind.
WRONG = [
    "x.max(None)", "x.max(dim=x)", "x.argmax(dim=x[0, 0])", "x.mul_(x, out=None)", "x.sub(1, out=None)", "x.clamp(x, 1)",
    "x.clamp(min=x, max=1)", "x.fill_(x > 0)", "torch.full_like(x, x)", "x.select(0, None)", "x.select(0, ...)",
    "x.addcmul(x, 7)", "x.logsumexp(None)", "x.sum(1.0)", "x.view(2.0, 3)", "F.softmax(x, 1.0)", "x.to(x.dtype, copy=None)",
    "torch.cat(x, 0)", "torch.cat([])", "x.transpose(0, 5)", "torch.zeros(2, dtype=int, foo=1)", "x @ x", "x + x.view(3, 2)",
]  # fmt: skip

HEAD = """import torch.nn.functional as F

base = torch.tensor([[1.0, -2.0, 3.0], [0.0, 5.0, -0.0]])

def attempt(function, make, *rest):
    run(function, lambda call: (make(), *rest), calls=7)

"""


def _functions(calls: list[str]) -> str:
    """A program that makes each call in a function of its own, after some work on the same tensor."""
    body = "def f{0}(x, a=None):\n    y = x.clone()\n    return {1}, x, y\n"
    return HEAD + "".join(body.format(place, call) for place, call in enumerate(calls))


@pytest.mark.parametrize("dtype", SCALARS)
@pytest.mark.parametrize("known", [True, False])
def test_numbers_that_a_type_has_not(tmp_path, dtype, known):
    """Of a number that is the same in each call, and of one that the run knows."""
    calls = SCALARS[dtype]
    program = _functions([call for call, _ in calls])
    for place, (_, number) in enumerate(calls):
        given = f"base.to(torch.{dtype}), {number}" if known else f"base.to(torch.{dtype}), {number} if call > 9 else call + 1"
        program += f"run(f{place}, lambda call: ({given}), calls={8 if known else 12})\n"
    check_exactly(tmp_path, program, [])


def test_arguments_of_the_wrong_kind(tmp_path):
    program = _functions(WRONG)
    program += "".join(f"attempt(f{place}, base.clone)\n" for place in range(len(WRONG)))
    check_exactly(tmp_path, program, [], [f"f{place}" for place in range(len(WRONG))])


def test_methods_that_describe_tensors(tmp_path):
    """Another form of a call is another question."""
    calls = [
        "x.size(0)", "x.size(dim=0)", "x.size(dim=-1)", "x.size(True)", "x.size(dim=None)", "x.size(None)", "x.stride(0)", "x.stride(dim=1)",
        "x.is_contiguous()", "x.is_contiguous(memory_format=torch.channels_last)", "x.dim()", "x.dim(0)", "x.numel(a=1)",
        "x.detach(x)", "x.is_floating_point(dtype=1)", "x.requires_grad_(requires_grad=False)",
    ]  # fmt: skip
    program = HEAD + "image = torch.ones(2, 3, 4, 5)\n" + _functions(calls)[len(HEAD) :]
    program += "".join(f"attempt(f{place}, image.clone)\n" for place in range(len(calls)))
    check_exactly(tmp_path, program, ["f0", "f8", "f10"])


def test_large_arguments_of_the_wrong_kind(tmp_path):
    """PyTorch is asked with tensors that have no memory; what is right stays native, and has the name of its history."""
    program = HEAD + """
big = torch.ones(300, 300, requires_grad=True)
small = torch.ones(300)

def named(x, y): return F.relu(x * y), (x @ x.t()).sum()
def wrong(x, y): return x.max(None), y
def mixed(x, y): return x.clamp(y, 1), y

for function in named, wrong, mixed:
    run(function, lambda call: (big, small))
    try:
        print([result.grad_fn.name() for result in function(big, small)])
    except TypeError as error:
        print(error)
"""
    check_exactly(tmp_path, program, ["named"], ["wrong", "mixed"])


def test_questions_to_pytorch_take_no_memory():
    """Not even of tensors that would fill the machine's."""
    import resource

    from janus_jit import history

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    vast = history.sample(torch.float32, (1 << 20, 1 << 20), (1 << 20, 1), True)
    assert history.raised(torch.cat, ([vast, vast],), {}) is None
    assert history.raised(torch.cat, ([vast, vast],), {"dim": "a"}) is not None
    assert history.name(torch.add, (vast, 1), {}) == "AddBackward0"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1 << 20


def test_questions_to_pytorch_change_nothing(tmp_path):
    """PyTorch is asked with arguments made for it: random numbers go on, and nobody sees a warning."""
    program = """
import warnings

def drawn(x): return torch.nn.functional.dropout(x, 0.5), torch.rand(2)
def warned(x): return x.std(0)

torch.manual_seed(3)
run(drawn, lambda call: (torch.ones(4, 4),))
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    run(warned, lambda call: (torch.ones(4, 4),))
print(len(seen))
"""
    check_exactly(tmp_path, program, ["warned"])


CONVERTED = """
import torch
def by_bool(x): return x.to(False), x.to(True)
def by_flags(x): return x.to(torch.float32, False, True), x.to("cpu", torch.float32, False, True), x.to(x, False, True)
def as_it_is(x): return x.to("cpu"), x.to(None), x.to(torch.float32, True), x.to("cpu", None, False), x.to(device="cpu", non_blocking=True), x.to(x)
def other(x): return x.to("cpu", torch.float64), x.to(torch.int64, False), x.to(None, torch.float16, True, False)
def scalars(x): return torch.transpose(x.sum(), 0, -1), x.sum().cumsum(0)
def outside(x): return torch.transpose(x.sum(), 0, 1)

for function in (by_bool, by_flags, as_it_is, other, scalars, outside):
    for _ in range(40):
        x = torch.tensor([1.5, 0.0])
        try:
            result = function(x)
        except IndexError as error:
            print(function.__name__, error)
            continue
        for tensor in result if isinstance(result, tuple) else (result,):
            print(function.__name__, tensor, tensor is x, tensor.data_ptr() == x.data_ptr())
"""


def test_every_written_argument_counts(tmp_path):
    check(tmp_path, CONVERTED, native=dict.fromkeys(("as_it_is", "other", "scalars"), 5))
