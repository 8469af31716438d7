"""Runs single PyTorch calls through the op families, compiled by upstream's own passes.

All cases of a batch become functions of one module: each makes the ops of a call
(`-test-emit-torch`), differentiates them, and lowers to linalg and then to plain loops, so that
what is tested are the families and nothing else.
"""

import ctypes
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy
import torch

ROOT = Path(__file__).parents[3]
LLVM = Path("/usr/lib/llvm-22/bin")

DTYPES = {
    torch.bool: "i1",
    torch.int32: "i32",
    torch.int64: "i64",
    torch.float32: "f32",
    torch.float64: "f64",
}

# The ops of a call, differentiated and as linalg.
TO_LINALG = """test-emit-torch, autodiff, verify-no-gradient, canonicalize, cse, nn-to-linalg, canonicalize, cse"""

# The plain way on, by upstream's passes alone.
TO_LOOPS = """empty-tensor-to-alloc-tensor,
  one-shot-bufferize{bufferize-function-boundaries=true
                     function-boundary-type-conversion=identity-layout-map},
  convert-linalg-to-loops, expand-strided-metadata, lower-affine,
  convert-scf-to-cf, janus-call-math, convert-math-to-llvm, convert-math-to-libm, convert-to-llvm, reconcile-unrealized-casts"""

# The way that programs go.
SCHEDULED = "janus-cpu-pipeline{threads=1}"


# What finalize-memref-to-llvm calls in place of malloc and free.
ALLOCATOR = """
#include <math.h>
#include <stdlib.h>
double janus_pow(double x, double y) { return pow(x, y); }
void *_mlir_memref_to_llvm_alloc(size_t size) { return malloc(size); }
void *_mlir_memref_to_llvm_aligned_alloc(size_t alignment, size_t size) {
  return aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}
void _mlir_memref_to_llvm_free(void *block) { free(block); }
"""


def janus_opt():
    """The tool that `JANUS_OPT` names, or that was built last."""
    if "JANUS_OPT" in os.environ:
        return os.environ["JANUS_OPT"]
    built = [ROOT / "target" / profile / "janus-opt" for profile in ("release", "debug")]
    built = [path for path in built if path.exists()]
    if not built:
        raise FileNotFoundError("janus-opt has not been built")
    return max(built, key=lambda path: path.stat().st_mtime)


@dataclass
class Case:
    """A call, and how to make it with PyTorch."""

    name: str
    tensors: list
    args: list
    kwargs: dict = field(default_factory=dict)
    eager: object = None
    # Which tensors are differentiated by; all floats unless said otherwise.
    wrt: list | None = None
    # Sizes that are dynamic: each `?` is a symbol shared by all equal sizes among these.
    dynamic: tuple = ()
    rtol: float = 1e-4
    atol: float = 1e-5


def attribute(value):
    """An argument as `-test-emit-torch` reads it."""
    if value is None:
        return "unit"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value} : i64"
    if isinstance(value, float):
        return f"{value:e} : f64" if "e" in repr(value) else f"{value!r} : f64"
    if isinstance(value, torch.dtype):
        return f'"{value}"'
    if isinstance(value, slice):
        bound = lambda bound: "" if bound is None else str(bound)
        return f'"{bound(value.start)}:{bound(value.stop)}:{bound(value.step)}"'
    if value is Ellipsis:
        return '"..."'
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(attribute, value)) + "]"
    return f'"{value}"'


def mlir_type(tensor, dynamic=()):
    """A tensor's type, with `?` for dynamic sizes."""
    sizes = ["?" if size in dynamic else str(size) for size in tensor.shape]
    return "tensor<" + "x".join([*sizes, DTYPES[tensor.dtype]]) + ">"


def leaves(result):
    """The tensors of a result."""
    if isinstance(result, torch.Tensor):
        return [result]
    if isinstance(result, (list, tuple)):
        return [leaf for item in result for leaf in leaves(item)]
    return [torch.tensor(result)]


@dataclass
class Expected:
    """What PyTorch gives: results, and derivatives of a weighted sum of the first."""

    results: list
    wrt: list
    seed: torch.Tensor | None
    gradients: list


