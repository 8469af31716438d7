"""Operators by the types of their operands: which raise, what type the result has, and each bit of the values.

Every expression is tried for every element type of `x`, and where it has a second operand for every one of `y`, which
is a tensor of as many elements or of no dimension.
"""

import itertools
import os
import sys
import traceback
import warnings
from collections import Counter

import torch
import torch.nn.functional as F
from same import Module, copied, difference

DTYPES = ("float32", "int64", "bool", "float16", "bfloat16", "float64", "int32", "int8", "int16")

BINARY = """
x + y|x - y|x * y|x / y|x // y|x % y|x ** y|x == y|x != y|x < y|x <= y|x > y|x >= y|x & y|x | y|x ^ y|y - x|y / x|y // x|y % x|y ** x
torch.maximum(x, y)|torch.minimum(x, y)|torch.max(x, y)|torch.where(x > 0, x, y)|x.add(y, alpha=2)|x.sub(y, alpha=2)|x.add(y, alpha=0.5)
torch.rsub(x, y)|x.div(y, rounding_mode="floor")|x.div(y, rounding_mode="trunc")|torch.floor_divide(x, y)|x.remainder(y)
x.logical_and(y)|x.logical_or(y)|x.lerp(y, 0.25)|torch.lerp(x, x, y)|x.masked_fill(x == 1, y)|x.atan2(y)|x.clamp(y)|x.clamp(max=y)|x.copy_(y)
x.addcmul(x, y)|x.addcdiv(x, y)|torch.equal(x, y)|torch.add(x, y)|torch.mul(x, y)|torch.pow(x, y)|torch.eq(x, y)|x.add_(y)|x.mul_(y)|x.sub_(y)|x.div_(y)
F.mse_loss(x, y)|F.l1_loss(x, y)|F.smooth_l1_loss(x, y)|F.huber_loss(x, y)|F.binary_cross_entropy_with_logits(x, y)|torch.cat([x.view(-1), y.view(-1)])|torch.outer(x.view(-1), y.view(-1))
torch.dot(x, y)|x.matmul(y)|F.prelu(x, y)|x.to(y.dtype)|torch.stack([x, y])
"""

