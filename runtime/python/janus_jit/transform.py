"""The forms that a function's code takes, as transformations of its module's AST.

All forms of a function come from compiling the whole module, so that scopes, free variables, name mangling and
``from __future__`` are CPython's business. Callables enter the code as constants: the AST holds a placeholder, a bytes
constant no program has, and :mod:`janus_jit.source` puts the object in its place after compiling. So no name is looked up
and none becomes visible.
"""

import ast
import os
from dataclasses import dataclass
from enum import Enum
from types import CodeType

#: Starts every placeholder of this process.
TOKEN = b"\0janus:" + os.urandom(12)


class Stage(Enum):
    """What a function's code does besides the author's statements."""

    #: Nothing.
    PLAIN = "plain"
    #: Probes report the calls and their ends. What functions are born with: almost nothing for those called once.
    COUNTED = "counted"
    #: Probes report branches and loops, too.
    INSTRUMENTED = "instrumented"
    #: A segment is tried first.
    SEGMENT = "segment"


@dataclass(frozen=True)
class Placeholder:
    """What a constant is to be replaced with."""

    #: ``define``, ``call``, ``exit``, ``branch``, ``enter``, ``step``, ``segment`` or ``result``.
    kind: str
    #: Line of the `def` that it belongs to; with the module's text that identifies the function.
    owner: int
    line: int = 0
    column: int = 0
    taken: bool = False

    def constant(self) -> bytes:
        return TOKEN + f"{self.kind}:{self.owner}:{self.line}:{self.column}:{int(self.taken)}".encode()

    @staticmethod
    def parse(constant: object) -> "Placeholder | None":
        if type(constant) is not bytes or not constant.startswith(TOKEN):
            return None
        kind, owner, line, column, taken = constant[len(TOKEN) :].decode().split(":")
        return Placeholder(kind, int(owner), int(line), int(column), taken == "1")


def parameters(node: ast.FunctionDef) -> list[str]:
    """Names of the parameters in the order of ``co_varnames``."""
    names = node.args
    everything = [*names.posonlyargs, *names.args, *names.kwonlyargs]
    everything += [extra for extra in (names.vararg, names.kwarg) if extra is not None]
    return [argument.arg for argument in everything]


def free_variables(code: CodeType) -> list[str]:
    """The free variables of a function that an expression can name."""
    return [name for name in code.co_freevars if name.isidentifier()]


class _OwnYield(ast.NodeVisitor):
    """Looks for a ``yield`` in a function's own scope."""

    def __init__(self):
        self.found = False

    def visit_Yield(self, _node):
        self.found = True

    visit_YieldFrom = visit_Yield

    def _skip(self, _node):
        pass

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = _skip


def is_generator(node: ast.FunctionDef) -> bool:
    """Whether calling it makes a generator."""
    visitor = _OwnYield()
    for statement in node.body:
        visitor.visit(statement)
    return visitor.found


def watched(tree: ast.Module) -> list[ast.FunctionDef]:
    """The ``def`` statements that are taken over: not ``async``, no generators."""
    return [node for node in ast.walk(tree) if type(node) is ast.FunctionDef and not is_generator(node)]


def _at(node: ast.AST, position: ast.AST) -> ast.AST:
    """Puts ``node`` and what it holds on the position of another node's first character."""
    for inner in ast.walk(node):
        if "lineno" in inner._attributes:
            inner.lineno = inner.end_lineno = position.lineno
            inner.col_offset = inner.end_col_offset = position.col_offset
    return node


def _call(placeholder: Placeholder, arguments: list[ast.expr]) -> ast.Call:
    return ast.Call(ast.Constant(placeholder.constant()), arguments, [])


