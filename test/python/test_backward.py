"""`backward()` inside a graph: what it leaves in `.grad`, what it frees, and what must not have changed since."""

from exactly import check_exactly

HEAD = """
w = torch.tensor([1.5, -2.5], requires_grad=True)
v = torch.tensor([0.5, 2.0], requires_grad=True)
buffer = torch.zeros(2)

# A lambda is left alone: it starts each call from the same state, and looks at it afterwards.
fresh = lambda function: lambda x: (
    setattr(w, "grad", None), setattr(v, "grad", None), w.data.copy_(torch.tensor([1.5, -2.5])), buffer.zero_(),
    result := function(x), result, w.grad, v.grad, w.detach().clone()
)[5:]
values = lambda call: (torch.tensor([1.0, 2.0]) + call,)
"""

LOSSES = HEAD + """
def unused_leaf(x):
    (x * w).sum().backward()
    return x + 1
run(fresh(unused_leaf), values)

def twice_through_nothing_kept(x):
    loss = (w + x).sum()
    loss.backward()
    loss.backward()
    return x * 1
run(fresh(twice_through_nothing_kept), values)

def twice_with_retain_graph(x):
    loss = (w * x).sum()
    loss.backward(retain_graph=True)
    loss.backward()
    return x * 1
run(fresh(twice_with_retain_graph), values)

def two_losses(x):
    first, second = (w * x).sum(), (w * w * v).sum()
    first.backward()
    second.backward()
    return x * 1
run(fresh(two_losses), values)

def two_losses_of_one_layer(x):
    hidden = w * x
    hidden.sum().backward(retain_graph=True)
    (hidden * 2).sum().backward()
    return x * 1
run(fresh(two_losses_of_one_layer), values)

def another_loss_returned(x):
    first, second = (w * x).sum(), (w * 3).sum()
    first.backward()
    return second
run(lambda x: (result := fresh(another_loss_returned)(x), result[0].backward(), result[0].detach(), w.grad)[2:], values)

def accumulated(x):
    (w * x).sum().backward()
    before = w.grad
    (w * x).sum().backward()
    return w.grad is before, before * 1
run(fresh(accumulated), values)

def with_a_seed(x):
    (w * x).backward(x * 3)
    return x * 1
run(fresh(with_a_seed), values)

def twice_through_what_is_freed(x):
    loss = (w * x).sum()
    loss.backward()
    loss.backward()
    return x * 1
run(fresh(twice_through_what_is_freed), values)

def partly_freed(x):
    hidden = w * x
    (hidden * v).sum().backward()
    (hidden + 1).sum().backward()
    return x * 1
run(fresh(partly_freed), values)

def seed_of_another_dtype(x):
    (w * x).backward(torch.ones(2, dtype=torch.float64))
    return x * 1
run(fresh(seed_of_another_dtype), values)
"""


def test_several_losses(tmp_path):
    native = ["unused_leaf", "twice_through_nothing_kept", "twice_with_retain_graph", "two_losses"]
    native += ["two_losses_of_one_layer", "another_loss_returned", "accumulated", "with_a_seed"]
    refused = ["twice_through_what_is_freed", "partly_freed", "seed_of_another_dtype"]
    check_exactly(tmp_path, LOSSES, native, refused)


RETURNED = HEAD + """
# What became of a result's tape is seen from outside.
again = lambda function: lambda x: (
    setattr(w, "grad", None), result := function(x), result.requires_grad, result.is_leaf, result.detach(),
    result.backward(), w.grad
)[2:]

def freed(x):
    loss = (w * x).sum()
    loss.backward()
    return loss
run(again(freed), values)

def freed_behind(x):
    hidden = w * x
    (hidden * 2).sum().backward()
    return hidden.sum()
run(again(freed_behind), values)

def nothing_was_kept(x):
    loss = (w + x).sum()
    loss.backward()
    return loss
run(again(nothing_was_kept), values)

def retained(x):
    loss = (w * x).sum()
    loss.backward(retain_graph=True)
    return loss
run(again(retained), values)
"""


def test_a_result_knows_whether_its_tape_is_freed(tmp_path):
    check_exactly(tmp_path, RETURNED, ["freed", "freed_behind", "nothing_was_kept", "retained"])


KEPT = HEAD + """
def result_changed(x):
    y = (w * x).exp()
    y.add_(1)
    y.sum().backward()
    return x * 1
run(fresh(result_changed), values)

def operand_changed(x):
    y = x * 1
    z = w * y
    y.add_(1)
    z.sum().backward()
    return x * 1
run(fresh(operand_changed), values)

def buffer_changed(x):
    y = w * buffer
    buffer.add_(1)
    y.sum().backward()
    return x * 1
run(fresh(buffer_changed), values)

def not_kept(x):
    y = w * x
    z = y + 1
    y.mul_(2)
    z.sum().backward()
    return x * 1
run(fresh(not_kept), values)

def changed_after_it_was_freed(x):
    y = x * 1
    (w * y).sum().backward()
    y.add_(1)
    return y
run(fresh(changed_after_it_was_freed), values)

def changed_while_another_tape_lives(x):
    y = x * 1
    first, second = (w * x).sum(), (w * y).sum()
    first.backward()
    y.add_(1)
    second.backward()
    return y
run(fresh(changed_while_another_tape_lives), values)

def step(x):
    loss = (w * w * x).sum()
    loss.backward()
    torch.set_grad_enabled(False)
    w.sub_(w.grad * 0.01)
    torch.set_grad_enabled(True)
    return loss.detach() * 1
run(fresh(step), values)
"""


def test_what_is_kept_must_not_change(tmp_path):
    native = ["not_kept", "changed_after_it_was_freed", "step"]
    refused = ["result_changed", "operand_changed", "buffer_changed", "changed_while_another_tape_lives"]
    check_exactly(tmp_path, KEPT, native, refused)
