"""Every op family against PyTorch: values and derivatives, static and dynamic, odd shapes."""

import pytest
import torch
import torch.nn.functional as F

from support.native_ops import SCHEDULED, Case, Compiled

_generator = torch.Generator().manual_seed(0)


def rand(*shape, dtype=torch.float32, low=-2.0, high=2.0):
    return torch.rand(shape, generator=_generator, dtype=dtype) * (high - low) + low


def ints(*shape, high=10, low=0):
    return torch.randint(low, high, shape, generator=_generator)


def bools(*shape):
    return ints(*shape, high=2).bool()


def call(name, eager, *tensors, args=None, kwargs=None, **more):
    """A call whose first arguments are the tensors."""
    operands = [f"%{i}" for i in range(len(tensors))]
    return Case(name, list(tensors), operands + list(args or []), kwargs or {}, eager, **more)


def elementwise():
    yield "add_broadcast", call("torch.Tensor.__add__", lambda a, b: a + b, rand(3, 1, 5), rand(4, 1))
    yield "add_alpha", call("torch.add", lambda a, b: torch.add(a, b, alpha=-0.1), rand(7), rand(7), kwargs={"alpha": -0.1})
    yield "add_number", call("torch.Tensor.__add__", lambda a: a + 3, rand(2, 3), args=[3])
    yield "add_dynamic", call("torch.add", lambda a, b: a + b, rand(6, 5), rand(5), dynamic=(6,))
    yield "sub_promoted", call("torch.sub", lambda a, b: a - b, rand(4), ints(4))
    yield "rsub", call("torch.Tensor.__rsub__", lambda a: 1.5 - a, rand(4), args=[1.5])
    yield "mul_f64", call("torch.mul", lambda a, b: a * b, rand(3, 4, dtype=torch.float64), rand(4))
    yield "mul_bools", call("torch.mul", lambda a, b: a * b, bools(5), bools(5))
    yield "div", call("torch.Tensor.__truediv__", lambda a, b: a / b, rand(4, 3), rand(3, low=0.5))
    yield "div_ints", call("torch.div", lambda a: a / 4, ints(5), args=[4])
    yield "floor_div", call("torch.floor_divide", lambda a, b: a // b, rand(20), rand(20, low=0.3), wrt=[])
    yield "floor_div_ints", call("torch.Tensor.__floordiv__", lambda a: a // -3, ints(20, low=-10), args=[-3])
    yield "remainder", call("torch.remainder", lambda a, b: a % b, rand(20), rand(20, low=0.3), wrt=[0])
    yield "remainder_ints", call("torch.remainder", lambda a: a % -3, ints(20, low=-10), args=[-3])
    yield "pow_tensor", call("torch.pow", torch.pow, rand(6, low=0.1), rand(6))
    yield "pow_square", call("torch.Tensor.__pow__", lambda a: a**2, rand(6), args=[2])
    yield "pow_zero", call("torch.pow", lambda a: a**0.0, rand(6), args=[0.0])
    yield "pow_number", call("torch.pow", lambda a: a**-1.5, rand(6, low=0.2), args=[-1.5])
    yield "rpow", call("torch.Tensor.__rpow__", lambda a: 2.0**a, rand(6), args=[2.0])
    for name in ("exp", "expm1", "sin", "cos", "tanh", "erf", "sigmoid", "neg", "abs", "relu", "square", "atan"):
        yield name, call(f"torch.{name}", getattr(torch, name), rand(3, 5))
    for name in ("log", "log1p", "sqrt", "rsqrt", "reciprocal"):
        yield name, call(f"torch.{name}", getattr(torch, name), rand(3, 5, low=0.1))
    for name in ("floor", "ceil", "trunc", "round", "sign"):
        yield name, call(f"torch.{name}", getattr(torch, name), rand(3, 5) * 3, wrt=[])
    yield "relu_nan", call("torch.relu", torch.relu, torch.tensor([float("nan"), -1.0, 0.0, 2.0]))
    yield "exp_int", call("torch.exp", torch.exp, ints(4))
    for name in ("eq", "ne", "lt", "le", "gt", "ge"):
        a = torch.tensor([1.0, float("nan"), 2.0, -1.0])
        yield name, call(f"torch.{name}", getattr(torch, name), a, torch.tensor([1.0, 1.0, 3.0, float("nan")]))
    yield "lt_bool", call("torch.lt", torch.lt, bools(8), bools(8))
    yield "maximum", call("torch.maximum", torch.maximum, rand(6), rand(6))
    yield "minimum_ties", call("torch.minimum", torch.minimum, torch.ones(3), torch.ones(3))
    yield "where", call("torch.where", torch.where, bools(3, 4), rand(3, 4), rand(4))
    yield "where_number", call("torch.where", lambda m, a: torch.where(m, a, 0.5), bools(4), rand(4), args=[0.5])
    yield "masked_fill", call("torch.Tensor.masked_fill", lambda a, m: a.masked_fill(m, -1e9), rand(3, 4), bools(3, 4), args=[-1e9])
    yield "clamp", call("torch.clamp", lambda a: a.clamp(-0.5, 1.0), rand(20), args=[-0.5, 1.0])
    yield "cast_float", call("torch.Tensor.float", lambda a: a.float(), ints(5))
    yield "cast_bool", call("torch.Tensor.bool", lambda a: a.bool(), ints(5, high=2))
    yield "cast_long", call("torch.Tensor.long", lambda a: a.long(), rand(9) * 4, wrt=[])
    yield "to", call("torch.Tensor.to", lambda a: a.to(torch.float64), rand(5), args=[torch.float64])
    yield "logical_not", call("torch.logical_not", torch.logical_not, ints(5, high=2))
    yield "bit_and", call("torch.Tensor.__and__", lambda a, b: a & b, bools(8), bools(8))
    yield "invert", call("torch.Tensor.__invert__", lambda a: ~a, ints(5))
    yield "addcmul", call("torch.addcmul", lambda a, b, c: torch.addcmul(a, b, c, value=0.3), rand(4), rand(4), rand(4), kwargs={"value": 0.3})
    yield "addcdiv", call("torch.addcdiv", lambda a, b, c: torch.addcdiv(a, b, c, value=-0.3), rand(4), rand(4), rand(4, low=0.5), kwargs={"value": -0.3})
    yield "lerp", call("torch.lerp", lambda a, b: torch.lerp(a, b, 0.1), rand(4), rand(4), args=[0.1])
    yield "lerp_high", call("torch.lerp", lambda a, b: torch.lerp(a, b, 0.9), rand(4), rand(4), args=[0.9])
    yield "in_place_mul", call("torch.Tensor.mul_", lambda a, b: a * b, rand(4), rand(4))


def activations():
    nn = "torch._C._nn."
    yield "gelu", call(nn + "gelu", F.gelu, rand(3, 5))
    yield "gelu_tanh", call(nn + "gelu", lambda a: F.gelu(a, approximate="tanh"), rand(3, 5), kwargs={"approximate": "tanh"})
    yield "silu", call(nn + "silu", F.silu, rand(3, 5))
    yield "leaky_relu", call(nn + "leaky_relu", lambda a: F.leaky_relu(a, 0.2), rand(3, 5), args=[0.2])
    yield "elu", call(nn + "elu", lambda a: F.elu(a, 1.5), rand(3, 5) * 4, args=[1.5])
    yield "hardtanh", call(nn + "hardtanh", F.hardtanh, rand(3, 5))
    yield "softplus", call(nn + "softplus", F.softplus, rand(3, 5) * 20)
    yield "log_sigmoid", call(nn + "log_sigmoid", F.logsigmoid, rand(3, 5) * 20)
    yield "prelu", call("torch.prelu", F.prelu, rand(2, 3, 4), rand(3))


    yield "hardswish", call(nn + "hardswish", F.hardswish, rand(3, 5) * 3)
    yield "hardsigmoid", call(nn + "hardsigmoid", F.hardsigmoid, rand(3, 5) * 3)
    yield "mish", call(nn + "mish", F.mish, rand(3, 5))
    yield "selu", call("torch.selu", F.selu, rand(3, 5))
    yield "celu", call("torch.celu", lambda a: F.celu(a, 0.7), rand(3, 5), args=[0.7])
    yield "threshold", call("torch.threshold", lambda a: F.threshold(a, 0.1, 20), rand(3, 5), args=[0.1, 20])
    yield "glu", call(nn + "glu", F.glu, rand(3, 6))


def views():
    x = rand(2, 3, 4)
    yield "view", call("torch.Tensor.view", lambda a: a.view(2, -1), x, args=[2, -1])
    yield "view_tuple", call("torch.Tensor.view", lambda a: a.view((6, 4)), x, args=[[6, 4]])
    yield "view_regroup", call("torch.reshape", lambda a: a.reshape(4, 6), x, args=[[4, 6]])
    yield "view_dynamic", call("torch.Tensor.view", lambda a: a.view(-1, 12), rand(7, 3, 4), args=[-1, 12], dynamic=(7,))
    yield "flatten", call("torch.flatten", lambda a: a.flatten(1), rand(7, 3, 4), args=[1], dynamic=(7,))
    yield "flatten_all", call("torch.Tensor.flatten", lambda a: a.flatten(), rand(7, 5, 3), dynamic=(7, 5))
    yield "squeeze", call("torch.squeeze", torch.squeeze, rand(1, 3, 1, 4))
    yield "squeeze_dim", call("torch.Tensor.squeeze", lambda a: a.squeeze(-2), rand(1, 3, 1, 4), args=[-2])
    yield "unsqueeze", call("torch.unsqueeze", lambda a: a.unsqueeze(-1), x, args=[-1])
    yield "permute", call("torch.Tensor.permute", lambda a: a.permute(2, 0, 1), x, args=[2, 0, 1])
    yield "transpose", call("torch.transpose", lambda a: a.transpose(-1, 0), rand(7, 3, 4), args=[-1, 0], dynamic=(7,))
    yield "t", call("torch.Tensor.t", lambda a: a.t(), rand(3, 4))
    yield "expand", call("torch.Tensor.expand", lambda a: a.expand(2, 3, -1), rand(3, 1), args=[2, 3, -1])
    yield "cat", call("torch.cat", lambda a, b: torch.cat([a, b], 1), rand(2, 3), rand(2, 4), wrt=[0, 1])
    yield "stack", call("torch.stack", lambda a, b: torch.stack([a, b], -1), rand(2, 3), rand(2, 3))
    yield "cat_dynamic", call("torch.cat", lambda a, b: torch.cat([a, b]), rand(3, 2), rand(7, 2), dynamic=(7,))
    yield "split", call("torch.split", lambda a: a.split([1, 3], 1), rand(3, 4), args=[[1, 3], 1])
    yield "chunk", call("torch.chunk", lambda a: a.chunk(3), rand(7, 2), args=[3])
    yield "unbind", call("torch.unbind", lambda a: a.unbind(1), rand(3, 2), args=[1])
    yield "narrow", call("torch.narrow", lambda a: a.narrow(1, 1, 2), rand(3, 4), args=[1, 1, 2])
    yield "select", call("torch.select", lambda a: a.select(1, -1), rand(3, 4), args=[1, -1])
    everything = slice(None, None, None)
    yield "item_int", call("torch.Tensor.__getitem__", lambda a: a[1], x, args=[1])
    yield "item_slices", call("torch.Tensor.__getitem__", lambda a: a[:, 1:, ::2], x, args=[[everything, slice(1, None), slice(None, None, 2)]])
    yield "item_none", call("torch.Tensor.__getitem__", lambda a: a[..., None, -1], x, args=[[..., None, -1]])
    yield "item_dynamic", call("torch.Tensor.__getitem__", lambda a: a[-1, 1:], rand(7, 5), args=[[-1, slice(1, None)]], dynamic=(7,))
    yield "set_item", call("torch.Tensor.__setitem__", _set_item, rand(3, 4), rand(3), args=[])
    yield "repeat", call("torch.Tensor.repeat", lambda a: a.repeat(2, 1, 3), rand(3, 4), args=[2, 1, 3])
    yield "movedim", call("torch.movedim", lambda a: a.movedim(0, -1), x, args=[0, -1])
    yield "pad", call("torch._C._nn.pad", lambda a: F.pad(a, (1, 2, 0, 3), value=0.5), x, args=[[1, 2, 0, 3], "constant", 0.5])
    yield "pad_dynamic", call("torch._C._nn.pad", lambda a: F.pad(a, (1, 2)), rand(7, 3), args=[[1, 2]], dynamic=(7,))
    yield "pixel_shuffle", call("torch.pixel_shuffle", lambda a: F.pixel_shuffle(a, 2), rand(2, 8, 3, 5), args=[2])
    yield "zeros", call("torch.zeros", lambda: torch.zeros(2, 3), args=[2, 3])
    yield "full", call("torch.full", lambda: torch.full((2, 3), 1.5), args=[[2, 3], 1.5])
    yield "ones_like", call("torch.ones_like", torch.ones_like, rand(7, 2), dynamic=(7,), wrt=[])
    yield "arange", call("torch.arange", lambda: torch.arange(2, 11, 3), args=[2, 11, 3])
    yield "size", call("torch.Tensor.size", lambda a: list(a.shape), rand(7, 2), dynamic=(7,), wrt=[])
    yield "item", call("torch.Tensor.item", lambda a: a.double(), rand(), wrt=[])


def _set_item(a, b):
    copy = a.clone()
    copy[:, 1] = b
    return copy


def reductions():
    yield "sum", call("torch.sum", torch.sum, rand(3, 4, 5))
    yield "sum_dims", call("torch.Tensor.sum", lambda a: a.sum((0, -1)), rand(3, 4, 5), args=[[0, -1]])
    yield "sum_keepdim", call("torch.sum", lambda a: a.sum(1, keepdim=True), rand(3, 4, 5), args=[1], kwargs={"keepdim": True})
    yield "sum_dynamic", call("torch.sum", lambda a: a.sum(0), rand(7, 4, 5), args=[0], dynamic=(7,))
    yield "sum_ints", call("torch.sum", lambda a: a.sum(), bools(9))
    yield "mean", call("torch.mean", lambda a: a.mean([2, 3]), rand(2, 3, 4, 5), args=[[2, 3]])
    yield "mean_dynamic", call("torch.mean", torch.mean, rand(7, 3), dynamic=(7,))
    yield "var", call("torch.var", lambda a: a.var(1), rand(3, 6), args=[1])
    yield "std_biased", call("torch.std", lambda a: a.std(0, correction=0), rand(3, 6), args=[0], kwargs={"correction": 0})
    yield "amax", call("torch.amax", lambda a: a.amax((1, 2)), rand(3, 4, 5), args=[[1, 2]])
    yield "max_all", call("torch.max", torch.max, rand(3, 4))
    yield "max_dim", call("torch.max", lambda a: tuple(a.max(1)), rand(3, 6), args=[1])
    yield "min_dim_keep", call("torch.min", lambda a: tuple(a.min(0, keepdim=True)), rand(3, 6), args=[0, True])
    nan = torch.tensor([[1.0, float("nan"), 3.0, float("nan")], [1.0, 3.0, 3.0, 2.0]])
    yield "argmax", call("torch.argmax", lambda a: a.argmax(1), nan, args=[1], wrt=[])
    yield "argmax_all", call("torch.argmax", torch.argmax, rand(3, 4), wrt=[])
    yield "argmin_dynamic", call("torch.argmin", lambda a: a.argmin(0), rand(7, 4), args=[0], wrt=[], dynamic=(7,))
    yield "any", call("torch.any", lambda a: a.any(1), bools(5, 3), args=[1])
    yield "all", call("torch.all", torch.all, bools(5, 3))
    yield "norm", call("torch.linalg.vector_norm", torch.linalg.vector_norm, rand(3, 4))
    yield "norm_zero", call("torch.linalg.vector_norm", torch.linalg.vector_norm, torch.zeros(3))
    yield "cumsum", call("torch.cumsum", lambda a: a.cumsum(1), rand(3, 5), args=[1])
    yield "prod", call("torch.prod", lambda a: a.prod(), ints(5, low=1))


def linear():
    yield "linear", call("torch._C._nn.linear", F.linear, rand(5, 7), rand(3, 7), rand(3))
    yield "linear_3d", call("torch._C._nn.linear", F.linear, rand(2, 5, 7), rand(3, 7), rand(3))
    yield "linear_dynamic", call("torch._C._nn.linear", F.linear, rand(11, 5, 7), rand(3, 7), dynamic=(11,))
    yield "linear_vector", call("torch._C._nn.linear", F.linear, rand(7), rand(3, 7))
    yield "matmul", call("torch.matmul", torch.matmul, rand(3, 4), rand(4, 5))
    yield "matmul_batch", call("torch.Tensor.__matmul__", torch.matmul, rand(2, 1, 3, 4), rand(5, 4, 2))
    yield "matmul_vector", call("torch.matmul", torch.matmul, rand(3, 4), rand(4))
    yield "matmul_dot", call("torch.matmul", torch.matmul, rand(4), rand(4))
    yield "bmm_dynamic", call("torch.bmm", torch.bmm, rand(7, 3, 4), rand(7, 4, 2), dynamic=(7,))
    yield "addmm", call("torch.addmm", lambda a, b, c: torch.addmm(a, b, c, beta=0.5, alpha=2.0), rand(5), rand(3, 4), rand(4, 5), kwargs={"beta": 0.5, "alpha": 2.0})
    yield "outer_of_matrices", call("torch.mm", torch.mm, rand(3, 1), rand(1, 4))
    attention = "torch._C._nn.scaled_dot_product_attention"
    qkv = [rand(2, 3, 5, 4), rand(2, 3, 6, 4), rand(2, 3, 6, 7)]
    yield "attention", call(attention, F.scaled_dot_product_attention, *qkv)
    yield "attention_mask", call(attention, F.scaled_dot_product_attention, *qkv, rand(5, 6))
    same = [rand(7, 5, 4), rand(7, 5, 4), rand(7, 5, 4)]
    causal = lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True)
    yield "attention_causal", call(attention, causal, *same, kwargs={"is_causal": True}, dynamic=(7,))
    yield "outer", call("torch.outer", torch.outer, rand(3), rand(4))


def convolutions():
    yield "conv2d", call("torch.conv2d", F.conv2d, rand(2, 3, 9, 8), rand(4, 3, 3, 2), rand(4))
    yield "conv2d_strided", call("torch.conv2d", lambda x, w, b: F.conv2d(x, w, b, 2, 1), rand(2, 3, 8, 9), rand(4, 3, 3, 3), rand(4), args=[2, 1])
    yield "conv2d_dilated", call("torch.conv2d", lambda x, w: F.conv2d(x, w, None, (1, 2), (2, 0), (2, 1)), rand(2, 3, 9, 9), rand(4, 3, 3, 3), args=[None, [1, 2], [2, 0], [2, 1]])
    yield "conv2d_groups", call("torch.conv2d", lambda x, w: F.conv2d(x, w, None, 1, 1, 1, 2), rand(2, 4, 5, 5), rand(6, 2, 3, 3), args=[None, 1, 1, 1, 2])
    yield "conv2d_depthwise", call("torch.conv2d", lambda x, w: F.conv2d(x, w, None, 2, 1, 1, 4), rand(2, 4, 6, 6), rand(4, 1, 3, 3), args=[None, 2, 1, 1, 4])
    yield "conv2d_dynamic", call("torch.conv2d", F.conv2d, rand(7, 1, 6, 6), rand(2, 1, 3, 3), rand(2), dynamic=(7,))
    yield "conv2d_groups_dynamic", call("torch.conv2d", lambda x, w: F.conv2d(x, w, None, 1, 1, 1, 2), rand(7, 4, 5, 5), rand(6, 2, 3, 3), args=[None, 1, 1, 1, 2], dynamic=(7,))
    yield "conv2d_same", call("torch.conv2d", lambda x, w: F.conv2d(x, w, padding="same"), rand(1, 2, 5, 5), rand(2, 2, 3, 3), kwargs={"padding": "same"})
    yield "conv2d_unbatched", call("torch.conv2d", F.conv2d, rand(2, 5, 5), rand(3, 2, 2, 2))
    yield "conv1d", call("torch.conv1d", lambda x, w: F.conv1d(x, w, None, 2, 1), rand(2, 3, 11), rand(4, 3, 3), args=[None, 2, 1])
    yield "conv3d", call("torch.conv3d", F.conv3d, rand(1, 2, 4, 5, 4), rand(2, 2, 2, 3, 2), rand(2))
    yield "conv_transpose2d", call("torch.conv_transpose2d", lambda x, w, b: F.conv_transpose2d(x, w, b, 2, 1, 1), rand(2, 3, 4, 5), rand(3, 2, 3, 3), rand(2), args=[2, 1, 1])


def pools():
    nn = "torch._C._nn."
    yield "max_pool2d", call("torch.max_pool2d", lambda x: F.max_pool2d(x, 2), rand(2, 3, 6, 7), args=[2])
    yield "max_pool2d_overlap", call("torch.max_pool2d", lambda x: F.max_pool2d(x, 3, 2, 1), rand(2, 3, 7, 8), args=[3, 2, 1])
    yield "max_pool2d_ceil", call("torch.max_pool2d", lambda x: F.max_pool2d(x, 2, 2, ceil_mode=True), rand(2, 3, 7, 5), args=[2, 2], kwargs={"ceil_mode": True})
    yield "max_pool2d_dilated", call("torch.max_pool2d", lambda x: F.max_pool2d(x, 2, 1, 0, 2), rand(1, 2, 6, 6), args=[2, 1, 0, 2])
    yield "max_pool2d_dynamic", call("torch.max_pool2d", lambda x: F.max_pool2d(x, 2), rand(7, 3, 6, 6), args=[2], dynamic=(7,))
    ties = torch.ones(1, 1, 4, 4)
    yield "max_pool2d_ties", call("torch.max_pool2d", lambda x: F.max_pool2d(x, 2), ties, args=[2])
    nan = rand(1, 1, 4, 4)
    nan[0, 0, 0, 0] = nan[0, 0, 1, 0] = float("nan")
    yield "max_pool2d_nan", call("torch.max_pool2d", lambda x: F.max_pool2d(x, 2), nan, args=[2])
    yield "max_pool2d_indices", call(nn + "max_pool2d_with_indices", lambda x: F.max_pool2d(x, 3, 2, 1, return_indices=True), rand(2, 3, 7, 8), args=[3, 2, 1])
    yield "max_pool1d", call("torch.max_pool1d", lambda x: F.max_pool1d(x, 3), rand(2, 3, 10), args=[3])
    yield "avg_pool2d", call(nn + "avg_pool2d", lambda x: F.avg_pool2d(x, 2), rand(2, 3, 6, 7), args=[2])
    yield "avg_pool2d_padded", call(nn + "avg_pool2d", lambda x: F.avg_pool2d(x, 3, 2, 1), rand(2, 3, 7, 6), args=[3, 2, 1])
    yield "avg_pool2d_exclude", call(nn + "avg_pool2d", lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False), rand(2, 3, 7, 6), args=[3, 2, 1], kwargs={"count_include_pad": False})
    yield "avg_pool2d_ceil", call(nn + "avg_pool2d", lambda x: F.avg_pool2d(x, 3, 2, 1, True), rand(2, 3, 6, 6), args=[3, 2, 1, True])
    yield "avg_pool1d_dynamic", call("torch.avg_pool1d", lambda x: F.avg_pool1d(x, 2), rand(7, 3, 6), args=[2], dynamic=(7,))
    yield "adaptive_even", call(nn + "adaptive_avg_pool2d", lambda x: F.adaptive_avg_pool2d(x, 3), rand(2, 3, 6, 9), args=[3])
    yield "adaptive_one", call(nn + "adaptive_avg_pool2d", lambda x: F.adaptive_avg_pool2d(x, 1), rand(2, 3, 6, 9), args=[1])
    yield "adaptive_odd", call(nn + "adaptive_avg_pool2d", lambda x: F.adaptive_avg_pool2d(x, (3, 4)), rand(2, 3, 7, 5), args=[[3, 4]])
    yield "adaptive_up", call(nn + "adaptive_avg_pool2d", lambda x: F.adaptive_avg_pool2d(x, 6), rand(7, 2, 1, 4), args=[6], dynamic=(7,))


