"""PyTorch's own operator database through hot functions: values, layout and gradients against eager.

Each sample of an operator is the argument of a function of its own, which is profiled at its first call and native from the
second on where it can be. What comes of it is one *outcome*:

* ``native``: a graph ran, and nothing differs from eager;
* ``imperative``: PyTorch ran it, with the code of the reason;
* ``different``: the answer, its layout, a gradient or an exception differs from eager's;
* ``crashed``: the process ended.

``make opinfo`` runs it over everything and prints a table; ``test_opinfo.py`` over what has a family.
"""

import argparse
import json
import os
import re
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from torch.testing._internal.common_methods_invocations import op_db

from same import Module, copied, difference, same_values, tensors_in

#: Element types of graphs, those that find most first.
DTYPES = (
    torch.float32,
    torch.int64,
    torch.bool,
    torch.bfloat16,
    torch.float16,
    torch.float64,
    torch.int32,
    torch.int8,
    torch.int16,
    torch.uint8,
)

#: Operators whose result is whatever lay in memory.
UNINITIALIZED = {"empty", "empty_like", "empty_permuted", "empty_strided", "new_empty", "new_empty_strided", "resize_", "resize_as_"}

#: Operators that round once: PyTorch's answer to the bit.
EXACT = {
    "__radd__", "__rdiv__", "__rmul__", "__rsub__", "abs", "add", "argmax", "argmin", "broadcast_to", "cat", "ceil", "chunk",
    "clamp", "clamp_max", "clamp_min", "clone", "contiguous", "div", "expand", "flatten", "floor", "full_like", "gather",
    "index_select", "masked_fill", "maximum", "minimum", "mul", "neg", "nn.functional.relu", "permute", "reciprocal", "reshape",
    "round", "select", "sign", "squeeze", "stack", "sub", "transpose", "tril", "triu", "trunc", "true_divide", "view",
    "where",
}

#: Functions of a module of cases: one process has so many.
CHUNK = 120


@dataclass
class Case:
    """One sample, or one input for which PyTorch raises."""

    op: str
    dtype: str
    kind: str  # "sample" or "error"
    index: int


@dataclass
class Outcome:
    case: Case
    outcome: str
    detail: str = ""


@dataclass
class Options:
    ops: list = field(default_factory=list)
    dtypes: list = field(default_factory=list)
    samples: int = 0
    errors: bool = True
    jobs: int = 1
    verbose: bool = False
    seconds: float = 0.0


def full_name(op):
    return f"{op.name}.{op.variant_test_name}" if op.variant_test_name else op.name


_OPS = {full_name(op): op for op in op_db}


def dtype_named(name):
    return getattr(torch, name)


#===----------------------------------------------------------------------===//
# Cases
#===----------------------------------------------------------------------===//

def samples(op, dtype):
    """The samples of an operator, the same each time."""
    torch.manual_seed(0)
    requires_grad = op.supports_autograd and (dtype.is_floating_point or dtype.is_complex)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(op.sample_inputs("cpu", dtype, requires_grad=requires_grad))


def errors(op):
    torch.manual_seed(0)
    if op.error_inputs_func is None:
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(op.error_inputs("cpu"))


def chosen(count, limit):
    """The indices of at most `limit` of `count` samples, spread evenly."""
    if not limit or count <= limit:
        return range(count)
    return sorted({round(i * (count - 1) / max(limit - 1, 1)) for i in range(limit)})


def cases(options):
    """All cases, operator by operator."""
    for name, op in sorted(_OPS.items()):
        if options.ops and not any(re.fullmatch(pattern, name) for pattern in options.ops):
            continue
        for dtype in DTYPES:
            short = str(dtype).removeprefix("torch.")
            if options.dtypes and short not in options.dtypes:
                continue
            if dtype not in op.supported_dtypes("cpu"):
                continue
            try:
                count = len(samples(op, dtype))
            except Exception:
                continue
            for index in chosen(count, options.samples):
                yield Case(name, short, "sample", index)
        if options.errors:
            try:
                count = len(errors(op))
            except Exception:
                count = 0
            for index in chosen(count, options.samples and 4 * options.samples):
                yield Case(name, "", "error", index)


#===----------------------------------------------------------------------===//
# One case
#===----------------------------------------------------------------------===//

@dataclass
class Answer:
    """What a call did: a result and gradients, or an exception."""

    result: object = None
    gradients: list | None = None
    error: str | None = None


