"""Gradients as PyTorch lays them out, and what it keeps for them."""

from exactly import check_exactly

VIEWS = """
def transposed(x): return x.t()
def doubled(x): return x.t() * 2
def total(x): return x.sum()
def along(x): return x.sum(0) * 3
def permuted(x): return x.view(2, 3, 2).permute(2, 0, 1).reshape(2, 6) * 2
def moved(x): return x.view(3, 2, 2).movedim(0, 2)
def both(x): return x.t() + 1, x.sum()

for call in range(6):
    for function in (transposed, doubled, total, along, permuted, moved):
        x = torch.arange(12.0).view(3, 4).requires_grad_()
        y = function(x)
        seed = torch.arange(float(y.numel())).view(y.shape)
        gradient, = torch.autograd.grad(y, x, seed)
        print(function.__name__, gradient.stride(), gradient.tolist())
        function(x).sum().backward()
        print(function.__name__, x.grad.stride(), x.grad.tolist())
    x = torch.arange(12.0).view(3, 4).requires_grad_()
    matrix, number = both(x)
    gradient, = torch.autograd.grad(number, x, retain_graph=True)
    print("both", gradient.stride(), gradient.tolist())
    gradient, = torch.autograd.grad(matrix, x, torch.ones(4, 3))
    print("both", gradient.stride())
"""


def test_gradients_are_views_where_pytorchs_are(tmp_path):
    check_exactly(tmp_path, VIEWS, ["transposed", "doubled", "total", "along", "permuted", "moved", "both"])


PRODUCTS = """
def by_batch(a, b): return a @ b
def reversed_by_batch(a, b): return b.__rmatmul__(a)
def matrix_by_batch(a, b): return torch.matmul(a, b)
def rows(a, b): return torch.cat([a, b])
def columns(a, b): return torch.cat([a, b], 1)
def stacked(a, b): return torch.stack([a, b], 2)

CASES = [
    (by_batch, (4,), (2, 4, 3)), (reversed_by_batch, (4,), (2, 5, 4, 3)), (matrix_by_batch, (5, 4), (2, 4, 3)),
    (matrix_by_batch, (5, 4), (2, 2, 4, 3)), (matrix_by_batch, (1, 3, 4), (2, 4, 5)), (by_batch, (2, 3, 4), (4,)),
    (rows, (2, 3), (4, 3)), (columns, (2, 3), (2, 1)), (stacked, (2, 3), (2, 3)),
]
for function, *shapes in CASES:
    for wanted in ((True, True), (True, False), (False, True)):
        for call in range(6):
            g = torch.Generator().manual_seed(call)
            numbers = lambda shape: torch.randint(-3, 4, shape, generator=g).float()
            inputs = [numbers(shape).requires_grad_(needed) for shape, needed in zip(shapes, wanted)]
            y = function(*inputs)
            seed = numbers(y.shape)
            gradients = torch.autograd.grad(y, [x for x in inputs if x.requires_grad], seed)
            # Zeros with their signs, too.
            print(function.__name__, y.stride(), y.tolist(), [(x.stride(), x.tolist()) for x in gradients])
"""


def test_gradients_of_products_and_of_what_is_joined(tmp_path):
    names = ["by_batch", "reversed_by_batch", "matrix_by_batch", "rows", "columns", "stacked"]
    check_exactly(tmp_path, PRODUCTS, names)


CHANNELS_LAST = """
F = torch.nn.functional

def convolved(x, w): return F.conv2d(x, w, torch.ones(3))
def transposed(x, w): return F.conv_transpose2d(x, w.transpose(0, 1).contiguous())
def largest(x, w): return F.max_pool2d(x, 2)
def indexed(x, w): return F.max_pool2d(x, 2, return_indices=True)[0]
def single(x, w): return F.max_pool2d(x, 6)
def average(x, w): return F.avg_pool2d(x, 2)
def adaptive(x, w): return F.adaptive_avg_pool2d(x, 3)
def whole(x, w): return F.adaptive_avg_pool2d(x, 1)
def normalized(x, w): return F.batch_norm(x, None, None, training=True)
def grouped(x, w): return F.group_norm(x, 1)
def both(x, w): return F.max_pool2d(F.relu(F.conv2d(x, w)), 2)

FUNCTIONS = convolved, transposed, largest, indexed, single, average, adaptive, whole, normalized, grouped, both
for function in FUNCTIONS:
    for formats in ((0, 0), (1, 0), (0, 1), (1, 1)):
        for call in range(6):
            g = torch.Generator().manual_seed(call)
            inputs = [torch.randint(-3, 4, shape, generator=g).float() for shape in ((2, 2, 6, 6), (3, 2, 3, 3))]
            inputs = [x.contiguous(memory_format=torch.channels_last) if last else x for x, last in zip(inputs, formats)]
            inputs = [x.requires_grad_() for x in inputs]
            y = function(*inputs)
            gradients = torch.autograd.grad(y, inputs, torch.ones_like(y), allow_unused=True)
            print(function.__name__, y.stride(), [x is not None and x.stride() for x in gradients])
"""