def expect(case):
    inputs = [tensor.clone() for tensor in case.tensors]
    wrt = case.wrt
    if wrt is None:
        wrt = [i for i, tensor in enumerate(inputs) if tensor.dtype.is_floating_point]
    for i in wrt:
        inputs[i].requires_grad_()
    results = leaves(case.eager(*inputs))
    output = results[0]
    if not output.requires_grad:
        return Expected(results, [], None, [])
    seed = torch.linspace(0.5, 1.5, output.numel(), dtype=output.dtype).reshape(output.shape)
    gradients = torch.autograd.grad(output, [inputs[i] for i in wrt], seed, allow_unused=True)
    gradients = [
        torch.zeros_like(inputs[i]) if gradient is None else gradient
        for i, gradient in zip(wrt, gradients)
    ]
    return Expected([result.detach() for result in results], wrt, seed, gradients)


def function(symbol, case, expected):
    """The case as a function of its tensors and the seed."""
    types = [mlir_type(tensor, case.dynamic) for tensor in case.tensors]
    # Results are static: what has no `?` may become one by a cast.
    results = [mlir_type(result) for result in expected.results]
    parameters, lines = [], []

    def read(name, type):
        """A tensor in a buffer, as a compiled graph gets it."""
        parameters.append(f"%m{name}: {type.replace('tensor', 'memref')}")
        buffer = type.replace("tensor", "memref")
        lines.append(f"%{name} = bufferization.to_tensor %m{name} restrict : {buffer} to {type}")

    for i, type in enumerate(types):
        read(f"a{i}", type)
    symbols = [
        case.dynamic.index(size)
        for tensor in case.tensors
        for size in tensor.shape
        if size in case.dynamic
    ]
    operands = ", ".join(f"%a{i}" for i in range(len(types)))
    names = [f"%r{i}" for i in range(len(results))]
    kwargs = ", ".join(f"{name} = {attribute(value)}" for name, value in case.kwargs.items())
    lines.append(
        f'{", ".join(names)} = "test.torch"({operands}) {{name = "{case.name}", '
        f"args = {attribute(case.args)}, kwargs = {{{kwargs}}}, "
        f"symbols = array<i64{': ' if symbols else ''}{', '.join(map(str, symbols))}>}} : "
        f"({', '.join(types)}) -> ({', '.join(results)})"
    )
    values, value_types = list(names), list(results)
    if expected.wrt:
        read("seed", results[0])
        inputs = ", ".join(f"%a{i}" for i in expected.wrt)
        input_types = ", ".join(types[i] for i in expected.wrt)
        count = len(expected.wrt)
        lines.append(
            f"%g:{count} = nn.gradient %r0, %seed wrt {inputs} : {results[0]} wrt {input_types}"
        )
        for i, position in enumerate(expected.wrt):
            static = mlir_type(case.tensors[position])
            if static != types[position]:
                lines.append(f"%c{i} = tensor.cast %g#{i} : {types[position]} to {static}")
                values.append(f"%c{i}")
            else:
                values.append(f"%g#{i}")
            value_types.append(static)
    for i, (value, type) in enumerate(zip(values, value_types)):
        buffer = type.replace("tensor", "memref")
        parameters.append(f"%o{i}: {buffer}")
        lines.append(
            f"bufferization.materialize_in_destination {value} in restrict writable %o{i} : "
            f"({type}, {buffer}) -> ()"
        )
    body = "\n  ".join([*lines, "return"])
    return (
        f"func.func @{symbol}({', '.join(parameters)}) "
        f"attributes {{llvm.emit_c_interface}} {{\n  {body}\n}}\n"
    )