def normalizations():
    yield "softmax", call("torch.softmax", lambda a: a.softmax(-1), rand(3, 5) * 10, args=[-1])
    yield "log_softmax", call("torch.Tensor.log_softmax", lambda a: a.log_softmax(0), rand(3, 5) * 50, args=[0])
    yield "log_softmax_dynamic", call("torch.log_softmax", lambda a: a.log_softmax(1), rand(7, 5), args=[1], dynamic=(7,))
    yield "logsumexp", call("torch.logsumexp", lambda a: a.logsumexp(1), rand(3, 5) * 50, args=[1])
    for name, shape, dynamic in (("batch_norm2d", (4, 3, 5, 6), ()), ("batch_norm_dynamic", (7, 3, 2, 2), (7,)), ("batch_norm1d", (6, 3), ())):
        tensors = [rand(*shape), rand(3), rand(3), rand(3), rand(3, low=0.5)]
        yield name, call("torch.batch_norm", _batch_norm, *tensors, args=[True, 0.1, 1e-5, False], wrt=[0, 1, 2], dynamic=dynamic)
    tensors = [rand(4, 3, 5), rand(3), rand(3), rand(3), rand(3, low=0.5)]
    evaluate = lambda x, w, b, m, v: F.batch_norm(x, m, v, w, b, False)
    yield "batch_norm_eval", call("torch.batch_norm", evaluate, *tensors, args=[False, 0.1, 1e-5, False], wrt=[0, 1, 2])
    yield "layer_norm", call("torch.layer_norm", lambda x, w, b: F.layer_norm(x, (4, 5), w, b), rand(3, 4, 5), rand(4, 5), rand(4, 5))
    yield "group_norm", call("torch.group_norm", lambda x, w, b: F.group_norm(x, 2, w, b), rand(3, 4, 5), rand(4), rand(4))


