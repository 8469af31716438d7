"""Branches on values of the run: what their sides change, choose and compute is handed on, and differentiated."""

from differential import check
from exactly import check_exactly

STATE = """
def callee_changes_a_nonlocal(x, k):
    n = 1
    def bump():
        nonlocal n
        n = n + 1
    def maybe():
        if k > 1:
            bump()
    maybe()
    return x * n
run(callee_changes_a_nonlocal, lambda call: (torch.ones(2), call % 3))

def closure_of_a_closure(x, k):
    total = 0.5
    def outer(step):
        def inner():
            nonlocal total
            total = total + step
        if k % 2 == 0:
            inner()
        else:
            inner()
            inner()
        return total
    return x * outer(1.5) + total
run(closure_of_a_closure, lambda call: (torch.ones(2), call % 3))

def first_reached_on_one_side(x, k):
    if k % 2 == 0:
        counter.add_(1)
    return x + counter
counter = torch.zeros(2)
run(first_reached_on_one_side, lambda call: (torch.ones(2), call % 3))

def write_on_one_side(x, k):
    y = x * 2
    if k > 1:
        y.mul_(3)
    return y + 1
run(write_on_one_side, lambda call: (torch.ones(2), call % 3))

def elements_of_containers(x, k):
    made, named, held = [], {"h": x}, Held()
    held.h = x
    for step in range(3):
        if k.sum() > step:
            made.append(x * step)
            named["h"] = x * 2
            held.h = held.h * 2
        else:
            made.append(x)
            named["h"] = x * 3
            held.h = held.h + 1
    return made[0] + made[1] * made[2] + named["h"], held.h * 1
class Held: pass
run(elements_of_containers, lambda call: (torch.ones(2), torch.tensor([call % 4 - 0.5])))

def made_and_written_on_one_side(x, k):
    y = x * 2
    if k.sum() > 0:
        y.mul_(3)
    return y + 1
run(made_and_written_on_one_side, lambda call: (torch.ones(2), torch.tensor([call % 3 - 0.5])))

def written_and_returned(x, k):
    y = x * 2
    if k.sum() > 0:
        y.mul_(3)
    return y
run(lambda x, k: (written_and_returned(x, k), written_and_returned(x, k)._version),
    lambda call: (torch.ones(2), torch.tensor([call % 3 - 0.5])))

def unlike_lengths(x, k):
    made = [x]
    if k.sum() > 0:
        made.append(x)
    return x * len(made)
run(unlike_lengths, lambda call: (torch.ones(2), torch.tensor([call % 3 - 0.5])))

def data_written_on_both_sides(x, k):
    # `x.data` counts its own versions, on whatever side it is written.
    if k.sum() > 0:
        x.data.mul_(3)
    else:
        x.data.add_(1)
    return x * 1
def data_written_on_one_side(x, k):
    if k.sum() > 0:
        x.data.mul_(3)
    return x * 1
def written_on_both_sides(x, k):
    if k.sum() > 0:
        x.mul_(3)
        x.add_(2)
    else:
        x.add_(1)
        x.mul_(2)
    return x * 1
for function in (data_written_on_both_sides, data_written_on_one_side, written_on_both_sides):
    run(lambda x, k: (function(x, k), x, x._version), lambda call: (torch.ones(2), torch.tensor([call % 3 - 0.5])))

def view_written_on_one_side(x, k):
    y = x * 2
    v = y[0]
    if k > 1:
        v.add_(1)
    return y * 1
run(view_written_on_one_side, lambda call: (torch.ones(2, 2), call % 3))
"""


def test_a_branch_leaks_nothing_of_either_side(tmp_path):
    native = ["callee_changes_a_nonlocal", "closure_of_a_closure", "first_reached_on_one_side", "write_on_one_side"]
    native += ["elements_of_containers", "made_and_written_on_one_side"]
    native += ["data_written_on_both_sides", "data_written_on_one_side", "written_on_both_sides"]
    check_exactly(tmp_path, STATE, native, ["written_and_returned", "unlike_lengths"])


