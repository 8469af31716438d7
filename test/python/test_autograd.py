"""Results of native calls that the program differentiates: their gradients, and what autograd keeps of them."""

from exactly import check_exactly

GRADIENTS = """
def leaf(*values):
    return torch.tensor(values, requires_grad=True)

def outcome(action):
    try:
        return action()
    except RuntimeError as error:
        return str(error)[:60]

def observe(name, function, arguments, look):
    for call in range(8):
        given = arguments()
        print(name, call, outcome(lambda: show(look(function(*given), *given))))

def pair(a, b):
    return (a * a).sum(), (b.exp() * 2).sum()

def first_alone(both, a, b):
    both[0].backward()
    return a.grad, b.grad
observe("first_alone", pair, lambda: (leaf(1.0, 2.0), leaf(0.5, 1.5)), first_alone)

def one_after_the_other(both, a, b):
    both[0].backward()
    both[1].backward()
    return a.grad, b.grad
observe("one_after_the_other", pair, lambda: (leaf(1.0, 2.0), leaf(0.5, 1.5)), one_after_the_other)

def unreachable(both, a, b):
    return torch.autograd.grad(both[1], [a])
observe("unreachable", pair, lambda: (leaf(1.0, 2.0), leaf(0.5, 1.5)), unreachable)

def trunk(a, b):
    shared = (a * a).exp()
    return (shared * 3).sum(), (shared * b).sum()

def second_of_a_trunk(both, a, b):
    both[1].backward(retain_graph=True)
    grads = a.grad.clone(), b.grad.clone()
    both[0].backward()
    return grads, a.grad, b.grad
observe("second_of_a_trunk", trunk, lambda: (leaf(0.1, 0.2), leaf(0.5, 1.5)), second_of_a_trunk)

def freed_trunk(both, a, b):
    both[0].backward()
    return a.grad, b.grad, outcome(both[1].backward)
observe("freed_trunk", trunk, lambda: (leaf(0.1, 0.2), leaf(0.5, 1.5)), freed_trunk)

def rootless(a, b):
    root = a.sqrt()
    return root.sum(), (a * b).sum()

def no_zero_times_infinity(both, a, b):
    both[1].backward()
    return a.grad, b.grad
observe("no_zero_times_infinity", rootless, lambda: (leaf(0.0, 4.0), leaf(0.5, 1.5)), no_zero_times_infinity)

def shifted(a):
    return (a + 1).sum()

def squared(a):
    return (a * a).sum()

def average(a):
    return a.mean()

def twice(loss, a):
    loss.backward()
    return outcome(loss.backward), a.grad
observe("shifted_twice", shifted, lambda: (leaf(1.0, 2.0),), twice)
observe("squared_twice", squared, lambda: (leaf(1.0, 2.0),), twice)
observe("average_twice", average, lambda: (leaf(1.0, 2.0),), twice)

def weighted(x, w, b):
    return torch.relu(x * w + b)

def sum_changed(y, x, w, b):
    with torch.no_grad():
        b.add_(1)
    y.sum().backward()
    return w.grad, b.grad
observe("sum_changed", weighted, lambda: (torch.ones(2), leaf(1.0, -2.0), leaf(0.5, 0.5)), sum_changed)

def factor_changed(y, x, w, b):
    x.add_(1)
    y.sum().backward()
    return w.grad
observe("factor_changed", weighted, lambda: (torch.ones(2), leaf(1.0, -2.0), leaf(0.5, 0.5)), factor_changed)

def result_changed(y, x, w, b):
    with torch.no_grad():
        y.add_(1)
    y.sum().backward()
    return w.grad
observe("result_changed", weighted, lambda: (torch.ones(2), leaf(1.0, -2.0), leaf(0.5, 0.5)), result_changed)

def grown(w, x):
    return (w * x).exp()

def data_written(y, w, x):
    w.data.sub_(0.5)
    y.sum().backward()
    return w.grad, x.grad
observe("data_written", grown, lambda: (leaf(1.0, 0.5), leaf(0.5, 1.0)), data_written)

def rows(x, w):
    return (x * w).tanh().mean(0), x.sum()

for size in (2, 3, 4, 3, 2, 4, 5, 5):
    x, w = torch.ones(size, 2, requires_grad=True), leaf(0.5, 0.25)
    y, total = rows(x, w)
    y.sum().backward()
    print("rows", size, show((w.grad, x.grad.sum(0) * size, total)))
"""