def _batch_norm(x, weight, bias, mean, var):
    mean, var = mean.clone(), var.clone()
    return F.batch_norm(x, mean, var, weight, bias, True, 0.1, 1e-5), mean, var


def losses():
    nn = "torch._C._nn."
    cross = nn + "cross_entropy_loss"
    yield "cross_entropy", call(cross, F.cross_entropy, rand(5, 4) * 9, ints(5, high=4), args=[None, 1])
    yield "cross_entropy_dynamic", call(cross, F.cross_entropy, rand(7, 4), ints(7, high=4), args=[None, 1], dynamic=(7,))
    yield "cross_entropy_none", call(cross, lambda x, t: F.cross_entropy(x, t, reduction="none"), rand(5, 4), ints(5, high=4), args=[None, 0])
    yield "cross_entropy_weight", call(cross, F.cross_entropy, rand(5, 4), ints(5, high=4), rand(4, low=0.1), args=[1], wrt=[0])
    ignored = torch.tensor([0, -100, 3, -100, 1])
    yield "cross_entropy_ignore", call(cross, F.cross_entropy, rand(5, 4), ignored, args=[None, 1])
    yield "cross_entropy_ignore_class", call(cross, lambda x, t: F.cross_entropy(x, t, ignore_index=3), rand(5, 4), ints(5, high=4), args=[None, 1, 3])
    yield "cross_entropy_smooth", call(cross, lambda x, t: F.cross_entropy(x, t, label_smoothing=0.1), rand(5, 4), ignored, args=[None, 1, -100, 0.1])
    yield "cross_entropy_images", call(cross, lambda x, t: F.cross_entropy(x, t, reduction="sum"), rand(2, 4, 3, 3), ints(2, 3, 3, high=4), args=[None, 2])
    yield "cross_entropy_probabilities", call(cross, F.cross_entropy, rand(5, 4), rand(5, 4).softmax(1), args=[None, 1], wrt=[0])
    yield "nll_loss", call(nn + "nll_loss_nd", F.nll_loss, rand(5, 4), ints(5, high=4), args=[None, 1])
    yield "mse_loss", call(nn + "mse_loss", F.mse_loss, rand(3, 4), rand(3, 4), args=[1])
    yield "l1_loss", call(nn + "l1_loss", F.l1_loss, rand(3, 4), rand(3, 4), args=[1])
    yield "smooth_l1_loss", call(nn + "smooth_l1_loss", lambda a, b: F.smooth_l1_loss(a, b, beta=0.7), rand(3, 4), rand(3, 4), args=[1, 0.7])
    yield "huber_loss", call(nn + "huber_loss", lambda a, b: F.huber_loss(a, b, delta=0.7), rand(3, 4), rand(3, 4), args=[1, 0.7])
    yield "bce", call(nn + "binary_cross_entropy", F.binary_cross_entropy, rand(8, low=0.05, high=0.95), rand(8, low=0, high=1), args=[None, 1], wrt=[0])
    yield "bce_logits", call("torch.binary_cross_entropy_with_logits", F.binary_cross_entropy_with_logits, rand(8) * 20, rand(8, low=0, high=1), args=[None, None, 1], wrt=[0])