CHOICES = """
one, two = torch.ones(2), torch.full((2,), 2.0)

def on_different_conditions(a, b, p, q):
    x = a if p.sum() > 0 else b
    y = a if q.sum() > 0 else b
    return x * 10 + y
run(on_different_conditions, lambda call: (one, two, torch.tensor([call % 3 - 0.5]), torch.tensor([(call + 1) % 2 - 0.5])))

def nested_choices(a, b, p, q):
    x = a if p.sum() > 0 else b
    y = x if q.sum() > 0 else a
    return x * 10 + y
run(nested_choices, lambda call: (one, two, torch.tensor([call % 3 - 0.5]), torch.tensor([(call + 1) % 2 - 0.5])))

def written_afterwards(a, p):
    t, u = a * 2, a * 3
    x = t if p.sum() > 0 else u
    t.add_(1)
    return x * 1
run(written_afterwards, lambda call: (one, torch.tensor([call % 3 - 0.5])))

def written_through_a_view(a, p):
    t, u = a * 2, a * 3
    x = t if p.sum() > 0 else u
    x[0].add_(1)
    return t + u
run(written_through_a_view, lambda call: (one, torch.tensor([call % 3 - 0.5])))

def chosen_view(a, p):
    t = torch.stack([a, a * 2])
    v = t[0] if p.sum() > 0 else t[1]
    t.mul_(2)
    return v + 0
run(chosen_view, lambda call: (one, torch.tensor([call % 3 - 0.5])))

def aliases_on_one_side(a, p):
    if p.sum() > 0:
        x = a * 2
        y = x
    else:
        x = a * 3
        y = a * 4
    x.add_(1)
    return y * 1
run(aliases_on_one_side, lambda call: (one, torch.tensor([call % 3 - 0.5])))

def aliases_on_both_sides(a, p):
    if p.sum() > 0:
        x = a * 2
        y = x
    else:
        x = a * 3
        y = x
    x.add_(1)
    return y * 1, x is y
run(aliases_on_both_sides, lambda call: (one, torch.tensor([call % 3 - 0.5])))

def which_one(a, b, p):
    x = a if p.sum() > 0 else b
    return x is a, x * 1
run(which_one, lambda call: (one, two, torch.tensor([call % 3 - 0.5])))

def unlike_tuples(a, p):
    pair = (a, 1) if p.sum() > 0 else (a, 2)
    return pair[0] * pair[1]
run(unlike_tuples, lambda call: (one, torch.tensor([call % 3 - 0.5])))
"""


def test_a_choice_is_one_of_its_tensors(tmp_path):
    native = ["on_different_conditions", "nested_choices", "aliases_on_both_sides"]
    refused = ["written_afterwards", "written_through_a_view", "chosen_view", "aliases_on_one_side", "which_one"]
    check_exactly(tmp_path, CHOICES, native, refused)


MODES = """
def left_switched(x):
    torch.set_grad_enabled(False)
    return x + 1
def observed(x):
    y = left_switched(x)
    mode = torch.is_grad_enabled()
    torch.set_grad_enabled(True)
    return y, mode
run(observed, (torch.ones(1),))

def switched_and_back(x):
    torch.set_grad_enabled(False)
    y = x + weight
    torch.set_grad_enabled(True)
    return y * weight
weight = torch.ones(1, requires_grad=True)
run(lambda x: (switched_and_back(x).requires_grad, switched_and_back(x).detach()), (torch.ones(1),))

def on_one_side(x, k):
    if k.sum() > 0:
        torch.set_grad_enabled(False)
    y = x * weight
    torch.set_grad_enabled(True)
    return y.requires_grad
run(on_one_side, lambda call: (torch.ones(1), torch.tensor([call % 3 - 0.5])))

def without_grad_inside(x, k):
    with torch.no_grad():
        y = x * weight
        z = y * 2 if k > 1 else y * 3
    return z, z.requires_grad
run(without_grad_inside, lambda call: (torch.ones(1), call % 3))
"""


def test_gradient_modes(tmp_path):
    native = ["switched_and_back"]
    check_exactly(tmp_path, MODES, native, ["left_switched", "on_one_side"])