def test_gradients_and_what_is_kept_for_them(tmp_path):
    native = ["pair", "trunk", "rootless", "shifted", "squared", "average", "weighted", "grown", "rows"]
    check_exactly(tmp_path, GRADIENTS, native)


SECOND = """
def cube(x):
    return (x ** 3).sum()

def slope(x, create_graph):
    gradient, = torch.autograd.grad(cube(x), x, create_graph=create_graph)
    return gradient

for call in range(8):
    print(call, slope(torch.ones(2, requires_grad=True), False).tolist())
for call in range(4):
    x = torch.ones(2, requires_grad=True)
    slope(x, True).sum().backward()
    print(call, x.grad.tolist())
print(torch.autograd.functional.hessian(cube, torch.ones(2)).tolist())
"""


def test_a_derivative_is_differentiated(tmp_path):
    # The first time after native calls the call is run again; from then on it is imperative.
    check_exactly(tmp_path, SECOND, ["cube"])


PENALTY = """
weight = torch.ones(2, 2, requires_grad=True)

def critic(x):
    return torch.tanh(x @ weight).sum()

for call in range(8):
    weight.grad = None
    x = torch.full((1, 2), 0.25, requires_grad=True)
    gradient, = torch.autograd.grad(critic(x), x, create_graph=True)
    gradient.pow(2).sum().backward()
    print(call, weight.grad.tolist())
"""


def test_a_gradient_penalty_from_the_start_is_imperative(tmp_path):
    check_exactly(tmp_path, PENALTY, [], refused=["critic"])


MODES = """
import cProfile, sys
import torch.autograd.forward_ad as forward_ad
from torch.utils.checkpoint import checkpoint

def square(x):
    return x * x

for call in range(8):
    run(square, (torch.ones(2),), calls=1)
    with forward_ad.dual_level():
        dual = forward_ad.make_dual(torch.tensor(3.0), torch.tensor(1.0))
        print("tangent", forward_ad.unpack_dual(square(dual)).tangent)
    packed = []
    with torch.autograd.graph.saved_tensors_hooks(lambda t: packed.append(1) or t, lambda t: t):
        square(torch.ones(2, requires_grad=True)).sum().backward()
    print("packed", len(packed))
    x = torch.ones(2, requires_grad=True)
    checkpoint(square, x, use_reentrant=False).sum().backward()
    print("checkpoint", x.grad)
    events = []
    sys.setprofile(lambda frame, event, argument: events.append(event))
    square(torch.ones(2))
    sys.setprofile(None)
    print("profiled", len([event for event in events if event == "c_call"]) > 0, events.count("call"))
"""


def test_modes_around_a_call_are_honoured(tmp_path):
    check_exactly(tmp_path, MODES, ["square"])


GRAD_MODES = """
def switched(x, flag):
    with torch.set_grad_enabled(flag):
        y = x * 2
    return y.requires_grad

x = torch.ones(2, requires_grad=True)
run(switched, lambda call: (x, [True, False][call % 2]), calls=12)
run(switched, lambda call: (x, [True, False, None, 1][call % 4]), calls=12)
"""


def test_grad_mode_is_switched_by_bools_only(tmp_path):
    check_exactly(tmp_path, GRAD_MODES, ["switched"])


KEPT = """
def quotient(w):
    x = w * 1
    return 1 / x, x

def power(w):
    x = w * 1
    return 2.0 ** x, x

def factor(w):
    x = w * 1
    return x / 3, x

def changed(function):
    w = torch.full((3,), 2.0, requires_grad=True)
    y, x = function(w)
    with torch.no_grad():
        x.mul_(3)
    try:
        y.sum().backward()
        print(function.__name__, w.grad)
    except RuntimeError as error:
        print(function.__name__, "kept" if "modified by an inplace operation" in str(error) else error)

for function in quotient, power, factor:
    for _ in range(7):
        changed(function)
"""


def test_what_an_operator_keeps_is_what_pytorch_keeps(tmp_path):
    check_exactly(tmp_path, KEPT, ["quotient", "power", "factor"])


