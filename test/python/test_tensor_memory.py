"""Whose memory results lie in, and how: strides, views, identity and versions are those of plain PyTorch.

One program calls each function on inputs that lie in memory in different ways. What it prints of a result says
all that a program can see of its memory; values are printed as well.
"""

import functools

import pytest
from differential import check as check_both
from exactly import check_exactly

check = functools.partial(check_both, preloaded=True)

HEAD = """
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
torch.set_num_threads(1)

def seen(result, inputs):
    if isinstance(result, (tuple, list)):
        return [seen(one, inputs) for one in result]
    if not isinstance(result, torch.Tensor):
        return repr(result)
    same = [result is one for one in inputs]
    shared = [
        result.untyped_storage().data_ptr() == one.untyped_storage().data_ptr() for one in inputs
    ]
    return (
        list(result.shape), result.stride(), str(result.dtype), same, shared, result._base is not None,
        result._version, [round(float(v), 7) for v in result.detach().double().flatten()[:40]],
    )

def show(name, function, make, calls=11):
    for call in range(calls):
        inputs = make(call)
        torch.manual_seed(7)
        try:
            result = function(*inputs)
        except RuntimeError as error:
            print(name, type(error).__name__, str(error)[:60])
            continue
        print(name, seen(result, inputs), [(one.stride(), one._version, round(float(one.detach().sum()), 6)) for one in inputs])
"""

#: Inputs of one shape that lie in memory in different ways.
LAYOUTS = """
def four(call):
    g = torch.Generator().manual_seed(call)
    x = lambda *sizes: torch.randn(*sizes, generator=g)
    return (
        x(2, 3, 4, 4),
        x(2, 3, 4, 4).contiguous(memory_format=torch.channels_last),
        x(4, 4, 3, 2).permute(3, 2, 1, 0),
        x(2, 3, 4, 8)[..., ::2],
        x(1, 3, 1, 4).expand(2, 3, 4, 4),
    )

def two(call):
    g = torch.Generator().manual_seed(call)
    x = lambda *sizes: torch.randn(*sizes, generator=g)
    return x(4, 4), x(4, 4).t(), x(4, 8)[:, 1::2], x(1, 4).expand(4, 4), x(4, 8)[:, :4]

# What calls the functions is tried first, so that they need not wait for it.
for _ in range(6):
    show("nothing", lambda *inputs: inputs, two)
"""

