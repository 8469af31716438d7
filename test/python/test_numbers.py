"""Numbers: constants, numbers of the run and elements of tensors are rounded as Python and PyTorch round them."""

import pytest
from exactly import check_exactly

ROUNDING = """
def linear(x, k):
    return x * 2, 0.9 * k + 0.1, k * k - 1.0, k * 0.1 - k
run(linear, lambda call: (torch.ones(2), 0.1 * call + 0.3))

def difference_of_squares(x, y):
    return x * x - y * y
run(difference_of_squares, lambda call: (torch.full((20,), 0.1 * call + 0.3), torch.full((20,), 0.1 * call + 0.3)))

def near_one(x, y):
    return x * y - 1.0
run(near_one, lambda call: (torch.tensor([0.3 * call + 0.1, 0.77]), 1 / torch.tensor([0.3 * call + 0.1, 0.77])))

def doubles(x):
    return x * 0.1 + 0.7
run(doubles, lambda call: (torch.linspace(0.1, 3.0 + call, 37, dtype=torch.float64),))

def scaled(x, y):
    return torch.add(x, y, alpha=-0.013), torch.sub(x, y, alpha=0.7), x.double().add(y.double(), alpha=0.3)
run(scaled, lambda call: (torch.linspace(0.1, 3.0, 37), torch.linspace(-2.0, 5.0 + call, 37)))

def momentum(buffer, gradient):
    buffer.mul_(0.9).add_(gradient)
    return buffer.clone()
state = torch.linspace(0.1, 3.0, 37)
run(momentum, (state, torch.linspace(-2.0, 5.0, 37)))
"""


def test_two_operations_are_rounded_twice(tmp_path):
    names = ["linear", "difference_of_squares", "near_one", "doubles", "scaled", "momentum"]
    check_exactly(tmp_path, ROUNDING, names)


NUMBERS = """
x = torch.ones(2)
inf, nan = math.inf, math.nan

def zeros(x, k):
    return x * k, -k, -0.0, 0.0 * -1, abs(-0.0), k * -0.0, math.copysign(1.0, -k)
run(zeros, lambda call: (x, [1.0, 2.0, 0.0][call % 3]))

def bools(x, b):
    return x * 2, +b, -b, ~b, +True, -True, ~True, True & False, True + True, b & True, b | False, b ^ b, True // 1, int(b)
run(bools, lambda call: (x, call % 2 == 0))

big = 2**80
def large(x):
    return (
        x * 2, 2**63, -(-(2**63)), big + 1, big - 2**80, big // 3, -big % 7, big >> 70, 1 << 70, big & (2**70 - 1), ~big, -big,
        abs(-big), 2**53 + 1 == 2.0**53, 2**53 + 1 > 2.0**53, 2**53 + 1 <= 2.0**53, big == float(big), big + 1 == float(big),
        max(2**53, 2**53 + 1), min(2**53 + 1, 2**53), max(2**53, 2.0**53), float(big), int(1e20), round(1e20),
    )
run(large, lambda call: (x,))

def quotients(x):
    return (
        x * 2, (2**53 + 1) / 3, 10**30 / 7, -(10**30) / 10**10, 7 // -2, -7 % 3, 7 % -3, 7.5 // -2, -7.5 % 2, 5.0 % -0.5,
        -4.0 % 2, 1e300 % 3, divmod(-7, 2), divmod(7.5, -2), 2**-2, (-2) ** -1, 2.0**0.5, (-8.0) ** 3, 0.0**0, inf**0,
    )
run(quotients, lambda call: (x,))

def rounding(x):
    return (
        x * 2, round(2.5), round(3.5), round(-0.5), round(2.675, 2), round(0.125, 2), round(7), round(7, 1), round(1.5, None),
        math.floor(1e20), math.ceil(1e19), math.floor(2**53 + 1), math.trunc(-2.5), math.floor(-0.5), math.gcd(12, -18),
        math.sqrt(2), math.exp(0.3), math.log(7), math.sin(1.0), math.tanh(0.3), math.pi, math.isnan(nan), math.isfinite(inf),
    )
run(rounding, lambda call: (x,))

def extremes(x, k):
    return (
        x * max(k, 1.5), min(k, 2.5), max(1, 1.0), min(True, 1), max([3, 1, 3]), min("ba"), max((1, 2), key=lambda a: -a),
        max([], default=4), min([2, 1], [1, 9]) if False else 0, max(nan, 1.0), max(1.0, nan), sorted([3, 1, 2]),
        sorted("hello", reverse=True), sorted([-2, 1, 2], key=abs), sum([0.1 for _ in range(10)]), sum([1, 2.5], 3), sum(a * 0.1 for a in range(5)),
    )
run(extremes, lambda call: (x, [0.5, 1.5, 3.25][call % 3]))

def of_the_run(x, k, n):
    return x, k % 0.7, -k % 0.3, k % -0.3, k % -4.0, int(k), int(-k), float(n), n / 3, n // 4, n % 4, n == k, n < k, n & 6, n | 1, ~n, -n, math.floor(-k), math.ceil(k)
run(of_the_run, lambda call: (x, [0.5, 4.0, 3.25, -1.75][call % 4], call - 3))

def mixed_comparison(x, n, k):
    return x * 2, n == k, n < k, n <= 9007199254740992.0, n > 1.5
run(mixed_comparison, lambda call: (x, 2**53 + call % 2, 2.0**53))

def exact_quotient(x, n):
    return x * 2, n / 3
run(exact_quotient, lambda call: (x, 2**53 + 1 + call % 2))

def not_a_number(x, k):
    return x * 2, k == k, k < k, k != k, max(k, 1.0)
run(not_a_number, lambda call: (x, nan))
"""