class Transformer(ast.NodeTransformer):
    """Gives every watched function of a module the form of one stage, in place."""

    def __init__(self, tree: ast.Module, stage: Stage, free: dict[int, list[str]]):
        self.stage = stage
        #: Free variables of the watched functions, by the line of the `def`.
        self.free = free
        # What only dead code defines (`if False:`) has no code object, and nothing that a probe could belong to.
        self.watched = {node for node in watched(tree) if node.lineno in free}
        #: Line of the watched function whose own statements are visited; None outside.
        self.owner: int | None = None

    # Scopes -------------------------------------------------------------------------------------------------------

    def _enter(self, node, owner):
        """Visits the body of a scope; what stands outside of it (decorators, defaults) is left as it is."""
        outer, self.owner = self.owner, owner
        body = []
        for statement in node.body:
            result = self.visit(statement)
            body.extend(result) if isinstance(result, list) else body.append(result)
        node.body = body
        self.owner = outer
        return node

    def visit_FunctionDef(self, node):
        if node not in self.watched:
            return self._enter(node, None)
        # `node.lineno` is the line of `def`, also under decorators, and no two `def` statements share a line.
        self._enter(node, node.lineno)
        # Innermost, so that it sees the function object itself; on the line of `def`, so that co_firstlineno stays.
        hook = _at(ast.Constant(Placeholder("define", node.lineno).constant()), node)
        node.decorator_list.append(hook)
        # A docstring stays the first statement.
        start = 1 if ast.get_docstring(node, clean=False) is not None else 0
        node.body[start:] = self._framed(node, node.body[start:])
        return node

    def visit_AsyncFunctionDef(self, node):
        return self._enter(node, None)

    visit_ClassDef = visit_AsyncFunctionDef

    def visit_Lambda(self, node):
        return node

    def _framed(self, node, body: list[ast.stmt]) -> list[ast.stmt]:
        """The body of a function with what its stage puts around it."""
        if self.stage is Stage.PLAIN:
            return body
        values = [ast.Name(name, ast.Load()) for name in parameters(node)]
        if self.stage in (Stage.COUNTED, Stage.INSTRUMENTED):
            call, leave = (
                _at(ast.Expr(_call(Placeholder(kind, node.lineno), arguments)), node)
                for kind, arguments in (("call", values), ("exit", []))
            )
            if not body:
                return [call, leave]
            return [call, ast.copy_location(ast.Try(body, [], [], [leave]), body[0])]
        # if <segment>(…, lambda: (…)): return <result>()
        free = self.free.get(node.lineno)
        if free:
            # The one expression that tells whose cells these are: a copy of the function may have others.
            nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
            cells = ast.Tuple([ast.Name(name, ast.Load()) for name in free], ast.Load())
            values.append(ast.Lambda(nothing, cells))
        segment = _call(Placeholder("segment", node.lineno), values)
        result = _call(Placeholder("result", node.lineno), [])
        return [_at(ast.If(segment, [ast.Return(result)], []), node), *body]

    # Probes -------------------------------------------------------------------------------------------------------

    @property
    def _probing(self) -> bool:
        return self.stage is Stage.INSTRUMENTED and self.owner is not None

    def _probe(self, kind: str, node) -> ast.stmt:
        placeholder = Placeholder(kind, self.owner, node.lineno, node.col_offset)
        return _at(ast.Expr(_call(placeholder, [])), node)

    def _branch(self, test, taken: bool) -> Placeholder:
        # The place of the test is what the compiler knows a decision by: no two share one.
        return Placeholder("branch", self.owner, test.lineno, test.col_offset, taken)

    def visit_If(self, node):
        test = node.test
        self.generic_visit(node)
        if self._probing:
            # Beside the test, not around it: its truth value is taken once, by the author's own statement.
            for body, taken in ((node.body, True), (node.orelse, False)):
                body.insert(0, _at(ast.Expr(_call(self._branch(test, taken), [])), node))
        return node

    def visit_IfExp(self, node):
        test = node.test
        self.generic_visit(node)
        if self._probing:
            for field, taken in (("body", True), ("orelse", False)):
                value = getattr(node, field)
                placeholder = self._branch(test, taken)
                call = ast.copy_location(_call(placeholder, [value]), value)
                ast.copy_location(call.func, value)
                setattr(node, field, call)
        return node

    def _visit_loop(self, node):
        self.generic_visit(node)
        if not self._probing:
            return node
        node.body.insert(0, self._probe("step", node))
        return [self._probe("enter", node), node]

    visit_For = visit_While = _visit_loop