#: What is computed of each input, `t`.
FOUR = {
    "relu": "F.relu(t)",
    "add": "t + 1",
    "gelu": "F.gelu(t)",
    "softmax": "t.softmax(1)",
    "log_softmax": "F.log_softmax(t, 1)",
    "sum": "t.sum(1)",
    "sum_keepdim": "t.sum(2, True)",
    "mean": "t.mean((2, 3))",
    "amax": "t.amax(2)",
    "var": "t.var(1)",
    "cumsum": "t.cumsum(1)",
    "clone": "t.clone()",
    "clone_contiguous": "t.clone(memory_format=torch.contiguous_format)",
    "cast": "t.double()",
    "zeros_like": "torch.zeros_like(t)",
    "ones_like_last": "torch.ones_like(t, memory_format=torch.channels_last)",
    "batch_norm": "F.batch_norm(t, None, None, None, None, True)",
    "layer_norm": "F.layer_norm(t, (4,))",
    "group_norm": "F.group_norm(t, 1)",
    "max_pool": "F.max_pool2d(t, 2)",
    "avg_pool": "F.avg_pool2d(t, 2)",
    "adaptive": "F.adaptive_avg_pool2d(t, 2)",
    "adaptive_one": "F.adaptive_avg_pool2d(t, 1) + 0",
    "adaptive_same": "F.adaptive_avg_pool2d(t, 4)",
    "pad": "F.pad(t, (1, 1))",
    "pad_nothing": "F.pad(t, (0, 0))",
    "cat": "torch.cat([t, t], 1)",
    "repeat": "t.repeat(1, 1, 2, 1)",
    "where": "torch.where(t > 0, t, 0.0)",
    "masked_fill": "t.masked_fill(t > 0, 0.0)",
    "clamp": "t.clamp(0, 1)",
    "prelu": "F.prelu(t, torch.ones(1))",
    "threshold": "F.threshold(t, 0, 0)",
    "leaky": "F.leaky_relu(t)",
    "dropout": "F.dropout(t, 0.5)",
    "dropout2d": "F.dropout2d(t, 0.5)",
    "dropout_off": "F.dropout(t, 0.5, False)",
    "rand_like": "torch.rand_like(t)",
    "tril": "t.tril()",
    "eq": "t == t",
    "broadcast": "t + torch.ones(3, 1, 1)",
    "power": "t ** 1",
    "round": "t.round()",
    "long_floor": "t.long().floor()",
    "contiguous": "t.contiguous()",
    "contiguous_last": "t.contiguous(memory_format=torch.channels_last)",
    "to": "t.to(torch.float32)",
    "to_cpu": "t.to('cpu')",
    "float": "t.float()",
    "squeeze": "t.squeeze()",
    "unsqueeze": "t.unsqueeze(-1)",
    "unsqueeze_first": "t.unsqueeze(0)",
    "flatten": "t.flatten(1)",
    "flatten_all": "t.flatten()",
    "reshape": "t.reshape(2, -1)",
    "reshape_same": "t.reshape(2, 3, 4, 4)",
    "ravel": "t.ravel() + 0",
    "new_zeros": "t.new_zeros(2, 3)",
    "expand": "t.expand(3, -1, -1, -1, -1)",
    "permute": "t.permute(0, 2, 3, 1)",
    "transpose_same": "t.transpose(1, 1)",
    "einsum_view": "torch.einsum('nchw->nhwc', t)",
    "movedim": "t.movedim(1, 3)",
    "narrow": "t.narrow(1, 1, 2)",
    "select": "t[:, 0]",
    "slice": "t[:, :1]",
    "whole": "t[...]",
    "new_axis": "t[:, None, 1:3]",
    "split": "t.split(2, 2)",
    "unbind": "t.unbind(1)",
    "chunk": "t.chunk(2, 3)",
    "attention": "F.scaled_dot_product_attention(t, t, t)",
    "attention_of_heads": "F.scaled_dot_product_attention(t.transpose(1, 2), t.transpose(1, 2), t.transpose(1, 2))",
    "linear": "F.linear(t, torch.ones(3, 4))",
    "matmul": "t @ t.transpose(2, 3)",
    "stack_first": "torch.stack([t[0, 0], t[1, 0]])",
    "glu": "F.glu(t, -1)",
    "sum_of_all": "t.sum()",
}
TWO = {
    "mm": "t @ t",
    "t": "t.t()",
    "view_or_raise": "t.view(2, 2, 4)",
    "view_flat": "t.view(-1)",
    "reversed_sum": "t + t.t()",
    "sum_reversed": "t.t() + t",
    "one_row": "t[1]",
    "outer": "torch.outer(t[0], t[1])",
    "broadcast_to": "t[0].broadcast_to(4, 4)",
    "broadcast_tensors": "torch.broadcast_tensors(t, t[0])",
    "dropout_columns": "F.dropout(t.t(), 0.5)",
    "randn_like_columns": "torch.randn_like(t.t())",
    "cast_columns": "t.t()[:, ::2].double()",
    "clone_columns": "t.t()[:, ::2].clone()",
    "power_of_a_number": "2.0 ** t",
    "number_to_the_power": "torch.pow(2, t)",
    "power": "torch.pow(t, t)",
    "products": "torch.einsum('ab,bc->ca', t, t.t()) + 0",
    "products_turned": "torch.einsum('ab,cb->ca', t, t.t()) + 0",
    "products_of_batches": "torch.einsum('abc,adc->dab', t.expand(3, 4, 4), t.t().expand(3, 4, 4)) + 0",
    "products_of_elements": "torch.einsum('ab,b->ba', t, t[0]) + 0",
    "stack": "torch.stack([t, t], 1)",
    "cat": "torch.cat([t, t.t()])",
}
#: Called with each input on its own: for some PyTorch raises, for some not.
ALONE = ("view_or_raise", "view_flat")


