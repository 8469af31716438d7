"""Gradients as PyTorch lays them out."""

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