def answer(call, op, args, kwargs, leaves, backward):
    """Calls, and differentiates a weighted sum of the results."""
    torch.manual_seed(0)
    try:
        result = call(op, args, kwargs)
    except Exception as error:
        return Answer(error=f"{type(error).__name__}: {error}")
    if not backward:
        return Answer(result)
    outputs = [
        tensor for tensor in tensors_in(result)
        if tensor.requires_grad and tensor.grad_fn is not None and tensor.layout == torch.strided and tensor.dtype.is_floating_point
    ]
    if not outputs or not leaves:
        return Answer(result)
    seeds = [torch.linspace(0.5, 1.5, max(output.numel(), 1), dtype=torch.float64)[: output.numel()].reshape(output.shape).to(output.dtype) for output in outputs]
    try:
        gradients = torch.autograd.grad(outputs, leaves, seeds, allow_unused=True)
    except Exception as error:
        return Answer(result, error=f"backward: {type(error).__name__}: {error}")
    return Answer(result, list(gradients))


#: A function of the module of cases.
CASE = """
def case_{}(op, args, kwargs):
    return op(*args, **kwargs)
"""


def in_single(value):
    """The same with single precision for halves."""
    if isinstance(value, torch.Tensor) and value.dtype in (torch.float16, torch.bfloat16):
        return value.detach().float().requires_grad_(value.requires_grad)
    if isinstance(value, (list, tuple)) and type(value) in (list, tuple):
        return type(value)(map(in_single, value))
    if isinstance(value, dict):
        return {key: in_single(item) for key, item in value.items()}
    return value


def plain_call(op, args, kwargs):
    return op(*args, **kwargs)


def check(case, call, cache):
    """Compares a case; what differs, or None."""
    op = _OPS[case.op]
    key = (case.op, case.dtype, case.kind)
    if key not in cache:
        cache.clear()
        cache[key] = samples(op, dtype_named(case.dtype)) if case.kind == "sample" else [e.sample_input for e in errors(op)]
    sample = cache[key][case.index]
    args, kwargs = (sample.input, *sample.args), dict(sample.kwargs)
    function = op.op
    backward = case.kind == "sample" and op.supports_autograd
    exact = op.name in EXACT
    values = op.name not in UNINITIALIZED

    def one(call):
        mine, named = copied(args), copied(kwargs)
        leaves = [tensor for tensor in tensors_in((mine, named)) if tensor.requires_grad and tensor.is_leaf]
        return answer(call, function, mine, named, leaves, backward)

    def as_single():
        """The tensors of the answer and its gradients in single precision, rounded in the end; None where there is none."""
        mine, named = in_single(copied(args)), in_single(copied(kwargs))
        leaves = [tensor for tensor in tensors_in((mine, named)) if tensor.requires_grad and tensor.is_leaf]
        single = answer(plain_call, function, mine, named, leaves, backward)
        return None if single.error else [tensor.to(dtype_named(case.dtype)) for tensor in tensors_in((single.result, single.gradients))]

    def is_rounding_of_halves(got):
        """Whether an answer in halves is off because PyTorch's own is: it rounds each partial sum on some machines, and not on others."""
        if case.dtype not in ("float16", "bfloat16") or exact:
            return False
        mine, theirs = list(tensors_in((got.result, got.gradients))), as_single()
        return theirs is not None and len(mine) == len(theirs) and all(
            a.dtype == b.dtype and a.shape == b.shape and same_values(a, b, False) is None for a, b in zip(mine, theirs)
        )

    wanted = one(plain_call)
    # The arguments of a hot function are the same objects each time.
    mine, named = copied(args), copied(kwargs)
    leaves = [tensor for tensor in tensors_in((mine, named)) if tensor.requires_grad and tensor.is_leaf]
    for _ in range(3):
        got = answer(call, function, mine, named, leaves, backward)
        if (got.error or "") != (wanted.error or ""):
            return f"{got.error or 'no error'} for {wanted.error or 'no error'}"
        if wanted.error and not wanted.error.startswith("backward"):
            continue
        found = difference(got.result, wanted.result, exact, values)
        if found and is_rounding_of_halves(got):
            found = difference(got.result, wanted.result, exact, values=False)
            values = False
        if found:
            return found
        if (got.gradients is None) != (wanted.gradients is None):
            return "gradients: there for not there"
        for i, (a, b) in enumerate(zip(got.gradients or [], wanted.gradients or [])):
            if (a is None) != (b is None):
                return f"gradient {i}: {'None' if a is None else 'a tensor'} for {'None' if b is None else 'a tensor'}"
            found = b is not None and difference(a, b, False, values, f"gradient {i}")
            if found:
                return found
    return None


#===----------------------------------------------------------------------===//
# Processes
#===----------------------------------------------------------------------===//

def work(chunk, start, path):
    """The child: goes through a chunk from a case on, and writes each outcome down as it is known."""
    import janus_jit

    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    janus_jit.configure(profile_calls=1)
    module = Module([CASE] * len(chunk))
    cache, found = {}, {}
    with open(path, "a") as file:
        def note(kind, index, text=""):
            file.write(json.dumps([kind, index, text]) + "\n")
            file.flush()

        for index in range(start, len(chunk)):
            note("begin", index)
            try:
                found[index] = check(chunk[index], module[index], cache)
            except Exception as error:
                found[index] = f"harness: {type(error).__name__}: {error} {traceback.format_exc()[-300:]}"
            note("checked", index, found[index] or "")
        functions = {f["name"]: f for f in janus_jit.stats()["functions"]}
        for index in range(start, len(chunk)):
            record = functions[f"case_{index}"]
            reasons = record["reasons"]
            why = "native" if record["native"] else "; ".join(f"{r['code']} {r['message']}" for r in reasons) or "no reason"
            note("ran", index, why)
    os._exit(0)


