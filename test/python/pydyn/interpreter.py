"""Runs pydyn by what its operations say, one by one, on CPython's own objects.

Generators and coroutines are not run; a generator expression is, eagerly.
"""

import builtins
import operator
import subprocess
import types
from pathlib import Path

from pydyn.generic import Block, Operation, Reader

_LOCAL, _CELL, _GLOBAL, _NAME = range(4)
_BINARY = [
    operator.add, operator.sub, operator.mul, operator.matmul, operator.truediv, operator.floordiv, operator.mod,
    operator.pow, operator.lshift, operator.rshift, operator.and_, operator.or_, operator.xor,
]  # fmt: skip
_INPLACE = [
    operator.iadd, operator.isub, operator.imul, operator.imatmul, operator.itruediv, operator.ifloordiv,
    operator.imod, operator.ipow, operator.ilshift, operator.irshift, operator.iand, operator.ior, operator.ixor,
]  # fmt: skip
_UNARY = [operator.neg, operator.pos, operator.invert, operator.not_]
_COMPARE = [
    operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge, operator.is_, operator.is_not,
    lambda left, right: left in right, lambda left, right: left not in right,
]  # fmt: skip


class Refused(Exception):
    """Execution came to a `pydyn.unsupported`."""


class _Leave:
    """How a block was left, other than by its end."""

    def __init__(self, how: str, value=None):
        self.how = how
        self.value = value


class Module:
    """A module of code objects, with the globals that they run in."""

    def __init__(self, text: str, name: str = "__main__", file: str = "<pydyn>"):
        root = Reader(text).operation()
        functions = root.regions[0].operations if root.regions[0] else []
        self.code = {function.attributes["sym_name"]: function for function in functions}
        self.globals = {"__name__": name, "__builtins__": builtins, "__file__": file}

    def run(self):
        Frame(self, self.code["<module>"], {}, namespace=self.globals).run()