def descriptor(array):
    """A memref descriptor of a NumPy array."""
    rank = array.ndim
    words = (ctypes.c_int64 * (3 + 2 * rank))()
    words[0] = words[1] = array.ctypes.data
    words[3 : 3 + rank] = array.shape
    words[3 + rank :] = [stride // array.itemsize for stride in array.strides]
    return words


def with_rows(text):
    """LLVM IR with the functions of vectors that the runtime defines where it is the one that compiles."""
    def define(found):
        name, lanes, count = found["name"], int(found["lanes"]), found["types"].count("float")
        vector = f"<{lanes} x float>"
        arguments = ", ".join(f"{vector} %x{i}" for i in range(count))
        lines = [f'define internal {vector} @{found["symbol"]}({arguments}) {{']
        result = "poison"
        for lane in range(lanes):
            for i in range(count):
                lines.append(f"%f{lane}_{i} = extractelement {vector} %x{i}, i64 {lane}")
                lines.append(f"%d{lane}_{i} = fpext float %f{lane}_{i} to double")
            values = ", ".join(f"double %d{lane}_{i}" for i in range(count))
            lines.append(f"%y{lane} = call double @{name}({values})")
            lines.append(f"%t{lane} = fptrunc double %y{lane} to float")
            lines.append(f"%r{lane} = insertelement {vector} {result}, float %t{lane}, i64 {lane}")
            result = f"%r{lane}"
        needed[name] = ", ".join(["double"] * count)
        return "\n".join([*lines, f"ret {vector} {result}", "}"])

    needed = {}
    pattern = r'declare <\d+ x float> @(?P<symbol>"?janus\.(?P<name>\w+)\.v(?P<lanes>\d+)f32"?)\((?P<types>.*)\)'
    text = re.sub(pattern, define, text)
    for name, types in needed.items():
        if not re.search(rf"declare double @{name}\(", text):
            text += f"declare double @{name}({types})\n"
    return text


class Compiled:
    """A batch of cases as one shared library."""

    def __init__(self, cases, pipeline=TO_LOOPS):
        self.cases = cases
        self.expected = {name: expect(case) for name, case in cases.items()}
        source = "".join(
            function(name, case, self.expected[name]) for name, case in cases.items()
        )
        self.folder = tempfile.TemporaryDirectory()
        folder = Path(self.folder.name)
        (folder / "cases.mlir").write_text(source)
        (folder / "allocator.c").write_text(ALLOCATOR)
        run = lambda *command: subprocess.run(
            [str(part) for part in command], check=True, capture_output=True, text=True, cwd=folder
        )
        try:
            pipeline = f"builtin.module({' '.join(f'{TO_LINALG}, {pipeline}'.split())})"
            run(
                janus_opt(), "--allow-unregistered-dialect", f"--pass-pipeline={pipeline}",
                "cases.mlir", "-o", "llvm.mlir",
            )
            run(LLVM / "mlir-translate", "--mlir-to-llvmir", "llvm.mlir", "-o", "cases.ll")
            cases_ll = folder / "cases.ll"
            cases_ll.write_text(with_rows(cases_ll.read_text()))
            run(LLVM / "llc", "-O1", "-filetype=obj", "-relocation-model=pic", "cases.ll")
            # memrefCopy, which copies between layouts.
            utils = LLVM.parent / "lib"
            run(
                "cc", "-shared", "-fPIC", "cases.o", "allocator.c", "-lm", f"-L{utils}", "-lmlir_c_runner_utils",
                f"-Wl,-rpath,{utils}", "-o", "cases.so",
            )
        except subprocess.CalledProcessError as error:
            raise AssertionError(error.stderr[:4000]) from None
        self.library = ctypes.CDLL(os.fspath(folder / "cases.so"))

    def run(self, name):
        """What the case's native function gives: results, then derivatives."""
        case, expected = self.cases[name], self.expected[name]
        inputs = [tensor.numpy() for tensor in case.tensors]
        if expected.wrt:
            inputs.append(expected.seed.numpy())
        wanted = [*expected.results, *expected.gradients]
        outputs = [numpy.zeros(tensor.shape, tensor.numpy().dtype) for tensor in wanted]
        arrays = [numpy.ascontiguousarray(array) for array in inputs] + outputs
        arrays = [
            array.reshape(shape.shape) for array, shape in zip(arrays, [*inputs, *outputs])
        ]
        descriptors = [descriptor(array) for array in arrays]
        getattr(self.library, f"_mlir_ciface_{name}")(
            *(ctypes.byref(words) for words in descriptors)
        )
        return [torch.from_numpy(array) for array in outputs]

    def check(self, name):
        """Compares a case with PyTorch."""
        case, expected = self.cases[name], self.expected[name]
        got = self.run(name)
        wanted = [*expected.results, *expected.gradients]
        for index, (mine, theirs) in enumerate(zip(got, wanted)):
            which = (
                f"result {index}"
                if index < len(expected.results)
                else f"derivative {index - len(expected.results)}"
            )
            torch.testing.assert_close(
                mine, theirs, rtol=case.rtol, atol=case.atol, equal_nan=True,
                msg=lambda message: f"{which} of {case.name}: {message}",
            )