def lookups():
    yield "embedding", call("torch.embedding", lambda t, i: F.embedding(i, t), rand(9, 4), ints(3, 5, high=9))
    yield "embedding_padding", call("torch.embedding", lambda t, i: F.embedding(i, t, 2), rand(4, 3), ints(12, high=4), args=[2])
    yield "embedding_dynamic", call("torch.embedding", lambda t, i: F.embedding(i, t), rand(9, 4), ints(7, 2, high=9), dynamic=(7,))
    yield "index_select", call("torch.index_select", lambda x, i: x.index_select(1, i), rand(3, 6, 2), ints(4, high=6), args=[])
    yield "gather", call("torch.gather", lambda x, i: x.gather(1, i), rand(3, 6), ints(3, 4, high=6), args=[])
    yield "scatter_add", call("torch.scatter_add", lambda x, i, s: x.scatter_add(0, i, s), rand(3, 6), ints(2, 6, high=3), rand(2, 6))
    yield "one_hot", call("torch._C._nn.one_hot", lambda i: F.one_hot(i, 5), ints(3, 2, high=5), args=[5])
    yield "tril", call("torch.tril", lambda x: x.tril(-1), rand(2, 4, 5), args=[-1])
    yield "eye", call("torch.eye", lambda: torch.eye(3, 4), args=[3, 4])
    yield "linspace", call("torch.linspace", lambda: torch.linspace(-1.3, 2.1, 7), args=[-1.3, 2.1, 7])
    yield "roll", call("torch.roll", lambda x: x.roll((1, -2), (0, 1)), rand(3, 5), args=[[1, -2], [0, 1]])
    yield "roll_whole", call("torch.roll", lambda x: x.roll(4), rand(3, 5), args=[4])
    yield "hstack", call("torch.hstack", lambda x, y: torch.hstack([x, y]), rand(2, 3), rand(2, 1))
    yield "vstack", call("torch.vstack", lambda x, y: torch.vstack([x, y]), rand(3), rand(3))
    odd = torch.tensor([float("nan"), float("inf"), -float("inf"), 0.5, -0.0])
    yield "isfinite", call("torch.isfinite", torch.isfinite, odd)
    yield "isinf", call("torch.isinf", torch.isinf, odd)
    yield "nan_to_num", call("torch.nan_to_num", lambda x: x.nan_to_num(2.0, neginf=-3.0), odd, args=[2.0], kwargs={"neginf": -3.0})
    yield "triu", call("torch.triu", lambda x: x.triu(1), rand(4, 4), args=[1])