def test_numbers(tmp_path):
    native = ["zeros", "bools", "large", "quotients", "rounding", "extremes", "of_the_run", "not_a_number"]
    check_exactly(tmp_path, NUMBERS, native)


ELEMENTARY = """
torch.manual_seed(0)
x = torch.randn(1003) * 3
positive, small = x.abs() + 1e-3, torch.logspace(-12, -1, 203)

def elementary(name, function, x):
    given = function(x)
    exact = function(x.double())
    unit = (exact.float().abs().nextafter(torch.tensor(math.inf)) - exact.float().abs()).double()
    error = ((given.double() - exact) / unit).abs()
    print(name, bool(error.max() <= 1.0), int((given != exact.float()).sum()) <= len(x) // 5 + 1)

def exp(x): return torch.exp(x)
def expm1(x): return torch.expm1(x)
def log(x): return torch.log(x)
def log1p(x): return torch.log1p(x)
def sin(x): return torch.sin(x)
def cos(x): return torch.cos(x)
def tan(x): return torch.tan(x)
def atan(x): return torch.atan(x)
def tanh(x): return torch.tanh(x)
def erf(x): return torch.erf(x)
def power(x): return x ** 1.75

for call in range(6):
    # Whole registers, and what is left over.
    for count in (1003, 5, 1):
        for function in (exp, expm1, sin, cos, tan, atan, tanh, erf):
            elementary(function.__name__, function, x[:count])
        for function in (log, log1p, power):
            elementary(function.__name__, function, positive[:count])
        for function in (expm1, log1p):
            elementary(function.__name__, function, small[:count])

def inverse_square(x):
    return x ** -2
run(inverse_square, lambda call: (torch.tensor([0.0, -0.0, math.inf, 3.0, -0.3, 1e-30, 1e30]),))

def slope(x):
    return torch.autograd.grad((x ** -2).sum(), x)[0]
run(slope, lambda call: (torch.tensor([0.0, -0.0, math.inf, 3.0, -0.3, 1e-30], requires_grad=True),))
"""


def test_elementary_functions_are_as_accurate_as_pytorchs(tmp_path):
    names = ["exp", "expm1", "log", "log1p", "sin", "cos", "tan", "atan", "tanh", "erf", "power", "inverse_square"]
    check_exactly(tmp_path, ELEMENTARY, names)