def run_chunk(chunk):
    """The outcomes of a chunk, in children; a case that ends one is skipped by the next."""
    descriptor, path = tempfile.mkstemp(suffix=".jsonl")
    os.close(descriptor)
    crashed, start = {}, 0
    while start < len(chunk):
        pid = os.fork()
        if pid == 0:
            try:
                work(chunk, start, path)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)
        _, status = os.waitpid(pid, 0)
        if status == 0:
            break
        begun = [index for kind, index, _ in map(json.loads, open(path)) if kind == "begin"]
        last = begun[-1] if begun else start
        crashed[last] = f"status {status}"
        # What went before it in this child ran, but how is unknown.
        start = last + 1
    checked, ran = {}, {}
    for kind, index, text in map(json.loads, open(path)):
        if kind == "checked":
            checked[index] = text
        elif kind == "ran":
            ran[index] = text
    os.unlink(path)
    for index, case in enumerate(chunk):
        if index in crashed:
            yield Outcome(case, "crashed", crashed[index])
        elif checked.get(index):
            yield Outcome(case, "different", checked[index])
        elif ran.get(index, "native") == "native":
            yield Outcome(case, "native")
        else:
            yield Outcome(case, "imperative", ran[index])


def outcomes(options):
    """Runs all cases, `jobs` chunks at a time."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    torch.set_num_threads(1)
    everything = list(cases(options))
    chunks = [everything[i : i + CHUNK] for i in range(0, len(everything), CHUNK)]
    start = time.monotonic()
    if options.jobs == 1:
        for chunk in chunks:
            if options.seconds and time.monotonic() - start > options.seconds:
                return
            yield from run_chunk(chunk)
        return
    with ProcessPoolExecutor(options.jobs, multiprocessing.get_context("fork")) as pool:
        for result in pool.map(_listed, chunks):
            yield from result


def _listed(chunk):
    return list(run_chunk(chunk))


#===----------------------------------------------------------------------===//
# The table
#===----------------------------------------------------------------------===//

def table(found):
    """One line an operator: how its samples ran."""
    rows = {}
    for outcome in found:
        rows.setdefault(outcome.case.op, []).append(outcome)
    total = Counter()
    lines = [f"{'operator':44} {'native':>7} {'imper.':>7} {'differ':>7} {'crash':>6}  why imperative"]
    for name, row in sorted(rows.items()):
        count = Counter(outcome.outcome for outcome in row)
        total += count
        codes = Counter(outcome.detail.split()[0] for outcome in row if outcome.outcome == "imperative")
        why = " ".join(f"{code}×{n}" for code, n in codes.most_common(3))
        lines.append(f"{name:44} {count['native']:7} {count['imperative']:7} {count['different']:7} {count['crashed']:6}  {why}")
    lines.append(f"{'total':44} {total['native']:7} {total['imperative']:7} {total['different']:7} {total['crashed']:6}")
    lines.append(f"{sum(any(o.outcome == 'native' for o in row) for row in rows.values())} of {len(rows)} operators ran native")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description="PyTorch's operator database through hot functions.")
    parser.add_argument("ops", nargs="*", help="regular expressions of operators; all unless given")
    parser.add_argument("--dtypes", default="", help="a comma-separated list")
    parser.add_argument("--samples", type=int, default=0, help="at most so many samples of an operator and type")
    parser.add_argument("--no-errors", action="store_true", help="leave out the inputs for which PyTorch raises")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="print each case that is not native, too")
    parser.add_argument("--json", help="a file for all outcomes")
    arguments = parser.parse_args()
    options = Options(
        ops=arguments.ops,
        dtypes=[name for name in arguments.dtypes.split(",") if name],
        samples=arguments.samples,
        errors=not arguments.no_errors,
        jobs=arguments.jobs,
    )
    found = []
    for outcome in outcomes(options):
        found.append(outcome)
        if outcome.outcome in ("different", "crashed") or (arguments.all and outcome.outcome != "native"):
            case = outcome.case
            print(f"{outcome.outcome}: {case.op} {case.dtype} {case.kind} {case.index}: {outcome.detail[:220]}", flush=True)
    print(table(found))
    if arguments.json:
        Path(arguments.json).write_text(json.dumps([asdict(outcome) for outcome in found], indent=1))
    sys.exit(any(outcome.outcome in ("different", "crashed") for outcome in found))


if __name__ == "__main__":
    main()