# Calls whose tensors are not their first arguments.
ARGUMENTS = {
    "cat": [["%0", "%1"], 1],
    "stack": [["%0", "%1"], -1],
    "cat_dynamic": [["%0", "%1"]],
    "hstack": [["%0", "%1"]],
    "vstack": [["%0", "%1"]],
    "set_item": ["%0", [slice(None), 1], "%1"],
    "where_number": ["%0", "%1", 0.5],
    "index_select": ["%0", 1, "%1"],
    "gather": ["%0", 1, "%1"],
    "scatter_add": ["%0", 0, "%1", "%2"],
    "layer_norm": ["%0", [4, 5], "%1", "%2"],
    "group_norm": ["%0", 2, "%1", "%2"],
}

FAMILIES = [elementwise, activations, views, reductions, linear, convolutions, pools, normalizations, losses, lookups]
CASES = {}
for family in FAMILIES:
    for name, case in family():
        if name in ARGUMENTS:
            case.args = ARGUMENTS[name]
        CASES[f"{family.__name__}_{name}"] = case


@pytest.fixture(scope="module")
def loops():
    return Compiled(CASES)


@pytest.fixture(scope="module")
def scheduled():
    return Compiled(CASES, SCHEDULED)


@pytest.mark.parametrize("name", CASES)
def test_matches_pytorch(loops, name):
    """The families by themselves, as plain loops."""
    loops.check(name)


@pytest.mark.parametrize("name", CASES)
def test_matches_pytorch_scheduled(scheduled, name):
    """The families and the CPU pipeline, as programs are compiled."""
    scheduled.check(name)
