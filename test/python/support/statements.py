"""Python functions of two integers as specialized `pydyn`, and through the graph to native code.

What `specialize-types` would leave of them: numbers as `arith`, control flow and locals as they are.
"""

import ast
import random
import re
import subprocess
import tempfile
from pathlib import Path

from support.native_ops import LLVM, janus_opt

GRAPH = (
    "builtin.module(verify-specialized,control-flow-to-dataflow,verify-dataflow,"
    "lift-state,verify-lifted,dataflow-to-func)"
)
NATIVE = (
    "builtin.module(canonicalize,convert-scf-to-cf,arith-expand,finalize-memref-to-llvm,"
    "convert-to-llvm,reconcile-unrealized-casts)"
)
OBJECTS = """
dataflow.object @n = argument 0 : i64 checks type as !pydyn.int
dataflow.object @c = argument 1 : i64 checks type as !pydyn.int
"""
OPERATORS = {ast.Add: "addi", ast.Sub: "subi", ast.Mult: "muli"}
COMPARISONS = {
    ast.Lt: "slt", ast.Gt: "sgt", ast.Eq: "eq", ast.NotEq: "ne", ast.LtE: "sle", ast.GtE: "sge",
}  # fmt: skip


class Lowering:
    """One function."""

    def __init__(self):
        self.lines = []
        self.count = 0

    def value(self, operation):
        self.count += 1
        self.lines.append(f"%v{self.count} = {operation}")
        return f"%v{self.count}"

    def expression(self, node):
        match node:
            case ast.Constant(value):
                return self.value(f"arith.constant {value} : i64")
            case ast.UnaryOp(ast.USub(), ast.Constant(value)):
                return self.value(f"arith.constant {-value} : i64")
            case ast.Name("n" | "c" as name):
                return f"%{name}"
            case ast.Name(name):
                return self.value(f'pydyn.load local "{name}" : i64')
            case ast.BinOp(left, ast.Mod(), right):
                # The sign is the divisor's, which is positive here.
                a, b = self.expression(left), self.expression(right)
                rest = self.value(f"arith.remsi {a}, {b} : i64")
                moved = self.value(f"arith.addi {rest}, {b} : i64")
                return self.value(f"arith.remsi {moved}, {b} : i64")
            case ast.BinOp(left, operator, right):
                a, b = self.expression(left), self.expression(right)
                return self.value(f"arith.{OPERATORS[type(operator)]} {a}, {b} : i64")
        raise NotImplementedError(ast.dump(node))

    def condition(self, node):
        match node:
            case ast.Constant(value):
                return self.value(f"arith.constant {str(value).lower()}")
            case ast.Compare(left, [operator], [right]):
                a, b = self.expression(left), self.expression(right)
                return self.value(f"arith.cmpi {COMPARISONS[type(operator)]}, {a}, {b} : i64")
        raise NotImplementedError(ast.dump(node))

    def store(self, name, value):
        self.lines.append(f'pydyn.store local "{name}", {value} : i64')

    def body(self, statements):
        for statement in statements:
            if self.statement(statement):
                return
        self.lines.append("pydyn.yield")

    def statement(self, node):
        """Whether the statement ends its block."""
        match node:
            case ast.Assign([ast.Name(name)], value):
                self.store(name, self.expression(value))
            case ast.If(test, body, orelse):
                self.lines.append(f"pydyn.if {self.condition(test)} : i1 {{")
                self.regions(body, orelse)
            case ast.While(test, body, orelse):
                self.lines.append("pydyn.while {")
                self.lines.append(f"pydyn.condition {self.condition(test)} : i1")
                self.lines.append("} do {")
                self.regions(body, orelse)
            case ast.For(ast.Name(name), ast.Call(_, [lower, upper, step]), body, orelse):
                self.loop(name, lower, upper, ast.literal_eval(step), body, orelse)
            case ast.Break() | ast.Continue():
                self.lines.append(f"pydyn.{type(node).__name__.lower()}")
                return True
            case ast.Return(value):
                number = self.expression(value)
                boxed = self.value(f"pydyn.box {number} : i64 -> !pydyn.int")
                self.lines.append(f"pydyn.return {boxed} : !pydyn.int")
                return True
            case ast.Raise():
                none = self.value("pydyn.constant #pydyn.none -> !pydyn.none")
                self.lines.append(f"pydyn.raise {none} : !pydyn.none")
                return True
            case ast.Pass():
                pass
            case _:
                raise NotImplementedError(ast.dump(node))
        return False

    def regions(self, body, orelse):
        self.body(body)
        if orelse:
            self.lines.append("} else {")
            self.body(orelse)
        self.lines.append("}")

    def loop(self, name, lower, upper, step, body, orelse):
        lower, upper = self.expression(lower), self.expression(upper)
        counter = f".{self.count}"
        self.store(counter, lower)
        self.lines.append("pydyn.while {")
        now = self.value(f'pydyn.load local "{counter}" : i64')
        more = self.value(f"arith.cmpi {'slt' if step > 0 else 'sgt'}, {now}, {upper} : i64")
        self.lines.append(f"pydyn.condition {more} : i1")
        self.lines.append("} do {")
        now = self.value(f'pydyn.load local "{counter}" : i64')
        self.store(name, now)
        by = self.value(f"arith.constant {step} : i64")
        self.store(counter, self.value(f"arith.addi {now}, {by} : i64"))
        self.regions(body, orelse)