NAMES = """
import torch.nn.functional as F

w = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
b = torch.ones(2, requires_grad=True)

FUNCTIONS = {
    "add": lambda x: w + x,
    "a number less": lambda x: 1 - w,
    "a quotient": lambda x: 2 / w,
    "a power": lambda x: w ** 2,
    "all summed": lambda x: (w * x).sum(),
    "rows summed": lambda x: w.sum(dim=1),
    "mean": lambda x: w.mean(),
    "largest of rows": lambda x: w.max(dim=1)[0],
    "matrices": lambda x: x @ w,
    "linear": lambda x: F.linear(x, w, b),
    "in place": lambda x: (w * 1).mul_(x),
    "relu": lambda x: F.relu(w),
    "softmax": lambda x: F.softmax(w, 1),
    "loss": lambda x: F.mse_loss(w, x),
    "cat": lambda x: torch.cat([w, x]),
    "cast": lambda x: w.double(),
}

def watched(name):
    chosen = FUNCTIONS[name]
    def call(x):
        return chosen(x)
    return call

for name in FUNCTIONS:
    call = watched(name)
    for _ in range(6):
        result = call(torch.ones(2, 2))
        print(name, type(result.grad_fn).__name__, result.grad_fn.name(), result)
"""


def test_histories_have_the_names_of_pytorch(tmp_path):
    check_exactly(tmp_path, NAMES, native={"watched.<locals>.call": 40})


SEVERAL = """
w = torch.ones(2, 2, requires_grad=True)

def several(x):
    y = w * x
    return y, y.exp(), (y + 1).sum()

def edges(x):
    return w * 2 + x.sum().item()

def freed(x):
    y = (w * x).relu()
    y.sum().backward()
    return y

for call in range(6):
    results = several(torch.ones(2, 2))
    print(results)
    (results[1].sum() + results[2]).backward(retain_graph=True)
    results[0].sum().backward()
    print(w.grad)
    print(freed(torch.ones(2, 2)), w.grad)
    w.grad = None
    node = edges(torch.ones(2, 2)).grad_fn
    print(type(node).__name__, len(node.next_functions), node.next_functions[1])
"""


def test_each_of_several_results_has_a_name(tmp_path):
    check_exactly(tmp_path, SEVERAL, ["several", "freed"])


PARTS = """
def halves(x): return (x * 2).chunk(2)
def rows(x): return (x * 2).unbind(0)
def joined(x): return torch.cat((x * 2).chunk(2)[::-1])

for function in halves, rows, joined:
    for call in range(8):
        result = function(torch.ones(4, 3, requires_grad=True))
        for part in result if type(result) is tuple else [result]:
            try:
                print(function.__name__, part.mul_(3))
            except RuntimeError as error:
                print(function.__name__, str(error)[:80])
"""


def test_several_views_on_the_tape_cannot_be_written(tmp_path):
    check_exactly(tmp_path, PARTS, ["joined"], ["halves", "rows"])


CLONES = """
def cloned(x):
    w = x * 2
    return w, w.clone(), w.clone()

def leaf_cloned(x): return x.clone(), x.clone()

def handed_on(x):
    w = x * 2
    return w, torch.cat([w]), w.to(torch.float32, copy=True), w.sum(())

def written_after(x):
    w = x * 2
    v = w.clone()
    w.mul_(3)
    return w, v

def copied_into(x):
    w, v = x * 2, x * 3
    v.copy_(w)
    return w, v

def of_a_list(x):
    w = x * 2
    return [w, {"clone": w.clone()}["clone"]]

for function in cloned, leaf_cloned, handed_on, written_after, copied_into, of_a_list:
    for call in range(8):
        x = torch.tensor([[1.0], [2.0 + call]], requires_grad=True)
        results = function(x)
        places = [id(result) for result in results], [result.data_ptr() for result in results]
        print(function.__name__, [[all_.index(one) for one in all_] for all_ in places], show(results))
        results[-1].detach().add_(100)
        print([result._version for result in results], show(results))
        x.grad = None
        sum((place + 1) * result.sum() for place, result in enumerate(results)).backward()
        print(x.grad)
"""


def test_clones_on_the_tape_are_tensors_of_their_own(tmp_path):
    names = ["cloned", "leaf_cloned", "written_after", "copied_into", "of_a_list"]
    check_exactly(tmp_path, CLONES, names)