def program(table, make, count):
    text = HEAD + LAYOUTS
    for name, expression in table.items():
        if name in ALONE:
            for place in range(count):
                text += f"\ndef of_{name}_{place}(t):\n    return {expression}\n"
                text += f"show('{name}', of_{name}_{place}, lambda call: ({make}(call)[{place}],))\n"
        else:
            arguments = ", ".join("abcde"[:count])
            text += f"\ndef of_{name}({arguments}):\n    return [{expression} for t in ({arguments})]\n"
            text += f"show('{name}', of_{name}, {make})\n"
    return text


@pytest.mark.parametrize(("table", "make"), [(FOUR, "four"), (TWO, "two")], ids=["four", "two"])
def test_results_lie_where_pytorch_puts_them(tmp_path, table, make):
    _, run = check(tmp_path, program(table, make, 5))
    native = {f["name"].removeprefix("of_") for f in run.stats["functions"] if f["native"]}
    refused = {name for name in table if name not in ALONE and name not in native}
    assert refused <= REFUSED, refused - REFUSED
    if make == "two":
        # Of the five, only those whose elements lie at one distance can be seen as one row.
        assert {name for name in native if name.startswith("view_flat")} == {"view_flat_0", "view_flat_2"}


#: What graphs do not do.
REFUSED = {"pad", "pad_nothing"}

#: Changes in place: who sees them, and what PyTorch says of it.
CHANGES = {
    "clone_is_apart": ("y = x.clone(); y.add_(1); return y, x.sum()", 4),
    "power_is_apart": ("y = x ** 1; y.mul_(2); return y, x.sum()", 4),
    "copy_is_apart": ("y = x.t().contiguous(); y.add_(1); return y, x.sum()", 4),
    "pool_is_apart": ("y = F.adaptive_avg_pool2d(x[None, None], 4); y.add_(1); return y, x.sum()", 4),
    "contiguous_is_itself": ("y = x.contiguous(); y.add_(1); return y is x, x", 4),
    "base_of_a_view": ("y = x + 1; v = y.view(-1); y.add_(1); return v.sum()", 4),
    "view_of_a_base": ("y = x + 1; v = y.t(); v[0].mul_(3); return y, v", 4),
    "view_of_views": ("y = x + 1; y.t()[1:3][:, 0].zero_(); return y", 4),
    "views_of_one_base": ("y = x + 1; a = y[0]; b = y.t(); a.add_(1); return b.sum(0), a", 4),
    "view_of_an_input": ("x[1].add_(1); x.t()[0].mul_(2); return x.sum()", 4),
    "item": ("y = x + 1; y[0] = 5.0; y[:, 1] = y.sum(1); return y", 4),
    "item_of_an_input": ("x[0, 1] = 2.0; return x * 2", 4),
    "item_from_another": ("y = x + 1; y[0] = y[1]; y[:, 2] = y[:, 3]; return y", 4),
    "item_in_place": ("y = x + 1; y[:, 1] += 1; y[2] *= y[3]; y[0, :2] -= y[0, 2:]; return y", 4),
    "item_from_what_it_shares": ("y = x + 1; y[1:] = y[:-1]; return y", 0),
    "reshape_aliases": ("y = x + 1; v = y.reshape(-1); v.add_(1); return y", 4),
    "reshape_copies": ("y = x + 1; v = y.t().reshape(-1); v.add_(1); return y, v", 4),
    "flatten_is_itself": ("y = x[0].flatten(); y.add_(1); return x", 4),
    "split_aliases": ("y = x + 1; a, b = y.split(2); a.add_(1); return y, b", 4),
    "broadcast_aliases": ("a, b = torch.broadcast_tensors(x, x); a.add_(1); return x, a is x", 4),
    "movedim_aliases": ("y = x + 1; y.movedim(0, 1)[0].add_(1); return y", 4),
    "einsum_aliases": ("y = x + 1; torch.einsum('ij->ji', y)[0].add_(1); return y", 4),
    "detached": ("y = x + 1; y.detach().add_(1); return y", 4),
    "two_results_one_base": ("y = x + 1; return y, y[0], y.t()", 4),
    "the_same_twice": ("y = x + 1; return y, y, x, x", 4),
    "two_copies": ("y = x * 2; return y, y.clone(), y.clone()", 4),
    "versions": ("x.add_(1); x.mul_(2); y = x + 1; y.add_(1); y.zero_(); return x, y", 4),
    "columns_in_place": ("y = x.t(); y.add_(1); return x.is_contiguous(), y.is_contiguous(), y.stride()", 4),
    "expanded": ("y = x[0].expand(4, 4); y.add_(1); return y", 0),
    "from_a_part_of_itself": ("y = x + 1; y[1:].add_(y[:-1]); return y", 0),
    "part_of_an_expanded": ("x = x[:1].expand(4, 4); x.view(-1, 4)[:1].fill_(5.25); return x", 0),
    "float_into_long": ("y = x.long(); y += 0.5; return y", 0),
    "divided_long": ("y = x.long(); y /= 2; return y", 0),
}

