"""Takes functions over without touching them: only their ``__code__`` is ever replaced."""

import sys
import weakref
from types import CodeType, FunctionType

from . import dynamo, engine, inert, marshalling
from ._janus import is_registered_code, register_code, take_result
from .source import SourceUnit
from .transform import Placeholder, Stage, free_variables

#: Definitions by key: ``(file, qualname, first line)``. A file has several sets of them when it is loaded again, or both
#: as a script and as a module.
_definitions: dict[tuple, list["Definition"]] = {}
#: By file.
_units: dict[str, list[SourceUnit]] = {}
_connected = False
#: Another compiler has taken over: functions keep their author's code.
_aside = False


class Definition:
    """One ``def`` of a module, with the function objects that it made."""

    def __init__(self, unit: SourceUnit, info, place, names: tuple[str, ...]):
        self.unit = unit
        self.info = info
        self.place = place
        self.names = names
        self.free = free_variables(unit.original[place])
        self.functions: weakref.WeakSet[FunctionType] = weakref.WeakSet()
        _definitions.setdefault(info.key, []).append(self)

    def __call__(self, function: FunctionType) -> FunctionType:
        """The innermost decorator of the ``def``: sees every function object when it is made, and returns it."""
        state = engine.get().define(self.info, function)
        self.functions.add(function)
        if _aside:
            function.__code__ = self.unit.original[self.place]
        elif state != "profiling":
            self.apply(function, state)
        return function

    def apply(self, function: FunctionType, state: str) -> None:
        """Gives a function the code for a state."""
        if state != "profiling" and "torch.optim" in sys.modules:
            from . import autograd

            autograd.watch()
        if state == "profiling":
            code = self.unit.code(Stage.COUNTED, self.place)
        elif state == "probing":
            code = self.unit.code(Stage.INSTRUMENTED, self.place)
        elif state == "hot":
            code = self._segment_code(function)
        elif engine.get().native_calls(self.info.key) > 0:
            # Its segment stays and counts the calls, so that the share of native calls in the stats stays true.
            return
        else:
            code = self.unit.code(Stage.PLAIN, self.place)
        if not is_registered_code(function.__code__):
            # The program has given it another body.
            self.functions.discard(function)
        elif function.__code__ is not code:
            function.__code__ = code

    def _segment_code(self, function: FunctionType) -> CodeType:
        template = self.unit.code(Stage.SEGMENT, self.place)

        def fill(constant):
            placeholder = Placeholder.parse(constant)
            if placeholder is None:
                return constant
            if placeholder.kind == "result":
                return take_result
            return engine.get().segment(function, list(self.names), self.free, self.info)

        code = template.replace(co_consts=tuple(map(fill, template.co_consts)))
        register_code(code)
        return code

    def __reduce__(self):
        # It is a constant of the code around the `def`, and pickled with it.
        return inert.make_probe, ()


def _on_state_change(key: tuple, state: str) -> None:
    if _aside:
        return
    for definition in _definitions.get(key, ()):
        for function in list(definition.functions):
            definition.apply(function, state)


def stand_aside() -> None:
    """Gives every function its author's code back, for good."""
    global _aside
    if _aside:
        return
    _aside = True
    engine.get().stand_aside("the program compiles with torch.compile, so Janus leaves its functions alone")
    for definitions in _definitions.values():
        for definition in definitions:
            for function in list(definition.functions):
                if is_registered_code(function.__code__):
                    function.__code__ = definition.unit.original[definition.place]


def load(text: str, file: str, module: str) -> SourceUnit:
    """Takes over the functions of a module that is about to be executed, or that was."""
    global _connected
    if not _connected:
        engine.get().on_state_change(_on_state_change)
        dynamo.watch(stand_aside)
        marshalling.watch(author_code)
        _connected = True
    unit = SourceUnit(text, file, module, Definition)
    _units.setdefault(file, []).append(unit)
    return unit


def author_code(code: CodeType) -> CodeType:
    """The author's code for code that may have been given another form."""
    if not is_registered_code(code):
        return code
    found = (unit.author_code(code) for unit in reversed(_units.get(code.co_filename, ())))
    return next((author for author in found if author is not None), code)


def definition_of(function: FunctionType) -> Definition | None:
    """The definition of a function that is watched already."""
    code = function.__code__
    for definition in _definitions.get((code.co_filename, code.co_qualname, code.co_firstlineno), ()):
        if function in definition.functions:
            return definition
    return None
