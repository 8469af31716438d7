"""A module's text and the code objects made from it."""

import ast
import importlib.util
import warnings
from collections.abc import Callable
from types import CodeType

from . import _janus, engine
from .transform import Placeholder, Stage, Transformer, free_variables, parameters, watched

#: Identifies a function of a module: ``(co_qualname, co_firstlineno)``.
Place = tuple[str, int]


def _parse(text: str, file: str) -> ast.Module:
    # Whoever compiles the module in earnest sees its warnings; once is enough.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text, file)


def _compile(tree: ast.Module, file: str) -> CodeType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(tree, file, "exec", dont_inherit=True)


def _first_line(node: ast.FunctionDef) -> int:
    return node.decorator_list[0].lineno if node.decorator_list else node.lineno


def _place(code: CodeType) -> Place:
    return code.co_qualname, code.co_firstlineno


def _functions(code: CodeType):
    """All code objects inside of ``code``, with their places."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield _place(constant), constant
            yield from _functions(constant)


def decode(data: bytes) -> str:
    """The text of a source file, its encoding declaration and line ends taken care of."""
    return importlib.util.decode_source(data)


class SourceUnit:
    """One module: its watched functions, and the code of each at every stage.

    ``make_definition(unit, info, place, names)`` makes the object that is called with the function when a ``def`` is
    executed, and returns it; see :mod:`janus_jit.takeover`.
    """

    def __init__(self, text: str, file: str, module: str, make_definition: Callable):
        self.text = text
        self.file = file
        self.module = module
        tree = _parse(text, file)
        nodes = {node.lineno: node for node in watched(tree)}
        #: Line of `def` by the first line, which is that of the first decorator.
        lines = {_first_line(node): line for line, node in nodes.items()}
        self._codes: dict[Stage, dict[Place, CodeType]] = {}
        plain = _compile(_parse(text, file), file)
        #: The author's code objects, before anything was done to them.
        self.original = dict(_functions(plain)) | {_place(plain): plain}
        #: Constants of the code, so that those of every stage are the same objects, as a program can see.
        self._constants: dict[tuple, object] = {}
        for code in self.original.values():
            for constant in code.co_consts:
                self._shared(constant)
        for code in self.original.values():
            _janus.register_code(code)
        self.definitions: dict[int, object] = {}
        self._infos: dict[int, _janus.FunctionInfo] = {}
        self._places: dict[int, Place] = {}
        source = _janus.Source(text)
        for place, code in self.original.items():
            line = lines.get(place[1])
            # A class or a lambda may begin on the line of a decorator too.
            if line is None or code.co_name != nodes[line].name:
                continue
            node = nodes[line]
            names = code.co_varnames[: len(parameters(node))]
            info = _janus.FunctionInfo(
                key=(file, *place),
                name=node.name,
                module=module,
                line=line,
                column=node.col_offset,
                end_line=node.end_lineno,
                parameters=list(names),
                source=source,
            )
            self._infos[line] = info
            self._places[line] = place
            self.definitions[line] = make_definition(self, info, place, names)
        self._by_place = {place: self.definitions[line] for line, place in self._places.items()}

    def definition(self, code: CodeType):
        """The definition that made ``code``, or None if it is not watched."""
        return self._by_place.get(_place(code))

    def author_code(self, code: CodeType) -> CodeType | None:
        """The author's code for a code object of any stage, or None if it is of another module."""
        return self.original.get(_place(code))

    def module_code(self) -> CodeType:
        """The module's own code; the functions it defines are born counted."""
        return self._born(self._compile_stage(Stage.PLAIN))

    def code(self, stage: Stage, place: Place) -> CodeType:
        """The code of a function at a stage. At stage SEGMENT the placeholders of the segment and of its result remain, to be
        filled in for each function object."""
        codes = self._codes.get(stage)
        if codes is None:
            codes = self._codes[stage] = {}
            # Inner functions before those around them, whose constants they are.
            for found, code in reversed(list(_functions(self._compile_stage(stage)))):
                if found in self._by_place:
                    codes[found] = self._born(code)
        return codes[place]

    def _compile_stage(self, stage: Stage) -> CodeType:
        tree = _parse(self.text, self.file)
        free = {line: free_variables(self.original[place]) for line, place in self._places.items()}
        return _compile(Transformer(tree, stage, free).visit(tree), self.file)

    def _born(self, code: CodeType) -> CodeType:
        """``code`` with the functions that it defines in their first form, whatever its own is, and placeholders
        replaced by what they stand for."""

        def replace(constant):
            if isinstance(constant, CodeType):
                place = _place(constant)
                return self.code(Stage.COUNTED, place) if place in self._by_place else self._born(constant)
            placeholder = Placeholder.parse(constant)
            return self._shared(constant) if placeholder is None else self._resolve(placeholder, constant)

        born = code.replace(co_consts=tuple(map(replace, code.co_consts)))
        _janus.register_code(born)
        return born

    def _shared(self, constant):
        """The one object that is this constant in all code of the module: CPython's compiler merges them, too."""
        kind = type(constant)
        if kind in (tuple, frozenset):
            elements = [self._shared(element) for element in constant]
            if any(one is not other for one, other in zip(elements, constant)):
                constant = kind(elements)
            key = (kind, *map(id, elements)) if kind is tuple else (kind, frozenset(map(id, elements)))
        elif kind in (float, complex):
            # Zeros have signs, and a NaN is not equal to itself.
            key = (kind, repr(constant))
        elif kind in (int, str, bytes):
            key = (kind, constant)
        else:
            return constant
        return self._constants.setdefault(key, constant)

    def _resolve(self, placeholder: Placeholder, constant: bytes):
        jit, info = engine.get(), self._infos[placeholder.owner]
        match placeholder.kind:
            case "define":
                return self.definitions[placeholder.owner]
            case "call":
                return jit.call_probe(info)
            case "exit":
                return jit.exit_probe(info)
            case "branch":
                return jit.branch_probe(info, placeholder.line, placeholder.column, placeholder.taken)
            case "enter":
                return jit.loop_probes(info, placeholder.line, placeholder.column)[0]
            case "step":
                return jit.loop_probes(info, placeholder.line, placeholder.column)[1]
        return constant