#: The same on a tape; `w` is a leaf.
TAPE = {
    "result_is_kept": ("y = (w * 2).exp(); y.add_(1); y.sum().backward(); return y.detach() * 1", 0),
    "result_is_not_kept": ("y = w * 2; y.add_(1); y.sum().backward(); return w.grad", 4),
    "factor_is_kept": ("y = w * 2; z = y * y; y.add_(1); z.sum().backward(); return w.grad", 0),
    "behind_its_back": ("y = w * 2; y.data.clamp_(0, 1); (y * w).sum().backward(); return w.grad", 0),
    "without_grad": ("y = w * 2; v = y.detach(); v.add_(1); (y * w).sum().backward(); return w.grad", 0),
    "leaf": ("w.add_(1); return w.sum()", 0),
    "view_of_a_leaf": ("w[0].add_(1); return w.sum()", 0),
    "leaf_data": ("w.data[0] = 0.5; (w * w).sum().backward(); return w.grad * 1", 4),
    "item_takes_a_history": ("y = torch.zeros(4, 4); y[0] = w[0] * 2; y.sum().backward(); return w.grad", 4),
    "view_takes_a_history": ("y = w * 2; y[1].mul_(w[0]); y.sum().backward(); return w.grad * 1", 4),
    "parts_are_not_written": ("a, b = (w * 2).split(2); a.add_(1); (a.sum() + b.sum()).backward(); return w.grad", 0),
    "relu_in_place": ("y = F.relu(w * 2, inplace=True); y.sum().backward(); return w.grad", 4),
}


OVERLAPPING = """
def of_expanded(x):
    x.view(-1)[:1].fill_(5.25)
    return x.sum()

show("expanded", of_expanded, lambda call: (torch.zeros(1, 1).expand(4, 1),))

def of_spread(x):
    x.view(3, 2)[:1].fill_(5.25)
    return x.sum()

show("spread", of_spread, lambda call: (torch.arange(12.0).view(3, 4)[:, ::2],))

def of_strided(x):
    x[1].mul_(2)
    return x.sum()

show("strided", of_strided, lambda call: (torch.arange(4.0).as_strided((3, 2), (1, 1)),))
"""


def test_a_tensor_whose_elements_are_one_is_not_written(tmp_path):
    _, run = check(tmp_path, HEAD + OVERLAPPING)
    native = {f["name"]: f["native"] for f in run.stats["functions"]}
    assert native["of_expanded"] == native["of_strided"] == 0 < native["of_spread"]


def test_changes_in_place_reach_every_alias_and_no_other(tmp_path):
    text = HEAD + LAYOUTS
    for name, (body, _) in CHANGES.items():
        text += f"\ndef of_{name}(x):\n    {body}\nshow('{name}', of_{name}, lambda call: (two(call)[0],))\n"
    for name, (body, _) in TAPE.items():
        text += f"\ndef of_{name}(w):\n    {body}\n"
        text += f"show('{name}', of_{name}, lambda call: (two(call)[0].requires_grad_(),))\n"
    _, run = check(tmp_path, text)
    native = {f["name"].removeprefix("of_"): f["native"] for f in run.stats["functions"]}
    for name, (_, least) in {**CHANGES, **TAPE}.items():
        assert (native[name] >= least) if least else native[name] == 0, (name, native[name])