NAMES = """
def erf(x): return torch.erf(x) + torch.tanh(x)
def expf(x): return torch.exp(x) * 2
def malloc(x): return x * 2 + 1
def free(x): return (x - 1).sum()
def memcpy(x): return x.t() + 1
def janus_parallel_for(x): return x.sum(0) * 2

x = torch.linspace(-2, 2, 40).view(5, 8)
for function in (erf, expf, malloc, free, memcpy, janus_parallel_for):
    for call in range(8):
        result = function(x)
        print(function.__name__, call, result.shape, result.stride())
run(malloc, (x,))
run(memcpy, (x,))
"""


def test_functions_may_be_called_as_those_of_libraries(tmp_path):
    check_exactly(tmp_path, NAMES, ["erf", "expf", "malloc", "free", "memcpy", "janus_parallel_for"])


SCRATCH = """
import threading

torch.manual_seed(0)
module = torch.nn.Sequential(*[torch.nn.Conv2d(256, 256, 3, 1, 1, bias=False) for _ in range(2)])
x = torch.randn(16, 256, 2, 2)

def convolutions(x):
    return module(x)

def step(x):
    module.zero_grad()
    convolutions(x).sum().backward()
    return [bool(p.grad.isfinite().all()) for p in module.parameters()]

for call in range(6):
    print(step(x))

# Scratch that stayed on the stack until a function returned took it all.
threading.stack_size(1 << 20)
thread = threading.Thread(target=lambda: print(step(x)))
thread.start()
thread.join()
"""


def test_scratch_does_not_fill_the_stack(tmp_path):
    check_exactly(tmp_path, SCRATCH, ["convolutions"])


BOOLS = """
import torch.nn.functional as F

def dropped(x, training):
    return F.dropout(x, 0.0, training)
run(dropped, lambda call: (torch.ones(2, 3), False if call < 6 else 1))

def kept(x, keep):
    return x.sum(0, keepdim=keep)
run(kept, lambda call: (torch.ones(2, 3), True if call < 6 else 1))

def along(x, dim):
    return x.cumsum(dim)
run(along, lambda call: (torch.ones(2, 3), 1 if call < 6 else True))
"""


def test_a_bool_is_no_int_for_pytorch(tmp_path):
    check_exactly(tmp_path, BOOLS, ["dropped", "kept", "along"])


FILLED = """
x = torch.ones(2)

def filled(x, n):
    return torch.full((2,), n), torch.full_like(x, n), x + torch.full((2,), n)

run(filled, lambda call: (x, call + 3))
"""


def test_what_is_filled_with_a_number_of_the_run_has_its_type(tmp_path):
    check_exactly(tmp_path, FILLED, native=["filled"])


BATCH_NORM = """
import torch.nn as nn

def module(**options):
    torch.manual_seed(len(options))
    made = nn.BatchNorm2d(5, **options)
    if made.affine:
        with torch.no_grad():
            made.weight.copy_(torch.randn(5))
            made.bias.copy_(torch.randn(5))
    return made

plain, quick, bare, batches, still = module(), module(momentum=0.3), module(affine=False), module(track_running_stats=False), module()
still.eval()

def in_training(x): return plain(x), plain.running_mean, plain.running_var
def with_momentum(x): return quick(x), quick.running_mean, quick.running_var
def without_parameters(x): return bare(x), bare.running_mean
def by_the_batch(x): return batches(x)
def evaluated(x): return still(x)

def given(call):
    return (torch.randn(4, 5, 6, 7, generator=torch.Generator().manual_seed(call)) * 3 + 8,)

for function in in_training, with_momentum, without_parameters, by_the_batch, evaluated:
    run(function, given)
"""


def test_batch_normalization_rounds_as_pytorch(tmp_path):
    check_exactly(tmp_path, BATCH_NORM, ["in_training", "with_momentum", "without_parameters", "by_the_batch", "evaluated"])


CASTS = """
nan, inf = math.nan, math.inf
numbers = torch.tensor([1.7, -2.9, nan, inf, -inf, 3e9, -3e9, 1e19, -1e19, 2.0**31, -(2.0**31), 2.0**63, -(2.0**63)])

def to_long(x): return x.long(), x.double().long()
def to_int(x): return x.int(), x.double().int()
def to_narrow(x): return x.to(torch.int8), x.to(torch.int16)
def of_a_constant(x): return (x * nan).long(), torch.full((3,), nan).int()

for function in to_long, to_int, to_narrow, of_a_constant:
    run(function, lambda call: (numbers,))
"""