def specialized(source, symbol):
    """The function in `source` as a specialized `pydyn.func`."""
    lowering = Lowering()
    for name in ("n", "c"):
        lowering.lines.append(f"%{name}r = pydyn.object_ref @{name} : !pydyn.int")
        lowering.lines.append(f"%{name} = pydyn.read %{name}r : !pydyn.int -> i64")
    for statement in ast.parse(source).body[0].body:
        if lowering.statement(statement):
            break
    return (
        f"pydyn.func @{symbol}() -> !pydyn.object "
        f'attributes {{qualname = "{symbol}", parameters = []}} {{\n'
        + "\n".join(lowering.lines)
        + "\n}\n"
    )


def run_tool(*command):
    process = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    assert process.returncode == 0, process.stderr[:2000]
    return process.stdout


def main_function(text, inputs):
    """A `main` that calls every function in `text` with all inputs and prints status and result."""
    lines = ["func.func private @printI64(i64)", "func.func private @printNewline()", "func.func @main() {"]
    for symbol, signature in re.findall(r"func\.func @(\w+)\((.*)\) -> i32", text):
        roles = re.findall(r"janus\.(input|output) = @?(\w+)", signature)
        for call, values in enumerate(inputs):
            base, names = f"%{symbol}_{call}", []
            for place, (role, what) in enumerate(roles):
                number = values["nc".index(what)] if role == "input" else 0
                names.append(f"{base}_m{place}")
                lines.append(f"{names[-1]} = memref.alloca() : memref<i64>")
                lines.append(f"{names[-1]}_v = arith.constant {number} : i64")
                lines.append(f"memref.store {names[-1]}_v, {names[-1]}[] : memref<i64>")
            types = ", ".join(["memref<i64>"] * len(names))
            lines.append(f"{base} = func.call @{symbol}({', '.join(names)}) : ({types}) -> i32")
            lines.append(f"{base}_s = arith.extsi {base} : i32 to i64")
            lines.append(f"{base}_r = memref.load {names[-1]}[] : memref<i64>")
            for number in (f"{base}_s", f"{base}_r"):
                lines.append(f"func.call @printI64({number}) : (i64) -> ()")
                lines.append("func.call @printNewline() : () -> ()")
    return "\n".join([*lines, "return", "}", ""])