CAST_OPERANDS = """
import torch

def summed(h, y): return h + y
def doubled(h, y): return h * 2.0
def compared(h, y): return h > 0.5, h == y
def rooted(h, y): return h.sqrt()
def chosen(h, y): return torch.where(y > 0, h, y), torch.where(h > 0, y, h.float())

FUNCTIONS = summed, doubled, compared, rooted, chosen
for function in FUNCTIONS:
    for dtype in torch.float16, torch.int32, torch.float32:
        wide = torch.ones(3, 6, dtype=dtype)
        for h in wide[:, ::2], wide[:1, :3].expand(3, 3), wide[:, :1].expand(3, 3), wide[:, :3].t():
            for y in torch.ones(3, 3), torch.ones(3, 3).t():
                for call in range(5):
                    results = function(h, y)
                    results = results if isinstance(results, tuple) else (results,)
                print(function.__name__, [(r.dtype, r.stride()) for r in results])
"""


def test_operands_of_another_type_are_copied_first(tmp_path):
    check_exactly(tmp_path, CAST_OPERANDS, ["summed", "doubled", "compared", "rooted", "chosen"])


VERSIONS = """
def one_hot(k): return F.one_hot(k, 4)
def row(k): return k.float() @ torch.ones(3, 5)
def method(k): return k.float().matmul(torch.ones(3, 5))
def layer(k): return F.linear(k.float(), torch.ones(5, 3))
def with_bias(k): return F.linear(k.float(), torch.ones(5, 3), torch.ones(5))
def matrix(k): return k.float()[None] @ torch.ones(3, 5)
def dot(k): return k.float() @ torch.ones(3)
def changed(k): return F.one_hot(k, 4).add_(1)
def none(k): return F.one_hot(k[:0], 4)

for call in range(8):
    for function in (one_hot, row, method, layer, with_bias, matrix, dot, changed, none):
        print(function.__name__, function(torch.arange(3))._version)
"""


def test_results_count_what_pytorch_has_written_to_them(tmp_path):
    native = ["one_hot", "row", "method", "layer", "with_bias", "matrix", "dot", "changed"]
    check_exactly(tmp_path, "import torch.nn.functional as F\n" + VERSIONS, native)


NORMALIZED = """
norm = torch.nn.BatchNorm1d(4)
images = torch.nn.BatchNorm2d(3)
still = torch.nn.BatchNorm1d(4).eval()
still.running_mean.copy_(torch.tensor([1.25, -0.7, 3.3, 0.1]) + 5)

def rows(x): return norm(x.expand(3, 4))
def evaluated(x): return still(x.expand(3, 4))
def of_images(x): return images(x[:, :3, None, None].expand(2, 3, 2, 2))
def without_bias(x): return F.layer_norm(x.expand(3, 4) * -0.0, (4,))
def with_weight(x): return F.layer_norm(x.expand(3, 4) * -0.0, (4,), torch.ones(4))

with torch.no_grad():
    for function in (rows, evaluated, of_images, without_bias, with_weight):
        run(function, lambda call: (torch.tensor([[1.25, -0.7, 3.3, 0.1]]) + call,))
"""


def test_equal_elements_are_normalized_to_the_same_zero(tmp_path):
    native = ["rows", "evaluated", "of_images", "without_bias", "with_weight"]
    check_exactly(tmp_path, "import torch.nn.functional as F\n" + NORMALIZED, native)


EXTREME = """
def few(x): return F.layer_norm(x, (3,)).isnan()
run(few, lambda call: (torch.tensor([[1e20, 2e20, -5e19], [1.0, 2.0, 4.0]]),))

def grouped(x): return F.group_norm(x, 2).isnan()
run(grouped, lambda call: (torch.tensor([[[1e25, 2e25], [-1e25, 3e25], [0.0, 1.0], [2.0, 3.0]]]),))

def without_reduction(x, y):
    return torch._C._nn.mse_loss(x, y), torch.binary_cross_entropy_with_logits(x, y).shape, torch._C._nn.l1_loss(x, y, 1)
run(without_reduction, lambda call: (torch.rand(2, 1) * 0 + 0.25, torch.ones(2, 1)))
"""


def test_normalization_and_losses_at_their_edges(tmp_path):
    """Squares that overflow, of fewer values than a vector holds; the reduction that PyTorch's functions take unless told."""
    check_exactly(tmp_path, "import torch.nn.functional as F\n" + EXTREME, ["few", "grouped", "without_reduction"])