UNARY = """
x + 1|x + 1.5|x * True|x / 2|x // 2|x % 3|x ** 2|x ** 3|x ** 0|x ** 5|x ** -1|x ** -2|x ** 0.5|x ** -0.5|x ** 2.5|x ** 1|2 - x|2 / x|3 // x|7 % x|2 ** x|x > 0.5|x == 1|x + 300|x - 1|x - True|True - x
-x|~x|+x|abs(x)|x * 1e10|x + 2**40|x * 0.1|x - 0.1|x / 0.1|0.1 - x|x + 0.1|x // 0.3|x % 0.7|x * float("nan")|x < 0.1|x == 2**40|x.add(1, alpha=3)|x.add(1, alpha=0.5)|x.add(1, alpha=True)
torch.add(1, x)|torch.mul(2, x)|torch.pow(2, x)|torch.pow(x, 2)|torch.where(x > 0, x, 0.5)|torch.where(x > 0, x, 1)|torch.where(x > 0, True, x)
x.abs()|x.sign()|x.neg()|x.relu()|x.exp()|x.expm1()|x.log()|x.log1p()|x.sqrt()|x.rsqrt()|x.sin()|x.cos()|x.tan()|x.atan()|x.tanh()|x.sigmoid()|x.erf()|x.floor()|x.ceil()|x.trunc()|x.round()|x.square()|x.reciprocal()
x.logical_not()|x.bitwise_not()|x.isnan()|x.float()|x.double()|x.half()|x.bfloat16()|x.long()|x.int()|x.short()|x.bool()|x.to(torch.int8)|x.to(torch.float16)|x.to(torch.uint8)
x.clamp(-1, 1)|x.clamp(0.5, 1.5)|x.clamp(min=0)|x.clamp(max=0)|x.clamp(2, -2)|x.clamp_min(1)|x.clip(0, 3)|x.masked_fill(x > 0, 3)|x.masked_fill(x > 0, 3.5)|x.masked_fill(x > 0, True)|x.masked_fill(x > 0, 300)|x.masked_fill(x > 0, float("nan"))
x.sum()|x.mean()|x.prod()|x.max()|x.min()|x.amax()|x.amin(0)|x.max(0)[0]|x.min(0)[1]|x.argmax()|x.argmin(0)|x.any()|x.all()|x.std()|x.var()|x.var(unbiased=False)|x.norm()|x.norm(1)|x.norm(float("inf"))|torch.linalg.vector_norm(x)|x.cumsum(0)|x.sum(0, dtype=torch.int32)|x.sum(dtype=torch.float64)|x.mean(dtype=torch.float64)|x.logsumexp(0)|x.sum(dtype=torch.bool)|x.cumsum(0, dtype=torch.float32)
x.softmax(0)|x.log_softmax(0)|F.softmax(x, 0, dtype=torch.float32)|F.relu6(x)|F.hardtanh(x)|F.leaky_relu(x)|F.elu(x)|F.selu(x)|F.celu(x)|F.gelu(x)|F.gelu(x, approximate="tanh")|F.silu(x)|F.mish(x)|F.softplus(x)|F.hardsigmoid(x)|F.hardswish(x)|F.logsigmoid(x)|F.threshold(x, 0.1, 20)|F.softsign(x)|F.tanhshrink(x)|F.layer_norm(x, (8,))|F.glu(x)|F.normalize(x, dim=0)
torch.zeros_like(x)|torch.ones_like(x)|torch.full_like(x, 2.5)|torch.full_like(x, 2)|torch.full_like(x, True)|torch.full((2,), 2)|torch.full((2,), 2.5)|torch.full((2,), True)|torch.arange(3)|torch.arange(0, 6, 2, dtype=torch.float32)|torch.zeros(2, dtype=x.dtype)|torch.arange(5, dtype=x.dtype)
x.tril()|x.view(2, 4).tril()|x.view(2, 4).triu(1)|x.view(2, 4) @ x.view(4, 2)|x @ x|x.view(2, 4).sum(1)|x.view(2, 4).mean(0)|F.one_hot(x, 8)|F.embedding(x, torch.ones(9, 2))|x.index_select(0, torch.tensor([0, 3]))|x.gather(0, torch.tensor([1, 1]))|x.scatter_add(0, torch.tensor([1, 1]), x[:2])|torch.einsum("i,i->", x, x)|torch.bmm(x.view(2, 2, 2), x.view(2, 2, 2))
x.add_(1.5)|x.mul_(0.5)|x.div_(2)|x.pow_(2)|x.floor_divide_(2)|x.exp_()|x.sqrt_()|x.clamp_(0, 2)|x.relu_()|x.neg_()|x.zero_()|x.fill_(2.5)|x.fill_(300)|x.round_()|x.abs_()|x.sub_(True)|x.logical_not_()|x.masked_fill_(x > 0, 2.5)
F.avg_pool1d(x.view(1, 1, 8), 2)|F.max_pool1d(x.view(1, 1, 8), 2)|F.adaptive_avg_pool1d(x.view(1, 1, 8), 4)|F.conv1d(x.view(1, 1, 8), x[:3].view(1, 1, 3))|F.linear(x, x.view(1, 8))|F.mse_loss(x, x * 2)|F.cross_entropy(x.view(2, 4), torch.tensor([1, 2]))|F.nll_loss(x.view(2, 4), torch.tensor([1, 2]))|F.binary_cross_entropy(x.sigmoid(), x.sigmoid())|F.batch_norm(x.view(4, 2), None, None, training=True)|F.group_norm(x.view(1, 2, 4), 2)|F.scaled_dot_product_attention(x.view(1, 4, 2), x.view(1, 4, 2), x.view(1, 4, 2))
"""

#: What rounds once, or not at all, in any type.
EXACT_CALLS = ("exp", "log", "sin", "cos", "tan", "tanh", "sigmoid", "erf", "sqrt", "**", "pow", "norm", "var", "std", "softmax", "F.", "mean", "sum", "@", "matmul", "dot", "lerp", "addc", "alpha=0.5", "atan", "bmm", "einsum", "prod")