class Frame:
    """One activation of a code object."""

    def __init__(self, module: Module, code: Operation, free: dict, namespace: dict | None = None):
        self.module = module
        self.code = code
        self.locals = {}
        self.cells = {name: types.CellType() for name in code.attributes["cells"]} | free
        self.namespaces = [namespace]
        self.values = {}
        self.yielded = []

    def run(self, arguments=()):
        for name, value in zip(self.code.attributes["parameters"], arguments):
            name = name.lstrip("*")
            if name in self.cells:
                self.cells[name].cell_contents = value
            else:
                self.locals[name] = value
        self.first = arguments[0] if arguments else None
        block = self.code.regions[0]
        self.values.update(zip(block.arguments, arguments))
        left = self.block(block)
        assert left.how == "return"
        return iter(self.yielded) if self.code.attributes["kind"] == "generator" else left.value

    def block(self, block: Block) -> _Leave:
        for op in block.operations:
            operands = [self.values[name] for name in op.operands]
            kind = op.name.removeprefix("pydyn.")
            if kind in ("yield", "return", "break", "continue", "condition"):
                return _Leave(kind, operands if kind == "yield" else operands[0] if operands else None)
            result = getattr(self, f"do_{kind}")(op, *operands)
            if isinstance(result, _Leave):
                return result
            if len(op.results) == 1:
                self.values[op.results[0]] = result
            elif op.results:
                self.values.update(zip(op.results, result, strict=True))
        raise AssertionError("a block without a terminator")

    def region(self, block: Block | None, *arguments) -> _Leave | None:
        """Runs a region; what is returned is None where execution goes on after its operation."""
        if block is None:
            return None
        self.values.update(zip(block.arguments, arguments, strict=True))
        left = self.block(block)
        return None if left.how == "yield" else left

    # Names.

    def do_load(self, op):
        scope, name = op.attributes["scope"], op.attributes["name"]
        if scope == _LOCAL:
            if name not in self.locals:
                raise UnboundLocalError(f"cannot access local variable '{name}' where it is not associated with a value")
            return self.locals[name]
        if scope == _CELL:
            namespace = self.namespaces[-1]
            if namespace is not None and name in namespace:
                return namespace[name]
            try:
                return self.cells[name].cell_contents
            except ValueError:
                raise UnboundLocalError(f"cannot access local variable '{name}'") from None
        spaces = [self.module.globals, vars(builtins)]
        if scope == _NAME:
            spaces.insert(0, self.namespaces[-1])
        for space in spaces:
            if name in space:
                return space[name]
        raise NameError(f"name '{name}' is not defined")

    def do_store(self, op, value):
        scope, name = op.attributes["scope"], op.attributes["name"]
        if scope == _CELL:
            self.cells[name].cell_contents = value
        else:
            [self.locals, None, self.module.globals, self.namespaces[-1]][scope][name] = value

    def do_unbind(self, op):
        scope, name = op.attributes["scope"], op.attributes["name"]
        if scope == _CELL:
            del self.cells[name].cell_contents
            return
        space = [self.locals, None, self.module.globals, self.namespaces[-1]][scope]
        if name not in space:
            raise UnboundLocalError(name) if scope == _LOCAL else NameError(f"name '{name}' is not defined")
        del space[name]

    def do_constant(self, op):
        return op.attributes["value"]

    # Objects.

    def do_get_attr(self, op, obj):
        return getattr(obj, op.attributes["name"])

    def do_set_attr(self, op, obj, value):
        setattr(obj, op.attributes["name"], value)

    def do_del_attr(self, op, obj):
        delattr(obj, op.attributes["name"])

    def do_get_item(self, _, obj, key):
        return obj[key]

    def do_set_item(self, _, obj, key, value):
        obj[key] = value

    def do_del_item(self, _, obj, key):
        del obj[key]

    def do_call(self, op, callee, *arguments):
        positional, keywords = _arguments(op, arguments)
        if callee is super and not arguments:
            # What the interpreter of CPython finds in the caller's frame.
            return super(self.cells["__class__"].cell_contents, self.first)
        if callee is locals and not arguments:
            return self.locals if self.namespaces[-1] is None else self.namespaces[-1]
        if callee is globals and not arguments:
            return self.module.globals
        return callee(*positional, **keywords)

    # Operators.

    def do_binary(self, op, lhs, rhs):
        return _BINARY[op.attributes["operator_"]](lhs, rhs)

    def do_inplace(self, op, lhs, rhs):
        return _INPLACE[op.attributes["operator_"]](lhs, rhs)

    def do_unary(self, op, operand):
        return _UNARY[op.attributes["operator_"]](operand)

    def do_compare(self, op, lhs, rhs):
        return _COMPARE[op.attributes["predicate"]](lhs, rhs)

    def do_truth(self, _, operand):
        return bool(operand)

    # Containers and strings.

    def do_tuple(self, op, *elements):
        return tuple(_arguments(op, elements)[0])

    def do_list(self, op, *elements):
        return _arguments(op, elements)[0]

    def do_set(self, op, *elements):
        return set(_arguments(op, elements)[0])

    def do_dict(self, op, *operands):
        keys, values = operands[: len(operands) // 2], operands[len(operands) // 2 :]
        result, unpacked = {}, op.attributes.get("unpacked", ())
        for index, (key, value) in enumerate(zip(keys, values)):
            if index in unpacked:
                result.update(value)
            else:
                result[key] = value
        return result

    def do_append(self, _, container, value, key=None):
        if isinstance(container, dict):
            container[key] = value
        elif isinstance(container, set):
            container.add(value)
        else:
            container.append(value)

    def do_slice(self, _, *parts):
        return slice(*parts)

    def do_unpack(self, op, iterable):
        count, star = len(op.results), op.attributes.get("star", -1)
        # By way of an iterator: the length is not asked for.
        values = list(iter(iterable)) if star >= 0 else _take(iterable, count)
        if star < 0:
            return values if count != 1 else values[0]
        if len(values) < count - 1:
            raise ValueError(f"not enough values to unpack (expected at least {count - 1}, got {len(values)})")
        after = count - 1 - star
        middle = values[star : len(values) - after]
        values = [*values[:star], middle, *values[len(values) - after :]]
        return values if count != 1 else values[0]

    def do_format(self, op, value, spec):
        convert = {"s": str, "r": repr, "a": ascii}.get(op.attributes.get("conversion"), lambda value: value)
        return format(convert(value), spec)

    def do_join(self, _, *parts):
        return "".join(parts)

    # Definitions.

    def do_make_function(self, op, *defaults):
        count = op.attributes["operandSegmentSizes"][0]
        code = self.module.code[op.attributes["code"]]
        free = {name: self.cells[name] for name in code.attributes["free"]}
        module = self.module

        def enter(arguments):
            if code.attributes["kind"] in ("generator", "coroutine") and "genexpr" not in code.attributes["qualname"]:
                raise Refused(code.attributes["kind"])
            return Frame(module, code, free).run(arguments)

        function = _function(code, enter, module.globals)
        function.__defaults__ = defaults[:count] or None
        function.__kwdefaults__ = dict(zip(op.attributes["keyword_default_names"], defaults[count:])) or None
        return function

    def do_class(self, op, *arguments):
        bases, keywords = _arguments(op, arguments)
        outer = self.cells.get("__class__")
        self.cells["__class__"] = cell = types.CellType()

        def body(namespace):
            namespace["__module__"] = self.module.globals["__name__"]
            namespace["__qualname__"] = op.attributes["qualname"]
            self.namespaces.append(namespace)
            try:
                self.region(op.regions[0])
            finally:
                self.namespaces.pop()
                self.cells.pop("__class__")
                if outer is not None:
                    self.cells["__class__"] = outer
            namespace["__classcell__"] = cell

        return types.new_class(op.attributes["class_name"], tuple(bases), keywords, body)

    def do_import(self, op):
        module, name = op.attributes["module"], op.attributes.get("name")
        as_leaf, level = op.attributes.get("as_leaf"), op.attributes.get("level", 0)
        fromlist = (name,) if name is not None else None
        result = builtins.__import__(module, self.module.globals, None, fromlist, level)
        if name is not None:
            try:
                return getattr(result, name)
            except AttributeError:
                raise ImportError(f"cannot import name '{name}' from '{module}'") from None
        if as_leaf:
            for part in module.split(".")[1:]:
                result = getattr(result, part)
        return result

    # Control flow.

    def do_if(self, op, condition):
        block = op.regions[0] if condition else op.regions[1]
        if block is None:
            return None
        left = self.block(block)
        if left.how != "yield":
            return left
        return left.value if len(op.results) != 1 else left.value[0]

    def do_while(self, op):
        test, body, or_else = op.regions
        while self.block(test).value:
            left = self.region(body)
            if left and left.how == "break":
                return None
            if left and left.how != "continue":
                return left
        return self.region(or_else)

    def do_for(self, op, iterable):
        body, or_else = op.regions
        for item in iterable:
            left = self.region(body, item)
            if left and left.how == "break":
                return None
            if left and left.how != "continue":
                return left
        return self.region(or_else)

    def do_with(self, op, manager):
        with manager as entered:
            return self.region(op.regions[0], entered)

    def do_try(self, op):
        body, handlers, or_else, finally_ = op.regions
        left = None
        try:
            if handlers is None:
                left = self.region(body)
            else:
                try:
                    left = self.region(body)
                except BaseException as exception:
                    left = self.region(handlers, exception)
                else:
                    left = left or self.region(or_else)
        finally:
            if finally_ is not None:
                over = self.region(finally_)
                if over is not None:
                    return over
        return left

    def do_exception_match(self, _, exception, type_):
        return isinstance(exception, type_)

    def do_raise(self, _, exception, *cause):
        if cause:
            raise exception from cause[0]
        raise exception

    def do_reraise(self, _):
        raise

    def do_unsupported(self, op, *operands):
        if op.attributes["code"] == "JL0301" and "genexpr" in self.code.attributes["qualname"]:
            self.yielded.append(operands[0])
            return None
        if op.attributes["code"] == "JL0204":
            # Modules that have `from _module import *` fall back to their own Python without `_module`.
            raise ImportError("import *")
        raise Refused(op.attributes["code"])


def _take(iterable, count):
    """As many values as an unpacking without a star asks for, and one try more."""
    values, iterator = [], iter(iterable)
    for value in iterator:
        values.append(value)
        if len(values) > count:
            raise ValueError(f"too many values to unpack (expected {count})")
    if len(values) < count:
        raise ValueError(f"not enough values to unpack (expected {count}, got {len(values)})")
    return values


def _arguments(op, operands):
    positional, keywords = [], {}
    for kind, value in zip(op.attributes["kinds"], operands, strict=True):
        if kind == "":
            positional.append(value)
        elif kind == "*":
            positional += value
        elif kind == "**":
            keywords.update(value)
        else:
            keywords[kind] = value
    return positional, keywords


def _function(code, enter, namespace):
    """A function object with the signature of the code that hands its arguments to `enter`."""
    attributes = code.attributes
    names = [name.replace(".", "_dot_") for name in attributes["parameters"]]
    plain = [name for name in names if not name.startswith("*")]
    positional = plain[: len(plain) - attributes["keyword_only"]]
    if attributes["positional_only"]:
        positional.insert(attributes["positional_only"], "/")
    star = [name for name in names if name.startswith("*") and not name.startswith("**")]
    keyword_only = plain[len(plain) - attributes["keyword_only"] :]
    if keyword_only and not star:
        star = ["*"]
    signature = positional + star + keyword_only + [name for name in names if name.startswith("**")]
    passed = "".join(f"{name.lstrip('*')}, " for name in names)
    scope = {}
    exec(f"def make(_enter):\n def function({', '.join(signature)}): return _enter(({passed}))\n return function", scope)
    function = scope["make"](enter)
    function = types.FunctionType(function.__code__, namespace, closure=function.__closure__)
    function.__name__ = attributes["qualname"].rpartition(".")[2]
    function.__qualname__ = attributes["qualname"]
    function.__module__ = namespace["__name__"]
    return function


def load(path: Path, tool: Path, name: str = "__main__") -> Module:
    """Lowers a Python file with `janus-translate`."""
    command = [tool, "--python-to-pydyn", path, "--mlir-print-op-generic"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SyntaxError(done.stderr)
    return Module(done.stdout, name, str(path))
