"""Numbers: constants, numbers of the run and elements of tensors are rounded as Python and PyTorch round them."""

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