def test_gradients_lie_channels_last_where_pytorchs_do(tmp_path):
    names = ["convolved", "transposed", "largest", "indexed", "single", "average", "adaptive", "whole", "normalized", "grouped", "both"]
    check_exactly(tmp_path, CHANNELS_LAST, names)


KEPT = """
F = torch.nn.functional

def gelu(x): return F.gelu(x)
def leaky_relu(x): return F.leaky_relu(x, 0.1)
def elu(x): return F.elu(x)
def hardtanh(x): return F.hardtanh(x)
def softplus(x): return F.softplus(x)
def clamp(x): return x.clamp(-1, 1)
def mse(x): return F.mse_loss(x, torch.ones_like(x))
def huber(x): return F.huber_loss(x, torch.ones_like(x))
def var(x): return x.var()
def std(x): return x.std()
def logsumexp(x): return x.logsumexp(0)
def norm(x): return x.norm()
def average(x): return F.avg_pool1d(x.view(1, 4, 4), 2)
def largest(x): return F.max_pool1d(x.view(1, 4, 4), 2)
def reciprocal(x): return x.reciprocal()
def softsign(x): return F.softsign(x)
def normalized(x): return F.batch_norm(x, None, None, training=True)
def exp(x): return x.exp()
def product(x): return x * x
def intermediate(x):
    h = x * 2
    return F.gelu(h), h

torch.manual_seed(0)
start = torch.randn(4, 4)

def changed(function, change):
    leaf = start.clone().requires_grad_()
    x = leaf * 1.0
    try:
        y = function(x)
        with torch.no_grad():
            change(x, y)
        (y[0] if type(y) is tuple else y).sum().backward()
    except RuntimeError as error:
        return str(error)[:60]
    return [round(number, 3) + 0.0 for number in leaf.grad.flatten().tolist()]

functions = (
    gelu, leaky_relu, elu, hardtanh, softplus, clamp, mse, huber, var, std, logsumexp, norm, average, largest, reciprocal, softsign,
    normalized, exp, product, intermediate,
)
for call in range(6):
    for function in functions:
        print(function.__name__, "untouched", changed(function, lambda x, y: None))
        print(function.__name__, "argument", changed(function, lambda x, y: x.add_(1)))
        print(function.__name__, "result", changed(function, lambda x, y: (y[1] if type(y) is tuple else y).mul_(2)))
"""


def test_what_pytorch_keeps_must_not_change_and_what_it_does_not_may(tmp_path):
    names = ["gelu", "leaky_relu", "mse", "var", "logsumexp", "reciprocal", "softsign", "normalized", "exp", "intermediate"]
    check_exactly(tmp_path, KEPT, names)

PARTS = """
w, v = (torch.ones(rows, 4, requires_grad=True) for rows in (2, 3))
u = torch.ones(4, requires_grad=True)

def seen(*leaves):
    gradients = [leaf.grad for leaf in leaves]
    return [(x.storage_offset(), x.untyped_storage().nbytes(), x.stride(), x.tolist()) for x in gradients]

def clear():
    for leaf in (w, v, u):
        leaf.grad = None

def rows(x):
    clear()
    torch.cat([w, v]).mul(x).sum().backward()

def stacked(x):
    clear()
    torch.stack([u, x.expand(4)]).mul(x).sum().backward()

def transposed(x):
    clear()
    torch.cat([w.t(), x.expand(4, 1)], 1).mul(x).sum().backward()

def columns(x):
    clear()
    torch.cat([w, x.expand(2, 1)], 1).pow(2).sum().backward()

def twice(x):
    clear()
    torch.stack([u, u * 2]).mul(x).sum().backward()

def scaled(x):
    clear()
    torch.cat([w * x, v * 2]).sum().backward()

def added(x):
    torch.cat([w, v]).mul(x).sum().backward()

for function, leaves in ((rows, (w, v)), (stacked, (u,)), (transposed, (w,)), (columns, (w,)), (twice, (u,)), (scaled, (w, v)), (added, (w, v))):
    for call in range(8):
        function(torch.ones(1) * call)
        print(function.__name__, seen(*leaves))
"""


def test_a_gradient_that_is_a_part_of_a_larger_one_is_pytorchs(tmp_path):
    check_exactly(tmp_path, PARTS, ["columns", "twice", "scaled", "added"], ["rows", "stacked"])


ZEROS = """
w = torch.full((3,), -1.0, requires_grad=True)

def largest():
    w.grad = None
    (w.max(0).values * -0.0).sum().backward()
    return w.grad

def smallest(x):
    (x.min(1, keepdim=True).values * -0.0).sum().backward()
    return x.grad

for function, make in ((largest, lambda: ()), (smallest, lambda: (torch.arange(6.0).view(2, 3).requires_grad_(),))):
    for call in range(8):
        print(function.__name__, [x.hex() for x in function(*make()).flatten().tolist()])
"""


def test_the_derivative_of_an_extreme_keeps_the_sign_of_a_zero(tmp_path):
    check_exactly(tmp_path, ZEROS, ["largest", "smallest"])