def expressions(text):
    """The expressions of a table; a bar that is an operator has spaces around it."""
    return [part for line in text.strip().split("\n") for part in line.replace(" | ", " \0 ").split("|")]


def restored(expression):
    return expression.replace("\0", "|")


def operand(dtype, shift=0, scalar=False):
    """Numbers that show rounding, wrapping and signs, as far as a type has them."""
    dtype = getattr(torch, dtype)
    if scalar:
        return torch.tensor(2.3 if shift == 0 else -3.7).to(dtype)
    if dtype.is_floating_point:
        values = [-3.1, -0.0, 0.0, 1.0, 2.7, 7.3, 0.001, 300.7]
    else:
        values = [-3, -1, 0, 1, 2, 7, 5, 100]
    values = values[shift:] + values[:shift]
    return torch.tensor(values, dtype=torch.float64).to(dtype)


def cases():
    """All cases: an expression, and the types of its operands."""
    for expression, dtype in itertools.product(expressions(UNARY), DTYPES):
        yield restored(expression), dtype, None, False
    for expression, x, y, scalar in itertools.product(expressions(BINARY), DTYPES, DTYPES, (False, True)):
        yield restored(expression), x, y, scalar


def answer(function, x, y):
    try:
        return function(x, y), None
    except Exception as error:
        return None, f"{type(error).__name__}: {str(error)[:200]}"


def check(case, function):
    """What differs from plain Python, or None."""
    expression, x_type, y_type, scalar = case
    x = operand(x_type)
    y = operand(y_type, 3, scalar) if y_type else None
    plain = eval(f"lambda x, y: {expression}", {"torch": torch, "F": F})
    exact = not any(call in expression for call in EXACT_CALLS)
    x_plain, x_hot = copied(x), copied(x)
    for _ in range(3):
        wanted, error = answer(plain, x_plain, y)
        got, mine = answer(function, x_hot, y)
        if error != mine:
            return f"{mine or 'no error'} for {error or 'no error'}"
        found = difference(got, wanted, exact, True) if error is None else None
        found = found or difference(x_hot, x_plain, exact, True, "x")
        if found:
            return found
    return None


def run(chosen):
    """Runs cases in this process: what differs, and how many of the functions ran native."""
    import janus_jit

    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    janus_jit.configure(profile_calls=1)
    chosen = list(chosen)
    # A brace of the expression is none of the template's.
    text = lambda case: "\ndef case_{}(x, y):\n    return " + case[0].replace("{", "{{").replace("}", "}}") + "\n"
    module = Module([text(case) for case in chosen])
    differing = {}
    for index, case in enumerate(chosen):
        if os.environ.get("MATRIX_TRACE"):
            print("at", *case, flush=True)
        try:
            found = check(case, module[index])
        except Exception:
            found = traceback.format_exc()[-300:]
        if found:
            differing[case] = found
    functions = {f["name"]: f for f in janus_jit.stats()["functions"]}
    native = {case for index, case in enumerate(chosen) if functions[f"case_{index}"]["native"]}
    reasons = Counter(
        reason["code"] for case, function in functions.items() if not function["native"] for reason in function["reasons"][:1]
    )
    return differing, native, reasons


def main():
    """Runs one in every so many cases, from an offset, in forks of so many."""
    step, offset = int(sys.argv[1]), int(sys.argv[2])
    pattern = sys.argv[3] if len(sys.argv) > 3 else ""
    chosen = [case for case in cases() if pattern in case[0]][offset::step]
    total = 0
    for start in range(0, len(chosen), 150):
        if os.fork() == 0:
            differing, native, reasons = run(chosen[start : start + 150])
            for case, found in differing.items():
                print(*case, ":", found[:170], flush=True)
            print(f"# {len(native)} of {len(chosen[start:start + 150])} native, {dict(reasons)}", flush=True)
            os._exit(0)
        _, status = os.wait()
        if status:
            print("CRASHED in", chosen[start], "…")


if __name__ == "__main__":
    main()