def test_floats_that_no_integer_is(tmp_path):
    check_exactly(tmp_path, CASTS, ["to_long", "to_int", "to_narrow", "of_a_constant"])


SPREAD = """
def spread(x): return x.std(), x.var(), x.std(0), x.var(1, unbiased=False), x.std(1, keepdim=True), x.std(correction=0)
def halves(x): return x.half().std(0), x.bfloat16().var(1)
def large(x): return (x * 1e38).std(0), (x * 1e38).var(0)
def equal(x):
    same = torch.full_like(x, 0.1)
    return same.double().std(0), same.double().var(0), same.std(1), same.bfloat16().var(0)
def norms(x): return (x * 1e30).norm(dtype=torch.float64).float(), x.norm(p=1, dim=0, keepdim=True, dtype=torch.float64)

def given(call):
    return (torch.randn(7, 33, generator=torch.Generator().manual_seed(call)) * 3 + 5,)

for function in spread, halves, large, equal, norms:
    run(function, given)
"""


def test_variances_are_made_in_double_precision(tmp_path):
    check_exactly(tmp_path, SPREAD, ["spread", "halves", "large", "equal", "norms"])


ROWS = """
def layer(features, **options):
    torch.manual_seed(features)
    made = torch.nn.BatchNorm1d(features, **options)
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter)
    return made

narrow, wide, exact = layer(3), layer(40), layer(16).double()

def in_training(x):
    y = narrow(x)
    return y, narrow.running_mean, narrow.running_var

def trained(x, seed):
    y = torch.nn.functional.batch_norm(x, wide.running_mean, wide.running_var, wide.weight, wide.bias, True)
    y.backward(seed)
    return y, wide.running_var

def gradients_of(x, seed):
    wide.weight.grad = wide.bias.grad = None
    return *trained(x, seed), x.grad, wide.weight.grad, wide.bias.grad

def in_double(x): return exact(x), exact.running_mean, exact.running_var
def of_columns(x): return torch.nn.functional.batch_norm(x, None, None, training=True)

def rows(count, features, call, dtype=torch.float32):
    return torch.randn(count, features, dtype=dtype, generator=torch.Generator().manual_seed(call)) * 3 + 8

run(in_training, lambda call: (rows(5, 3, call),))
run(gradients_of, lambda call: (rows(33, 40, call).requires_grad_(), rows(33, 40, call + 100)))
run(in_double, lambda call: (rows(7, 16, call, torch.float64),))
run(of_columns, lambda call: (rows(50, 7, call)[:, :, None],))
"""


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_batch_normalization_of_rows_rounds_as_pytorch(tmp_path, threads):
    """Each thread adds up its part of the rows."""
    program = f"torch.set_num_threads({threads})" + ROWS
    check_exactly(tmp_path, program, ["in_training", "gradients_of", "in_double", "of_columns"])


def test_another_number_of_threads_is_another_graph(tmp_path):
    program = ROWS.replace("lambda call: (rows(5, 3, call),)", "lambda call: (torch.set_num_threads(1 + call // 5), rows(5, 3, call))[1:], calls=10")
    assert program != ROWS
    check_exactly(tmp_path, program, ["in_training"])


KINKS = """
x = torch.tensor([-0.0, 0.0, 1.0, 50.0, 100.0])

def negative_slope(x): return F.elu(x, -2.0), F.celu(x, -0.5), F.elu(x, 2.0)
def below_zero(x): return F.hardtanh(x, -1.0, 0.0), F.hardtanh(-x, 0.0, 1.0)
def overflowing(x): return F.softplus(x[3:], 1, 1000.0), F.softplus(x[3:], 2.0, 60.0)
def nothing_subtracted(x): return x.sub(x, alpha=0), torch.rsub(x, x, alpha=0), x.sub(x, alpha=0.0)

for function in negative_slope, below_zero, overflowing, nothing_subtracted:
    run(function, lambda call: (x,))
"""


def test_activations_at_their_bounds(tmp_path):
    program = "import torch.nn.functional as F" + KINKS
    check_exactly(tmp_path, program, ["negative_slope", "below_zero", "overflowing", "nothing_subtracted"])