def run_native(sources, inputs):
    """For each source, the status and the result for each pair of inputs."""
    functions = [specialized(source, f"f{index}") for index, source in enumerate(sources)]
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "in.mlir").write_text(OBJECTS + "".join(functions))
        text = run_tool(janus_opt(), folder / "in.mlir", f"--pass-pipeline={GRAPH}")
        # Only the functions: the graphs' surface is for the runtime.
        functions = re.findall(r"^  func\.func .*?^  }$", text, flags=re.S | re.M)
        main = main_function(text, inputs)
        plain = re.sub(r" \{janus\.[^}]*\}", "", "\n".join(functions))
        (folder / "main.mlir").write_text(f"module {{\n{plain}\n{main}}}\n")
        run_tool(
            LLVM / "mlir-opt", folder / "main.mlir", f"--pass-pipeline={NATIVE}",
            "-o", folder / "llvm.mlir",
        )  # fmt: skip
        libraries = ",".join(str(LLVM.parent / f"lib/lib{name}.so") for name in ("mlir_c_runner_utils", "mlir_runner_utils"))
        printed = run_tool(
            LLVM / "mlir-runner", folder / "llvm.mlir", "-e", "main",
            "--entry-point-result=void", f"-shared-libs={libraries}",
        )  # fmt: skip
    numbers = iter(int(word) for word in printed.split())
    return [[(next(numbers), next(numbers)) for _ in inputs] for _ in sources]


class Program:
    """A random function of two integers that always ends."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        lines = ["def f(n, c):", "    x = 1", "    z = 3"]
        if self.random.random() < 0.7:
            lines.append("    y = 2")
        else:
            # Perhaps not bound.
            lines += [f"    if {self.test(['n', 'c'])}:", "        y = 4"]
        lines += self.block(3, False, ["x", "y", "z", "n", "c"], 1)
        self.source = "\n".join([*lines, "    return x + y * 7 + z * 31", ""])

    def expression(self, names, depth=0):
        kind = self.random.random()
        if kind < 0.35 or depth > 1:
            return str(self.random.randint(-3, 6))
        if kind < 0.75:
            return self.random.choice(names)
        a, b = self.expression(names, depth + 1), self.expression(names, depth + 1)
        return f"({a} {self.random.choice('+-*')} {b})"

    def test(self, names):
        operator = self.random.choice(["<", ">", "==", "!=", "<=", ">="])
        return f"{self.expression(names)} {operator} {self.expression(names)}"

    def block(self, depth, in_loop, names, indent):
        pad, lines = "    " * indent, []

        def orelse(chance, inside):
            if self.random.random() < chance:
                lines.append(f"{pad}else:")
                lines.extend(self.block(depth - 1, inside, names, indent + 1))

        for _ in range(self.random.randint(1, 3)):
            kind = self.random.random()
            if kind < 0.4 or depth <= 0:
                target = self.random.choice(["x", "y", "z"])
                lines.append(f"{pad}{target} = ({self.expression(names)}) % 1009")
            elif kind < 0.62:
                lines.append(f"{pad}if {self.test(names)}:")
                lines += self.block(depth - 1, in_loop, names, indent + 1)
                orelse(0.5, in_loop)
            elif kind < 0.82:
                counter = self.random.choice(["i", "j"])
                bounds = self.random.choice(["0, n, 1", "1, 4, 1", "0, c, 2", "n, 0, -1", "5, c, -2"])
                lines.append(f"{pad}for {counter} in range({bounds}):")
                lines += self.block(depth - 1, True, [*names, counter], indent + 1)
                orelse(0.3, in_loop)
            elif kind < 0.88:
                # The counter is a local of its own at each depth, so that the loop ends.
                counter = f"w{indent}"
                lines.append(f"{pad}{counter} = 0")
                lines.append(f"{pad}while {counter} < {self.random.choice(['n', '3'])}:")
                lines.append(f"{pad}    {counter} = {counter} + 1")
                lines += self.block(depth - 1, True, [*names, counter], indent + 1)
            elif in_loop and kind < 0.95:
                return [*lines, pad + self.random.choice(["break", "continue"])]
            elif indent > 1 and kind < 0.985:
                return [*lines, f"{pad}return {self.expression(names)}"]
            elif indent > 1:
                return [*lines, f"{pad}raise ValueError"]
        return lines or [f"{pad}pass"]
