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