DERIVATIVES = """
w = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([0.5, -0.25], requires_grad=True)

# Lambdas are left alone: the backward pass begins outside of the graph.
differentiated = lambda function: lambda *arguments: (
    setattr(w, "grad", None), setattr(b, "grad", None), result := function(*arguments), result.backward(), w.grad, b.grad
)[2:]

def scaled_on_one_side(x, k):
    y = x * w
    if k > 1:
        y = y * 2
    return y.sum()
run(differentiated(scaled_on_one_side), lambda call: (torch.ones(2), call % 3))

def chosen_by_a_tensor(x, k):
    y = x * w + b
    y = y * 2 if (x * k).sum() > 1 else y - b
    return y.sum()
run(differentiated(chosen_by_a_tensor), lambda call: (torch.ones(2), call % 3))

def one_in_another(x, k):
    y = x * w
    if k > 0:
        y = y * y
        if k > 1:
            y = y * w * 0.5
        else:
            y = y - w
    else:
        y = -y
    return (y * w).sum()
run(differentiated(one_in_another), lambda call: (torch.ones(2), call % 3))

def one_after_another(x, k):
    y = x * w
    for limit in (0, 1, 2):
        y = y * 0.5 if k > limit else y + y * w
    return y.sum()
run(differentiated(one_after_another), lambda call: (torch.ones(2), call % 3))

def cut_off(x, k):
    y = x * w
    z = y.detach() * y if k > 1 else y * y.detach() * 2
    return z.sum()
run(differentiated(cut_off), lambda call: (torch.ones(2), call % 3))

def whole_step(x, k):
    w.grad = None
    y = x * w
    z = y * y if k > 1 else y * 3
    loss = z.sum()
    loss.backward()
    return loss.detach() * 1, w.grad * 1
run(whole_step, lambda call: (torch.ones(2), call % 3))

def backward_on_one_side(x, k):
    w.grad = None
    loss = (x * w).sum()
    if k > 1:
        loss.backward()
    return loss.detach() * 1
run(backward_on_one_side, lambda call: (torch.ones(2), call % 3))

def other_leaves(x, k):
    y = x * w if k.sum() > 0 else x * b
    return y.sum()
run(differentiated(other_leaves), lambda call: (torch.ones(2), torch.tensor([call % 3 - 0.5])))

def tape_on_one_side(x, k):
    y = x * w if k.sum() > 0 else x * 2
    return y.requires_grad, y.is_leaf
run(tape_on_one_side, lambda call: (torch.ones(2), torch.tensor([call % 3 - 0.5])))

def unused_tape(x, k):
    y = x * w if k > 1 else x * b
    return y.detach() * 2
run(unused_tape, lambda call: (torch.ones(2), call % 3))
"""


def test_the_derivative_goes_through_a_branch(tmp_path):
    native = ["scaled_on_one_side", "chosen_by_a_tensor", "one_in_another", "one_after_another", "cut_off"]
    native += ["whole_step", "unused_tape"]
    check_exactly(tmp_path, DERIVATIVES, native, ["other_leaves", "tape_on_one_side"])


OPEN = """
def chosen(x, n):
    w = x * 2 + 1
    v = w.abs() - x if n < len(w) else x * w
    return w, v, (w * w).double().float().clamp(-1, 1).var(), w.clamp(0, 1).sum()
def nested(x, n):
    if n > 1:
        v = x - 1 if n > 2 else x * x
        v = v + 1
    else:
        v = x + 3
    z = torch.cat([x * i for i in range(4)]).cumsum(0)
    return v, z

for function in chosen, nested:
    for call in range(60):
        x = torch.arange(2.0 * (2 + call // 3 % 7)).view(-1, 2) - call
        print(function.__name__, [t.tolist() for t in function(x.double() if call > 30 else x, call % 4)])
"""


def test_a_result_of_open_size_outlives_its_branch(tmp_path):
    check(tmp_path, "import torch\n" + OPEN, native={"chosen": 10, "nested": 10})