HALVES = """
def reduced(x): return x.bfloat16().var(0), x.bfloat16().sum(0), x.half().var(0)
def made(x): return torch.full_like(x, 0.1).bfloat16() * 3
def summed(x):
    x = x.bfloat16()
    return x + 1, x.t() * 2, x.logsumexp(0)

for width in 1, 5, 33, 47:
    for function in reduced, made, summed:
        run(function, lambda call: (torch.randn(7, width, generator=torch.Generator().manual_seed(call)),), 9)
"""


def test_vectors_of_halves_of_any_length(tmp_path):
    """LLVM has no code for some stores of them."""
    check_exactly(tmp_path, HALVES, ["reduced", "made", "summed"])


POOLS = """
def small(x): return torch.nn.functional.max_pool2d(x, 2, 1, 1, return_indices=True)
def large(x): return torch.nn.functional.max_pool2d(x, 5, 2, 2, return_indices=True)
def dilated(x): return torch.nn.functional.max_pool2d(x, (3, 2), 1, 1, (2, 1), return_indices=True)
def rows(x): return torch.nn.functional.max_pool1d(x[0], 3, 1, 1, return_indices=True)
def learn(x):
    y = torch.nn.functional.max_pool2d(x, 3, 2, 1)
    y.backward(torch.ones_like(y))
    return x.grad

def given(call):
    x = torch.randn(2, 3, 6, 7, generator=torch.Generator().manual_seed(call))
    return (x.masked_fill(x < call / 3 - 1, -math.inf),)
for function in small, large, dilated, rows:
    run(function, given)
run(learn, lambda call: (given(call)[0].requires_grad_(),))
"""


def test_windows_without_a_finite_number(tmp_path):
    check_exactly(tmp_path, POOLS, ["small", "large", "dilated", "rows", "learn"])


EDGES = """
F = torch.nn.functional
def entropy(x): return F.binary_cross_entropy(x, torch.zeros_like(x), reduction="none")
def certain(x): return F.binary_cross_entropy(x.round(), x.round(), reduction="none")
def target(x, y): return F.binary_cross_entropy(x, y)
def product(x): return torch.addmm(x / 0, x, x, beta=0), torch.addmm(x, x / 0, x, alpha=0)
def flat(x):
    y = x ** False
    y.sum().backward()
    return x.grad
def integers(x): return x.sum(dtype=torch.int64), x.cumsum(0, dtype=torch.int64)
def slope(x):
    y = F.leaky_relu(x * 1, -0.2, True)
    y.sum().backward()
    return x.grad
def exponential(x):
    y = x.logsumexp(0)
    y.sum().backward()
    return x.grad
def clamped(x, low, high):
    x.clamp(low, high).sum().backward()
    return x.grad, low.grad, high.grad

run(entropy, lambda call: (torch.tensor([1e-9, 1e-5, 0.1, 1.0]) / 2**call,))
run(certain, lambda call: (torch.tensor([0.1, 0.9, 0.2, 1.0]),))
run(target, lambda call: (torch.tensor([0.3, 0.6]), torch.full((2,), 2.0 if call > 5 else 0.5)))
run(product, lambda call: (torch.tensor([[1.0, 2.0], [3.0, call]]),))
run(integers, lambda call: (torch.tensor([[1.0, 2.5], [3.0, call]]).requires_grad_(call > 5),))
run(flat, lambda call: (torch.tensor([0.0, -2.0, 3.0]).requires_grad_(),))
run(slope, lambda call: (torch.tensor([-1.0, 2.0]).requires_grad_(),))
run(exponential, lambda call: (torch.tensor([0.0, math.inf if call % 2 else 1.0, 200.0 + call]).requires_grad_(),))
run(clamped, lambda call: tuple(torch.tensor([math.nan, 0.5, call], requires_grad=True) if part == 0 else torch.full((3,), float(value), requires_grad=True) for part, value in enumerate((0, 1 + call % 2, 2 - call % 3))))
"""


def test_edges_of_losses_and_products(tmp_path):
    check_exactly(tmp_path, EDGES, ["entropy", "certain", "target", "exponential", "clamped"])
